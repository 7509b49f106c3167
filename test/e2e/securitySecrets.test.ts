/* eslint-disable @n8n/community-nodes/no-restricted-globals -- test code never ships */
import type { AxiosResponse } from 'axios';

import { Simulator } from '../../simulator';
import type { FaultSpec } from '../../simulator/faults';
import { EchoPlatform, type Answering } from './echoPlatform';
import {
	ACTION_NAMES,
	actionNode,
	post,
	TestN8n,
	TRIGGER,
	triggerNode,
	wires,
	type PublishedWorkflow,
} from './n8n';
import { databaseRows, filesBelow, findSecrets, type Place } from './secretForms';

/** Characters that JSON, URLs and forms write differently, so that each form is a text of its own. */
const ODD = '"\\/+&=%41~';

/** What belongs to the user, and what somebody else has sent in its place: neither may be written down. */
const SECRETS = {
	"the Agent's key": `app-example${ODD}Kq7vM2xL`,
	'a key that the platform refuses': `app-example${ODD}Wn4cT9zR`,
	'a webhook token': `token-example${ODD}Hb3dY6sP`,
	'the next webhook token': `token-example${ODD}Gf8jU1wE`,
	"a caller's wrong key": `other-example${ODD}Xa5oN0iB`,
};

const [KEY, REFUSED_KEY, TOKEN, NEXT_TOKEN, WRONG] = Object.values(SECRETS);

/** Not secret: stands in every event, so it must be found wherever a secret would be. */
const MARKER = `marker-example${ODD}Zt2rV8mD`;

/** In an event of a workflow that keeps no executions. */
const UNSAVED = 'unsaved-example-Lc6wJ1hS';

const base64 = (text: string) => Buffer.from(text).toString('base64');

const inEveryForm = (secret: string) => [
	`Bearer ${secret}`,
	`Basic ${secret}`,
	`Basic ${base64(secret)}`,
	`Basic ${base64(`user:${secret}`)}`,
	`Digest ${secret}`,
];

/** How a platform, or a proxy before it, may quote the header that it got. */
const QUOTES: Array<[title: string, answering: Answering]> = [
	[
		'in a message',
		(header) => ({ status: 401, body: JSON.stringify({ code: 40127, message: `Unknown: ${header}` }) }),
	],
	[
		'in a message under 200',
		(header) => ({ status: 200, body: JSON.stringify({ code: 40127, msg: header }) }),
	],
	[
		'in a success',
		(header) => ({
			status: 200,
			body: JSON.stringify({ code: 0, message: 'OK', data: { header, [header]: 1 } }),
		}),
	],
	[
		'in a member',
		(header) => ({
			status: 200,
			body: JSON.stringify({ code: 0, data: { key: header.replace(/^Bearer /, '') } }),
		}),
	],
	[
		'with slashes escaped',
		(header) => ({ status: 403, body: JSON.stringify({ code: 1, message: header }).replace(/\//g, '\\/') }),
	],
	[
		'as code points',
		(header) => ({
			status: 500,
			body: `{"code":1,"message":"${[...header].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"}`,
		}),
	],
	[
		'URL-encoded',
		(header) => ({ status: 400, body: JSON.stringify({ code: 40000, message: encodeURIComponent(header) }) }),
	],
	[
		'in a page',
		(header) => ({ status: 502, headers: { 'Content-Type': 'text/html' }, body: `<html>${header}</html>` }),
	],
	[
		'in headers',
		(header) => ({
			status: 429,
			headers: { 'Retry-After': '9999', 'X-Echo': header, 'WWW-Authenticate': header },
			body: '{}',
		}),
	],
	[
		'in a redirect',
		(header) => ({
			status: 302,
			headers: { Location: `/login?back=${encodeURIComponent(header)}` },
			body: '',
		}),
	],
	['in a JSON text', (header) => ({ status: 200, body: JSON.stringify(header) })],
	['in a list', (header) => ({ status: 200, body: JSON.stringify([header]) })],
];

const FAULTS: FaultSpec[] = [
	{ kind: 'status', status: 400 },
	{ kind: 'status', status: 401 },
	{ kind: 'status', status: 403 },
	{ kind: 'status', status: 429, retryAfter: 9999 },
	{ kind: 'status', status: 500 },
	{ kind: 'status', status: 503 },
	{ kind: 'redirect' },
	{ kind: 'html' },
	{ kind: 'garbage' },
	{ kind: 'resetBefore' },
	{ kind: 'resetAfter' },
	{ kind: 'never' },
];

describe('after a full run, secrets are nowhere', () => {
	let server: TestN8n;
	let sim: Simulator;
	let echo: EchoPlatform;
	/** Everything that anybody but the owner got to read. */
	const answers: Place[] = [];

	beforeAll(async () => {
		server = await TestN8n.start({
			env: {
				// Whoever looks for a fault turns this on.
				N8N_LOG_LEVEL: 'debug',
				N8N_LOG_OUTPUT: 'console,file',
				// n8n erases what was deleted after an hour or so; here, as soon as it can.
				EXECUTIONS_DATA_HARD_DELETE_BUFFER: '0',
				EXECUTIONS_DATA_PRUNE_HARD_DELETE_INTERVAL: '1',
			},
		});
		sim = await Simulator.start();
		sim.set({ agents: [{ ...sim.settings.agents[0], key: KEY }], webhookToken: TOKEN });
		echo = await EchoPlatform.start();
	});

	afterAll(async () => {
		await echo.stop();
		await sim.stop();
		await server.stop();
	});

	afterEach(() => sim.clearFaults());

	it('an event of a workflow that saves no executions is in no list, yet in the database for the time being', async () => {
		const credential = await server.credential(sim.url, { apiKey: KEY });
		const settings = { saveDataSuccessExecution: 'none' };
		const desk = await server.publish({ nodes: [triggerNode(credential)], connections: {}, settings });
		expect((await call(`${desk.url()}/chat`, { conversation_id: 'c-1', body: UNSAVED }, {})).status).toBe(
			200,
		);
		expect(await tablesWith(UNSAVED)).toEqual(['table execution_data']);
		while ((await desk.executionCount()) > 0) await new Promise((done) => setTimeout(done, 100));
	});

	it('the run: events, each kind of Authorization, refusals', async () => {
		const desk = await publishDesk({ webhookTokens: `${TOKEN}, ${NEXT_TOKEN}` });
		let events = 0;
		for (const Authorization of [...inEveryForm(TOKEN), ...inEveryForm(NEXT_TOKEN)].filter(
			(header) => !header.startsWith('Digest'),
		)) {
			events++;
			expect(
				(
					await call(
						desk.url(),
						{ conversation_id: MARKER, message_id: `m-${events}`, text: MARKER },
						{ Authorization },
					)
				).status,
			).toBe(200);
		}
		for (const Authorization of [
			...inEveryForm(WRONG),
			...inEveryForm(KEY),
			`Digest ${TOKEN}`,
			`Bearer ${TOKEN}${WRONG}`,
			TOKEN,
		]) {
			for (const path of ['', '/chat', '/conversation/establish', '/conversation/close', '/nowhere']) {
				const { status } = await call(
					`${desk.url()}${path}`,
					{ conversation_id: MARKER, body: null },
					{ Authorization },
				);
				expect([401, 404]).toContain(status);
			}
		}
		for (const body of ['{"conversation_id":', '[]', '{}', '"x"', `{"conversation_id":5}`]) {
			for (const Authorization of [`Bearer ${TOKEN}`, `Bearer ${WRONG}`]) {
				for (const headers of [
					{},
					{ 'Content-Type': 'text/plain' },
					{ 'Content-Encoding': 'gzip' },
					{ 'Content-Type': 'application/json; charset=x' },
				]) {
					await call(`${desk.url()}/chat`, body, { Authorization, ...(headers as Record<string, string>) });
				}
			}
		}
		await call(
			`${desk.url()}/chat?token=none`,
			{ conversation_id: MARKER, body: MARKER },
			{ Authorization: `Bearer ${TOKEN}` },
		);
		await desk.executions(events + 1);
	});

	it('the run: the test URL, and a trigger without its credential', async () => {
		const desk = await publishDesk({ webhookTokens: TOKEN });
		for (const Authorization of [`Bearer ${TOKEN}`, `Bearer ${WRONG}`, `Basic ${base64(`user:${WRONG}`)}`]) {
			await server.client.listen(desk.id, TRIGGER);
			const { status } = await call(
				`${desk.url('webhook-test')}/chat`,
				{ conversation_id: MARKER, body: MARKER },
				{ Authorization },
			);
			expect(status).toBe(200);
		}
		const credential = await server.credential(sim.url, { apiKey: KEY, webhookTokens: TOKEN });
		const orphan = await server.publish({ nodes: [triggerNode(credential)], connections: {} });
		await server.client.deleteCredential(credential.id);
		for (const Authorization of [`Bearer ${TOKEN}`, `Bearer ${WRONG}`]) {
			expect((await call(orphan.url(), { conversation_id: MARKER }, { Authorization })).status).toBe(503);
		}
	});

	it('the run: replies, with every fault of the platform', async () => {
		const desk = await publishDesk({ webhookTokens: TOKEN });
		sim.set({ webhookBase: desk.url() });
		const { id } = sim.openConversation();
		const { handoffId } = await sim.requestHandoff(id, { text: MARKER });
		await desk.executions(1);
		for (const settings of [{}, { onError: 'continueRegularOutput' }, { onError: 'continueErrorOutput' }]) {
			for (const fault of FAULTS.filter(({ kind }) => kind !== 'never' || !('onError' in settings))) {
				sim.fault(fault);
				await runReply(sim.url, KEY, handoffId, settings);
			}
		}
		for (const errorBody of ['flat', 'flatMsg', 'nested'] as const) {
			sim.set({ errorBody });
			await runReply(sim.url, REFUSED_KEY, handoffId);
		}
		await runReply('http://127.0.0.1:9', KEY, handoffId);
		await runReply('http://no.example.invalid', KEY, handoffId);
		await runReply('not an address', KEY, handoffId);
	});

	it.each(QUOTES)('the run: a platform that quotes the key %s', async (_, answering) => {
		echo.answering = answering;
		const before = echo.calls.length;
		for (const settings of [{}, { onError: 'continueRegularOutput' }, { onError: 'continueErrorOutput' }]) {
			await runReply(echo.url, KEY, 'c-1', settings);
		}
		expect(echo.calls.length).toBe(before + 3);
		expect(echo.calls[before].headers.authorization).toBe(`Bearer ${KEY}`);
	});

	it('the run: the credential test, good and bad', async () => {
		for (const apiKey of [KEY, REFUSED_KEY]) {
			await testCredential({ apiKey, baseUrl: sim.url });
			for (const baseUrl of [
				'http://127.0.0.1:9',
				'http://no.example.invalid',
				'no address',
				`${sim.url}/elsewhere`,
			]) {
				await testCredential({ apiKey, baseUrl });
			}
		}
		for (const fault of FAULTS.filter(({ kind }) => kind !== 'never')) {
			sim.fault(fault);
			await testCredential({ apiKey: KEY, baseUrl: sim.url });
		}
		for (const [, answering] of QUOTES) {
			echo.answering = answering;
			await testCredential({ apiKey: KEY, baseUrl: echo.url });
		}
	});

	it('in the database, its journal, the log, settings, or any answer', async () => {
		const found = [...filesBelow(server.n8n.userFolder), ...(await databaseRows(server.n8n)), ...answers];
		// The search finds what is there: in the file of the database, in its rows, and in an answer.
		const control = findSecrets(found, { marker: MARKER }).join('\n');
		expect(control).toMatch(/JSON-escaped, in .*database\.sqlite/);
		expect(control).toContain('in table execution_data');
		expect(control).toContain('in an answer of /executions');
		expect(
			findSecrets([{ name: 'a log', content: `Authorization: Basic ${base64(`user:${KEY}`)}` }], SECRETS),
		).toEqual([expect.stringContaining('in a log')]);
		expect(found.find(({ name }) => name === 'n8n.log')?.content).toContain('refused a call (401)');

		expect(findSecrets(found, SECRETS)).toEqual([]);
	});

	it('and the event that was not to be saved is gone from the database', async () => {
		const deadline = Date.now() + 100_000;
		while ((await tablesWith(UNSAVED)).length > 0 && Date.now() < deadline) {
			await new Promise((done) => setTimeout(done, 2_000));
		}
		expect(await tablesWith(UNSAVED)).toEqual([]);
		expect(await tablesWith(JSON.stringify(MARKER).slice(1, -1))).toContain('table execution_data');
	});

	async function tablesWith(text: string): Promise<string[]> {
		const rows = await databaseRows(server.n8n);
		return [...new Set(rows.filter(({ content }) => content.includes(text)).map(({ name }) => name))];
	}

	async function call(url: string, body: unknown, headers: Record<string, string>): Promise<AxiosResponse> {
		const answer = await post(url, body, headers);
		answers.push({ name: `an answer of ${url}`, content: JSON.stringify([answer.data, answer.headers]) });
		return answer;
	}

	/** A workflow that answers handoffs. */
	async function publishDesk(fields: Record<string, unknown>): Promise<PublishedWorkflow> {
		const credential = await server.credential(sim.url, { apiKey: KEY, ...fields });
		const shown = await server.client.rest.get(`/credentials/${credential.id}`, { includeData: 'true' });
		answers.push({ name: 'an answer of /credentials', content: JSON.stringify(shown) });
		return await server.publish({
			nodes: [triggerNode(credential), actionNode(credential, 'sendReply', { text: MARKER })],
			connections: wires({ [TRIGGER]: [[], [ACTION_NAMES.sendReply]] }),
		});
	}

	async function runReply(
		baseUrl: string,
		apiKey: string,
		conversationId: string,
		settings: Record<string, unknown> = {},
	): Promise<void> {
		const credential = await server.credential(baseUrl, { apiKey });
		const node = actionNode(credential, 'sendReply', { text: MARKER }, settings);
		const execution = await server.runItems([{ conversationId }], node);
		answers.push({ name: 'an answer of /executions', content: JSON.stringify(execution) });
	}

	async function testCredential(fields: Record<string, unknown>): Promise<void> {
		const data = { platform: 'custom', webhookTokens: TOKEN, ...fields };
		const credential = await server.client.createCredential('AltaBots', 'altaBotsApi', data);
		const result = await server.client.testCredential(credential, data);
		answers.push({ name: 'an answer of /credentials/test', content: JSON.stringify(result) });
	}
});
