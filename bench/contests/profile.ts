import { freePort } from '../../runtime/free-port';
import { Inspector } from '../../runtime/inspector';
import { TRIGGER, triggerNode, wires } from '../../test/e2e/n8n';
import { Arena, ENGINES, type Engine } from '../arena';
import { noOp } from '../contestants/nodes';
import { figure, type Finding } from '../contest';
import { calibrate, fire } from '../load';
import type { BenchOptions } from '../options';

/** Finer than the milliseconds that an event takes. */
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

/** Whose code it is, by the first pattern that fits the file's path or, in parentheses, what the engine does itself. */
const OWNERS: Array<[owner: string, pattern: RegExp]> = [
	// Not the folder of that name in which n8n itself is cached.
	['n8n-nodes-altabots', /node_modules\/n8n-nodes-altabots\//],
	['idle', /^\(idle\)$/],
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
export async function profileContest(engine: Engine, { seconds, say }: BenchOptions): Promise<Finding[]> {
	const port = await freePort();
	const arena = await Arena.start({ ...ENGINES[engine], NODE_OPTIONS: `--inspect=127.0.0.1:${port}` });
	try {
		const workflow = await arena.publish({
			nodes: [triggerNode(await arena.credential()), noOp()],
			connections: wires({ [TRIGGER]: [['Done'], ['Done'], ['Done'], ['Done']] }),
		});
		const target = arena.target(workflow);
		const count = await calibrate(target, 2 * seconds);
		const inspector = await Inspector.connect(port);
		await inspector.send('Profiler.enable');
		await inspector.send('Profiler.setSamplingInterval', { interval: SAMPLE_EVERY_US });
		await inspector.send('Profiler.start');
		await fire(target, count);
		const { profile } = (await inspector.send('Profiler.stop')) as { profile: Profile };
		inspector.close();
		const shares = sharesOf(profile);
		say(
			`${engine}, profile: ${[...shares].map(([owner, share]) => `${owner} ${share.toFixed(1)} %`).join('; ')}`,
		);
		return [...shares].map(([owner, share]) =>
			figure({
				...{ contest: 'P', setting: engine, measure: '% of the main thread', unit: '%', aim: null },
				...{ title: owner, samples: [share] },
			}),
		);
	} finally {
		await arena.stop();
	}
}

/** Per cent of the time by owner, largest first. What the engine does for itself counts for nobody else. */
function sharesOf({ nodes, samples, timeDeltas }: Profile): Map<string, number> {
	const ownerOf = new Map(nodes.map(({ id, callFrame }) => [id, owner(callFrame)]));
	const times = new Map<string, number>();
	let total = 0;
	for (const [index, id] of samples.entries()) {
		const name = ownerOf.get(id) ?? '';
		times.set(name, (times.get(name) ?? 0) + timeDeltas[index]);
		total += timeDeltas[index];
	}
	const shares = [...times].map(([name, time]) => [name, (100 * time) / total] as const);
	return new Map(shares.sort(([, a], [, b]) => b - a));
}

function owner({ functionName, url }: CallFrame): string {
	const place = functionName.startsWith('(') ? functionName : url || 'node:';
	return OWNERS.find(([, pattern]) => pattern.test(place))?.[0] ?? '';
}
