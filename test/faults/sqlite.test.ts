/* eslint-disable @n8n/community-nodes/no-restricted-imports -- test code never ships */
import { join } from 'node:path';

import type { ExecutionStatus } from '../../runtime/n8n-types';
import { removeTemporaryFolder, temporaryFolder } from '../../runtime/temporary-folder';
import { TestN8n } from '../e2e/n8n';
import { SqliteDatabase } from '../e2e/sqlite';
import { RECOMMENDED } from '../queue/arrangement';
import { EVENT_ID } from './eventStream';
import { expectNothingLost, type EventExecution, type Outcome } from './outcome';
import { Report } from './report';
import { pause } from './rounds';
import { SmallDisk } from './smallDisk';
import { supervise } from './supervise';
import { Trial } from './trial';

/** Twenty starts of n8n on a busy machine. */
const LIMIT_MS = 1_200_000;
const REST_MS = 30_000;
/** How long a disk stays full, or a database refuses. */
const LASTS_MS = 3_000;
/** One insert in so many is refused. */
const ONE_IN = 3;

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
			const outcome = await prove(server, trial, 'kill-main', async () => {
				await server.n8n.kill();
				await server.n8n.restart();
			});
			// The fault was felt.
			expect(outcome.row.unanswered).toBeGreaterThan(0);
		},
		LIMIT_MS,
	);

	it(
		'a database that refuses inserts, now and then',
		async () => {
			const database = new SqliteDatabase(server.n8n);
			const outcome = await prove(server, trial, 'refused-insert', async () => {
				for (const table of ['execution_entity', 'execution_data']) {
					await database.execute(
						`CREATE TRIGGER refuse_${table} BEFORE INSERT ON ${table} WHEN abs(random()) % ${ONE_IN} = 0
					 BEGIN SELECT RAISE(ABORT, 'refused'); END`,
					);
				}
				await pause(LASTS_MS);
				await database.execute('DROP TRIGGER refuse_execution_entity; DROP TRIGGER refuse_execution_data');
				await supervise([server.n8n]);
			});
			expect(outcome.row.refused).toMatch(/ × 500/);
		},
		LIMIT_MS,
	);
});

describe('n8n on a small disk', () => {
	let folder: string;
	let disk: SmallDisk;
	let server: TestN8n;
	let trial: Trial;

	beforeAll(async () => {
		folder = await temporaryFolder('small-disk');
		disk = await SmallDisk.mount(join(folder, '.n8n'));
		server = await TestN8n.start({ env: RECOMMENDED.env, userFolder: folder });
		trial = await Trial.prepare(server);
	}, 180_000);

	afterAll(async () => {
		await server?.stop();
		await trial?.stop();
		await disk?.unmount();
		await removeTemporaryFolder(folder);
	});

	it(
		'a full disk',
		async () => {
			const outcome = await prove(server, trial, 'full-disk', async () => {
				// Otherwise SQLite goes on for minutes in the room that its log has kept.
				await new SqliteDatabase(server.n8n).execute('PRAGMA wal_checkpoint(TRUNCATE)');
				disk.fill();
				await pause(LASTS_MS);
				await disk.free();
				await supervise([server.n8n]);
			});
			expect(outcome.row.refused).toMatch(/ × 500/);
		},
		LIMIT_MS,
	);
});

async function prove(
	server: TestN8n,
	trial: Trial,
	fault: string,
	strike: () => Promise<void>,
): Promise<Outcome> {
	const sent = await trial.endure(fault, trial.workflow.url(), strike);
	const read = async () => await executionsOf(server, fault);
	const outcome = await trial.judge(fault, sent, read, async () => await server.n8n.restart(), REST_MS);
	report.add(fault, outcome);
	expectNothingLost(outcome);
	return outcome;
}

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
