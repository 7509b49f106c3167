import { LAZY_ENGINE } from '../e2e/n8n';

/** Settings of n8n's processes and the way in which workflows are cut, as far as they decide how fast events are worked off. */
export interface Arrangement {
	name: string;
	/** For every process. */
	env: Record<string, string>;
	/** `n8n worker --concurrency=…`; n8n's own default is 10. */
	concurrency?: number;
	/** Where agent replies go: into the workflow of the handoffs, into one of their own, or to an n8n of their own with its own queue. */
	agentReplies: 'same workflow' | 'own workflow' | 'own n8n';
}

const LAZY = { [LAZY_ENGINE]: 'true' };

/**
 * n8n's default is 2 connections a process. Executions that wait 20 s for one end in an error, so there are as many as a worker runs at a
 * time. Five processes stay well below PostgreSQL's default of 100 in all.
 */
const POOL = { DB_POSTGRESDB_POOL_SIZE: '10' };

/**
 * Where many calls come at once, as docs/queue-mode.md says: a process that is busy for 5 s takes its database for gone, and refuses calls
 * until it looks again.
 */
export const MANY_AT_ONCE = { DB_PING_TIMEOUT_MS: '60000' };

/** What docs/queue-mode.md recommends, so that the tests prove the very settings that users read there. */
export const RECOMMENDED: Arrangement = {
	name: 'recommended: lazy engine, pool of 10',
	env: { ...LAZY, ...POOL },
	concurrency: 10,
	agentReplies: 'same workflow',
};

/** For more agent replies than the machine works off in half a minute: they cannot be in the way of a handoff. */
export const OWN_N8N: Arrangement = {
	...RECOMMENDED,
	name: 'recommended, agent replies in an n8n of their own',
	agentReplies: 'own n8n',
};

/** n8n's own engine, with connections enough: what it costs is then the engine alone. */
export const SHIPPED_ENGINE: Arrangement = {
	name: "n8n's engine, pool of 10",
	env: POOL,
	agentReplies: 'same workflow',
};

/** What leads there, one step at a time. `COMPARE=default,lazy npm run test:queue` measures some, `COMPARE=all` all of them. */
export const ARRANGEMENTS: Record<string, Arrangement> = {
	default: { name: "n8n's defaults", env: {}, agentReplies: 'same workflow' },
	lazy: { name: 'lazy engine', env: LAZY, agentReplies: 'same workflow' },
	wide: { name: 'lazy engine, concurrency 50', env: LAZY, concurrency: 50, agentReplies: 'same workflow' },
	separate: {
		...RECOMMENDED,
		name: 'recommended, agent replies in a workflow of their own',
		agentReplies: 'own workflow',
	},
	ownN8n: OWN_N8N,
	cached: {
		...RECOMMENDED,
		name: 'recommended, and compile cache',
		env: { ...RECOMMENDED.env, N8N_EXPRESSION_ENGINE_COMPILE_CACHE: 'true' },
	},
	quickjs: {
		...RECOMMENDED,
		name: 'QuickJS engine, pool of 10',
		env: { ...RECOMMENDED.env, N8N_EXPRESSION_ENGINE: 'quickjs' },
	},
	legacy: {
		...RECOMMENDED,
		name: 'legacy engine, pool of 10',
		env: { ...POOL, N8N_EXPRESSION_ENGINE: 'legacy' },
	},
};
