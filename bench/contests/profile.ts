import { ENGINES, startInspected, type Engine } from '../arena';
import { triggerAlone } from '../contestants/nodes';
import { figure, type Finding } from '../contest';
import { calibrate, shoot } from '../load';
import type { BenchOptions } from '../options';
import type { Report } from '../report';

/** So long, and so finely, that a share of a thousandth shows. */
const SECONDS = 10;
const SAMPLE_EVERY_US = 200;

interface CallFrame {
	functionName: string;
	url: string;
}

/** As the inspector's Profiler.stop gives it. */
interface Profile {
	nodes: Array<{ id: number; callFrame: CallFrame; children?: number[] }>;
	samples: number[];
	timeDeltas: number[];
}

/** Not the folder of that name in which n8n itself is cached. */
const OURS = /node_modules\/n8n-nodes-altabots\//;

const IDLE = 'idle';

/** Whose code it is, by the first pattern that fits the file's path or, in parentheses, what the engine does itself. */
const OWNERS: Array<[owner: string, pattern: RegExp]> = [
	[IDLE, /^\(idle\)$/],
	['garbage collector', /^\(garbage collector\)$/],
	['native code: isolates, SQLite, system calls', /^\(program\)$/],
	['n8n: expression engine', /expression-runtime|isolated-vm|tournament|esprima-next/],
	['n8n: database access', /node_modules\/(@n8n\/(typeorm|db)|sqlite3|pg)\//],
	[
		'n8n: HTTP server',
		/node_modules\/(express|body-parser|raw-body|send|router|finalhandler|compression|helmet|qs|iconv-lite)\//,
	],
	['n8n: workflow and core', /node_modules\/(n8n-workflow|n8n-core)\//],
	['n8n: server', /node_modules\/n8n\/|@n8n\//],
	['other packages of n8n', /node_modules/],
	['Node.js', /./],
];

/** Where n8n's main thread spends its time while our trigger takes as many events as it can. */
export async function profileContest(
	engine: Engine,
	{ say }: BenchOptions,
	report: Report,
): Promise<Finding[]> {
	const { arena, inspector } = await startInspected(ENGINES[engine]);
	try {
		const target = arena.target(await arena.publish(triggerAlone(await arena.credential())));
		const count = await calibrate(target, SECONDS);
		report.options.counts[`profile, ${engine}`] = count;
		await inspector.send('Profiler.enable');
		await inspector.send('Profiler.setSamplingInterval', { interval: SAMPLE_EVERY_US });
		await inspector.send('Profiler.start');
		const { settled, verify } = shoot(target, count);
		await settled;
		const { profile } = (await inspector.send('Profiler.stop')) as { profile: Profile };
		await verify();
		const { idle, busy } = sharesOf(profile);
		const words = busy.map(([owner, share]) => `${owner} ${share.toFixed(1)} %`);
		say(`${engine}, profile: idle ${idle.toFixed(1)} %; of the rest ${words.join('; ')}`);
		const common = { contest: 'P', setting: engine, unit: '%', aim: null } as const;
		return [
			...busy.map(([title, share]) =>
				figure({ ...common, title, measure: '% of the busy main thread', samples: [share] }),
			),
			figure({ ...common, title: IDLE, measure: '% of the main thread', samples: [idle] }),
		];
	} finally {
		inspector.close();
		await arena.stop();
	}
}

/** Per cent: of all the time for idling, of the rest by owner, largest first. */
function sharesOf({ nodes, samples, timeDeltas }: Profile): {
	idle: number;
	busy: Array<[owner: string, share: number]>;
} {
	const ownerOf = ownersOf(nodes);
	const times = new Map<string, number>();
	for (const [index, id] of samples.entries()) {
		const owner = ownerOf.get(id) ?? '';
		times.set(owner, (times.get(owner) ?? 0) + timeDeltas[index]);
	}
	const idle = times.get(IDLE) ?? 0;
	times.delete(IDLE);
	const busy = [...times.values()].reduce((sum, time) => sum + time, 0);
	const shares = [...times].map(([owner, time]): [string, number] => [owner, (100 * time) / busy]);
	return { idle: (100 * idle) / (idle + busy), busy: shares.sort(([, a], [, b]) => b - a) };
}

/** By node. What others do because our code called them counts as ours. */
function ownersOf(nodes: Profile['nodes']): Map<number, string> {
	const byId = new Map(nodes.map((node) => [node.id, node]));
	const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
	const isOurs = (id: number | undefined): boolean =>
		id !== undefined && (OURS.test(byId.get(id)?.callFrame.url ?? '') || isOurs(parents.get(id)));
	return new Map(
		nodes.map(({ id, callFrame }) => [
			id,
			isOurs(id) ? 'n8n-nodes-altabots and what it calls' : ownerOfFrame(callFrame),
		]),
	);
}

function ownerOfFrame({ functionName, url }: CallFrame): string {
	const place = functionName.startsWith('(') ? functionName : url || 'node:';
	return OWNERS.find(([, pattern]) => pattern.test(place))?.[0] ?? '';
}
