import { post, TestN8n, triggerNode, type PublishedWorkflow } from './n8n';
import { SqliteDatabase } from './sqlite';

const EVENT = { conversation_id: 'c-1', timestamp: 1742265095120, body: 'Hello' };

describe("when n8n's database refuses to store an event", () => {
	let server: TestN8n;
	let workflow: PublishedWorkflow;

	beforeAll(async () => {
		server = await TestN8n.start();
		const credential = await server.credential('http://127.0.0.1:9');
		workflow = await server.publish({ nodes: [triggerNode(credential)], connections: {} });
	});

	afterAll(async () => await server.stop());

	it('the caller hears so, and the same event later runs exactly once', async () => {
		const database = new SqliteDatabase(server.n8n);
		await database.execute(
			"CREATE TRIGGER refuse BEFORE INSERT ON execution_entity BEGIN SELECT RAISE(ABORT, 'refused'); END",
		);
		const refused = await post(`${workflow.url()}/chat`, EVENT);
		expect(refused.status).toBeGreaterThanOrEqual(500);
		// Equal calls that come at the same time share that fate, one after another.
		const alsoRefused = await Promise.all(
			[1, 2, 3].map(async () => await post(`${workflow.url()}/chat`, EVENT)),
		);
		expect(alsoRefused.every(({ status }) => status >= 500)).toBe(true);
		expect(await workflow.executionCount()).toBe(0);

		await database.execute('DROP TRIGGER refuse');
		const accepted = await post(`${workflow.url()}/chat`, EVENT);
		expect([accepted.status, accepted.data]).toEqual([200, { code: 200, message: 'success' }]);
		const again = await post(`${workflow.url()}/chat`, EVENT);
		expect([again.status, again.data]).toEqual([200, { code: 200, message: 'success' }]);
		await workflow.executions(1);
	});
});
