/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only, never published */
import { isDeepStrictEqual } from 'node:util';

import { outputOf, type Workflow } from '../../runtime/n8n-types';
import { TRIGGER, triggerNode, wires } from '../../test/e2e/n8n';
import { Arena, ENGINES, type Engine } from '../arena';
import { compare, type Finding } from '../contest';
import { bareTrigger, code, noOp, removeDuplicates, webhook } from '../contestants/nodes';
import { calibrate, fire, type Volley } from '../load';
import type { BenchOptions } from '../options';

type Contestant = 'ours' | 'bare' | 'builtIn' | 'selfMade';

const ANSWER = { code: 200, msg: 'success' };

/** Contests by rival: letter, words, and the aim under each engine. */
const CONTESTS: Array<{
	contest: string;
	rival: Contestant;
	title: string;
	aims: { [engine in Engine]?: { atLeast: number } };
}> = [
	{
		contest: 'A',
		rival: 'bare',
		title: 'our trigger / bare community trigger',
		aims: { vm: { atLeast: 0.95 }, 'vm, lazy': { atLeast: 0.95 } },
	},
	{
		contest: 'B',
		rival: 'builtIn',
		title: 'our trigger / Webhook node with header auth',
		// With plain vm n8n gives its own Webhook node one isolate less: no aim there.
		aims: { 'vm, lazy': { atLeast: 1 }, legacy: { atLeast: 1 } },
	},
	{
		contest: 'C',
		rival: 'selfMade',
		title: 'our trigger / Webhook + Code + Remove Duplicates',
		aims: { vm: { atLeast: 1 }, 'vm, lazy': { atLeast: 1.5 } },
	},
];

/** Contests A, B and C: all contestants in one n8n, in turns. */
export async function triggerContests(engine: Engine, options: BenchOptions): Promise<Finding[]> {
	const wanted = CONTESTS.filter(({ contest }) =>
		options.quick ? contest === 'A' : (options.only?.includes(contest) ?? true),
	);
	const arena = await Arena.start(ENGINES[engine]);
	try {
		const contestants = await publishAll(arena, ['ours', ...wanted.map(({ rival }) => rival)]);
		const counts = new Map<Contestant, number>();
		for (const [name, workflow] of contestants)
			counts.set(name, await calibrate(arena.target(workflow), options.seconds));
		if (contestants.has('selfMade')) await requireSameItem(arena, contestants);

		const volleys = new Map([...contestants.keys()].map((name) => [name, [] as Volley[]]));
		for (let round = 0; round < options.rounds; round++) {
			// Back and forth, so that nobody always runs behind the same neighbour.
			const order = round % 2 === 0 ? [...contestants] : [...contestants].reverse();
			for (const [name, workflow] of order) {
				volleys.get(name)?.push(await fire(arena.target(workflow), counts.get(name) ?? 0));
			}
			const line = [...volleys]
				.map(
					([name, all]) =>
						`${name} ${all[round].eventsPerSecond.toFixed(1)} (${all[round].processorMs.toFixed(0)} ms)`,
				)
				.join(', ');
			options.say(
				`${engine}, round ${round + 1} of ${options.rounds}, events/s (processor time of one): ${line}`,
			);
		}
		const of = (name: Contestant, key: keyof Volley) =>
			(volleys.get(name) ?? []).map((volley) => volley[key]);
		return wanted.flatMap(({ contest, rival, title, aims }) => {
			const aim = aims[engine];
			const common = { contest, title, setting: engine };
			return [
				compare({
					...{ ...common, measure: 'events per second', unit: '/s', aim: aim ?? null },
					...{ ours: of('ours', 'eventsPerSecond'), rival: of(rival, 'eventsPerSecond') },
				}),
				// The same aim turned round: n8n's main thread is what is short.
				compare({
					...{ ...common, measure: 'processor time an event', unit: 'ms' },
					aim: aim === undefined ? null : { atMost: Number((1 / aim.atLeast).toFixed(3)) },
					...{ ours: of('ours', 'processorMs'), rival: of(rival, 'processorMs') },
				}),
			];
		});
	} finally {
		await arena.stop();
	}
}

async function publishAll(arena: Arena, names: Contestant[]): Promise<Map<Contestant, Workflow>> {
	const credential = await arena.credential();
	const headerAuth = await arena.headerCredential();
	const builders: { [name in Contestant]: () => Parameters<Arena['publish']>[0] } = {
		ours: () => ({
			nodes: [triggerNode(credential), noOp()],
			connections: wires({ [TRIGGER]: [['Done'], ['Done'], ['Done'], ['Done']] }),
		}),
		bare: () => ({
			nodes: [bareTrigger(credential), noOp()],
			connections: wires({ 'Bare Trigger': [['Done'], ['Done'], ['Done'], ['Done']] }),
		}),
		builtIn: () => ({
			nodes: [webhook('Webhook', 'bench-built-in', { answer: ANSWER, headerAuth }), noOp()],
			connections: wires({ Webhook: [['Done']] }),
		}),
		selfMade: () => ({
			nodes: [
				webhook('Webhook', 'bench-self-made', { answer: ANSWER, headerAuth }),
				code('Shape', 'shape-reply.js.txt'),
				removeDuplicates('={{ $json.dedupeKey }}'),
				noOp(),
			],
			connections: wires({
				Webhook: [['Shape']],
				Shape: [['Remove Duplicates']],
				'Remove Duplicates': [['Done']],
			}),
		}),
	};
	const published = new Map<Contestant, Workflow>();
	for (const name of names) published.set(name, await arena.publish(builders[name]()));
	return published;
}

/** A rival that does less would win by it. */
async function requireSameItem(arena: Arena, contestants: Map<Contestant, Workflow>): Promise<void> {
	const items = [];
	for (const name of ['ours', 'selfMade'] as const) {
		const workflow = contestants.get(name);
		const [{ id }] = await arena.client.executions({ workflowId: workflow?.id, limit: 1 });
		const execution = await arena.client.execution(id);
		const [item] = outputOf(execution, name === 'ours' ? TRIGGER : 'Remove Duplicates');
		items.push({ ...item, dedupeKey: null, conversationId: null, messageId: null });
	}
	if (!isDeepStrictEqual(items[0], items[1])) {
		throw new Error(`The items differ: ${JSON.stringify(items[0])} and ${JSON.stringify(items[1])}`);
	}
}
