import type { N8n } from '../../runtime/n8n';
import { RECOMMENDED } from '../queue/arrangement';
import { Cluster } from '../queue/cluster';
import { isBusy } from '../queue/processes';
import { EVENT_ID } from './eventStream';
import { expectNothingLost, type EventExecution, type Outcome } from './outcome';
import { OwnPostgres } from './ownPostgres';
import { OwnRedis } from './ownRedis';
import { Report } from './report';
import { pause } from './rounds';
import { supervise } from './supervise';
import { Trial } from './trial';

/**
 * n8n notices after 60 to 90 s that a worker is dead. Sooner here, so that a run ends within minutes; it changes when it notices, not
 * what it does then.
 */
const SOONER = {
	QUEUE_WORKER_LOCK_DURATION: '30000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '5000',
	QUEUE_WORKER_STALLED_INTERVAL: '10000',
};
const LIMIT_MS = 1_200_000;
/** For all that will end to have ended; with a dead worker, for n8n to notice. */
const REST_MS = 15_000;
const NOTICED_MS = 60_000;
/** How long Redis or PostgreSQL is away. n8n ends by itself when Redis is away for 10 s. */
const DOWN_MS = 3_000;

const report = new Report('Queue mode');
afterAll(() => report.print());

describe('queue mode: main, webhook processor and two workers, PostgreSQL and Redis of their own', () => {
	let postgres: OwnPostgres;
	let redis: OwnRedis;
	let cluster: Cluster;
	let trial: Trial;

	beforeAll(async () => {
		[postgres, redis] = await Promise.all([OwnPostgres.start(), OwnRedis.start()]);
		cluster = await Cluster.start({
			...RECOMMENDED,
			env: { ...RECOMMENDED.env, ...SOONER },
			servers: { postgres: postgres.url, redis: redis.url },
		});
		await recordArrivals(cluster);
		trial = await Trial.prepare(cluster.main);
	}, 300_000);

	afterAll(async () => {
		await cluster?.stop();
		await trial?.stop();
		await redis?.stop();
		await postgres?.stop();
	}, 120_000);

	it(
		'kill -9 of the webhook processor',
		async () => {
			const [processor] = cluster.webhookProcessors;
			const outcome = await prove('kill-webhook', async () => await crash(processor));
			expect(outcome.row.unanswered).toBeGreaterThan(0);
		},
		LIMIT_MS,
	);

	it(
		'kill -9 of a worker',
		async () => {
			let kills = 0;
			// Where in its log each began the last time: what it had under way when it was killed does not count.
			const begun = new Map<N8n, number>();
			const strike = async () => {
				const worker = cluster.workers[kills++ % 2];
				while (!isBusy(worker, begun.get(worker))) await pause(10);
				await crash(worker);
				begun.set(worker, worker.log.end);
			};
			const outcome = await prove('kill-worker', strike, NOTICED_MS);
			// n8n's limit, see docs/n8n-limits/failed-job-loses-its-event.md; the execution stays, and with it what tells the user.
			expect(outcome.interrupted.length).toBeGreaterThan(0);
		},
		LIMIT_MS,
	);

	it(
		'restart of Redis',
		async () => {
			await prove('restart-redis', async () => await redis.restart(DOWN_MS));
		},
		LIMIT_MS,
	);

	it(
		'kill -9 of Redis, which then has forgotten its queue',
		async () => {
			const outcome = await prove('crash-redis', async () => await redis.crash(DOWN_MS));
			// What waited is still in the database, and runs when somebody presses Retry.
			expect(outcome.interrupted.filter(({ isKept }) => !isKept)).toEqual([]);
		},
		LIMIT_MS,
	);

	it(
		'restart of PostgreSQL',
		async () => {
			await prove('restart-postgres', async () => {
				await postgres.restart(DOWN_MS);
				await cluster.services.reconnect();
			});
		},
		LIMIT_MS,
	);

	async function prove(fault: string, strike: () => Promise<void>, restMs = REST_MS): Promise<Outcome> {
		const processes = [cluster.main.n8n, ...cluster.webhookProcessors, ...cluster.workers];
		let restarts = 0;
		const sent = await trial.endure(fault, cluster.url(trial.workflow), async () => {
			await strike();
			restarts += await supervise(processes);
		});
		restarts += await supervise(processes);
		const read = async () => await executionsOf(cluster, fault);
		const outcome = await trial.judge(
			fault,
			sent,
			read,
			async () => await cluster.main.n8n.restart(),
			restMs,
		);
		outcome.row['processes that ended'] = restarts;
		report.add(fault, outcome);
		expectNothingLost(outcome);
		return outcome;
	}
});

async function crash(n8n: N8n): Promise<void> {
	await n8n.kill();
	await n8n.restart();
}

/** n8n may empty an execution later, so PostgreSQL writes down which event came with which, in the transaction that stores both. */
async function recordArrivals({ services }: Cluster): Promise<void> {
	await services.query('CREATE TABLE arrivals (execution integer PRIMARY KEY, event text NOT NULL)');
	await services.query(
		`CREATE FUNCTION record_arrival() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			IF NEW.data ~ '${EVENT_ID.source}' THEN
				INSERT INTO arrivals VALUES (NEW."executionId", substring(NEW.data FROM '${EVENT_ID.source}'));
			END IF;
			RETURN NULL;
		END $$`,
	);
	await services.query(
		'CREATE TRIGGER record_arrival AFTER INSERT ON execution_data FOR EACH ROW EXECUTE FUNCTION record_arrival()',
	);
}

/** The executions that events of a fault started, retries aside. */
async function executionsOf({ services }: Cluster, fault: string): Promise<EventExecution[]> {
	return await services.query<EventExecution & Record<string, unknown>>(
		`SELECT e.id::text, e.status, a.event, position(a.event in d.data) > 0 AS "isKept"
		 FROM arrivals a JOIN execution_entity e ON e.id = a.execution JOIN execution_data d ON d."executionId" = e.id
		 WHERE e.mode = 'webhook' AND a.event LIKE $1`,
		[`event-${fault}-%`],
	);
}
