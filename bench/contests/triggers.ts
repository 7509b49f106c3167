/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only, never published */
import { isDeepStrictEqual } from 'node:util';

import { outputOf, type Workflow } from '../../runtime/n8n-types';
import { TRIGGER, wires } from '../../test/e2e/n8n';
import type { Arena, Engine } from '../arena';
import { compare, figure, type Finding } from '../contest';
import { bareTrigger, code, noOp, removeDuplicates, triggerAlone, webhook } from '../contestants/nodes';
import { calibrate, FAILED, fire, type Target, type Volley } from '../load';
import type { BenchOptions, Contest } from '../options';
import type { Report } from '../report';
import { inTurn } from '../turns';

type Contestant = 'ours' | 'bare' | 'builtIn' | 'selfMade';

const ANSWER = { code: 200, msg: 'success' };

/** Contests by rival: letter, words, and the aim under each engine. */
const CONTESTS: Array<{
	contest: Contest;
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
export async function triggerContests(
	arena: Arena,
	engine: Engine,
	{ contests, rounds, seconds, say }: BenchOptions,
	report: Report,
): Promise<Finding[]> {
	const wanted = CONTESTS.filter(({ contest }) => contests.includes(contest));
	const contestants = await publishAll(arena, ['ours', ...wanted.map(({ rival }) => rival)]);
	const targets = new Map(
		[...contestants].map(([name, workflow]) => [name, targetOf(arena, name, workflow)]),
	);
	const counts = await calibrateAll(targets, seconds);
	for (const [name, count] of counts) report.options.counts[`${engine}: ${name}`] = count;
	if (contestants.has('selfMade')) await requireSameItem(arena, contestants);

	const volleys = new Map([...contestants.keys()].map((name) => [name, [] as Volley[]]));
	for (let round = 0; round < rounds; round++) {
		for (const [name, target] of inTurn(targets, round)) {
			volleys.get(name)?.push(await fire(target, counts.get(name) ?? 0));
		}
		const line = [...volleys].map(([name, all]) => {
			const { eventsPerSecond, processorMs } = all[round];
			return `${name} ${eventsPerSecond.toFixed(1)} (${processorMs.n8n.toFixed(0)} ms)`;
		});
		say(`${engine}, round ${round + 1} of ${rounds}, events/s (processor time of one): ${line.join(', ')}`);
	}
	const of = (name: Contestant, valueOf: (volley: Volley) => number) =>
		(volleys.get(name) ?? []).map(valueOf);
	const speed = ({ eventsPerSecond }: Volley) => eventsPerSecond;
	const cost = ({ processorMs }: Volley) => processorMs.n8n;
	const findings = wanted.flatMap(({ contest, rival, title, aims }) => {
		const common = { contest, title, setting: engine };
		return [
			compare({
				...{ ...common, measure: 'events per second', unit: '/s', aim: aims[engine] ?? null },
				...{ ours: of('ours', speed), rival: of(rival, speed) },
			}),
			compare({
				...{ ...common, measure: 'processor time an event', unit: 'ms', aim: null },
				...{ ours: of('ours', cost), rival: of(rival, cost) },
			}),
		];
	});
	const selfMade = targets.get('selfMade');
	if (selfMade === undefined) return findings;
	const failed = await selfMade.countExecutions(FAILED);
	const events = await selfMade.countExecutions([...FAILED, 'success']);
	const failures = figure({
		...{ contest: 'C', title: 'Webhook + Code + Remove Duplicates', setting: engine, aim: null },
		...{ measure: 'executions that failed', unit: '%', samples: [(100 * failed) / events] },
	});
	return [...findings, failures];
}

/** n8n's Remove Duplicates fails now and then when several executions write at once. */
function targetOf(arena: Arena, name: Contestant, workflow: Workflow): Target {
	return { ...arena.target(workflow), mayFail: name === 'selfMade' };
}

/** What begins and ends a volley weighs the same for all who get as many events: for all but the one that does far more. */
async function calibrateAll(
	targets: Map<Contestant, Target>,
	seconds: number,
): Promise<Map<Contestant, number>> {
	const counts = new Map<Contestant, number>();
	for (const [name, target] of targets) counts.set(name, await calibrate(target, seconds));
	const shared = Math.min(...[...counts].flatMap(([name, count]) => (name === 'selfMade' ? [] : [count])));
	for (const name of counts.keys()) if (name !== 'selfMade') counts.set(name, shared);
	return counts;
}

async function publishAll(arena: Arena, names: Contestant[]): Promise<Map<Contestant, Workflow>> {
	const credential = await arena.credential();
	const headerAuth = await arena.headerCredential();
	const builders: { [name in Contestant]: () => Parameters<Arena['publish']>[0] } = {
		ours: () => triggerAlone(credential),
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
	for (const name of names) published.set(name, await arena.publish({ name, ...builders[name]() }));
	return published;
}

/** A rival that does less would win by it. */
async function requireSameItem(arena: Arena, contestants: Map<Contestant, Workflow>): Promise<void> {
	const items = [];
	for (const name of ['ours', 'selfMade'] as const) {
		const workflow = contestants.get(name);
		const [{ id }] = await arena.client.executions({
			workflowId: workflow?.id,
			status: ['success'],
			limit: 1,
		});
		const execution = await arena.client.execution(id);
		const [item] = outputOf(execution, name === 'ours' ? TRIGGER : 'Remove Duplicates');
		items.push({ ...item, dedupeKey: null, conversationId: null, messageId: null });
	}
	if (!isDeepStrictEqual(items[0], items[1])) {
		throw new Error(`The items differ: ${JSON.stringify(items[0])} and ${JSON.stringify(items[1])}`);
	}
}
