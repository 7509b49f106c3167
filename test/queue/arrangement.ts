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

/** What docs/queue-mode.md recommends, so that the tests prove the very settings that users read there. */
export const RECOMMENDED: Arrangement = {
	name: 'recommended: lazy engine, concurrency 50, pool of 6',
	env: { ...LAZY, DB_POSTGRESDB_POOL_SIZE: '6' },
	concurrency: 50,
	separateWorkflows: false,
};

/** What leads there, one step at a time. `COMPARE=default,lazy npm run test:queue` measures some, `COMPARE=all` all of them. */
export const ARRANGEMENTS: Record<string, Arrangement> = {
	default: { name: "n8n's defaults", env: {}, separateWorkflows: false },
	wide: { name: 'concurrency 50', env: {}, concurrency: 50, separateWorkflows: false },
	lazy: { name: 'lazy engine', env: LAZY, separateWorkflows: false },
	lazyWide: { name: 'lazy engine, concurrency 50', env: LAZY, concurrency: 50, separateWorkflows: false },
	recommended: RECOMMENDED,
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
		name: 'legacy engine, concurrency 50, pool of 6',
		env: { DB_POSTGRESDB_POOL_SIZE: '6', N8N_EXPRESSION_ENGINE: 'legacy' },
	},
};
