/* eslint-disable @n8n/community-nodes/no-restricted-imports -- test code never ships */
import { connect } from 'node:net';
import { sleep, type Logger } from 'n8n-workflow';

import { EVENT_NAMES } from '../../platform/inbound';
import { fixturesOf, type Fixture } from '../fixtures';
import { Engine } from './engine';
import { API_KEY, TriggerServer, WEBHOOK_ID, type TriggerSetup } from './triggerServer';

let server: TriggerServer;
let logger: Logger;
const warnings = jest.fn<void, [string, ...unknown[]]>();

beforeAll(async () => {
	const engine = await Engine.load();
	server = await TriggerServer.start(engine);
	logger = engine.logger;
});
afterAll(() => server.stop());
beforeEach(() => {
	server.reset();
	warnings.mockClear();
	jest.spyOn(logger, 'warn').mockImplementation(warnings);
});
afterEach(() => jest.restoreAllMocks());

const MESSAGE = { conversation_id: 'c1', timestamp: 1742265095120, body: 'Is anybody there?' };
const REPLY = { conversation_id: 'c1', message_id: 'm1', create_time: 1679587005, text: 'Hi' };
const BEARER = { Authorization: `Bearer ${API_KEY}` };

const SUFFIXES = {
	agentReply: '',
	handoffRequested: '/conversation/establish',
	customerMessage: '/chat',
	handoffClosed: '/conversation/close',
};
const SUCCESS = {
	agentReply: '{"code":200,"msg":"success"}',
	handoffRequested: '{"code":200,"message":"success"}',
	customerMessage: '{"code":200,"message":"success"}',
	handoffClosed: '{"code":200,"message":"success"}',
};

function use(setup: TriggerSetup & { options?: object } = {}) {
	const { options = {}, ...rest } = setup;
	return server.use({ ...rest, parameters: { options, ...rest.parameters } as TriggerSetup['parameters'] });
}

describe('an event', () => {
	const calls = EVENT_NAMES.flatMap((event) =>
		fixturesOf(event).map((fixture) => ({ event, fixture, title: `${event}/${fixture.name}` })),
	);
	const send = async ({ target, body, headers }: Fixture, key = API_KEY) =>
		await server.post(target.replace('{url}', ''), body, {
			...headers,
			...(headers.Authorization ? { Authorization: headers.Authorization.replace('your_apikey', key) } : {}),
		});

	it.each(calls)("$title starts one execution, on its event's output only", async ({ event, fixture }) => {
		use();
		expect(await send(fixture)).toEqual({ status: 200, body: SUCCESS[event] });
		expect(server.onlyExecution()).toEqual(
			EVENT_NAMES.map((name) => (name === event ? [{ json: fixture.item }] : [])),
		);
	});

	it.each(calls)('$title comes out as received without Simplify', async ({ event, fixture }) => {
		use({ parameters: { simple: false } });
		await send(fixture);
		expect(server.onlyExecution()[EVENT_NAMES.indexOf(event)]).toEqual([
			{ json: { event, payload: JSON.parse(fixture.body) } },
		]);
	});

	it('carries the label, trimmed', async () => {
		use({ options: { label: ' Sales bot ' } });
		await server.post('/chat', MESSAGE);
		expect(server.onlyExecution()[2][0].json.source).toBe('Sales bot');
	});

	it('is taken with a label that is a number, as an expression may yield', async () => {
		use({ options: { label: '={{ 40 + 2 }}', placeholderEmails: '={{ null }}' } });
		expect((await server.post('/chat', MESSAGE)).status).toBe(200);
		expect(server.onlyExecution()[2][0].json.source).toBe('42');
	});

	it('knows the placeholder addresses of the option, in any case', async () => {
		use({ options: { placeholderEmails: ' Nobody@Desk.example , x@desk.example' } });
		const call = { conversation_id: 'c1', email: 'nobody@desk.example' };
		await server.post('/conversation/establish', call);
		expect(server.onlyExecution()[1][0].json.customer).toMatchObject({
			email: null,
			emailIsPlaceholder: true,
		});
	});

	it.each(['/chat/', '/%63hat', '/chat%2F'])('is known by a path written as %s', async (suffix) => {
		use();
		expect((await server.post(suffix, MESSAGE)).status).toBe(200);
		expect(server.onlyExecution()[2]).toHaveLength(1);
	});

	it('carries no header', async () => {
		use({ parameters: { simple: false } });
		await server.post('', REPLY, { ...BEARER, 'X-Secret': 'example-secret' });
		expect(JSON.stringify(server.executions)).not.toMatch(/example-secret|example0123/);
	});
});

describe('a call that starts nothing', () => {
	it.each(EVENT_NAMES)('%s is acknowledged while not selected', async (event) => {
		use({ parameters: { events: EVENT_NAMES.filter((name) => name !== event) } });
		const answer = await server.post(SUFFIXES[event], REPLY, BEARER);
		expect(answer).toEqual({ status: 200, body: SUCCESS[event] });
		expect(server.executions).toEqual([]);
		expect(warnings).not.toHaveBeenCalled();
	});

	it.each(EVENT_NAMES)('%s is acknowledged as a probe, whatever else the body holds', async (event) => {
		use();
		for (const istest of [true, 'true']) {
			const answer = await server.post(SUFFIXES[event], { istest, body: 5 }, BEARER);
			expect(answer).toEqual({ status: 200, body: SUCCESS[event] });
		}
		expect(server.executions).toEqual([]);
	});

	it('a false istest is no probe', async () => {
		use();
		await server.post('/chat', { ...MESSAGE, istest: false });
		expect(server.onlyExecution()[2][0].json.additionalFields).toEqual({ istest: false });
	});
});

describe('a refusal', () => {
	const refused = async (suffix: string, body: unknown, headers: { [name: string]: string } = {}) => {
		const answer = await server.post(suffix, body, headers);
		expect(server.executions).toEqual([]);
		return {
			status: answer.status,
			...(JSON.parse(answer.body) as { code: number; msg?: string; message?: string }),
		};
	};

	it.each([
		'/human/service',
		'/human/service/chat',
		'/Chat',
		'/conversation',
		'/chat/x',
		'0/chat',
		'/%',
		'/%2563hat',
	])('404: no event comes to %s', async (suffix) => {
		use();
		expect(await refused(suffix, MESSAGE)).toEqual({
			status: 404,
			code: 404,
			message: 'No event comes to this path.',
		});
	});

	it('404: nor to a trigger that has no id yet', async () => {
		use({ webhookId: null });
		expect((await refused('/chat', MESSAGE)).status).toBe(404);
	});

	it('401: the header is missing, in the own words of each surface', async () => {
		use({ options: { handoffAuthorization: 'required' } });
		const sentence = 'The Authorization header is missing.';
		expect(await refused('', REPLY)).toEqual({ status: 401, code: 401, msg: sentence });
		expect(await refused('/chat', MESSAGE)).toEqual({ status: 401, code: 401, message: sentence });
	});

	it('401: the header is wrong', async () => {
		use();
		const sentence = 'The Authorization header does not match.';
		const wrong = { Authorization: 'Bearer app-example-wrong' };
		expect(await refused('', REPLY, wrong)).toEqual({ status: 401, code: 401, msg: sentence });
		expect(await refused('/chat', MESSAGE, wrong)).toEqual({ status: 401, code: 401, message: sentence });
	});

	it.each([
		['a list', '[]', {}],
		['null', 'null', {}],
		['a text', '"words"', {}],
		['a form', 'conversation_id=c1', { 'Content-Type': 'application/x-www-form-urlencoded' }],
		['plain text', JSON.stringify(MESSAGE), { 'Content-Type': 'text/plain' }],
		['another JSON type', JSON.stringify(MESSAGE), { 'Content-Type': 'application/vnd.api+json' }],
	])('400: the body is %s', async (_title, body, headers) => {
		use();
		expect(await refused('/chat', body, headers)).toEqual({
			status: 400,
			code: 400,
			message: "The body must be a JSON object, sent with 'Content-Type: application/json'.",
		});
	});

	it('a charset with the content type does no harm', async () => {
		use();
		const headers = { 'Content-Type': 'Application/JSON; charset=utf-8' };
		expect((await server.post('/chat', MESSAGE, headers)).status).toBe(200);
	});

	it('400: the conversation is missing', async () => {
		use();
		expect(await refused('/chat', { body: 'x' })).toMatchObject({
			status: 400,
			message: "'conversation_id' must be a non-empty string.",
		});
	});

	it('400: the body of a handoff call has another type', async () => {
		use();
		expect(await refused('/chat', { ...MESSAGE, body: [] })).toMatchObject({
			message: "'body' must be a text.",
		});
		expect(await refused('/conversation/establish', MESSAGE)).toMatchObject({
			message: "'body' must be a list of messages.",
		});
	});

	it('400: nested too deep, and nothing overflows', async () => {
		use();
		const deep = `{"conversation_id":"c1","x":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
		expect(await refused('/chat', deep)).toMatchObject({
			status: 400,
			message: 'The body is nested deeper than 100 levels.',
		});
	});

	it.each([
		['it cannot be read', { credentials: null }],
		['none is chosen', { noCredentialChosen: true }],
	])('503: the credential is missing, for %s', async (_title, setup) => {
		use(setup);
		expect(await refused('', REPLY, BEARER)).toEqual({
			status: 503,
			code: 503,
			msg: 'The workflow cannot check the Authorization header at present.',
		});
		// Where nothing is to be checked, nothing is missing.
		expect((await server.post('/chat', MESSAGE)).status).toBe(200);
	});

	it('401: a credential without any key lets nobody in', async () => {
		use({ credentials: { apiKey: ' ', webhookTokens: ' , ' } });
		for (const header of ['Bearer', 'Basic ', 'Basic Og==', 'Bearer ,', 'Basic IA==']) {
			expect((await refused('', REPLY, { Authorization: header })).status).toBe(401);
		}
	});
});

describe('the order of the checks', () => {
	const wrong = { Authorization: 'Bearer app-example-wrong' };

	it.each([
		['the path before all else', 404, '/nowhere', '[]', wrong, {}],
		['authorization before the body', 401, '', '[]', wrong, {}],
		['authorization before the probe', 401, '', '{"istest":true}', wrong, {}],
		['authorization before the selection', 401, '', REPLY, wrong, { parameters: { events: [] } }],
		['the body before the selection', 400, '/chat', '[]', {}, { parameters: { events: [] } }],
		['the probe before the fields', 200, '/chat', '{"istest":true}', {}, {}],
		['the selection before the fields', 200, '/chat', '{}', {}, { parameters: { events: [] } }],
	])('%s', async (_title, status, suffix, body, headers, setup) => {
		use(setup);
		expect((await server.post(suffix, body, headers as { [name: string]: string })).status).toBe(status);
		expect(server.executions).toEqual([]);
	});
});

describe('authorization', () => {
	const wrong = { Authorization: 'Bearer app-example-wrong' };
	const none = {};
	const rows: Array<[string, object, string, { [name: string]: string }, number]> = [
		['replies by default', {}, '', none, 401],
		['replies by default', {}, '', wrong, 401],
		['replies by default', {}, '', BEARER, 200],
		['replies ifPresent', { replyAuthorization: 'ifPresent' }, '', none, 200],
		['replies ifPresent', { replyAuthorization: 'ifPresent' }, '', { Authorization: ' ' }, 200],
		['replies ifPresent', { replyAuthorization: 'ifPresent' }, '', wrong, 401],
		['replies ifPresent', { replyAuthorization: 'ifPresent' }, '', BEARER, 200],
		['replies off', { replyAuthorization: 'off' }, '', wrong, 200],
		['handoffs by default', {}, '/chat', none, 200],
		['handoffs by default', {}, '/chat', wrong, 401],
		['handoffs by default', {}, '/chat', BEARER, 200],
		['handoffs required', { handoffAuthorization: 'required' }, '/chat', none, 401],
		['handoffs required', { handoffAuthorization: 'required' }, '/conversation/close', none, 401],
		['handoffs required', { handoffAuthorization: 'required' }, '/chat', BEARER, 200],
		['handoffs off', { handoffAuthorization: 'off' }, '/chat', wrong, 200],
	];

	it.each(rows)('%s (%j): %s with %j is %d', async (_title, options, suffix, headers, status) => {
		use({ options });
		expect((await server.post(suffix, MESSAGE, headers)).status).toBe(status);
		expect(server.executions).toHaveLength(status === 200 ? 1 : 0);
	});

	it('webhook tokens take the place of the key', async () => {
		use({ credentials: { apiKey: API_KEY, webhookTokens: ' example-old , example-new ' } });
		const statuses = [];
		for (const secret of ['example-old', 'example-new', API_KEY, 'example-old , example-new']) {
			statuses.push(
				(await server.post('', { ...REPLY, secret }, { Authorization: `Bearer ${secret}` })).status,
			);
		}
		expect(statuses).toEqual([200, 200, 401, 401]);
	});

	it('spaces around the key in the credential do no harm', async () => {
		use({ credentials: { apiKey: ` ${API_KEY} ` } });
		expect((await server.post('', REPLY, BEARER)).status).toBe(200);
	});
});

describe('on the test URL', () => {
	it.each([
		['valid', BEARER],
		['missing', {}],
		['wrong', { Authorization: 'Bearer app-example-wrong' }],
	])('nothing is refused for authorization: the item says %s', async (authorization, headers) => {
		use({ isTest: true });
		for (const suffix of ['', '/chat']) {
			server.reset();
			expect((await server.post(suffix, REPLY, headers as { [name: string]: string })).status).toBe(200);
			expect(server.onlyExecution().flat()[0].json.authorization).toBe(authorization);
		}
	});

	it('the item says it without Simplify, too', async () => {
		use({ isTest: true, parameters: { simple: false } });
		await server.post('', REPLY, BEARER);
		expect(server.onlyExecution()[0][0].json).toEqual({
			event: 'agentReply',
			payload: REPLY,
			authorization: 'valid',
		});
	});

	it('says it whatever the policy', async () => {
		use({ isTest: true, options: { replyAuthorization: 'off' } });
		await server.post('', REPLY, { Authorization: 'Bearer app-example-wrong' });
		expect(server.onlyExecution()[0][0].json.authorization).toBe('wrong');
	});

	it('no item of the production URL has it', async () => {
		use();
		await server.post('', REPLY, BEARER);
		expect(server.onlyExecution()[0][0].json).not.toHaveProperty('authorization');
	});

	it('duplicates come out, and bad bodies do not', async () => {
		use({ isTest: true });
		await server.post('/chat', MESSAGE);
		await server.post('/chat', MESSAGE);
		expect(server.executions).toHaveLength(2);
		expect((await server.post('/chat', '{}')).status).toBe(400);
	});

	it('is not remembered for the production URL', async () => {
		use({ isTest: true, workflowId: 'shared' });
		await server.post('/chat', MESSAGE);
		use({ workflowId: 'shared' });
		await server.post('/chat', MESSAGE);
		expect(server.executions).toHaveLength(2);
	});
});

it.each(['Required', '', null, '={{ undefined }}'])(
	'a policy of %j, which is none, counts as required',
	async (policy) => {
		use({ options: { replyAuthorization: policy, handoffAuthorization: policy } });
		expect((await server.post('', REPLY)).status).toBe(401);
		expect((await server.post('/chat', MESSAGE)).status).toBe(401);
		expect((await server.post('/chat', MESSAGE, BEARER)).status).toBe(200);
		expect(server.executions).toHaveLength(1);
	},
);

describe('duplicates', () => {
	const text = (body: string) => ({ ...MESSAGE, body });

	it('start nothing, and are acknowledged', async () => {
		use();
		const answers = [await server.post('/chat', MESSAGE), await server.post('/chat', MESSAGE)];
		expect(answers).toEqual([0, 1].map(() => ({ status: 200, body: SUCCESS.customerMessage })));
		expect(server.executions).toHaveLength(1);
	});

	it('are told by the body, not by the order of its members', async () => {
		use();
		await server.post('/chat', '{"conversation_id":"c1","timestamp":5,"body":"a"}');
		await server.post('/chat', '{ "body": "a", "timestamp": 5, "conversation_id": "c1" }');
		await server.post('/chat', '{"conversation_id":"c1","timestamp":6,"body":"a"}');
		expect(server.executions).toHaveLength(2);
	});

	it('start an execution each when the option is off', async () => {
		use({ options: { ignoreDuplicates: false } });
		await server.post('/chat', MESSAGE);
		await server.post('/chat', MESSAGE);
		expect(server.executions).toHaveLength(2);
	});

	it('of another workflow or another trigger are none', async () => {
		use({ workflowId: 'wa', nodeId: 'na' });
		await server.post('/chat', MESSAGE);
		use({ workflowId: 'wa', nodeId: 'nb' });
		await server.post('/chat', MESSAGE);
		use({ workflowId: 'wb', nodeId: 'na' });
		await server.post('/chat', MESSAGE);
		expect(server.executions).toHaveLength(3);
	});

	it('are still known after the workflow was published again', async () => {
		use({ workflowId: 'again' });
		await server.post('/chat', MESSAGE);
		use({ workflowId: 'again' });
		await server.post('/chat', MESSAGE);
		expect(server.executions).toHaveLength(1);
	});

	it('are none while n8n could not store the event: it is taken when it comes again', async () => {
		use();
		server.store = () => Promise.reject(new Error('The database is gone'));
		expect((await server.post('/chat', MESSAGE)).status).toBe(500);
		server.store = () => Promise.resolve();
		expect((await server.post('/chat', MESSAGE)).status).toBe(200);
		expect((await server.post('/chat', MESSAGE)).status).toBe(200);
		expect(server.executions).toHaveLength(1);
	});

	it('of which fifty come at once start one execution', async () => {
		use();
		server.store = async () => await sleep(50);
		const answers = await Promise.all(Array.from({ length: 50 }, () => server.post('/chat', MESSAGE)));
		expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
		expect(server.executions).toHaveLength(1);
	});

	it('wait for the first, and take its place if it was not stored', async () => {
		use();
		let tries = 0;
		server.store = async () => {
			await sleep(50);
			if (++tries === 1) throw new Error('The database is gone');
		};
		const answers = await Promise.all([0, 1, 2].map(() => server.post('/chat', MESSAGE)));
		expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 500]);
		expect(server.executions).toHaveLength(1);
	});

	/** A database that takes its time: `done` ends it. */
	function slowStore(): { begun: () => boolean; done: (error?: Error) => void } {
		let settle: ((error?: Error) => void) | undefined;
		server.store = () =>
			new Promise((resolve, reject) => {
				settle = (error) => (error ? reject(error) : resolve());
			});
		return { begun: () => settle !== undefined, done: (error) => settle?.(error) };
	}

	async function until(holds: () => boolean): Promise<void> {
		for (let turn = 0; turn < 1000 && !holds(); turn++) await sleep(5);
	}

	it('do not wait for other events', async () => {
		use();
		const { begun, done } = slowStore();
		const slow = server.post('/chat', text('slow'));
		await until(begun);
		server.store = () => Promise.resolve();
		expect((await server.post('/chat', text('quick'))).status).toBe(200);
		expect(server.executions).toHaveLength(1);
		done();
		expect((await slow).status).toBe(200);
		expect(server.executions).toHaveLength(2);
	});

	/** Sends a call, and is gone as soon as something holds. */
	async function callAndHangUp(body: object, holds: () => boolean): Promise<void> {
		const { hostname, port, pathname } = new URL(server.url);
		const json = JSON.stringify(body);
		const socket = connect(Number(port), hostname);
		socket.write(
			`POST ${pathname}/chat HTTP/1.1\r\nHost: n8n\r\nContent-Type: application/json\r\nContent-Length: ${json.length}\r\n\r\n${json}`,
		);
		await until(holds);
		socket.destroy();
		await sleep(50);
	}

	/** n8n that takes its time before it asks the node: `go` lets all calls on. */
	function slowAccept(): { arrived: () => number; go: () => void } {
		let calls = 0;
		let go: () => void = () => {};
		const gate = new Promise<void>((resolve) => (go = resolve));
		server.accept = async () => {
			calls += 1;
			await gate;
		};
		return { arrived: () => calls, go };
	}

	it.each([
		['stored', () => Promise.resolve(), 1],
		['not stored', () => Promise.reject(new Error('The database is gone')), 1],
	])('of a caller that hung up before the trigger was asked: %s', async (_title, store, executions) => {
		use();
		server.store = store;
		const { arrived, go } = slowAccept();
		await callAndHangUp(MESSAGE, () => arrived() === 1);
		go();
		await sleep(50);
		server.store = () => Promise.resolve();
		expect((await server.post('/chat', MESSAGE)).status).toBe(200);
		expect(server.executions).toHaveLength(executions);
	});

	it('of a caller that hung up while it waited for its twin, which was not stored', async () => {
		use();
		const { begun, done } = slowStore();
		const first = server.post('/chat', MESSAGE);
		await until(begun);
		let arrived = 0;
		server.accept = async () => await Promise.resolve(void (arrived += 1));
		await callAndHangUp(MESSAGE, () => arrived === 1);
		server.store = () => Promise.resolve();
		done(new Error('The database is gone'));
		expect((await first).status).toBe(500);
		expect((await server.post('/chat', MESSAGE)).status).toBe(200);
		expect(server.executions).toHaveLength(1);
	});

	it('of a caller that hung up before the answer are still duplicates, once the event is stored', async () => {
		use();
		const { begun, done } = slowStore();
		await callAndHangUp(MESSAGE, begun);
		const again = server.post('/chat', MESSAGE);
		await sleep(50);
		done();
		expect((await again).status).toBe(200);
		expect(server.executions).toHaveLength(1);
	});

	it('of a caller that hung up are none if the event was not stored', async () => {
		use();
		const { begun, done } = slowStore();
		await callAndHangUp(MESSAGE, begun);
		const again = server.post('/chat', MESSAGE);
		await sleep(50);
		expect(server.executions).toHaveLength(0);
		server.store = () => Promise.resolve();
		done(new Error('The database is gone'));
		expect((await again).status).toBe(200);
		expect(server.executions).toHaveLength(1);
	});
});

describe('what the log says', () => {
	const lines = () => warnings.mock.calls.map(([line]) => line);

	it('a refusal has one line, with cause and cure, the trigger and the workflow', async () => {
		use();
		await server.post('', REPLY);
		expect(lines()).toHaveLength(1);
		expect(lines()[0]).toMatch(
			/^"AltaBots Trigger" of workflow "A workflow" refused a call \(401\)\. The Authorization header is missing\. Likely cause: .+\. Cure: .+\.$/,
		);
	});

	it('once a minute for each cause, and each cause by itself', async () => {
		use({ workflowId: 'log' });
		let nowMs = Date.now();
		jest.spyOn(Date, 'now').mockImplementation(() => nowMs);
		for (let call = 0; call < 5; call++) await server.post('', REPLY);
		expect(lines()).toHaveLength(1);
		for (let call = 0; call < 5; call++) await server.post('/nowhere', REPLY);
		expect(lines()).toHaveLength(2);
		nowMs += 59_999;
		await server.post('', REPLY);
		expect(lines()).toHaveLength(2);
		nowMs += 1;
		await server.post('', REPLY);
		await server.post('', REPLY);
		expect(lines()).toHaveLength(3);
		// Another workflow counts for itself.
		use({ workflowId: 'log2' });
		await server.post('', REPLY);
		expect(lines()).toHaveLength(4);
	});

	it('an expression that cannot be evaluated is named as the cause', async () => {
		use({ options: { label: "={{ $('Another Node').first().json.team }}" } });
		expect(await server.post('/chat', MESSAGE)).toEqual({
			status: 500,
			body: '{"code":500,"message":"The call could not be taken in."}',
		});
		expect(lines()[0]).toContain("Likely cause: an expression in the trigger's parameters");
		expect(server.executions).toEqual([]);
	});

	it('neither the log nor an answer holds a secret or anything of the call', async () => {
		const tokens = 'example-token-one,example-token-two';
		const answers: string[] = [];
		const secretHeaders = { Authorization: 'Bearer app-example-offered' };
		for (const setup of [
			{ credentials: { apiKey: API_KEY, webhookTokens: tokens } },
			{ credentials: { apiKey: API_KEY, webhookTokens: '' } },
			{ credentials: null },
		]) {
			use(setup);
			for (const [suffix, body, headers] of [
				['', { ...REPLY, text: 'private words' }, {}],
				['', { ...REPLY, text: 'private words' }, secretHeaders],
				['/private-path', MESSAGE, secretHeaders],
				['/chat', '{"private":"words"}', {}],
				['/chat', { conversation_id: 'private-id', body: ['private words'] }, {}],
				['/chat', '["private words"]', {}],
			] as const) {
				answers.push((await server.post(suffix, body, headers)).body);
			}
		}
		expect(lines().length).toBeGreaterThan(8);
		const said = [...answers, ...lines(), JSON.stringify(warnings.mock.calls)].join('\n');
		expect(said).not.toMatch(/example|private|Bearer app/);
		expect(said).not.toContain(WEBHOOK_ID);
	});
});
