import type { ExecutionStatus } from '../../runtime/n8n-types';
import { TestN8n } from '../e2e/n8n';
import { SqliteDatabase } from '../e2e/sqlite';
import { RECOMMENDED } from '../queue/arrangement';
import { EVENT_ID } from './eventStream';
import type { EventExecution } from './outcome';
import { Report } from './report';
import { Trial } from './trial';

/** Twenty starts of n8n on a busy machine. */
const LIMIT_MS = 1_200_000;
const REST_MS = 60_000;

const report = new Report('n8n on SQLite');
afterAll(() => report.print());

describe('n8n on SQLite', () => {
	let server: TestN8n;
	let trial: Trial;

	beforeAll(async () => {
		server = await TestN8n.start({ env: RECOMMENDED.env });
		trial = await Trial.prepare(server);
	}, 180_000);

	afterAll(async () => {
		await server?.stop();
		await trial?.stop();
	});

	it(
		'kill -9 of n8n',
		async () => {
			const sent = await trial.endure('kill-main', trial.workflow.url(), async () => {
				await server.n8n.kill();
				await server.n8n.restart();
			});
			const outcome = await trial.judge(
				'kill-main',
				sent,
				async (fault) => await executionsOf(server, fault),
				REST_MS,
			);
			report.add('kill -9 of n8n', outcome);
			expect(outcome.missing).toEqual([]);
			expect(outcome.doubled).toEqual([]);
			// The fault was felt.
			expect(outcome.row.unanswered).toBeGreaterThan(0);
		},
		LIMIT_MS,
	);
});

/** The executions that events of a fault started, retries aside. */
async function executionsOf({ n8n }: TestN8n, fault: string): Promise<EventExecution[]> {
	const rows = await new SqliteDatabase(n8n).query<{ id: number; status: ExecutionStatus; data: string }>(
		`SELECT e.id, e.status, d.data FROM execution_entity e JOIN execution_data d ON d.executionId = e.id
		 WHERE e.mode = 'webhook' AND d.data LIKE '%event-${fault}-%'`,
	);
	return rows.map(({ id, status, data }) => ({
		id: String(id),
		status,
		event: EVENT_ID.exec(data)?.[0] ?? '',
		isKept: true,
	}));
}
