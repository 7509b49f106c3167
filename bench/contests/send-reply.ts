import type { WorkflowNode } from '../../runtime/n8n-types';
import { Simulator, type FaultSpec } from '../../simulator';
import { actionNode } from '../../test/e2e/n8n';
import { ENGINES, startInspected } from '../arena';
import { postJson } from '../contestants/nodes';
import { compare, figure, worst, type Finding } from '../contest';
import { HumanSide } from '../human-side';
import type { BenchOptions } from '../options';
import { CONVERSATIONS, send, type Ground, type Run } from '../send-run';
import { inTurn } from '../turns';

/** The platform takes a reply at once and answers a little later. */
const EVEN: FaultSpec[] = [{ kind: 'delay', ms: 20, times: 'always' }];

/** It takes a reply after a while that differs: two of one conversation that are under way together may overtake each other. */
const UNEVEN: FaultSpec[] = [
	{ kind: 'delay', ms: 40, probability: 0.5, process: false, times: 'always' },
	{ kind: 'delay', ms: 5, process: false, times: 'always' },
];

const UNEVEN_RUNS = 3;

/**
 * Contest E. The HTTP Request node in its fastest way, all requests at once (no batching), and with its batching switched on:
 * a new batch of 100 each millisecond, the shortest pause there is.
 */
export async function sendReplyContest({ quick, rounds, say }: BenchOptions): Promise<Finding[]> {
	const { arena, inspector } = await startInspected(ENGINES['vm, lazy']);
	const human = await HumanSide.start();
	const sim = await Simulator.start({
		settings: { firstReplyLimitMs: null, logLimit: 100, webhookBase: human.handoffBase },
	});
	try {
		const ground = { arena, inspector, sim, items: quick ? 300 : 1_000 };
		const contestants = await contestantsOf(ground, quick);
		const play = async (what: string, answers: FaultSpec[], times: number) => {
			const runs = new Map([...contestants.keys()].map((name) => [name, [] as Run[]]));
			for (let round = 0; round < times; round++) {
				for (const [name, node] of inTurn(contestants, round)) {
					const run = await send(ground, node, answers);
					runs.get(name)?.push(run);
					const { ms, peakMB, riseMB, inversions } = run;
					say(
						`${what}, round ${round + 1} of ${times}, ${name}: ${ms} ms, ${peakMB.toFixed(0)} MB (+ ${riseMB.toFixed(0)}), ${inversions} inversions`,
					);
				}
			}
			return runs;
		};
		await play('replies, warm-up', EVEN, 1);
		const setting = `${ground.items} replies, ${CONVERSATIONS} conversations`;
		return [
			...costs(setting, await play('replies', EVEN, rounds)),
			...order(`${setting}, uneven answers`, await play('replies, uneven answers', UNEVEN, UNEVEN_RUNS)),
		];
	} finally {
		inspector.close();
		await sim.stop();
		await human.stop();
		await arena.stop();
	}
}

async function contestantsOf({ arena, sim }: Ground, quick: boolean): Promise<Map<string, WorkflowNode>> {
	const credential = await arena.credential(sim.url, sim.key);
	const headerAuth = await arena.headerCredential(sim.key);
	const request = (options: Record<string, unknown>) =>
		postJson(
			'Send',
			`${sim.url}/v1/human/message/receive`,
			'={{ { conversation_id: $json.conversationId, timestamp: Date.now(), body: $json.text } }}',
			{ headerAuth, options },
		);
	const batching = { batch: { batchSize: CONVERSATIONS, batchInterval: 1 } };
	return new Map([
		[
			'ours',
			actionNode(credential, 'sendReply', {
				text: '={{ $json.text }}',
				options: { conversationsInParallel: CONVERSATIONS },
			}),
		],
		['all at once', request({})],
		...(quick ? [] : [['batches of 100', request({ batching })] as const]),
	]);
}

function costs(setting: string, runs: Map<string, Run[]>): Finding[] {
	const of = (name: string, key: keyof Run) => (runs.get(name) ?? []).map((run) => run[key]);
	const rivals = [...runs.keys()].filter((name) => name !== 'ours');
	const common = { contest: 'E', setting } as const;
	return [
		...rivals.flatMap((rival) => [
			compare({
				...{ ...common, title: `Send Reply / HTTP Request, ${rival}`, measure: 'time of the node' },
				...{ unit: 'ms', aim: { atMost: 1.1 }, ours: of('ours', 'ms'), rival: of(rival, 'ms') },
			}),
			compare({
				...{ ...common, title: `Send Reply / HTTP Request, ${rival}`, measure: 'peak memory of n8n' },
				...{ unit: 'MB', aim: { atMost: 1 }, ours: of('ours', 'peakMB'), rival: of(rival, 'peakMB') },
			}),
		]),
		...[...runs.keys()].map((name) =>
			figure({
				...{ ...common, title: titleOf(name), measure: 'peak memory above what n8n held before' },
				...{ unit: 'MB', aim: null, samples: of(name, 'riseMB') },
			}),
		),
		...order(`${setting}, even answers`, runs),
	];
}

/** One customer who reads an answer out of order is one too many. */
function order(setting: string, runs: Map<string, Run[]>): Finding[] {
	return [...runs].map(([name, all]) =>
		worst({
			...{ contest: 'E', title: titleOf(name), setting, measure: 'most inversions of a run', unit: '' },
			...{ aim: name === 'ours' ? { atMost: 0 } : null, samples: all.map(({ inversions }) => inversions) },
		}),
	);
}

function titleOf(name: string): string {
	return name === 'ours' ? 'Send Reply' : `HTTP Request, ${name}`;
}
