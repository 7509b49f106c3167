import axios, { type AxiosResponse } from 'axios';
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';

import { Simulator, type SettingsPatch } from '../../simulator';

interface Call {
	path: string;
	type: string | undefined;
	body: Record<string, unknown>;
}

const WORDS = 'human service';

/** What no document decides: every switch makes the difference that its name says. */
describe("the simulator's switches", () => {
	let receiver: FastifyInstance;
	let sim: Simulator;
	let calls: Call[];
	let answer: (reply: FastifyReply) => FastifyReply;

	beforeAll(async () => {
		receiver = fastify();
		receiver.post('/*', async ({ url, headers, body }, reply) => {
			calls.push({ path: url, type: headers['content-type'], body: body as Call['body'] });
			return await answer(reply);
		});
		const base = await receiver.listen({ port: 0, host: '127.0.0.1' });
		sim = await Simulator.start({ settings: { webhookBase: `${base}/hook`, outRetrySpacingMs: 0 } });
	});
	afterAll(async () => {
		await sim.stop();
		await receiver.close();
	});
	beforeEach(async () => {
		await sim.reset({ settings: true });
		calls = [];
		answer = (reply) => reply.send({ code: 200 });
	});

	const request = async (method: string, path: string, data?: object): Promise<AxiosResponse> =>
		await axios.request({
			method,
			url: sim.url + path,
			data,
			headers: { Authorization: `Bearer ${sim.key}` },
			validateStatus: () => true,
			proxy: false,
		});
	const create = async () =>
		(await request('POST', '/v1/conversation', { user_id: 'u1' })).data.conversation_id as string;
	const send = async (id: string, content: string) =>
		await request('POST', '/v2/conversation/message', {
			conversation_id: id,
			response_mode: 'webhook',
			messages: [{ role: 'user', content }],
		});
	/** The reply that the webhook gets under these settings. */
	async function replyUnder(settings: SettingsPatch): Promise<Call> {
		sim.set(settings);
		await send(await create(), 'hello');
		await sim.settled();
		return calls[0];
	}

	it.each<[SettingsPatch, object]>([
		[{ webhookReplyVersion: 'v1' }, { text: 'You said: hello', message_type: 'ANSWER' }],
		[{ webhookReplyVersion: 'asSent' }, { output: [expect.anything()], usage: expect.anything() }],
		[
			{ creditsSpelling: 'twoUnderscores' },
			{ usage: { credits: expect.objectContaining({ text_output__credits: 0.25 }) } },
		],
		[
			{ webhookReplyVersion: 'mixed', creditsSpelling: 'oneUnderscore', tokensShape: 'object' },
			{
				usage: {
					credits: expect.objectContaining({ text_output_credits: 0.25 }),
					output: expect.objectContaining({ prompt_tokens: 19 }),
				},
			},
		],
		[{ tokensShape: 'list' }, { usage: { tokens: [expect.objectContaining({ prompt_tokens: 19 })] } }],
	])('a reply under %j', async (settings, body) => {
		expect((await replyUnder(settings)).body).toMatchObject(body);
	});

	it('the Content-Type of calls', async () => {
		expect((await replyUnder({ outContentType: 'application/json; charset=utf-8' })).type).toBe(
			'application/json; charset=utf-8',
		);
	});

	it.each([
		['non2xx', 400, 3],
		['5xx', 400, 1],
		['5xx', 500, 3],
	] as const)('repeats %s: after %d there are %d calls', async (outRetryOn, status, count) => {
		answer = (reply) => reply.code(status).send({});
		await replyUnder({ outRetries: 2, outRetryOn });
		expect(calls).toHaveLength(count);
	});

	it.each([
		['refuse', ['/hook']],
		['follow', ['/hook', '/elsewhere']],
	] as const)('redirects: %s', async (outRedirects, paths) => {
		answer = (reply) =>
			calls.length === 1
				? reply.code(302).header('Location', '/elsewhere').send()
				: reply.send({ code: 200 });
		await replyUnder({ outRedirects });
		expect(calls.map(({ path }) => path)).toEqual(paths);
		expect(calls.every(({ body }) => body.message_id === calls[0].body.message_id)).toBe(true);
	});

	it.each([
		['http200', 200, 500, 'connecting'],
		['http200', 201, 200, 'busy'],
		['http2xx', 201, 500, 'connecting'],
		['code200', 200, 0, 'busy'],
		['code200', 200, 200, 'connecting'],
		['code0', 200, 200, 'busy'],
		['code0', 200, 0, 'connecting'],
	] as const)(
		'a handoff comes about by %s: %d with code %d is %s',
		async (handoffCreatedBy, status, code, state) => {
			sim.set({ handoffCreatedBy });
			answer = (reply) => reply.code(status).send({ code });
			const { id } = sim.openConversation();
			await sim.requestHandoff(id);
			expect(sim.conversation(id).state).toBe(state);
		},
	);

	it('customers of the API get a human by the words for it', async () => {
		sim.set({ handoffWords: WORDS, transcriptOrder: 'newestFirst' });
		const id = await create();
		await send(id, 'hello');
		await send(id, WORDS);
		await sim.settled();
		expect(calls.map(({ path }) => path)).toEqual(['/hook', '/hook/conversation/establish']);
		expect((calls[1].body.body as Array<{ text: string }>).map(({ text }) => text)).toEqual([
			'',
			WORDS,
			'You said: hello',
			'hello',
		]);
	});

	it('probes: type of istest, and nothing beside it', async () => {
		sim.set({ probeIstest: 'true', probeBodies: 'bare' });
		await request('POST', '/v1/webhook/check', {});
		expect(calls.map(({ body }) => body)).toEqual([
			{ istest: 'true' },
			{ istest: 'true' },
			{ istest: 'true' },
		]);
	});

	it.each<[SettingsPatch, string, string, number]>([
		[{}, 'POST', '/v1/webhook/check', 200],
		[{ webhookCheckExists: false }, 'POST', '/v1/webhook/check', 404],
		[{}, 'GET', '/v1/api-key/verify', 404],
		[{ keyVerifyExists: true }, 'GET', '/v1/api-key/verify', 200],
	])('under %j %s %s answers %d', async (settings, method, path, status) => {
		sim.set(settings);
		expect((await request(method, path, method === 'POST' ? {} : undefined)).status).toBe(status);
	});

	it.each([
		['success', { code: 0, message: 'success' }],
		['ids', { conversation_id: expect.any(String), message_id: expect.any(String) }],
		['empty', ''],
	] as const)('Send in webhook mode answers %s', async (webhookModeAnswer, body) => {
		sim.set({ webhookModeAnswer });
		expect((await send(await create(), 'hello')).data).toEqual(body);
	});

	it('lists: order, and the type of the total', async () => {
		const ids = [await create(), await create()];
		await send(ids[0], 'hello');
		await sim.settled();
		const messages = async () =>
			(await request('GET', `/v2/messages?conversation_id=${ids[0]}&page=1&page_size=10`)).data;
		const conversations = async () => {
			const query =
				'conversation_type=ALL&start_time=1691942400000&end_time=4000000000000&page=1&page_size=10';
			const { data } = await request('GET', `/v1/bot/conversation/page?${query}`);
			return (data.list as Array<{ conversation_id: string }>).map(({ conversation_id: id }) => id);
		};
		const roles = async () =>
			(await messages()).conversation_content.map(({ role }: { role: string }) => role);
		expect([await roles(), await conversations()]).toEqual([['user', 'assistant'], [...ids].reverse()]);
		expect((await messages()).total).toBe(2);
		sim.set({ messagesOrder: 'newestFirst', conversationsOrder: 'oldestFirst', totalType: 'string' });
		expect([await roles(), await conversations()]).toEqual([['assistant', 'user'], ids]);
		expect((await messages()).total).toBe('2');
	});

	it.each(['propertyName', 'property_name'] as const)('a property has a %s', async (propertyNames) => {
		sim.set({ propertyNames });
		await create();
		const property_values = [{ property_name: 'level', value: '3' }];
		await request('POST', '/v1/property/update', { user_id: 'u1', property_values });
		const { data } = await request('GET', '/v2/user-property/query?user_ids=u1');
		expect(data[0].property_values).toEqual([{ [propertyNames]: 'level', value: '3' }]);
	});

	it('the code for an unknown handoff', async () => {
		sim.set({ unknownHandoffCode: 50000 });
		const body = { conversation_id: 'nobody', timestamp: Date.now() };
		expect(await request('POST', '/v1/human/close', body)).toMatchObject({
			status: 500,
			data: { code: 50000 },
		});
	});
});
