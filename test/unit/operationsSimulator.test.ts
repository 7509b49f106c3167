import axios, { type AxiosResponse } from 'axios';
import fastify from 'fastify';

import { Simulator } from '../../simulator';

/** What the simulator refuses: whatever the documents do not allow must fail here, not in front of a customer. */
describe('the simulated calls beside the handoff', () => {
	let sim: Simulator;
	let conversationId: string;

	beforeAll(async () => {
		sim = await Simulator.start();
	});
	afterAll(async () => await sim.stop());
	beforeEach(async () => {
		await sim.reset({ settings: true });
		conversationId = (await post('/v1/conversation', { user_id: 'u1' })).data.conversation_id as string;
	});

	const options = () => ({
		validateStatus: () => true,
		proxy: false as const,
		headers: { Authorization: `Bearer ${sim.key}`, 'Content-Type': 'application/json' },
	});
	const post = async (path: string, body: unknown): Promise<AxiosResponse> =>
		await axios.post(sim.url + path, JSON.stringify(body), options());
	const get = async (path: string, params: object): Promise<AxiosResponse> =>
		await axios.get(sim.url + path, { ...options(), params });

	const message = (content: unknown, more: object = {}) => ({
		conversation_id: conversationId,
		response_mode: 'blocking',
		messages: [{ role: 'user', content }],
		...more,
	});
	const file = (type: string, entry: object) => [{ type, [type]: [{ name: 'n', ...entry }] }];
	const range = {
		start_time: 1691942400000,
		end_time: 4e12,
		page: 1,
		page_size: 10,
		conversation_type: 'ALL',
	};

	it.each<[string, () => Promise<AxiosResponse>, string]>([
		['no user', async () => await post('/v1/conversation', {}), '"user_id" is required'],
		[
			'a user of 33',
			async () => await post('/v1/conversation', { user_id: 'x'.repeat(33) }),
			'longer than 32',
		],
		[
			'another field',
			async () => await post('/v1/conversation', { user_id: 'u', x: 1 }),
			'"x" is not a parameter',
		],
		[
			'streaming',
			async () => await post('/v2/conversation/message', message('a', { response_mode: 'streaming' })),
			'must be one of blocking, webhook',
		],
		['no words', async () => await post('/v2/conversation/message', message(' ')), 'must not be empty'],
		[
			'a file that is no list',
			async () =>
				await post(
					'/v2/conversation/message',
					message([{ type: 'image', image: { url: 'u', format: 'png', name: 'n' } }]),
				),
			'must be a list',
		],
		[
			'an unknown image',
			async () =>
				await post('/v2/conversation/message', message(file('image', { url: 'u', format: 'tiff' }))),
			'must be one of jpg',
		],
		[
			'two sources',
			async () =>
				await post(
					'/v2/conversation/message',
					message(file('audio', { url: 'u', base64_content: 'eA==', format: 'mp3' })),
				),
			'either url or base64_content',
		],
		[
			'a video',
			async () => await post('/v2/conversation/message', message(file('video', { url: 'u', format: 'mp4' }))),
			'none of the types',
		],
		[
			'a wrong setting',
			async () =>
				await post(
					'/v2/conversation/message',
					message('a', { conversation_config: { short_term_memory: 'no' } }),
				),
			'must be true or false',
		],
		[
			'neither text nor files',
			async () =>
				await post('/v1/conversation/message', {
					conversation_id: conversationId,
					response_mode: 'blocking',
				}),
			'either "text" or "files"',
		],
		[
			'seconds',
			async () => await get('/v1/bot/conversation/page', { ...range, start_time: 1691942400 }),
			'"start_time" must be between',
		],
		[
			'a page of 101',
			async () => await get('/v1/bot/conversation/page', { ...range, page_size: 101 }),
			'between 1 and 100',
		],
		[
			'page nought',
			async () => await get('/v1/bot/conversation/page', { ...range, page: 0 }),
			'"page" must be between',
		],
		[
			'an unknown channel',
			async () => await get('/v1/bot/conversation/page', { ...range, conversation_type: 'FAX' }),
			'must be one of ALL',
		],
		[
			'no anonymous id',
			async () => await post('/v1/user/set-userid', { user_id: 'u', anonymous_ids: [] }),
			'at least 1 entries',
		],
		[
			'no values',
			async () => await post('/v1/property/update', { user_id: 'u' }),
			'"property_values" is required',
		],
		['no ids', async () => await get('/v2/user-property/query', {}), 'either "user_ids" or "anonymous_ids"'],
		[
			'101 ids',
			async () => await get('/v2/user-property/query', { user_ids: Array(101).fill('u').join() }),
			'no more than 100',
		],
	])('%s is refused with 40000', async (_title, call, words) => {
		const { status, data } = await call();
		expect([status, data.code]).toEqual([400, 40000]);
		expect(data.message).toContain(words);
	});

	it.each([
		['an unknown conversation', 'nobody', 40356],
		["a handoff's id", 'handoff', 40356],
		["another Agent's", 'foreign', 40358],
	])('%s is refused', async (_title, which, code) => {
		sim.set({ agents: [{}, { key: 'app-example-other', name: 'Other', botId: 'b2' }] });
		const { handoffId } = await sim.requestHandoff(sim.openConversation().id);
		const ids: Record<string, string> = {
			nobody: 'nobody',
			handoff: handoffId,
			foreign: sim.openConversation({ agent: 'Other' }).id,
		};
		const query = { conversation_id: ids[which], page: 1, page_size: 10 };
		expect((await get('/v2/messages', query)).data.code).toBe(code);
		conversationId = ids[which];
		expect((await post('/v2/conversation/message', message('a'))).data.code).toBe(code);
	});

	it('a page behind the last one is refused with 40005', async () => {
		await post('/v2/conversation/message', message('a'));
		const page = async (number: number) =>
			await get('/v2/messages', { conversation_id: conversationId, page: number, page_size: 1 });
		expect((await page(2)).data.conversation_content).toHaveLength(1);
		expect((await page(3)).data.code).toBe(40005);
	});

	it('a file is not given to who sends the key along', async () => {
		expect((await get('/files/reply.wav', {})).data.message).toContain('fetched without the key');
		const { status, headers } = await axios.get(`${sim.url}/files/reply.wav`, { proxy: false });
		expect([status, headers['content-type']]).toEqual([200, 'audio/wav']);
	});

	it('unknown users are told by 503 and 504', async () => {
		expect((await get('/v2/user-property/query', { user_ids: 'u1,nobody' })).status).toBe(503);
		expect((await get('/v2/user-property/query', { anonymous_ids: 'nobody' })).status).toBe(504);
		expect((await get('/v2/user-property/query', { user_ids: 'u1' })).data).toEqual([
			{ user_id: 'u1', property_values: [] },
		]);
	});

	it('an anonymous id moves to the user it was bound to last, and the oldest of 101 gives way', async () => {
		const bind = async (user: string, ...ids: string[]) =>
			(
				await post('/v1/user/set-userid', {
					user_id: user,
					anonymous_ids: ids.map((id) => ({ anonymous_id: id, conversation_type: 'LINE' })),
				})
			).data.data.anonymous_ids as Array<{ anonymous_id: string }>;
		expect(await bind('u1', 'a', 'b')).toHaveLength(2);
		expect(await bind('u2', 'b')).toHaveLength(1);
		const left = await bind('u1', ...Array.from({ length: 100 }, (_, index) => `n${index}`));
		expect(left.map(({ anonymous_id: id }) => id)).toEqual(
			Array.from({ length: 100 }, (_, index) => `n${index}`),
		);
	});

	it('in webhook mode an open handoff gets the words, and else the bot answers by the webhook', async () => {
		const received: Array<{ path: string; body: Record<string, unknown> }> = [];
		const receiver = fastify();
		receiver.post('/*', async (request, reply) => {
			received.push({ path: request.url, body: request.body as Record<string, unknown> });
			return await reply.send({ code: 200 });
		});
		sim.set({ webhookBase: await receiver.listen({ port: 0, host: '127.0.0.1' }) });
		const say = async (text: string) => {
			await post('/v2/conversation/message', message(text, { response_mode: 'webhook' }));
			await sim.settled();
		};
		await say('to the bot');
		await sim.requestHandoff(conversationId);
		await say('to the human');
		await receiver.close();
		expect(received.map(({ path }) => path)).toEqual(['/', '/conversation/establish', '/chat']);
		expect(received[0].body).toMatchObject({ output: [{ content: { text: 'You said: to the bot' } }] });
		expect(received[2].body).toMatchObject({ body: 'to the human' });
	});
});
