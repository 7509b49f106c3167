import { outputOf } from '../../runtime/n8n-types';
import { API_KEY, http, post, TestN8n, TRIGGER, triggerNode, type PublishedWorkflow } from './n8n';
import { ReverseProxy } from './reverseProxy';

const PREFIX = '/automation/n8n';

const PROXY_PASSWORD = 'proxy-example';

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** The four calls, by the output that they come out of. */
const CALLS = ['', '/conversation/establish', '/chat', '/conversation/close'];

let lastTime = 1742265090000;

/** What the platform sends, each time another event. */
function bodyOf(suffix: string): object {
	const time = ++lastTime;
	if (suffix === '') return { conversation_id: 'c-1', message_id: `m-${time}`, text: 'Hi' };
	return { conversation_id: 'c-1', timestamp: time, ...(suffix === '/chat' ? { body: 'Hi' } : {}) };
}

describe('what stands between the platform and n8n', () => {
	let server: TestN8n;
	let proxy: ReverseProxy;

	beforeAll(async () => {
		proxy = await ReverseProxy.start();
		server = await TestN8n.start({ publicUrl: `${proxy.url}${PREFIX}` });
		proxy.targetPort = server.n8n.port;
	});

	afterAll(async () => {
		await server.stop();
		await proxy.stop();
	});

	beforeEach(() => (proxy.rules = { stripPrefix: PREFIX }));

	describe('a proxy', () => {
		it('that strips a prefix of the path', async () => {
			const workflow = await publish();
			expect((await http.get(`${proxy.url}/webhook`)).status).toBe(404);
			await expectAllToRun(workflow, throughProxy(workflow));
		});

		it('that puts its own Basic header in the place of the platform’s: refused, and the log names the cause', async () => {
			proxy.rules = {
				stripPrefix: PREFIX,
				headers: { Authorization: `Basic ${base64(`nginx:${PROXY_PASSWORD}`)}` },
			};
			const workflow = await publish();
			const logStart = server.n8n.log.end;
			for (const suffix of CALLS) {
				const answer = await call(throughProxy(workflow), suffix);
				expect([suffix, answer.status, JSON.stringify(answer.data)]).toEqual([
					suffix,
					401,
					expect.stringContaining('The Authorization header does not match.'),
				]);
			}
			expect(await workflow.executionCount()).toBe(0);
			expect(server.n8n.logs(logStart)).toContain('or a proxy adds a header of its own');
			expect(server.n8n.logs(logStart)).not.toContain(PROXY_PASSWORD);
		});

		it.each<[cure: string, fields: Record<string, unknown>, options: Record<string, unknown>]>([
			['its password as a webhook token', { webhookTokens: PROXY_PASSWORD }, {}],
			['authorization off', {}, { replyAuthorization: 'off', handoffAuthorization: 'off' }],
		])(
			'that puts its own Basic header in the place of the platform’s, cured by %s',
			async (_, fields, options) => {
				proxy.rules = {
					stripPrefix: PREFIX,
					headers: { Authorization: `Basic ${base64(`nginx:${PROXY_PASSWORD}`)}` },
				};
				const workflow = await publish(fields, options);
				await expectAllToRun(workflow, throughProxy(workflow));
			},
		);

		it('that adds its own header behind the platform’s', async () => {
			proxy.rules = {
				stripPrefix: PREFIX,
				addedHeaders: { Authorization: `Basic ${base64(`nginx:${PROXY_PASSWORD}`)}` },
			};
			const workflow = await publish();
			await expectAllToRun(workflow, throughProxy(workflow), { Authorization: `Bearer ${API_KEY}` });
		});

		it('that takes the platform’s header away', async () => {
			proxy.rules = { stripPrefix: PREFIX, headers: { Authorization: '' } };
			const workflow = await publish();
			expect((await call(throughProxy(workflow), '')).status).toBe(401);
			expect((await call(throughProxy(workflow), '/chat')).status).toBe(200);
			const relaxed = await publish({}, { replyAuthorization: 'ifPresent' });
			await expectAllToRun(relaxed, throughProxy(relaxed));
		});
	});

	describe('a restart of n8n with a published workflow', () => {
		it.each<[how: string, end: () => Promise<void>]>([
			['asked to end', async () => {}],
			['killed', async () => await server.n8n.kill()],
		])('%s: the same URL serves the first event after readiness', async (_, end) => {
			const workflow = await publish();
			await expectAllToRun(workflow, workflow.url());
			for (let round = 1; round <= 3; round++) {
				await end();
				await server.n8n.restart();
				const first = await call(workflow.url(), '/conversation/establish');
				expect([first.status, first.data]).toEqual([200, { code: 200, message: 'success' }]);
				await workflow.executions(CALLS.length + round, 60_000);
			}
		});

		it('under N8N_ENDPOINT_WEBHOOK: the first part of the path changes, and nothing else', async () => {
			const workflow = await publish();
			const before = workflow.url();
			const after = before.replace('/webhook/', '/inbox/');
			await server.n8n.restart({ N8N_ENDPOINT_WEBHOOK: 'inbox' });
			await expectAllToRun(workflow, after);
			expect((await call(before, '/chat')).status).toBe(404);
			const throughBoth = throughProxy(workflow).replace('/webhook/', '/inbox/');
			for (const suffix of CALLS) expect((await call(throughBoth, suffix)).status).toBe(200);
			await server.n8n.restart({ N8N_ENDPOINT_WEBHOOK: undefined });
			expect((await call(before, '/chat')).status).toBe(200);
			await workflow.executions(2 * CALLS.length + 1);
		});
	});

	describe('a URL that somebody else knows', () => {
		it('is replaced without losing an event: a second trigger beside the first, then without it', async () => {
			const workflow = await publish();
			const leaked = workflow.url();
			const [old] = workflow.workflow.nodes;
			// A fresh node from the nodes panel: n8n gives it an ID of its own.
			const fresh = {
				...old,
				id: 'fresh',
				name: 'New Trigger',
				position: [0, 200] as [number, number],
				webhookId: crypto.randomUUID(),
			};
			await server.client.updateWorkflow(workflow.id, { nodes: [old, fresh] });
			await server.client.publish(workflow.id);
			const renewed = leaked.replace(String(old.webhookId), fresh.webhookId);
			for (const url of [leaked, renewed]) expect((await call(url, '/chat')).status).toBe(200);

			await server.client.updateWorkflow(workflow.id, { nodes: [fresh] });
			await server.client.publish(workflow.id);
			for (const suffix of CALLS)
				expect([suffix, (await call(leaked, suffix)).status]).toEqual([suffix, 404]);
			for (const suffix of CALLS)
				expect([suffix, (await call(renewed, suffix)).status]).toEqual([suffix, 200]);
			await workflow.executions(2 + CALLS.length);
		});

		it('does not go along with an export that has no webhookId, as a duplicate in the editor has none', async () => {
			const workflow = await publish();
			const node = { ...workflow.workflow.nodes[0], webhookId: undefined };
			const duplicate = await server.publish({ nodes: [node], connections: {} });
			expect(duplicate.url()).not.toBe(workflow.url());
			// Version 4: 122 random bits.
			expect(duplicate.url()).toMatch(
				/\/webhook\/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
			);
			await server.client.unpublish(workflow.id);
			expect((await call(workflow.url(), '/chat')).status).toBe(404);
			expect((await call(duplicate.url(), '/chat')).status).toBe(200);
			await duplicate.executions(1);
			expect(await workflow.executionCount()).toBe(0);
		});
	});

	async function publish(
		fields: Record<string, unknown> = {},
		options: Record<string, unknown> = {},
	): Promise<PublishedWorkflow> {
		const credential = await server.credential('http://127.0.0.1:9', fields);
		return await server.publish({ nodes: [triggerNode(credential, { options })], connections: {} });
	}

	/** The URL that n8n shows: with its public base. */
	function throughProxy(workflow: PublishedWorkflow): string {
		return `${proxy.url}${PREFIX}${new URL(workflow.url()).pathname}`;
	}

	/** As the platform calls: with a header on replies only. */
	async function call(url: string, suffix: string, headers?: Record<string, string>) {
		const authorization: Record<string, string> = suffix === '' ? { Authorization: `Bearer ${API_KEY}` } : {};
		return await post(`${url}${suffix}`, bodyOf(suffix), { ...authorization, ...headers });
	}

	async function expectAllToRun(
		workflow: PublishedWorkflow,
		url: string,
		headers?: Record<string, string>,
	): Promise<void> {
		const before = await workflow.executionCount();
		for (const suffix of CALLS) {
			const answer = await call(url, suffix, headers);
			expect([suffix, answer.status]).toEqual([suffix, 200]);
		}
		const executions = await workflow.executions(before + CALLS.length);
		const outputs = executions
			.slice(before)
			.map((execution) => [0, 1, 2, 3].map((index) => outputOf(execution, TRIGGER, index).length));
		expect(outputs).toEqual(CALLS.map((_, event) => CALLS.map((__, index) => Number(index === event))));
	}
});
