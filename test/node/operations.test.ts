import type { IDataObject, INode, INodeExecutionData, IRun } from 'n8n-workflow';

import { operationFixtures } from '../operationFixtures';
import { Engine } from './engine';
import { json, PlatformServer, reset, type Call, type Script } from './platformServer';

const KEY = 'app-example0123456789abcdef';
/** What an expression that finds nothing gives; n8n itself refuses a field that is left empty. */
const EMPTY = '={{ "" }}';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

let engine: Engine;
let platform: PlatformServer;

beforeAll(async () => {
	engine = await Engine.load();
	platform = await PlatformServer.start();
});
afterAll(() => platform.stop());
beforeEach(() => platform.reset());

type Setup = Partial<INode> & { credential?: IDataObject };

/** `'user.setId'` with its parameters; the node's settings where a test needs some. */
async function run(
	what: string,
	parameters: Record<string, unknown> = {},
	items: INodeExecutionData[] = [{ json: {} }],
	{ credential, ...node }: Setup = {},
): Promise<IRun> {
	const [resource, operation] = what.split('.');
	const noOp = {
		type: 'n8n-nodes-base.noOp',
		typeVersion: 1,
		parameters: {},
		position: [0, 0] as [number, number],
	};
	const nodes: INode[] = [
		{ id: 'n0', name: 'Start', ...noOp },
		{
			id: 'n1',
			name: 'AltaBots',
			type: 'n8n-nodes-altabots.altaBots',
			typeVersion: 1,
			position: [0, 0],
			credentials: { altaBotsApi: { id: 'c1', name: 'AltaBots' } },
			parameters: { resource, operation, ...parameters } as INode['parameters'],
			...node,
		},
	];
	const connections = { Start: { main: [[{ node: 'AltaBots', type: 'main' as const, index: 0 }]] } };
	return await engine.run(
		{ nodes, connections },
		{ node: 'Start', items: [items] },
		{ platform: 'custom', baseUrl: platform.url, apiKey: KEY, webhookTokens: '', ...credential },
	);
}

function outputOf(result: IRun, output = 0): INodeExecutionData[] {
	return result.data.resultData.runData.AltaBots[0].data?.main[output] ?? [];
}

const jsonOf = (result: IRun) => outputOf(result).map((item) => item.json);

const errorOf = (result: IRun) =>
	result.data.resultData.error as Error & { description?: string; context: { itemIndex?: number } };

const queryOf = ({ path }: Call) => Object.fromEntries(new URL(path, 'http://p').searchParams);

const CONTINUE = { onError: 'continueRegularOutput' } as const;

/** Files that a fixture's parameters may name. */
const FILES: INodeExecutionData = {
	json: {},
	binary: {
		taxi: { data: 'VEFYSQ==', mimeType: 'image/jpeg', fileName: 'TAXI1.jpeg', fileExtension: 'jpeg' },
		pdf: { data: 'JVBERg==', mimeType: 'application/pdf', fileName: 'example pdf' },
	},
};

describe('as the documents have it', () => {
	it.each(operationFixtures())('$name ($source)', async ({ name, request, parameters, answer, items }) => {
		platform.script = json(200, answer);
		const result = await run(name, parameters, [FILES]);
		expect(errorOf(result)).toBeUndefined();
		expect(platform.calls).toHaveLength(1);
		const [call] = platform.calls;
		expect([call.method, call.path.replace(/\?.*/, '')]).toEqual([request.method, request.path]);
		expect(queryOf(call)).toEqual(request.query ?? {});
		expect(call.headers.authorization).toBe(`Bearer ${KEY}`);
		if (request.method === 'POST') {
			expect(JSON.parse(call.text)).toEqual(request.body);
			expect(call.headers['content-type']).toBe('application/json');
		} else {
			expect(call.text).toBe('');
		}
		const expected = items.map((item) => ({
			json: 'dedupeKey' in item ? { ...item, dedupeKey: expect.any(String) } : item,
			pairedItem: { item: 0 },
		}));
		expect(outputOf(result)).toEqual(expected);
	});

	it('each operation but the two of a handoff and the download has a fixture', () => {
		const covered = new Set(operationFixtures().map(({ resource, operation }) => `${resource}.${operation}`));
		const { properties } = engine.nodeType('n8n-nodes-altabots.altaBots').description;
		const offered = properties
			.filter(({ name }) => name === 'operation')
			.flatMap(({ displayOptions, options = [] }) =>
				options.map(
					(option) =>
						`${String(displayOptions?.show?.resource)}.${String((option as { value: string }).value)}`,
				),
			);
		const without = ['handoff.close', 'handoff.sendReply', 'message.downloadAudio'];
		expect([...covered].sort()).toEqual(offered.filter((name) => !without.includes(name)).sort());
	});
});

describe('the answer in an envelope', () => {
	it.each(operationFixtures().filter(({ name }) => !name.startsWith('user.setId')))(
		'$name: {code, message, data} is read the same',
		async ({ name, parameters, answer, items }) => {
			platform.script = json(200, { code: 0, message: 'OK', data: answer });
			const [result] = jsonOf(await run(name, parameters, [FILES]));
			expect(result).toMatchObject('dedupeKey' in items[0] ? { text: items[0].text } : items[0]);
		},
	);
});

describe('raw data', () => {
	it.each(['agent.get', 'conversation.getMessages'])('%s without Simplify', async (name) => {
		const fixture = operationFixtures().find((one) => one.name === name);
		platform.script = json(200, fixture?.answer);
		const result = await run(name, { ...fixture?.parameters, simple: false });
		const { conversation_content: messages } = fixture?.answer as { conversation_content?: unknown[] };
		expect(jsonOf(result)).toEqual(messages ?? [fixture?.answer]);
	});
});

describe('what was entered is checked before any call', () => {
	const long = 'x'.repeat(33);
	const many = Array.from({ length: 101 }, (_, index) => `u${index}`).join(',');
	const url = { source: 'url', type: 'image' };
	it.each([
		['conversation.create', { userId: EMPTY }, "'User ID' is empty"],
		['conversation.create', { userId: long }, "'User ID' is longer than 32 characters"],
		['conversation.create', { userId: '={{ $json }}' }, "'User ID' is not a text"],
		['conversation.getMessages', { conversationId: ' ' }, "'Conversation ID' is empty"],
		['conversation.getMany', { filters: { startTime: 'yesterday' } }, "'Active After' is not a time"],
		['conversation.getMany', { filters: { endTime: '2026-13-45' } }, "'Active Before' is not a time"],
		[
			'conversation.getMany',
			{ filters: { startTime: '2026-03-02', endTime: '2026-03-01' } },
			"'Active After' is later than 'Active Before'",
		],
		['message.send', { conversationId: EMPTY, text: 'a' }, "'Conversation ID' is empty"],
		['message.send', { conversationId: 'c1', text: ' ' }, "'Text' is empty"],
		[
			'message.send',
			{ conversationId: 'c1', attachments: { attachment: [{ ...url, url: 'ftp://a/b.png' }] } },
			"'URL' of an attachment must begin with http:// or https://",
		],
		[
			'message.send',
			{ conversationId: 'c1', attachments: { attachment: [{ source: 'binary', type: 'image' }] } },
			"This operation expects the node's input data to contain a binary file 'data', but none was found [item 0]",
		],
		[
			'message.send',
			{ conversationId: 'c1', text: 'a', options: { customVariables: '{no json' } },
			"'Custom Variables' is not a JSON object",
		],
		[
			'message.send',
			{ conversationId: 'c1', text: 'a', options: { customVariables: '[]' } },
			"'Custom Variables' is not a JSON object",
		],
		[
			'message.send',
			{ conversationId: 'c1', text: 'a', options: { apiVersion: 'v1', customVariables: '{}' } },
			"'Citation Marks', 'Custom Variables' and 'Knowledge Base IDs' need API version 2",
		],
		['message.downloadAudio', { url: EMPTY, binaryPropertyName: 'data' }, "'URL' is empty"],
		[
			'message.downloadAudio',
			{ url: 'http://a.example/b', binaryPropertyName: EMPTY },
			"'Put Output File in Field' is empty",
		],
		['user.setId', { userId: EMPTY, anonymousIds: {} }, "'User ID' is empty"],
		['user.setId', { userId: 'u', anonymousIds: {} }, "'Anonymous ID' is empty"],
		[
			'user.setId',
			{ userId: 'u', anonymousIds: { id: [{ anonymousId: ' ', conversationType: 'LINE' }] } },
			"'Anonymous ID' is empty",
		],
		[
			'user.setId',
			{
				userId: 'u',
				anonymousIds: {
					id: many.split(',').map((anonymousId) => ({ anonymousId, conversationType: 'LINE' })),
				},
			},
			'A user has at most 100 anonymous IDs',
		],
		['user.updateProperties', { userId: 'u', properties: '{}' }, "'Properties' is empty"],
		['user.updateProperties', { userId: 'u', properties: '"text"' }, "'Properties' is not a JSON object"],
		['user.getProperties', { lookUpBy: 'userIds', userIds: ' , ' }, "'User IDs' is empty"],
		[
			'user.getProperties',
			{ lookUpBy: 'anonymousIds', anonymousIds: many },
			"'Anonymous IDs' holds more than 100 IDs",
		],
		[
			'agent.checkWebhooks',
			{ expectedUrl: 'n8n.example.com' },
			"'Expected URL' must begin with http:// or https://",
		],
	])('%s %j: %s', async (what, parameters, message) => {
		const result = await run(what, parameters);
		expect(errorOf(result).message).toBe(message);
		expect(errorOf(result).context.itemIndex).toBe(0);
		expect(platform.calls).toEqual([]);
	});
});

describe('times and JSON', () => {
	const none = json(200, { list: [], total: 0 });

	it.each([
		['2026-03-01T09:00:00Z', Date.UTC(2026, 2, 1, 9)],
		['2026-03-01T09:00:00+02:00', Date.UTC(2026, 2, 1, 7)],
		['2026-03-01', Date.UTC(2026, 2, 1, 5)],
		['2026-03-01T09:00:00', Date.UTC(2026, 2, 1, 14)],
		['20260301T090000Z', Date.UTC(2026, 2, 1, 9)],
		[1772355600000, 1772355600000],
		['={{ DateTime.fromISO("2026-03-01T09:00:00Z") }}', Date.UTC(2026, 2, 1, 9)],
		['={{ new Date(Date.UTC(2026, 2, 1, 9)) }}', Date.UTC(2026, 2, 1, 9)],
	])('%s is a time, in the zone of the workflow unless it says which', async (startTime, expected) => {
		platform.script = none;
		const result = await run('conversation.getMany', { filters: { startTime } });
		expect(errorOf(result)).toBeUndefined();
		// Without a setting n8n's zone is New York.
		expect(queryOf(platform.calls[0]).start_time).toBe(String(expected));
	});

	it('the last 30 days, every channel and everybody are meant if nothing is said', async () => {
		platform.script = none;
		const before = Date.now();
		expect(jsonOf(await run('conversation.getMany'))).toEqual([]);
		const { start_time: start, end_time: end, ...rest } = queryOf(platform.calls[0]);
		expect(Number(end)).toBeGreaterThanOrEqual(before);
		expect(Number(end) - Number(start)).toBe(30 * 24 * 60 * 60 * 1000);
		expect(rest).toEqual({ conversation_type: 'ALL', page: '1', page_size: '50' });
	});

	it.each(['{"vip": true}', { vip: true }, '={{ { vip: true } }}', '={{ JSON.stringify({ vip: true }) }}'])(
		'properties as %j',
		async (properties) => {
			platform.script = json(200, {
				success_update: [{ property_name: 'vip', value: true }],
				fail_update: [],
			});
			await run('user.updateProperties', { userId: 'u', properties });
			expect(JSON.parse(platform.calls[0].text)).toEqual({
				user_id: 'u',
				property_values: [{ property_name: 'vip', value: true }],
			});
		},
	);

	it('two empty lists of knowledge mean none at all, one is filled up', async () => {
		platform.script = json(200, {});
		const knowledgeOf = async (options: object) => {
			await run('message.send', { conversationId: 'c', text: 'a', responseMode: 'blocking', options });
			const { conversation_config: config } = JSON.parse(platform.calls[platform.calls.length - 1].text) as {
				conversation_config?: { knowledge?: unknown };
			};
			return config?.knowledge;
		};
		expect(await knowledgeOf({ knowledgeDocuments: '' })).toEqual({ data_ids: [], group_ids: [] });
		expect(await knowledgeOf({ knowledgeBases: ['g1', 'g2'] })).toEqual({
			data_ids: [],
			group_ids: ['g1', 'g2'],
		});
		expect(await knowledgeOf({})).toBeUndefined();
	});
});

describe('pages', () => {
	/** A platform with so many conversations, told apart by their number. */
	const holding =
		(count: number, total: unknown = count): Script =>
		(call, response, nth) => {
			const { page, page_size: size } = queryOf(call);
			const start = (Number(page) - 1) * Number(size);
			if (start >= count && start > 0)
				return json(400, { code: 40005, message: 'no page' })(call, response, nth);
			const ids = Array.from({ length: Math.min(Number(size), count - start) }, (_, index) => start + index);
			return json(200, { list: ids.map((id) => ({ conversation_id: `c${id}` })), total })(
				call,
				response,
				nth,
			);
		};
	const pages = () => platform.calls.map((call) => `${queryOf(call).page}/${queryOf(call).page_size}`);

	it.each([
		['all of 250', 250, { returnAll: true }, 250, ['1/100', '2/100', '3/100']],
		['all of exactly 200', 200, { returnAll: true }, 200, ['1/100', '2/100']],
		['all of none', 0, { returnAll: true }, 0, ['1/100']],
		['150 of 250', 250, { limit: 150 }, 150, ['1/100', '2/100']],
		['7 of 250', 250, { limit: 7 }, 7, ['1/7']],
		['50 without a word', 250, {}, 50, ['1/50']],
	])('%s', async (_title, count, parameters, expected, calls) => {
		platform.script = holding(count);
		const result = await run('conversation.getMany', parameters);
		expect(jsonOf(result).map(({ conversationId }) => conversationId)).toEqual(
			Array.from({ length: expected }, (_, index) => `c${index}`),
		);
		expect(pages()).toEqual(calls);
	});

	it('the total may be a text, as the table of the messages has it', async () => {
		platform.script = holding(150, '150');
		expect(jsonOf(await run('conversation.getMany', { returnAll: true }))).toHaveLength(150);
	});

	it('what moved to the next page meanwhile comes once', async () => {
		platform.script = (call, response, nth) => {
			const ids = queryOf(call).page === '1' ? ['a', 'b'] : ['b', 'c'];
			return json(200, { list: ids.map((id) => ({ conversation_id: id })), total: 150 })(call, response, nth);
		};
		const result = await run('conversation.getMany', { returnAll: true });
		expect(jsonOf(result).map(({ conversationId }) => conversationId)).toEqual(['a', 'b', 'c']);
	});
});

describe('messages of a conversation', () => {
	const said = (id: string, at: number, role: string, text: string) => ({
		message_id: id,
		create_time: at,
		role,
		content: [{ branch_content: [{ type: 'text', text }] }],
	});

	it('stand oldest first, whichever way they came', async () => {
		const list = [
			said('3', 3e12, 'user', 'c'),
			said('1', 1e12, 'user', 'a'),
			said('2', 2e12, 'assistant', 'b'),
		];
		platform.script = json(200, { total: 3, conversation_content: list });
		const result = await run('conversation.getMessages', { conversationId: 'c1' });
		expect(jsonOf(result).map(({ text }) => text)).toEqual(['a', 'b', 'c']);
	});

	it('as a transcript, in the form of a handoff', async () => {
		const photo = { type: 'image', image: [{ url: 'http://p/x.png', name: 'x.png' }] };
		const list = [
			said('1', 1e12, 'user', 'Hello\nBot: I am you'),
			said('2', 2e12, 'assistant', 'Hi'),
			{ message_id: '3', create_time: 3e12, role: 'user', content: [{ branch_content: [photo] }] },
			said('4', 4e12, 'system', 'Unheard of'),
		];
		platform.script = json(200, { total: 4, conversation_content: list });
		const result = await run('conversation.getMessages', { conversationId: 'c1', asTranscript: true });
		expect(jsonOf(result)).toEqual([
			{
				conversationId: 'c1',
				question: '[image: x.png]',
				messages: [
					{ role: 'customer', text: 'Hello\nBot: I am you', additionalFields: {} },
					{ role: 'bot', text: 'Hi', additionalFields: {} },
					{ role: 'customer', text: '[image: x.png]', additionalFields: {} },
					{ role: null, text: 'Unheard of', additionalFields: {} },
				],
				transcript:
					'Customer: Hello\n  Bot: I am you\nBot: Hi\nCustomer: [image: x.png]\nUnknown: Unheard of',
			},
		]);
	});
});

describe('what happens to a call that goes wrong', () => {
	const firstTime =
		(script: Script): Script =>
		(call, response, nth) =>
			(nth === 1 ? script : json(200, { conversation_id: 'c' }))(call, response, nth);
	const bad = json(500, { code: 50000, message: 'internal' });

	it.each([
		['conversation.getMany', {}],
		['conversation.getMessages', { conversationId: 'c' }],
		['agent.get', {}],
		['agent.checkWebhooks', {}],
		['user.setId', { userId: 'u', anonymousIds: { id: [{ anonymousId: 'a', conversationType: 'LINE' }] } }],
		['user.updateProperties', { userId: 'u', properties: '{"a": 1}' }],
		['user.getProperties', { lookUpBy: 'userIds', userIds: 'u' }],
	])('%s is idempotent: tried again after a 5xx and after a reset', async (what, parameters) => {
		for (const trouble of [bad, reset]) {
			platform.reset();
			platform.script = firstTime(trouble);
			const result = await run(what, parameters);
			expect(errorOf(result)).toBeUndefined();
			expect(platform.calls).toHaveLength(2);
		}
	});

	it.each([
		['conversation.create', { userId: 'u' }],
		['message.send', { conversationId: 'c', text: 'a', responseMode: 'blocking' }],
		['message.send', { conversationId: 'c', text: 'a', responseMode: 'webhook' }],
	])('%s is not: it is never tried again then', async (what, parameters) => {
		for (const trouble of [bad, reset]) {
			platform.reset();
			platform.script = firstTime(trouble);
			const result = await run(what, parameters);
			expect(errorOf(result).description).toContain('It may have taken effect all the same');
			expect(platform.calls).toHaveLength(1);
		}
	});

	it('also those wait where the platform asks for it', async () => {
		platform.script = firstTime(json(429, { code: 429, message: 'Too many' }, { 'Retry-After': '1' }));
		expect(errorOf(await run('conversation.create', { userId: 'u' }))).toBeUndefined();
		expect(platform.calls).toHaveLength(2);
	});

	it('no call waits longer than half a minute in all', async () => {
		platform.script = bad;
		const startedMs = Date.now();
		const result = await run('agent.get');
		expect(errorOf(result).message).toBe('The platform stumbled over the call (code 50000)');
		expect(errorOf(result).description).toContain('Run it again later');
		expect(platform.calls).toHaveLength(5);
		expect(Date.now() - startedMs).toBeLessThan(30_000);
	});

	it.each([
		[
			'conversation.getMessages',
			{ conversationId: 'c' },
			200,
			{ code: 40356 },
			'does not know this conversation',
			"A handoff's ID does not work here",
		],
		[
			'message.send',
			{ conversationId: 'c', text: 'a', responseMode: 'blocking' },
			400,
			{ code: 40358 },
			'does not belong to the Agent',
			"and not a handoff's ID",
		],
		[
			'message.send',
			{ conversationId: 'c', text: 'a', responseMode: 'blocking' },
			200,
			{ code: 40364 },
			'cannot read images',
			'Choose a model',
		],
		[
			'agent.checkWebhooks',
			{},
			404,
			{ code: 404, message: 'Not Found' },
			'has no webhook check',
			'Only GPTBots documents it',
		],
		[
			'user.getProperties',
			{ lookUpBy: 'userIds', userIds: 'u' },
			503,
			{ code: 503, message: 'User ID Not Found' },
			'does not know this user',
			'User ID Not Found',
		],
		[
			'user.getProperties',
			{ lookUpBy: 'anonymousIds', anonymousIds: 'u' },
			200,
			{ code: 504 },
			'does not know this user',
			'code 504',
		],
		['agent.get', {}, 200, { code: 40127 }, 'does not know this API key', 'Copy the key again'],
	])('%s explains %j under %d', async (what, parameters, status, body, message, cure) => {
		platform.script = json(status, body);
		const error = errorOf(await run(what, parameters));
		expect(error.message).toContain(message);
		expect(error.description).toContain(cure);
		expect(error.context.itemIndex).toBe(0);
		expect(platform.calls).toHaveLength(1);
	});

	it('503 of a gateway is no unknown user: the call is tried again', async () => {
		platform.script = firstTime(json(503, '<html>Bad gateway</html>'));
		await run('user.getProperties', { lookUpBy: 'userIds', userIds: 'u' });
		expect(platform.calls).toHaveLength(2);
	});

	it('a creation without an ID is no success', async () => {
		platform.script = json(200, { code: 0, message: 'OK' });
		const error = errorOf(await run('conversation.create', { userId: 'u' }));
		expect(error.message).toBe('The answer holds no conversation ID');
	});

	it('properties of which the platform takes none are no success', async () => {
		platform.script = json(200, { success_update: [], fail_update: [{ property_name: 'a', value: 1 }] });
		const error = errorOf(await run('user.updateProperties', { userId: 'u', properties: '{"a": 1}' }));
		expect(error.message).toBe('The platform took none of the properties: a');
	});

	it('one item does not touch the others if the node continues', async () => {
		platform.script = (call, response, nth) =>
			(call.text.includes('"bad"') ? json(400, { code: 40000 }) : json(200, { conversation_id: 'c9' }))(
				call,
				response,
				nth,
			);
		const items = ['a', 'bad', '', 'b'].map((id) => ({ json: { id } }));
		const parameters = { userId: '={{ $json.id }}' };
		const result = await run('conversation.create', parameters, items, CONTINUE);
		expect(outputOf(result)).toEqual([
			{ json: { conversationId: 'c9', userId: 'a', additionalFields: {} }, pairedItem: { item: 0 } },
			{
				json: {
					error: 'The platform did not accept a value that was sent',
					message: expect.stringContaining('40000'),
				},
				pairedItem: { item: 1 },
			},
			{ json: { error: "'User ID' is empty", message: expect.any(String) }, pairedItem: { item: 2 } },
			{ json: { conversationId: 'c9', userId: 'b', additionalFields: {} }, pairedItem: { item: 3 } },
		]);

		const split = await run('conversation.create', parameters, items, { onError: 'continueErrorOutput' });
		expect(outputOf(split, 0).map(({ json: { userId } }) => userId)).toEqual(['a', 'b']);
		expect(outputOf(split, 1).map(({ json: { id } }) => id)).toEqual(['bad', '']);
	});

	it('the key never comes out, whoever quotes it', async () => {
		platform.script = json(200, { conversation_id: 'c1', echo: KEY });
		expect(JSON.stringify(jsonOf(await run('conversation.create', { userId: 'u' })))).not.toContain(KEY);
		platform.script = json(400, { code: 1, message: `bad key ${KEY}` });
		expect(JSON.stringify(await run('agent.get'))).not.toContain(KEY);
	});
});

describe('sending', () => {
	const message = { conversationId: '={{ $json.c }}', text: '={{ $json.t }}', responseMode: 'webhook' };
	const items = (...lines: string[]) => lines.map((line) => ({ json: { c: line[0], t: line[1] } }));
	const heard = () => platform.calls.map(({ text }) => text.match(/"content":"(.*?)"/)?.[1]);

	it('in webhook mode says that it was sent', async () => {
		platform.script = json(200, { code: 0, message: 'success' });
		expect(jsonOf(await run('message.send', message, items('c1')))).toEqual([
			{
				conversationId: 'c',
				sent: true,
				sentAt: expect.stringMatching(ISO),
				response: { code: 0, message: 'success' },
			},
		]);
	});

	it('keeps the order of a conversation, and stops it behind what may be out', async () => {
		platform.script = (call, response, nth) =>
			(call.text.includes('"content":"2"') ? reset : json(200, {}))(call, response, nth);
		const result = await run('message.send', message, items('a1', 'a2', 'b1', 'a3'), CONTINUE);
		expect(heard().sort()).toEqual(['1', '1', '2']);
		expect(jsonOf(result).map(({ sent, outcome }) => sent ?? outcome)).toEqual([
			true,
			'uncertain',
			true,
			'unsent',
		]);
		expect(jsonOf(result)[1].message).toContain(
			'It is unknown whether the message was sent, and it is not repeated',
		);
		expect(jsonOf(result)[3].error).toBe('Held back behind item 1 of the same conversation');
	});

	it('sends nothing again when n8n runs the node again', async () => {
		platform.script = (call, response, nth) =>
			(call.text.includes('"content":"2"') ? reset : json(200, {}))(call, response, nth);
		const retry = { retryOnFail: true, maxTries: 3, waitBetweenTries: 10 };
		const result = await run('message.send', message, items('a1', 'b2', 'c3'), retry);
		expect(result.status).toBe('error');
		expect(heard().sort()).toEqual(['1', '2', '3']);
	});

	it('a text alone goes as a text, a file alone without one', async () => {
		platform.script = json(200, {});
		await run('message.send', { ...message, text: 'a' }, items('c1'));
		const attachments = {
			attachment: [{ source: 'url', type: 'document', url: 'https://a.example/x/report.pdf?v=1' }],
		};
		await run('message.send', { ...message, text: '', attachments }, items('c1'));
		const contents = platform.calls.map(
			({ text }) => (JSON.parse(text) as { messages: Array<{ content: unknown }> }).messages[0].content,
		);
		expect(contents).toEqual([
			'a',
			[
				{
					type: 'document',
					document: [{ url: 'https://a.example/x/report.pdf?v=1', format: 'pdf', name: 'report.pdf' }],
				},
			],
		]);
	});

	it('finds the format of a file by its name, its extension or its type', async () => {
		platform.script = json(200, {});
		const binary = {
			a: { data: '', mimeType: 'audio/mpeg' },
			b: { data: '', mimeType: 'text/plain; charset=utf-8', fileName: 'notes' },
			c: { data: '', mimeType: 'application/octet-stream', fileName: 'Sheet.XLSX' },
			d: { data: '', mimeType: 'audio/x-wav', fileExtension: 'wav' },
			// As n8n makes it of an address without an extension.
			e: { data: '', mimeType: 'audio/mpeg', fileExtension: 'mpga' },
		};
		const attachment = Object.keys(binary).map((binaryPropertyName) => ({
			source: 'binary',
			type: 'document',
			binaryPropertyName,
		}));
		await run('message.send', { ...message, attachments: { attachment } }, [
			{ json: { c: 'c', t: 'x' }, binary },
		]);
		const { messages } = JSON.parse(platform.calls[0].text) as {
			messages: Array<{ content: Array<{ document?: Array<{ format: string; name: string }> }> }>;
		};
		expect(
			messages[0].content.flatMap(({ document = [] }) => document.map(({ format, name }) => [format, name])),
		).toEqual([
			['mp3', 'document.mp3'],
			['txt', 'notes'],
			['xlsx', 'Sheet.XLSX'],
			['wav', 'document.wav'],
			['mp3', 'document.mp3'],
		]);
	});

	it('a file that cannot be loaded holds back its own conversation only', async () => {
		platform.script = json(200, {});
		const gone = {
			data: 'filesystem-v2',
			id: 'filesystem-v2:gone',
			mimeType: 'image/png',
			fileName: 'a.png',
		};
		const there = { data: '', mimeType: 'image/png', fileName: 'b.png' };
		const attachments = { attachment: [{ source: 'binary', type: 'image', binaryPropertyName: 'data' }] };
		const files = [gone, there, there].map((data, index) => ({
			json: { c: ['c1', 'c1', 'c2'][index], t: String(index) },
			binary: { data },
		}));
		const conversations = () =>
			platform.calls.map(({ text }) => (JSON.parse(text) as { conversation_id: string }).conversation_id);
		const result = await run('message.send', { ...message, attachments }, files, CONTINUE);
		expect(jsonOf(result).map(({ outcome }) => outcome)).toEqual(['unsent', 'unsent', undefined]);
		expect(conversations()).toEqual(['c2']);
		const stopped = errorOf(await run('message.send', { ...message, attachments }, files));
		expect(stopped.description).toMatch(/Were sent: 1 \(item 2\)<br>Were not sent: 2 \(item 0, 1\)$/);
	});
});

describe('a credential of no use', () => {
	it('makes no item look like a success when the node is set to continue', async () => {
		const credential = { apiKey: '' };
		const failures = await run('agent.get', {}, [{ json: {} }, { json: {} }], { credential, ...CONTINUE });
		expect(jsonOf(failures)).toEqual(
			[0, 1].map(() => ({
				error: "'API Key' in the credential is empty",
				message: 'Nothing was sent. Correct the credential, then run the workflow again.',
			})),
		);
		expect(errorOf(await run('agent.get', {}, undefined, { credential })).message).toBe(
			"'API Key' in the credential is empty",
		);
	});
});

describe('webhook check', () => {
	const check = async (result: object, expectedUrl = 'https://n.example/webhook/abc') => {
		platform.script = json(200, { results: [result] });
		const [item] = jsonOf(await run('agent.checkWebhooks', { expectedUrl }));
		return [item.pointsHere, item.hint] as [boolean | null, string];
	};
	const fine = {
		webhook_url: 'https://n.example/webhook/abc',
		reachable: true,
		http_status: 200,
		latency_ms: 5,
	};

	it.each([
		['well', {}, true, /^$/],
		['with a slash at the end', { webhook_url: 'https://n.example/webhook/abc/' }, true, /^$/],
		[
			'with the suffix of a handoff call',
			{ webhook_url: 'https://n.example/webhook/abc/conversation/establish' },
			true,
			/^$/,
		],
		['elsewhere', { webhook_url: 'https://old.example/webhook/abc' }, false, /leads elsewhere/],
		['another workflow', { webhook_url: 'https://n.example/webhook/abcd' }, false, /leads elsewhere/],
		[
			'the test URL',
			{ webhook_url: 'https://n.example/webhook-test/abc', http_status: 404 },
			false,
			/test URL/,
		],
		['dead', { reachable: false, http_status: null }, true, /Nothing answers/],
		['not published', { reachable: false, http_status: 404 }, true, /publish it/],
		['with a wrong token', { reachable: false, http_status: 401 }, true, /credential/],
		['behind a firewall', { reachable: false, http_status: 403 }, true, /firewall/],
		['in trouble', { reachable: false, http_status: 502 }, true, /in trouble/],
		['redirected', { reachable: false, http_status: 301 }, true, /must answer 200, not 301/],
		['slow', { latency_ms: 8000 }, true, /slow/],
	])('an address that is %s', async (_title, members, pointsHere, hint) => {
		const [points, text] = await check({ ...fine, ...members });
		expect(points).toBe(pointsHere);
		expect(text).toMatch(hint);
	});

	it('without an expectation says nothing of where it points', async () => {
		expect(await check(fine, '')).toEqual([null, '']);
	});

	it('no address at all is a finding', async () => {
		platform.script = json(200, { results: [] });
		expect(jsonOf(await run('agent.checkWebhooks'))).toEqual([
			expect.objectContaining({ url: null, hint: expect.stringContaining('No address is entered') }),
		]);
	});
});

describe('downloading audio', () => {
	const WAV = 'RIFF-example';
	const file =
		(type: string, content = WAV, headers: { [name: string]: string } = {}): Script =>
		(_call, response) => {
			response.writeHead(200, { 'Content-Type': type, ...headers });
			response.end(content);
		};
	const download = async (parameters: object = {}) =>
		await run('message.downloadAudio', {
			url: `${platform.url}/a/voice%20mail.wav?x=1`,
			binaryPropertyName: 'data',
			...parameters,
		});

	it('gives a file, and nobody the key', async () => {
		platform.script = file('audio/wav');
		const [{ json: info, binary }] = outputOf(await download({ binaryPropertyName: ' voice ' }));
		expect(info).toEqual({
			url: `${platform.url}/a/voice%20mail.wav?x=1`,
			fileName: 'voice mail.wav',
			mimeType: 'audio/wav',
			bytes: WAV.length,
		});
		expect(Buffer.from(binary?.voice.data ?? '', 'base64').toString()).toBe(WAV);
		expect(binary?.voice).toMatchObject({ fileName: 'voice mail.wav', mimeType: 'audio/wav' });
		expect(platform.calls[0].headers.authorization).toBeUndefined();
		expect(JSON.stringify(platform.calls[0].headers)).not.toContain(KEY);
	});

	it('takes the address of a reply by default', () => {
		const { properties } = engine.nodeType('n8n-nodes-altabots.altaBots').description;
		const url = properties.find(
			({ name, displayOptions }) => name === 'url' && displayOptions?.show?.operation,
		);
		expect(url?.default).toBe('={{ $json.outputs[0].audio[0].url }}');
	});

	it.each([
		'file:///etc/passwd',
		'ftp://files.example/a.wav',
		'/a.wav',
		'http://user:example@files.example/a.wav',
		'http://localhost:1/a.wav',
		'http://127.0.0.1:1/a.wav',
		'http://2130706433:1/a.wav',
		'http://0x7f.1:1/a.wav',
		'http://10.1.2.3/a.wav',
		'http://169.254.169.254/latest/meta-data',
		'http://172.20.0.1/a.wav',
		'http://192.168.0.1/a.wav',
		'http://[::1]/a.wav',
		'http://[::ffff:10.0.0.1]/a.wav',
		'http://redis:6379/a.wav',
		'http://metadata.google.internal/a.wav',
		'http://metadata.google.internal./a.wav',
	])('does not fetch %s', async (url) => {
		const error = errorOf(await download({ url }));
		expect(error.message).toBe('The address is none that a file may be fetched from');
		expect(platform.calls).toEqual([]);
	});

	it('follows a redirect where it could have gone itself, no further', async () => {
		platform.script = (call, response, nth) =>
			(call.path.startsWith('/a/') ? json(302, '', { Location: '/b/voice.wav' }) : file('audio/wav'))(
				call,
				response,
				nth,
			);
		expect(jsonOf(await download())[0]).toMatchObject({
			url: `${platform.url}/b/voice.wav`,
			fileName: 'voice.wav',
		});

		platform.script = json(302, '', { Location: 'http://169.254.169.254/secret' });
		expect(errorOf(await download()).message).toBe('The address is none that a file may be fetched from');

		platform.script = json(302, '', { Location: 'https://' });
		expect(errorOf(await download()).message).toBe('The address is none that a file may be fetched from');

		platform.reset();
		platform.script = json(302, '', { Location: '/round' });
		expect(errorOf(await download()).message).toBe('The address is none that a file may be fetched from');
		expect(platform.calls).toHaveLength(4);
	});

	it('takes no more than the size that it was given', async () => {
		platform.script = file('audio/wav', 'x'.repeat(1_000_001));
		expect(errorOf(await download({ maxSize: 1 })).message).toBe('The file is larger than 1 MB');
		platform.script = file('audio/wav', 'x'.repeat(1_000_000));
		expect(jsonOf(await download({ maxSize: 1 }))[0].bytes).toBe(1_000_000);
	});

	it.each(['text/html; charset=utf-8', 'application/json', 'image/png'])(
		'takes no %s for audio',
		async (type) => {
			platform.script = file(type);
			expect(errorOf(await download()).message).toBe(`The address holds no audio, but ${type.split(';')[0]}`);
		},
	);

	it.each([
		'audio/mpeg',
		'Audio/MPEG',
		'video/mp4',
		'application/octet-stream',
		'binary/octet-stream',
		'application/ogg',
	])('takes %s', async (type) => {
		platform.script = file(type);
		expect(jsonOf(await download())[0].bytes).toBe(WAV.length);
	});

	it('takes a name as it stands that is not encoded as it should be', async () => {
		platform.script = file('audio/wav');
		const [{ fileName }] = jsonOf(await download({ url: `${platform.url}/a/100%25%E9.wav` }));
		expect(fileName).toBe('100%25%E9.wav');
	});

	it.each([403, 404, 500])('says that the file is not there (%d)', async (status) => {
		platform.script = json(status, {});
		const error = errorOf(await download());
		expect(error.message).toBe(`The file cannot be fetched (HTTP ${status})`);
		expect(error.description).toContain('may expire');
	});

	it('says that the connection broke off', async () => {
		platform.script = reset;
		expect(errorOf(await download()).message).toBe(
			"The connection broke off before the file's server answered",
		);
	});
});
