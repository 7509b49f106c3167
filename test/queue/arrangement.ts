/** Settings of n8n's processes and the way in which workflows are cut, as far as they decide how fast events are worked off. */
export interface Arrangement {
	name: string;
	/** For every process. */
	env: Record<string, string>;
	/** `n8n worker --concurrency=…`; n8n's own default is 10. */
	concurrency?: number;
	/** One workflow for agent replies and one for handoffs, instead of one for both. */
	separateWorkflows: boolean;
}

const LAZY = { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' };

/** n8n's default is 2 connections a process. Executions that wait 20 s for one end in an error, so as many as there are executions at a time. */
const POOL = { DB_POSTGRESDB_POOL_SIZE: '20' };

/** What docs/queue-mode.md recommends, so that the tests prove the very settings that users read there. */
export const RECOMMENDED: Arrangement = {
	name: 'recommended: lazy engine, concurrency 20, pool of 20',
	env: { ...LAZY, ...POOL },
	concurrency: 20,
	separateWorkflows: false,
};

/** What leads there, one step at a time. `COMPARE=default,lazy npm run test:queue` measures some, `COMPARE=all` all of them. */
export const ARRANGEMENTS: Record<string, Arrangement> = {
	default: { name: "n8n's defaults", env: {}, separateWorkflows: false },
	lazy: { name: 'lazy engine', env: LAZY, separateWorkflows: false },
	wide: { name: 'lazy engine, concurrency 50', env: LAZY, concurrency: 50, separateWorkflows: false },
	separate: {
		...RECOMMENDED,
		name: 'recommended, and a workflow of their own for agent replies',
		separateWorkflows: true,
	},
	cached: {
		...RECOMMENDED,
		name: 'recommended, and compile cache',
		env: { ...RECOMMENDED.env, N8N_EXPRESSION_ENGINE_COMPILE_CACHE: 'true' },
	},
	legacy: {
		...RECOMMENDED,
		name: 'legacy engine, concurrency 20, pool of 20',
		env: { ...POOL, N8N_EXPRESSION_ENGINE: 'legacy' },
	},
};
