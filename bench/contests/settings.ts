/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only, never published */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { TRIGGER, triggerNode, wires } from '../../test/e2e/n8n';
import { Arena } from '../arena';
import { noOp } from '../contestants/nodes';
import { compare, figure, type Finding } from '../contest';
import { calibrate, fire, type Target } from '../load';
import type { BenchOptions } from '../options';

const LAZY = { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' };

/** What a self-hoster can set, each alone or on top of lazy acquire. */
const SETTINGS: { [name: string]: Record<string, string> } = {
	'lazy acquire': LAZY,
	'legacy engine': { N8N_EXPRESSION_ENGINE: 'legacy' },
	'isolate pool of 4': { N8N_EXPRESSION_ENGINE_POOL_SIZE: '4' },
	'successes not saved': { EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none' },
	'lazy + successes not saved': { ...LAZY, EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none' },
	'lazy + log level error': { ...LAZY, N8N_LOG_LEVEL: 'error' },
};

/** Large enough that the database's first pages do not matter. */
const GROWTH_EVENTS = 2_000;

/** Which settings of n8n multiply the events a trigger takes: a plain n8n and one with the setting run side by side. */
export async function settingsContest({ rounds, seconds, say }: BenchOptions): Promise<Finding[]> {
	const plain = await Contestant.start({});
	const findings: Finding[] = [];
	try {
		const plainCount = await calibrate(plain.target, seconds);
		for (const [name, env] of Object.entries(SETTINGS)) {
			const changed = await Contestant.start(env);
			try {
				const count = await calibrate(changed.target, seconds);
				const speeds = { ours: [] as number[], rival: [] as number[] };
				for (let round = 0; round < Math.ceil(rounds / 2); round++) {
					speeds.rival.push((await fire(plain.target, plainCount)).eventsPerSecond);
					speeds.ours.push((await fire(changed.target, count)).eventsPerSecond);
				}
				const finding = compare({
					...{ contest: 'S', title: `${name} / n8n as installed`, setting: JSON.stringify(env), unit: '/s' },
					...{ measure: 'events per second', aim: null, ...speeds },
				});
				say(`${finding.title}: ${finding.value.toFixed(2)}`);
				findings.push(finding);
				if (env === LAZY) findings.push(...(await growth(changed)));
			} finally {
				await changed.arena.stop();
			}
		}
	} finally {
		await plain.arena.stop();
	}
	return findings;
}

/** What n8n's process and database gain by events, scaled to 100,000. */
async function growth({ arena, target }: Contestant): Promise<Finding[]> {
	const before = sizes(arena);
	await fire(target, GROWTH_EVENTS);
	const after = sizes(arena);
	const per100k = (key: keyof typeof before) => ((after[key] - before[key]) / GROWTH_EVENTS) * 100_000;
	const common = { contest: 'S', setting: 'lazy acquire', aim: null, unit: 'MB' };
	return [
		figure({
			...common,
			title: 'SQLite growth',
			measure: 'MB per 100,000 saved events',
			samples: [per100k('databaseMB')],
		}),
		figure({
			...common,
			title: `n8n memory after ${GROWTH_EVENTS} events`,
			measure: 'MB resident',
			samples: [after.memoryMB],
		}),
		figure({ ...common, title: 'n8n memory before', measure: 'MB resident', samples: [before.memoryMB] }),
	];
}

function sizes(arena: Arena): { databaseMB: number; memoryMB: number } {
	const database = join(arena.n8n.userFolder, '.n8n', 'database.sqlite');
	const bytes = [database, `${database}-wal`].map(
		(file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0,
	);
	const resident = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${arena.n8n.pid}/status`, 'utf8'))?.[1];
	return { databaseMB: (bytes[0] + bytes[1]) / 1e6, memoryMB: Number(resident) / 1024 };
}

class Contestant {
	private constructor(
		readonly arena: Arena,
		readonly target: Target,
	) {}

	static async start(env: Record<string, string>): Promise<Contestant> {
		const arena = await Arena.start(env);
		const workflow = await arena.publish({
			nodes: [triggerNode(await arena.credential()), noOp()],
			connections: wires({ [TRIGGER]: [['Done'], ['Done'], ['Done'], ['Done']] }),
		});
		return new Contestant(arena, arena.target(workflow));
	}
}
