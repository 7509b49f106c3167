/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only, never published */
import { readFileSync, writeFileSync } from 'node:fs';

import type { Workflow, WorkflowNode } from '../../runtime/n8n-types';
import { Simulator } from '../../simulator';
import { actionNode, wires } from '../../test/e2e/n8n';
import { Arena, ENGINES } from '../arena';
import { postJson } from '../contestants/nodes';
import { compare, figure, type Finding } from '../contest';
import { HumanSide } from '../human-side';
import type { BenchOptions } from '../options';

const CONVERSATIONS = 100;
const ANSWER_AFTER_MS = 20;
const MEGABYTE = 1024;

interface Run {
	/** Of the node alone. */
	ms: number;
	/** Highest resident memory of n8n's process meanwhile, in MB. */
	peakMB: number;
	/** Replies that a customer read before an earlier one of the same conversation. */
	inversions: number;
}

/**
 * Contest E. The HTTP Request node in its fastest way, all requests at once (no batching), and in the one that users choose
 * so that a server is not flooded: batches of 100 without a pause to speak of.
 */
export async function sendReplyContest({ quick, rounds, say }: BenchOptions): Promise<Finding[]> {
	const items = quick ? 500 : 1_000;
	const arena = await Arena.start(ENGINES['vm, lazy']);
	const human = await HumanSide.start();
	const sim = await Simulator.start({
		settings: { firstReplyLimitMs: null, logLimit: 100, webhookBase: human.handoffBase },
	});
	try {
		const credential = await arena.credential(sim.url, sim.key);
		const headerAuth = await arena.headerCredential(sim.key);
		const request = (options: Record<string, unknown>) =>
			postJson(
				'Send',
				`${sim.url}/v1/human/message/receive`,
				'={{ { conversation_id: $json.conversationId, timestamp: Date.now(), body: $json.text } }}',
				{ headerAuth, options },
			);
		const contestants: { [name: string]: WorkflowNode } = {
			ours: actionNode(credential, 'sendReply', {
				text: '={{ $json.text }}',
				options: { conversationsInParallel: CONVERSATIONS },
			}),
			'all at once': request({}),
			'batches of 100': request({ batching: { batch: { batchSize: CONVERSATIONS, batchInterval: 1 } } }),
		};
		const runs = new Map(Object.keys(contestants).map((name) => [name, [] as Run[]]));
		const times = quick ? 4 : rounds;
		for (let round = -1; round < times; round++) {
			const order = round % 2 === 0 ? Object.entries(contestants) : Object.entries(contestants).reverse();
			for (const [name, node] of order) {
				const run = await send(arena, sim, node, items);
				// The first round only warms up.
				if (round >= 0) runs.get(name)?.push(run);
			}
			const line = [...runs].flatMap(([name, all]) => {
				const last = all[all.length - 1];
				return last
					? [`${name} ${last.ms} ms, ${last.peakMB.toFixed(0)} MB, ${last.inversions} inversions`]
					: [];
			});
			say(`send ${items} replies, round ${round + 1} of ${times}: ${line.join('; ') || 'warm'}`);
		}
		return findings(runs, items);
	} finally {
		await sim.stop();
		await human.stop();
		await arena.stop();
	}
}

async function send(arena: Arena, sim: Simulator, node: WorkflowNode, items: number): Promise<Run> {
	await sim.reset();
	const conversations = Array.from({ length: CONVERSATIONS }, () => sim.openConversation().id);
	const handoffs = await Promise.all(
		conversations.map(async (id) => (await sim.requestHandoff(id)).handoffId),
	);
	sim.fault({ kind: 'delay', ms: ANSWER_AFTER_MS, times: 'always' });
	const workflow = await createWorkflow(arena, node, items, handoffs);
	const pid = arena.n8n.pid ?? 0;
	// From here on the kernel notes the highest value anew (proc(5), clear_refs).
	writeFileSync(`/proc/${pid}/clear_refs`, '5');
	const execution = await arena.client.waitForExecution(
		await arena.client.runWorkflow(workflow.id, 'Start'),
		120_000,
	);
	const peak = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
	if (execution.status !== 'success')
		throw new Error(`${node.name} ended as ${execution.status}: ${execution.error?.message}`);
	const heard = conversations.map((id) =>
		sim.conversation(id).messages.filter(({ from }) => from === 'human'),
	);
	const total = heard.reduce((sum, { length }) => sum + length, 0);
	if (total !== items) throw new Error(`${total} of ${items} replies arrived`);
	await arena.client.deleteWorkflow(workflow.id);
	return {
		ms: execution.nodes[node.name][0].executionTime,
		peakMB: Number(peak) / MEGABYTE,
		inversions: heard.reduce(
			(sum, messages) => sum + inversionsIn(messages.map(({ text }) => Number(text.split(' ')[1]))),
			0,
		),
	};
}

/** Several replies in a row for each customer, as the parts of a long answer are. */
async function createWorkflow(
	arena: Arena,
	node: WorkflowNode,
	items: number,
	handoffs: string[],
): Promise<Workflow> {
	const rows = Array.from({ length: items }, (_, index) => ({
		conversationId: handoffs[Math.floor((index / items) * handoffs.length)],
		text: `reply ${index}`,
	}));
	const start: WorkflowNode = {
		...{ id: 'start', name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1 },
		...{ position: [0, 0], parameters: {} },
	};
	return await arena.client.createWorkflow({
		nodes: [start, node],
		connections: wires({ Start: [[node.name]] }),
		pinData: { Start: rows.map((json) => ({ json })) },
	});
}

/** How many stand behind a later one. */
function inversionsIn(numbers: number[]): number {
	let highest = -1;
	let count = 0;
	for (const number of numbers) {
		if (number < highest) count += 1;
		else highest = number;
	}
	return count;
}

function findings(runs: Map<string, Run[]>, items: number): Finding[] {
	const of = (name: string, key: keyof Run) => (runs.get(name) ?? []).map((run) => run[key]);
	const common = { contest: 'E', setting: `${items} replies, ${CONVERSATIONS} conversations` };
	const rivals = [...runs.keys()].filter((name) => name !== 'ours');
	return [
		...rivals.flatMap((rival) => [
			compare({
				...common,
				...{ title: `Send Reply / HTTP Request, ${rival}`, measure: 'time of the node', unit: 'ms' },
				...{ aim: { atMost: 1.1 }, ours: of('ours', 'ms'), rival: of(rival, 'ms') },
			}),
			compare({
				...common,
				...{ title: `Send Reply / HTTP Request, ${rival}`, measure: 'peak memory of n8n', unit: 'MB' },
				...{ aim: { atMost: 1 }, ours: of('ours', 'peakMB'), rival: of(rival, 'peakMB') },
			}),
		]),
		...[...runs.keys()].map((name) =>
			figure({
				...common,
				...{
					title: name === 'ours' ? 'Send Reply' : `HTTP Request, ${name}`,
					measure: 'inversions a run',
					unit: '',
				},
				...{ aim: name === 'ours' ? { atMost: 0 } : null, samples: of(name, 'inversions') },
			}),
		),
	];
}
