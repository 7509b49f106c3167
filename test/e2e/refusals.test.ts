import { http, post, TestN8n, triggerNode, API_KEY, type PublishedWorkflow } from './n8n';
import { rawRequest } from './rawRequest';

const ESTABLISH = { conversation_id: 'c-1', timestamp: 1742265090895, body: [] };
const REPLY = { conversation_id: 'c-1', message_id: 'm-1', create_time: 1679587005, text: 'Hi' };
const AUTHORIZED = { Authorization: `Bearer ${API_KEY}` };

describe('what starts no execution', () => {
	let server: TestN8n;
	let workflow: PublishedWorkflow;
	/** Where the log stood when a test began. */
	let logStart: number;

	beforeAll(async () => {
		server = await TestN8n.start();
	});

	afterAll(async () => await server.stop());

	beforeEach(async () => {
		logStart = server.n8n.log.end;
		workflow = await publishTrigger({ events: ['agentReply', 'handoffRequested', 'customerMessage'] });
	});

	it('acknowledges a probe of each surface', async () => {
		for (const istest of [true, 'true']) {
			const reply = await post(workflow.url(), { istest }, AUTHORIZED);
			expect([reply.status, reply.data]).toEqual([200, { code: 200, msg: 'success' }]);
			for (const path of ['conversation/establish', 'chat', 'conversation/close']) {
				const answer = await post(`${workflow.url()}/${path}`, { ...ESTABLISH, istest });
				expect([answer.status, answer.data]).toEqual([200, { code: 200, message: 'success' }]);
			}
		}
		expect(await workflow.executionCount()).toBe(0);
	});

	it('acknowledges an event that is not selected', async () => {
		const answer = await post(`${workflow.url()}/conversation/close`, {
			conversation_id: 'c-1',
			type: 'TIMEOUT',
		});
		expect([answer.status, answer.data]).toEqual([200, { code: 200, message: 'success' }]);
		expect(await workflow.executionCount()).toBe(0);
	});

	it('acknowledges a duplicate, and runs the same words at another time', async () => {
		const url = `${workflow.url()}/conversation/establish`;
		const answers = [
			await post(url, ESTABLISH),
			// A proxy may write the members in another order.
			await post(url, Object.fromEntries(Object.entries(ESTABLISH).reverse())),
			await post(url, { ...ESTABLISH, timestamp: ESTABLISH.timestamp + 1 }),
		];
		expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
		await workflow.executions(2);
	});

	it('runs every delivery with Ignore Duplicates off', async () => {
		const all = await publishTrigger({ options: { ignoreDuplicates: false } });
		await post(`${all.url()}/conversation/establish`, ESTABLISH);
		await post(`${all.url()}/conversation/establish`, ESTABLISH);
		await all.executions(2);
	});

	it('runs one of fifty deliveries at the same time', async () => {
		const url = `${workflow.url()}/conversation/establish`;
		const answers = await Promise.all(Array.from({ length: 50 }, async () => await post(url, ESTABLISH)));
		expect(answers.every(({ status }) => status === 200)).toBe(true);
		await workflow.executions(1);
	});

	it.each([
		['a reply without Authorization', '', REPLY, {}, 401, 'The Authorization header is missing.'],
		[
			'a reply with a wrong key',
			'',
			REPLY,
			{ Authorization: 'Bearer other' },
			401,
			'The Authorization header does not match.',
		],
		[
			'a handoff with a wrong key',
			'/conversation/establish',
			ESTABLISH,
			{ Authorization: 'Basic other' },
			401,
			'The Authorization header does not match.',
		],
		[
			'a body that is a list',
			'/chat',
			[ESTABLISH],
			{},
			400,
			"The body must be a JSON object, sent with 'Content-Type: application/json'.",
		],
		[
			'a form',
			'/chat',
			'conversation_id=c-1',
			{ 'Content-Type': 'application/x-www-form-urlencoded' },
			400,
			"The body must be a JSON object, sent with 'Content-Type: application/json'.",
		],
		[
			'plain text',
			'/chat',
			'hello',
			{ 'Content-Type': 'text/plain' },
			400,
			"The body must be a JSON object, sent with 'Content-Type: application/json'.",
		],
		['a missing ID', '/chat', { body: 'hello' }, {}, 400, "'conversation_id' must be a non-empty string."],
		[
			'a number as ID',
			'/chat',
			{ conversation_id: 5 },
			{},
			400,
			"'conversation_id' must be a non-empty string.",
		],
		['a list as a message', '/chat', { conversation_id: 'c', body: [] }, {}, 400, "'body' must be a text."],
		[
			'a text as the history',
			'/conversation/establish',
			{ conversation_id: 'c', body: 'x' },
			{},
			400,
			"'body' must be a list of messages.",
		],
	])('refuses %s', async (_, path, body, headers, status, sentence) => {
		const answer = await post(`${workflow.url()}${path}`, body, headers as Record<string, string>);
		expect([answer.status, answer.data]).toEqual([
			status,
			path === '' ? { code: status, msg: sentence } : { code: status, message: sentence },
		]);
		expect(await workflow.executionCount()).toBe(0);

		const lines = refusalLines();
		expect(lines).toHaveLength(1);
		expect(lines[0]).toContain(sentence);
		expect(lines[0]).toMatch(/Likely cause: .+ Cure: .+/);
		expect(server.n8n.logs(logStart)).not.toMatch(/\n\s+at /);
		expect(server.n8n.logs(logStart)).not.toContain(API_KEY);
	});

	it('logs a cause once a minute, however often it comes', async () => {
		for (let i = 0; i < 20; i++) await post(`${workflow.url()}/chat`, { body: 'hello' });
		await post(`${workflow.url()}/chat`, ESTABLISH, { Authorization: 'Bearer other' });
		expect(refusalLines()).toHaveLength(2);
	});

	it("leaves JSON that does not parse to n8n's own refusal", async () => {
		const answer = await post(`${workflow.url()}/chat`, '{"conversation_id":');
		expect(answer.status).toBe(422);
		expect(JSON.stringify(answer.data)).not.toContain('stack');
		expect(await workflow.executionCount()).toBe(0);
	});

	it('tells the event by the decoded path, and takes no other spelling for an event', async () => {
		const base = new URL(workflow.url()).pathname;
		const expected: Array<[path: string, status: number, executions: number]> = [
			// These are the same path to n8n's router, so they are the same event.
			[`${base}/conversation%2Festablish`, 200, 1],
			[`${base}/%63hat`, 200, 1],
			[`${base}/chat/`, 200, 1],
			[`${base}/conversation/establish?x=1`, 200, 1],
			[`${base}/conversation%252Festablish`, 404, 0],
			[`${base}/Chat`, 404, 0],
			[`${base}//chat`, 404, 0],
			[`${base}/./chat`, 404, 0],
			[`${base}/chat/more`, 404, 0],
			[`${base}/human/service/chat`, 404, 0],
			[`${base}x/chat`, 404, 0],
			// n8n itself refuses what cannot be decoded.
			[`${base}/chat%zz`, 400, 0],
		];
		let total = 0;
		for (const [path, status, executions] of expected) {
			const body = /estab/.test(path) ? { ...ESTABLISH, at: path } : { conversation_id: 'c', body: path };
			const answer = await rawRequest(server.n8n.port, path, JSON.stringify(body));
			total += executions;
			expect([path, answer.status < 500 ? answer.status : 'a fault']).toEqual([path, status]);
			await workflow.executions(total);
		}
	});

	it('takes only POST', async () => {
		for (const method of ['get', 'put', 'delete', 'patch'] as const) {
			const answer = await http.request({ method, url: `${workflow.url()}/chat` });
			expect(answer.status).toBe(404);
		}
		expect(await workflow.executionCount()).toBe(0);
	});

	it.each([
		['required', {}, 401],
		['required', AUTHORIZED, 200],
		['ifPresent', {}, 200],
		['ifPresent', { Authorization: 'Bearer other' }, 401],
		['off', { Authorization: 'Bearer other' }, 200],
	])('asks for authorization as the options say: %s with %j gives %i', async (policy, headers, status) => {
		const options = { replyAuthorization: policy, handoffAuthorization: policy };
		const strict = await publishTrigger({ options });
		const reply = await post(strict.url(), REPLY, headers as Record<string, string>);
		const handoff = await post(`${strict.url()}/chat`, ESTABLISH_CHAT, headers as Record<string, string>);
		expect([reply.status, handoff.status]).toEqual([status, status]);
		await strict.executions(status === 200 ? 2 : 0);
	});

	it('accepts webhook tokens instead of the key, the old and the new one, in each documented form', async () => {
		const credential = await server.credential('http://127.0.0.1:9', {
			webhookTokens: 'old-example, new-example',
		});
		const rotating = await server.publish({ nodes: [triggerNode(credential)], connections: {} });
		const base64 = (text: string) => Buffer.from(text).toString('base64');
		const accepted = [
			'Bearer old-example',
			'bearer new-example',
			'Basic new-example',
			`Basic ${base64('new-example')}`,
			`BASIC ${base64('altabots:old-example')}`,
		];
		for (const [index, Authorization] of accepted.entries()) {
			const answer = await post(rotating.url(), { ...REPLY, message_id: `m-${index}` }, { Authorization });
			expect([Authorization, answer.status]).toEqual([Authorization, 200]);
		}
		const refused = await post(rotating.url(), REPLY, AUTHORIZED);
		expect(refused.status).toBe(401);
		await rotating.executions(accepted.length);
	});

	async function publishTrigger(parameters: Record<string, unknown>): Promise<PublishedWorkflow> {
		const credential = await server.credential('http://127.0.0.1:9');
		return await server.publish({ nodes: [triggerNode(credential, parameters)], connections: {} });
	}

	function refusalLines(): string[] {
		return server.n8n
			.logs(logStart)
			.split('\n')
			.filter((line) => line.includes('refused a call'));
	}
});

const ESTABLISH_CHAT = { conversation_id: 'c-1', timestamp: 1742265090895, body: 'Hello' };
