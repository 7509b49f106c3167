/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only, never published */
import { statSync } from 'node:fs';
import { join } from 'node:path';

import { Arena, ENGINES } from '../arena';
import { triggerAlone } from '../contestants/nodes';
import { compare, figure, type Finding } from '../contest';
import { calibrate, fire, type Target } from '../load';
import type { BenchOptions } from '../options';
import type { Report } from '../report';
import { inTurn } from '../turns';

type Environment = Record<string, string>;

const LAZY: Environment = ENGINES['vm, lazy'];

/** What a self-hoster can set, each against an n8n without it. */
const GROUPS: Array<{ rival: string; env: Environment; settings: { [name: string]: Environment } }> = [
	{
		rival: 'n8n as installed',
		env: {},
		settings: {
			'lazy acquire': LAZY,
			'legacy engine': ENGINES.legacy,
			'isolate pool of 4': { N8N_EXPRESSION_ENGINE_POOL_SIZE: '4' },
			'successes not saved': { EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none' },
		},
	},
	{
		rival: 'lazy acquire',
		env: LAZY,
		settings: {
			'lazy + successes not saved': { ...LAZY, EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none' },
			'lazy + log level error': { ...LAZY, N8N_LOG_LEVEL: 'error' },
		},
	},
];

/** Large enough that the database's first pages do not matter. */
const GROWTH_EVENTS = 2_000;

/** Which settings of n8n multiply the events a trigger takes: an n8n with the setting and one without it, in turns. */
export async function settingsContest(
	{ rounds, seconds, say }: BenchOptions,
	report: Report,
): Promise<Finding[]> {
	const findings: Finding[] = [];
	const start = async (name: string, env: Environment) => {
		const contestant = await Contestant.start(env, seconds);
		report.options.counts[`settings: ${name}`] = contestant.count;
		return contestant;
	};
	for (const { rival, env, settings } of GROUPS) {
		const without = await start(rival, env);
		try {
			if (env === LAZY) findings.push(await databaseGrowth(without));
			for (const [name, changedEnv] of Object.entries(settings)) {
				const changed = await start(name, changedEnv);
				try {
					const finding = compare({
						...{ contest: 'S', title: `${name} / ${rival}`, setting: JSON.stringify(changedEnv) },
						...{ measure: 'events per second', unit: '/s', aim: null },
						// Half the rounds: what matters here are multiples.
						...(await alternate(changed, without, Math.ceil(rounds / 2))),
					});
					say(`${finding.title}: ${finding.value.toFixed(2)}`);
					findings.push(finding);
				} finally {
					await changed.arena.stop();
				}
			}
		} finally {
			await without.arena.stop();
		}
	}
	return findings;
}

async function alternate(
	ours: Contestant,
	rival: Contestant,
	rounds: number,
): Promise<{ ours: number[]; rival: number[] }> {
	const speeds = { ours: [] as number[], rival: [] as number[] };
	for (let round = 0; round < rounds; round++) {
		for (const [name, { target, count }] of inTurn(Object.entries({ ours, rival }), round)) {
			speeds[name as keyof typeof speeds].push((await fire(target, count)).eventsPerSecond);
		}
	}
	return speeds;
}

async function databaseGrowth({ arena, target }: Contestant): Promise<Finding> {
	const before = databaseMB(arena);
	await fire(target, GROWTH_EVENTS);
	const growthMB = ((databaseMB(arena) - before) / GROWTH_EVENTS) * 100_000;
	return figure({
		...{ contest: 'S', title: 'SQLite growth', setting: `${GROWTH_EVENTS} events, scaled`, aim: null },
		...{ measure: 'MB per 100,000 saved events', unit: 'MB', samples: [growthMB] },
	});
}

function databaseMB(arena: Arena): number {
	const database = join(arena.n8n.userFolder, '.n8n', 'database.sqlite');
	const bytes = [database, `${database}-wal`].map(
		(file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0,
	);
	return (bytes[0] + bytes[1]) / 1e6;
}

class Contestant {
	private constructor(
		readonly arena: Arena,
		readonly target: Target,
		/** Events of a volley. */
		readonly count: number,
	) {}

	static async start(env: Environment, seconds: number): Promise<Contestant> {
		const arena = await Arena.start(env);
		const target = arena.target(await arena.publish(triggerAlone(await arena.credential())));
		return new Contestant(arena, target, await calibrate(target, seconds));
	}
}
