/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only, never published */
import axios, { type AxiosRequestConfig } from 'axios';
import fastify, { type FastifyInstance } from 'fastify';
import { request as httpRequest } from 'node:http';

import { Simulator, type SettingsPatch } from '../../simulator';

interface Received {
	path: string;
	body: Record<string, unknown>;
	authorization: string | undefined;
}

/** A receiver in the place of n8n: remembers what came and answers what the test wants. */
class Receiver {
	readonly received: Received[] = [];
	status = 200;
	delayMs = 0;
	private readonly app: FastifyInstance = fastify();
	url = '';

	async start(): Promise<void> {
		this.app.post('/*', async (request, reply) => {
			const { authorization } = request.headers;
			this.received.push({ path: request.url, body: request.body as Record<string, unknown>, authorization });
			await new Promise((resolve) => setTimeout(resolve, this.delayMs));
			return await reply.code(this.status).send({ code: this.status, message: 'success' });
		});
		this.url = `${await this.app.listen({ port: 0, host: '127.0.0.1' })}/webhook/some-id`;
	}

	async stop(): Promise<void> {
		await this.app.close();
	}

	paths(): string[] {
		return this.received.map(({ path }) => path.replace('/webhook/some-id', ''));
	}

	last(): Received {
		return this.received[this.received.length - 1];
	}
}

describe('the simulator', () => {
	const receiver = new Receiver();
	let sim: Simulator;

	beforeAll(async () => {
		await receiver.start();
		sim = await Simulator.start({ settings: { webhookBase: receiver.url } });
	});
	beforeEach(async () => {
		await sim.reset({ settings: true });
		receiver.received.length = 0;
		receiver.status = 200;
		receiver.delayMs = 0;
	});
	afterAll(async () => {
		await sim.stop();
		await receiver.stop();
	});

	const call = async (path: string, body?: unknown, config: AxiosRequestConfig = {}) =>
		await axios.request<Record<string, unknown>>({
			url: sim.url + path,
			method: body === undefined ? 'GET' : 'POST',
			data: body,
			headers: { Authorization: `Bearer ${sim.key}` },
			validateStatus: () => true,
			maxRedirects: 0,
			proxy: false,
			timeout: 20_000,
			...config,
		});
	const reply = async (id: string, text = 'Hello from a human', config?: AxiosRequestConfig) =>
		await call('/v1/human/message/receive', { conversation_id: id, timestamp: Date.now(), body: text }, config);
	const close = async (id: string) =>
		await call('/v1/human/close', { conversation_id: id, timestamp: Date.now() });
	const failure = async (promise: Promise<unknown>): Promise<string> =>
		await promise.then(
			() => 'no failure',
			(error: { code?: string }) => error.code ?? 'no code',
		);
	const connecting = async (settings: SettingsPatch = {}) => {
		sim.set(settings);
		const { id } = sim.openConversation({ email: 'bob@example.com', userId: 'KDslas' });
		const { handoffId } = await sim.requestHandoff(id, { text: 'I want a human' });
		return { id, handoffId };
	};
	const humanTexts = (id: string) =>
		sim
			.conversation(id)
			.messages.filter(({ from }) => from === 'human')
			.map(({ text }) => text);

	describe('a handoff', () => {
		it('goes from the bot over Connecting to connected and is closed by the human', async () => {
			const { id } = sim.openConversation();
			expect(sim.conversation(id).state).toBe('bot');
			const { status, handoffId } = await sim.requestHandoff(id, { text: 'A human, please' });
			expect(status).toBe(200);
			expect(sim.conversation(id)).toMatchObject({ state: 'connecting', shown: 'Connecting' });
			await sim.customerSays(id, 'anyone there?');
			expect((await reply(handoffId, 'Hi!')).data).toEqual({ code: 0, message: 'success' });
			expect(sim.conversation(id)).toMatchObject({ state: 'connected', firstReplyDeadline: null });
			expect((await close(handoffId)).data).toEqual({ code: 0, message: 'success' });
			expect(sim.conversation(id)).toMatchObject({ state: 'closed', closeReason: 'HUMAN_CLOSED' });
			expect(sim.conversation(id).messages.map(({ from, text }) => `${from}: ${text}`)).toEqual([
				'customer: A human, please',
				'customer: anyone there?',
				'human: Hi!',
			]);
			expect(receiver.paths()).toEqual(['/conversation/establish', '/chat']);
		});

		it('sends the documented bodies, in milliseconds and without Authorization', async () => {
			const { id, handoffId } = await connecting();
			await sim.customerSays(id, 'more');
			await sim.closeByCustomer(id, 'TIMEOUT');
			const [establish, chat, closing] = receiver.received;
			expect(establish.body).toEqual({
				body: [
					{ text: 'I want a human', message_type: 'QUESTION' },
					{ text: '', message_type: 'ANSWER' },
				],
				timestamp: expect.any(Number),
				email: 'bob@example.com',
				conversation_id: handoffId,
				bot_id: sim.settings.agents[0].botId,
				user_info: { phone: null, email: 'bob@example.com', user_id: 'KDslas', anonymous_id: expect.any(String) },
			});
			expect(String(establish.body.timestamp)).toHaveLength(13);
			expect(chat.body).toEqual({ conversation_id: handoffId, timestamp: expect.any(Number), body: 'more' });
			expect(closing.body).toEqual({ conversation_id: handoffId, timestamp: expect.any(Number), type: 'TIMEOUT' });
			expect(receiver.received.map(({ authorization }) => authorization)).toEqual([undefined, undefined, undefined]);
			expect(handoffId).not.toBe(id);
		});

		it.each([
			['H1', undefined],
			['H2', { phone: '+886' }],
			['H4', { phone: '+886', email: null, user_id: null, anonymous_id: 'anon' }],
		] as const)('sends the user_info of edition %s', async (version, expected) => {
			const { id } = sim.openConversation({ anonymousId: 'anon', phone: '+886' });
			await sim.requestHandoff(id, { version });
			expect(receiver.last().body.user_info).toEqual(expected);
			expect(receiver.last().body.email).toBe('support@gptbots.ai');
			expect(receiver.last().body).not.toHaveProperty('istest');
		});

		it('shows Busy when establish is not answered 200, and a new request is possible', async () => {
			receiver.status = 201;
			const { id, handoffId } = await connecting();
			expect(sim.conversation(id)).toMatchObject({ state: 'busy', shown: 'Busy' });
			expect((await reply(handoffId)).data).toMatchObject({ code: 40356 });
			receiver.status = 200;
			await sim.requestHandoff(id);
			expect(sim.conversation(id).state).toBe('connecting');
		});

		it('ends when no human replies within the first-reply limit', async () => {
			const { id, handoffId } = await connecting({ firstReplyLimitMs: 60 });
			await sim.waitFor(() => sim.conversation(id).state === 'closed', 1_000);
			expect(sim.conversation(id).closeReason).toBe('FIRST_REPLY_LIMIT');
			expect((await reply(handoffId)).data).toMatchObject({ code: 40356 });
			expect(receiver.paths()).toEqual(['/conversation/establish']);
		});

		it('keeps the limit from ending a connected handoff', async () => {
			const { id, handoffId } = await connecting({ firstReplyLimitMs: 4_000 });
			await reply(handoffId);
			await new Promise((resolve) => setTimeout(resolve, 4_200));
			expect(sim.conversation(id).state).toBe('connected');
		});

		it('calls close after the limit or a human close only when the switches say so', async () => {
			await connecting({ firstReplyLimitMs: 30, closeAfterFirstReplyLimit: 'TIMEOUT' });
			await sim.waitFor(() => sim.calls.some(({ url, status }) => url.endsWith('/close') && status === 200));
			expect(receiver.last().body.type).toBe('TIMEOUT');
			const { handoffId } = await connecting({ firstReplyLimitMs: null, closeAfterHumanClose: 'USER_CLOSED' });
			await close(handoffId);
			await sim.settled();
			expect(receiver.last().body).toMatchObject({ type: 'USER_CLOSED', conversation_id: handoffId });
		});

		it('lets what the customer writes meanwhile follow establish, and takes a reply before it is answered', async () => {
			receiver.delayMs = 80;
			const { id } = sim.openConversation();
			const requested = sim.requestHandoff(id);
			const written = sim.customerSays(id, 'hurry');
			await reply(sim.conversation(id).handoffId ?? '', 'quick');
			await Promise.all([requested, written]);
			expect(receiver.paths()).toEqual(['/conversation/establish', '/chat']);
			expect(sim.conversation(id).state).toBe('connected');
		});

		it('can echo human replies and swallow those that come too late', async () => {
			const { id, handoffId } = await connecting({ echoHumanReplies: 'v1', repliesAfterClose: 'swallow' });
			await reply(handoffId, 'echo me');
			await sim.settled();
			expect(receiver.last().body).toMatchObject({ text: 'echo me', conversation_id: id });
			await sim.closeByCustomer(id);
			expect((await reply(handoffId, 'too late')).data).toMatchObject({ code: 0 });
			expect(humanTexts(id)).toEqual(['echo me']);
		});

		it('refuses a second handoff while one is open', async () => {
			const { id } = await connecting();
			await expect(sim.requestHandoff(id)).rejects.toThrow('already open');
		});
	});

	describe('agent replies', () => {
		it('have the V1 form with seconds and a Bearer key', async () => {
			const { id } = sim.openConversation();
			const { status, messageId } = await sim.agentReplies(id, { version: 'v1', text: 'Hi' });
			expect(status).toBe(200);
			const { body, path, authorization } = receiver.last();
			expect(path).toBe('/webhook/some-id');
			expect(authorization).toBe(`Bearer ${sim.key}`);
			expect(body).toEqual({
				message_id: messageId,
				message_type: 'ANSWER',
				text: 'Hi',
				flow_output: [{ content: 'Hi', branch: '1', from_component_name: 'User Input' }],
				create_time: expect.any(Number),
				conversation_id: id,
			});
			expect(String(body.create_time)).toHaveLength(10);
		});

		it('have the V2 form and the mixed form of the AltaBots table', async () => {
			const { id } = sim.openConversation();
			const audio = [{ audio: 'https://example.com/a.mp3', transcript: 'Hi' }];
			await sim.agentReplies(id, { text: 'Hi', audio });
			expect(receiver.last().body).toMatchObject({
				output: [{ from_component_branch: '1', content: { text: 'Hi', audio } }],
				usage: { tokens: { prompt_tokens: 19 }, credits: { text_output_credits: 0.25 } },
			});
			expect(receiver.last().body).not.toHaveProperty('message_type');
			sim.set({ replyTimeUnit: 'ms' });
			await sim.agentReplies(id, { version: 'mixed', text: 'Hi' });
			expect(receiver.last().body).toMatchObject({
				message_type: 'ANSWER',
				usage: { output: [{ prompt_tokens: 19 }], credits: { text_output__credits: 0.25 } },
			});
			expect(String(receiver.last().body.create_time)).toHaveLength(13);
		});

		it.each([
			['basicKey', (key: string) => `Basic ${key}`],
			['basicBase64Key', (key: string) => `Basic ${Buffer.from(key).toString('base64')}`],
			['basicBase64UserKey', (key: string) => `Basic ${Buffer.from(`user:${key}`).toString('base64')}`],
			['none', () => undefined],
		] as const)('carry the Authorization form %s', async (messageAuthorization, expected) => {
			sim.set({ messageAuthorization });
			await sim.agentReplies(sim.openConversation().id, { text: 'Hi' });
			expect(receiver.last().authorization).toBe(expected(sim.key));
		});
	});

	describe('probes and raw calls', () => {
		it.each(['message', 'establish', 'chat'] as const)('probes %s with istest', async (surface) => {
			expect((await sim.probe(surface)).status).toBe(200);
			expect(receiver.last().body.istest).toBe(true);
			await sim.probe(surface, { istest: 'true', bare: true });
			expect(receiver.last().body).toEqual({ istest: 'true' });
		});

		it('sends any body anywhere below the base', async () => {
			await sim.raw({ path: '/chat', body: { conversation_id: 7 }, headers: { 'Content-Type': 'application/json' } });
			expect(receiver.last()).toMatchObject({ path: '/webhook/some-id/chat', body: { conversation_id: 7 } });
			expect((await sim.raw({ body: 'not json' })).status).toBe(400);
		});

		it('says when nothing is configured or nobody answers', async () => {
			sim.set({ webhookBase: null });
			expect(await sim.probe('chat')).toMatchObject({ status: 0, attempts: 0 });
			sim.set({ webhookBase: 'http://127.0.0.1:1/webhook/x', outRetries: 1, outRetrySpacingMs: 10 });
			expect(await sim.probe('chat')).toMatchObject({ status: 0, attempts: 2, explanation: expect.stringContaining('ECONNREFUSED') });
		});
	});

	describe('what it refuses', () => {
		it('demands a Bearer key of an Agent that exists and may be called', async () => {
			sim.set({ workflowKeys: ['app-example-workflow'] });
			const detail = async (authorization?: string) =>
				await call('/v1/bot/detail', undefined, { headers: authorization ? { Authorization: authorization } : {} });
			expect(await detail()).toMatchObject({ status: 401, data: { code: 40127 } });
			expect(await detail('Bearer app-example-wrong')).toMatchObject({ status: 401, data: { code: 40127 } });
			expect(await detail(`Basic ${sim.key}`)).toMatchObject({ status: 401, data: { code: 40127 } });
			expect(await detail('Bearer app-example-workflow')).toMatchObject({ status: 403, data: { code: 403204 } });
			expect(await call('/v1/bot/detail')).toMatchObject({ status: 200, data: { bot_id: sim.settings.agents[0].botId } });
			sim.set({ agents: [{ apiEnabled: false }] });
			expect(await call('/v1/bot/detail')).toMatchObject({ status: 403, data: { code: 20055 } });
			sim.set({ agents: [{ apiEnabled: true, deleted: true }] });
			expect(await call('/v1/bot/detail')).toMatchObject({ status: 400, data: { code: 20059 } });
		});

		it.each([
			[{}, '"conversation_id" is required'],
			[{ conversation_id: 7, timestamp: Date.now(), body: 'x' }, '"conversation_id" must be a string'],
			[{ conversation_id: '', timestamp: Date.now(), body: 'x' }, '"conversation_id" must not be empty'],
			[{ conversation_id: 'a', timestamp: String(Date.now()), body: 'x' }, '"timestamp" must be a long'],
			[{ conversation_id: 'a', timestamp: 1679587005, body: 'x' }, '"timestamp" must count milliseconds'],
			[{ conversation_id: 'a', timestamp: Date.now(), body: ['x'] }, '"body" must be a string'],
			[{ conversation_id: 'a', timestamp: Date.now(), body: 'x', agent: 'y' }, '"agent" is not a parameter'],
			[[], 'must be a JSON object'],
		])('refuses the parameters %j with 40000', async (body, sentence) => {
			const { status, data } = await call('/v1/human/message/receive', body);
			expect({ status, code: data.code }).toEqual({ status: 400, code: 40000 });
			expect(data.message).toContain(sentence);
		});

		it('tells unknown, foreign and mistaken conversation ids apart', async () => {
			sim.set({ agents: [{}, { key: 'app-example-second', name: 'Second' }] });
			const { id, handoffId } = await connecting();
			expect((await reply('nowhere')).data).toMatchObject({ code: 40356 });
			expect((await reply(id)).data).toMatchObject({ code: 40356, message: expect.stringContaining('one of its own') });
			const foreign = await reply(handoffId, 'x', { headers: { Authorization: 'Bearer app-example-second' } });
			expect(foreign.data).toMatchObject({ code: 40358 });
			expect(humanTexts(id)).toEqual([]);
		});

		it('delivers codes under 200 and in other shapes when the switches say so', async () => {
			sim.set({ errorStatus: 'ok200', errorBody: 'flatMsg' });
			expect(await reply('nowhere')).toMatchObject({ status: 200, data: { code: 40356, msg: expect.any(String) } });
			sim.set({ errorStatus: 'http', errorBody: 'nested' });
			expect(await reply('nowhere')).toMatchObject({
				status: 400,
				data: { error: { code: 40356, status: 400, message: expect.any(String) } },
			});
		});

		it('answers success and close in every form', async () => {
			const { handoffId } = await connecting({ successCode: '0' });
			expect((await reply(handoffId)).data).toEqual({ code: '0', message: 'success' });
			sim.set({ successCode: 'absent' });
			expect((await reply(handoffId)).data).toEqual({ message: 'success' });
			sim.set({ closeAnswer: 'echo' });
			expect((await close(handoffId)).data).toEqual({ conversation_id: handoffId, timestamp: expect.any(Number) });
		});

		it('limits the rate with the documented headers', async () => {
			sim.set({ rateLimit: { limit: 1, windowMs: 60_000 } });
			const first = await call('/v1/bot/detail');
			expect(first.headers).toMatchObject({ 'x-ratelimit-limit': '1', 'x-ratelimit-remaining': '0' });
			expect(Number(first.headers['x-ratelimit-reset'])).toBeGreaterThan(Date.now() / 1_000);
			expect((await call('/v1/bot/detail')).status).toBe(429);
		});
	});

	describe('faults on calls to the platform', () => {
		it('answers a status, with Retry-After in both forms, as often as asked', async () => {
			const { id, handoffId } = await connecting();
			sim.fault({ kind: 'status', status: 429, retryAfter: 2, times: 2 });
			sim.fault({ kind: 'status', status: 503, retryAfter: { dateInMs: 5_000 }, body: 'maintenance' });
			expect(await reply(handoffId)).toMatchObject({ status: 429, headers: { 'retry-after': '2' } });
			expect((await reply(handoffId)).status).toBe(429);
			const third = await reply(handoffId);
			expect(third).toMatchObject({ status: 503, data: 'maintenance' });
			expect(Date.parse(String(third.headers['retry-after']))).toBeGreaterThan(Date.now());
			expect(humanTexts(id)).toEqual([]);
			expect((await reply(handoffId)).status).toBe(200);
		});

		it('resets before or after processing, and never answers', async () => {
			const { id, handoffId } = await connecting();
			sim.fault({ kind: 'resetBefore' });
			expect(await failure(reply(handoffId, 'one'))).toBe('ECONNRESET');
			sim.fault({ kind: 'resetBefore', conversationId: id });
			expect(await failure(reply(handoffId, 'two'))).toBe('ECONNRESET');
			sim.fault({ kind: 'resetAfter' });
			expect(await failure(reply(handoffId, 'three'))).toBe('ECONNRESET');
			sim.fault({ kind: 'never' });
			expect(await failure(reply(handoffId, 'four', { timeout: 3_000 }))).toBe('ECONNABORTED');
			sim.fault({ kind: 'never', process: true });
			expect(await failure(reply(handoffId, 'five', { timeout: 3_000 }))).toBe('ECONNABORTED');
			expect(humanTexts(id)).toEqual(['three', 'five']);
			expect(sim.calls.slice(-5).map(({ fault }) => fault)).toEqual([
				'resetBefore',
				'resetBefore',
				'resetAfter',
				'never',
				'never',
			]);
		});

		it('refuses connections for a while, and the control API stays reachable', async () => {
			const { handoffId } = await connecting();
			sim.fault({ kind: 'refuse', ms: 4_000 });
			expect(await failure(reply(handoffId))).toBe('ECONNREFUSED');
			expect((await axios.get(`${sim.controlUrl}/simulator/state`)).status).toBe(200);
			await new Promise((resolve) => setTimeout(resolve, 4_300));
			expect((await reply(handoffId)).status).toBe(200);
		});

		it('delays, redirects, shows a sign-in page and breaks JSON off', async () => {
			const { id, handoffId } = await connecting();
			sim.fault({ kind: 'delay', ms: 60 });
			const begun = Date.now();
			expect((await reply(handoffId, 'late')).status).toBe(200);
			expect(Date.now() - begun).toBeGreaterThanOrEqual(55);
			sim.fault({ kind: 'redirect', location: 'http://127.0.0.1:1/elsewhere' });
			expect(await reply(handoffId)).toMatchObject({ status: 302, headers: { location: 'http://127.0.0.1:1/elsewhere' } });
			sim.fault({ kind: 'html' });
			expect((await reply(handoffId)).data).toContain('<html>');
			sim.fault({ kind: 'garbage' });
			const { data } = await reply(handoffId, 'garbled');
			expect(typeof data).toBe('string');
			expect(humanTexts(id)).toEqual(['late', 'garbled']);
		});

		it('hits only the path and the conversation that it names, and by chance repeatably', async () => {
			const one = await connecting();
			const two = await connecting();
			sim.fault({ kind: 'status', status: 500, path: '/v1/human/close', times: 'always' });
			sim.fault({ kind: 'status', status: 503, conversationId: two.id });
			expect((await reply(one.handoffId)).status).toBe(200);
			expect((await reply(two.handoffId)).status).toBe(503);
			expect((await close(one.handoffId)).status).toBe(500);
			const drawn = async () => {
				sim.clearFaults();
				sim.fault({ kind: 'status', status: 500, times: 'always', probability: 0.5 });
				const statuses: number[] = [];
				for (let count = 0; count < 12; count += 1) statuses.push((await call('/v1/bot/detail')).status);
				return statuses;
			};
			const statuses = await drawn();
			expect(new Set(statuses)).toEqual(new Set([200, 500]));
			expect(await drawn()).toEqual(statuses);
		});

		it('refuses a fault that does not exist', () => {
			expect(() => sim.fault({ kind: 'status', times: 0 })).toThrow('"times"');
			expect(() => sim.fault({ kind: 'drop', direction: 'in' })).toThrow('does not exist');
		});
	});

	describe('faults on calls from the platform', () => {
		it('drops, duplicates and delays', async () => {
			const { id } = await connecting();
			sim.fault({ kind: 'drop', path: '/chat' });
			expect(await sim.customerSays(id, 'lost')).toMatchObject({ status: 0, attempts: 0 });
			sim.fault({ kind: 'duplicate', copies: 3 });
			expect((await sim.customerSays(id, 'thrice')).copies).toHaveLength(3);
			sim.fault({ kind: 'delay', direction: 'out', ms: 50 });
			await sim.customerSays(id, 'late');
			expect(receiver.received.slice(1).map(({ body }) => body.body)).toEqual(['thrice', 'thrice', 'thrice', 'late']);
			const [first, second] = receiver.received.slice(1);
			expect(second.body).toEqual(first.body);
		});

		it('lets a later call of the same conversation overtake', async () => {
			const { id } = await connecting();
			sim.fault({ kind: 'reorder', conversationId: id });
			await Promise.all([sim.customerSays(id, 'first'), sim.customerSays(id, 'second')]);
			expect(receiver.received.slice(1).map(({ body }) => body.body)).toEqual(['second', 'first']);
		});

		it('gives up after its timeout', async () => {
			receiver.delayMs = 120;
			const { id } = sim.openConversation();
			sim.set({ outTimeoutMs: 40 });
			expect(await sim.requestHandoff(id)).toMatchObject({
				status: 0,
				explanation: expect.stringContaining('nothing within 40 ms'),
			});
			expect(sim.conversation(id).state).toBe('busy');
		});
	});

	describe('the log', () => {
		it('tells both directions and never a key', async () => {
			const { id, handoffId } = await connecting({ messageAuthorization: 'basicBase64Key' });
			await reply(handoffId, `my key is ${sim.key}`);
			await sim.agentReplies(id, { text: 'Hi' });
			const text = JSON.stringify(sim.calls);
			expect(text).not.toContain(sim.key);
			expect(text).not.toContain(Buffer.from(sim.key).toString('base64'));
			const [out, inward] = sim.calls;
			expect(out).toMatchObject({ direction: 'out', status: 200, conversationId: id, agent: 'Example Agent' });
			expect(inward).toMatchObject({
				direction: 'in',
				method: 'POST',
				url: '/v1/human/message/receive',
				conversationId: id,
				headers: { authorization: `Bearer app-…${sim.key.slice(-4)}` },
				answer: { code: 0, message: 'success' },
				explanation: 'The reply was shown to the customer.',
			});
		});

		it('keeps the last calls only', async () => {
			sim.set({ logLimit: 2 });
			for (let count = 0; count < 3; count += 1) await call('/v1/bot/detail');
			expect(sim.calls).toHaveLength(2);
			expect(sim.callsSince(sim.calls[0].id)).toEqual([sim.calls[1]]);
		});
	});

	describe('the control API', () => {
		const control = async (method: string, path: string, data?: unknown, headers: Record<string, string> = {}) =>
			await axios.request<Record<string, unknown>>({
				method,
				url: `${sim.controlUrl}/simulator${path}`,
				data,
				headers,
				validateStatus: () => true,
			});

		it('drives a whole conversation', async () => {
			const opened = await control('POST', '/conversations', { email: 'bob@example.com' });
			const path = `/conversations/${String(opened.data.id)}`;
			expect((await control('POST', `${path}/agent-reply`, { version: 'v1', text: 'Hi' })).data).toMatchObject({ status: 200 });
			expect((await control('POST', `${path}/handoff`, { version: 'H5', text: 'A human!' })).data).toMatchObject({ status: 200 });
			expect(receiver.last().body.istest).toBe(false);
			await control('POST', `${path}/messages`, { text: 'hello?' });
			expect((await control('POST', `${path}/close`)).data).toMatchObject({ status: 200 });
			expect((await control('GET', path)).data).toMatchObject({ state: 'closed', closeReason: 'USER_CLOSED' });
			await control('POST', '/probe', { surface: 'chat' });
			await control('POST', '/raw', { path: '/chat', body: {} });
			expect(receiver.paths()).toEqual([
				'',
				'/conversation/establish',
				'/chat',
				'/conversation/close',
				'/chat',
				'/chat',
			]);
			expect((await control('GET', '/calls?since=0')).data).toHaveLength(6);
			await control('POST', '/faults', { kind: 'html' });
			expect((await control('GET', '/state')).data).toMatchObject({ faults: [{ kind: 'html' }] });
			expect((await control('DELETE', '/faults')).data).toEqual([]);
			expect((await control('POST', '/reset')).data).toMatchObject({ conversations: [] });
		});

		it('refuses what it does not know', async () => {
			expect(await control('PATCH', '/settings', { errorStatus: 'teapot' })).toMatchObject({ status: 400 });
			expect(await control('PATCH', '/settings', { nonsense: 1 })).toMatchObject({ status: 400 });
			expect(await control('PATCH', '/settings', { successCode: 200 })).toMatchObject({ status: 200 });
			expect(await control('POST', '/conversations/none/messages', { text: 'x' })).toMatchObject({ status: 404 });
			expect(await control('POST', '/conversations', { emial: 'x' })).toMatchObject({ status: 400 });
			expect(await control('POST', '/faults', { kind: 'nonsense' })).toMatchObject({ status: 400 });
		});

		it('refuses foreign hosts and other web pages', async () => {
			expect((await control('GET', '/state', undefined, { Origin: sim.controlUrl })).status).toBe(200);
			expect((await control('GET', '/state', undefined, { Origin: 'http://evil.example' })).status).toBe(403);
			expect((await control('GET', '/state', undefined, { Origin: 'null' })).status).toBe(403);
			expect((await control('GET', '/state', undefined, { Host: 'evil.example' })).status).toBe(403);
			const plain = await control('POST', '/reset', 'settings=true', { 'Content-Type': 'text/plain' });
			expect(plain.status).toBe(415);
		});

		it('streams what happens', async () => {
			const seen = new Promise<string>((resolve) => {
				const request = httpRequest(`${sim.controlUrl}/simulator/events`, (response) => {
					let text = '';
					response.on('data', (chunk: Buffer) => {
						if (text === '') sim.openConversation();
						text += chunk.toString();
						if (text.includes('event: conversation')) {
							request.destroy();
							resolve(text);
						}
					});
				});
				request.end();
			});
			expect(await seen).toMatch(/event: conversation\ndata: \{"id":"[0-9a-f]{24}"/);
		});
	});

	it('stops at once with hanging calls in both directions', async () => {
		const other = await Simulator.start({ settings: { webhookBase: receiver.url } });
		receiver.delayMs = 10_000;
		const establishing = other.requestHandoff(other.openConversation().id);
		other.fault({ kind: 'never' });
		const hanging = failure(axios.get(`${other.url}/v1/bot/detail`));
		await other.waitFor(() => other.calls.length === 2);
		const begun = Date.now();
		await other.stop();
		expect(await hanging).toBe('ECONNRESET');
		expect((await establishing).status).toBe(0);
		expect(Date.now() - begun).toBeLessThan(5_000);
	});
});
