import { EVENT_NAMES } from '../../platform/inbound';
import { outputOf } from '../../runtime/n8n-types';
import { fixturesOf, type Fixture } from '../fixtures';
import { API_KEY, LAZY_ENGINE, post, TestN8n, TRIGGER, triggerNode, type PublishedWorkflow } from './n8n';

/** n8n 2.41.1 is the newest that installs; 2.8.4 the oldest that stores an event before it answers, on Node 20. */
describe.each(['2.41.1', '2.8.4'])('the documented calls, in n8n %s', (version) => {
	let server: TestN8n;
	let workflow: PublishedWorkflow;

	beforeAll(async () => {
		// As installed, without any setting.
		server = await TestN8n.start({ version, env: { [LAZY_ENGINE]: undefined } });
		const credential = await server.credential('http://127.0.0.1:9');
		workflow = await server.publish({ nodes: [triggerNode(credential)], connections: {} });
	});

	afterAll(async () => await server.stop());

	const documented = EVENT_NAMES.flatMap((event) => fixturesOf(event).map((fixture) => ({ event, fixture })));

	it.each(documented)('$event: $fixture.name', async ({ event, fixture }) => {
		const fresh = await server.publish({
			nodes: workflow.workflow.nodes.map((node) => ({ ...node, webhookId: undefined })),
			connections: {},
		});
		const answer = await send(fixture, fresh.url());

		expect(answer.status).toBe(200);
		expect(answer.data).toEqual(
			event === 'agentReply' ? { code: 200, msg: 'success' } : { code: 200, message: 'success' },
		);
		const [execution] = await fresh.executions(1);
		expect(execution.status).toBe('success');
		for (const [index, name] of EVENT_NAMES.entries()) {
			expect(outputOf(execution, TRIGGER, index)).toEqual(name === event ? [fixture.item] : []);
		}
	});

	it('gives the body as received with Simplify off', async () => {
		const [fixture] = fixturesOf('handoffRequested');
		const node = { ...workflow.workflow.nodes[0], webhookId: undefined };
		const raw = await server.publish({
			nodes: [{ ...node, parameters: { ...node.parameters, simple: false } }],
			connections: {},
		});
		await send(fixture, raw.url());
		const [execution] = await raw.executions(1);
		expect(outputOf(execution, TRIGGER, 1)).toEqual([
			{ event: 'handoffRequested', payload: JSON.parse(fixture.body) },
		]);
	});

	describe('the test URL', () => {
		const [request] = fixturesOf('handoffRequested');

		it.each([
			['valid', { Authorization: `Bearer ${API_KEY}` }],
			['missing', {}],
			['wrong', { Authorization: 'Bearer somebody-else' }],
		])('takes one event for each listen and shows authorization as %s', async (authorization, headers) => {
			const before = await workflow.executionCount();
			await server.client.listen(workflow.id, TRIGGER);
			const first = await post(
				`${workflow.url('webhook-test')}/conversation/establish`,
				request.body,
				headers,
			);
			expect(first.status).toBe(200);
			const second = await post(
				`${workflow.url('webhook-test')}/conversation/establish`,
				request.body,
				headers,
			);
			expect(second.status).toBe(404);

			// The same body each time: the test URL has no memory of duplicates.
			const executions = await workflow.executions(before + 1);
			const execution = executions[executions.length - 1];
			expect(outputOf(execution, TRIGGER, 1)).toEqual([{ ...(request.item as object), authorization }]);
		});

		it('goes on listening after a probe', async () => {
			const before = await workflow.executionCount();
			await server.client.listen(workflow.id, TRIGGER);
			const probe = await post(`${workflow.url('webhook-test')}/chat`, { istest: true });
			expect([probe.status, probe.data]).toEqual([200, { code: 200, message: 'success' }]);
			const event = await post(`${workflow.url('webhook-test')}/conversation/establish`, request.body);
			expect(event.status).toBe(200);
			await workflow.executions(before + 1);
		});
	});

	async function send(fixture: Fixture, url: string) {
		const headers = { ...fixture.headers };
		if (headers.Authorization !== undefined) headers.Authorization = `Bearer ${API_KEY}`;
		return await post(fixture.target.replace('{url}', url), fixture.body, headers);
	}
});
