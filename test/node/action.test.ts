/* eslint-disable @n8n/community-nodes/no-restricted-imports -- test code never ships */
import { sleep, type IDataObject, type INode, type INodeExecutionData, type IRun } from 'n8n-workflow';
import dns from 'node:dns';

import { fixturesOf } from '../fixtures';
import { Engine, type Credentials } from './engine';
import { json, ok, PlatformServer, reset, type Script } from './platformServer';

const KEY = 'app-example0123456789abcdef';
const UNCERTAIN = 'It is unknown whether the reply was sent, and it is not repeated.';
const ISO = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

let engine: Engine;
let platform: PlatformServer;

beforeAll(async () => {
	engine = await Engine.load();
	platform = await PlatformServer.start();
});
afterAll(() => platform.stop());
beforeEach(() => platform.reset());

const credentials = (fields: Credentials = {}): Credentials => ({
	platform: 'custom',
	baseUrl: platform.url,
	apiKey: KEY,
	webhookTokens: '',
	...fields,
});

interface Setup extends Partial<INode> {
	operation?: 'sendReply' | 'close';
	credential?: Credentials;
	executionId?: string;
	options?: IDataObject;
}

const NODE_NAME = 'AltaBots';

function actionNode({ operation = 'sendReply', options = {}, parameters = {}, ...node }: Setup = {}): INode {
	return {
		id: 'n1',
		name: NODE_NAME,
		type: 'n8n-nodes-altabots.altaBots',
		typeVersion: 1,
		position: [0, 0],
		credentials: { altaBotsApi: { id: 'c1', name: 'AltaBots' } },
		parameters: {
			resource: 'handoff',
			operation,
			conversationId: '={{ $json.conversationId }}',
			...(operation === 'sendReply' ? { text: '={{ $json.text }}' } : {}),
			options,
			...parameters,
		} as INode['parameters'],
		...node,
	};
}

/** `'c1: words'` is an item of conversation c1. */
function itemsOf(lines: readonly string[]): INodeExecutionData[] {
	return lines.map((line) => {
		const [conversationId, text] = line.split(/: ?/);
		return { json: { conversationId, text } };
	});
}

function start(items: INodeExecutionData[], { credential, executionId, ...setup }: Setup = {}) {
	const noOp = { type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} };
	const nodes: INode[] = [
		{ id: 'n0', name: 'Start', position: [0, 0], ...noOp },
		actionNode(setup),
		{ id: 'n2', name: 'Sent', position: [0, 0], ...noOp },
		{ id: 'n3', name: 'Not Sent', position: [0, 0], ...noOp },
	];
	const to = (node: string) => [{ node, type: 'main' as const, index: 0 }];
	return engine.run(
		{
			nodes,
			connections: { Start: { main: [to(NODE_NAME)] }, [NODE_NAME]: { main: [to('Sent'), to('Not Sent')] } },
		},
		{ node: 'Start', items: [items] },
		credential ?? credentials(),
		executionId,
	);
}

const run = async (lines: readonly string[], setup: Setup = {}) => await start(itemsOf(lines), setup);

/** What a node received, null if it did not run. */
function received(result: IRun, node: 'Sent' | 'Not Sent'): INodeExecutionData[] | null {
	return result.data.resultData.runData[node]?.[0].data?.main[0] ?? null;
}

function outputOf(result: IRun, output = 0): INodeExecutionData[] {
	return result.data.resultData.runData[NODE_NAME][0].data?.main[output] ?? [];
}

const errorOf = (result: IRun) =>
	result.data.resultData.error as Error & { description?: string; context: { itemIndex?: number } };

async function until(holds: () => boolean): Promise<void> {
	for (let turn = 0; turn < 1000 && !holds(); turn++) await sleep(5);
}

const CONTINUE = { onError: 'continueRegularOutput' } as const;

describe('a call on the wire', () => {
	const fixtures = Object.fromEntries(fixturesOf('outbound').map((fixture) => [fixture.name, fixture]));

	it.each(['sendReply', 'close'] as const)('%s is the one of the documents', async (operation) => {
		const { target, headers, body } = fixtures[operation];
		const before = Date.now();
		const result = await run(['67d8db020fa31d1ef64f53dg: Hello, this is Ana. How can I help?'], {
			operation,
		});
		expect(result.status).toBe('success');
		expect(platform.calls).toHaveLength(1);
		const [call] = platform.calls;
		expect(`POST https://altatech.ai${call.path}`).toBe(`${call.method} ${target}`);
		expect(call.headers.authorization).toBe(headers.Authorization.replace('your_apikey', KEY));
		expect(call.headers['content-type']).toBe(headers['Content-Type']);
		const { timestamp } = JSON.parse(call.text) as { timestamp: number };
		expect(call.text.replace(String(timestamp), '1742265100000')).toBe(body.trim());
		expect(timestamp).toBeGreaterThanOrEqual(before);
		expect(timestamp).toBeLessThanOrEqual(Date.now());
	});

	it('has spaces and slashes in the credential put right', async () => {
		await run(['c1: a'], {
			credential: credentials({ baseUrl: `  ${platform.url}// `, apiKey: ` ${KEY} ` }),
		});
		expect(platform.calls[0].path).toBe('/v1/human/message/receive');
		expect(platform.calls[0].headers.authorization).toBe(`Bearer ${KEY}`);
	});

	it('has the text as it is, and a number as a text', async () => {
		await start([
			{ json: { conversationId: ' c1 ', text: '  two\nlines “ü” 😀 ' } },
			{ json: { conversationId: 5, text: 42 } },
		]);
		expect(platform.heard('c1')).toEqual(['  two\nlines “ü” 😀 ']);
		expect(platform.heard('5')).toEqual(['42']);
	});
});

describe('what comes out', () => {
	it('of a reply', async () => {
		const result = await run(['c1: a', 'c2: b']);
		expect(received(result, 'Sent')).toEqual(
			['c1', 'c2'].map((conversationId, item) => ({
				json: { conversationId, sent: true, sentAt: ISO, response: { code: 0, message: 'OK' } },
				pairedItem: { item },
			})),
		);
		expect(received(result, 'Not Sent')).toBeNull();
	});

	it('of a closing, whose answer repeats the request', async () => {
		platform.script = (call, response, nth) => json(200, call.text)(call, response, nth);
		const result = await run(['c1'], { operation: 'close' });
		expect(outputOf(result)).toEqual([
			{
				json: {
					conversationId: 'c1',
					closed: true,
					closedAt: ISO,
					response: { conversation_id: 'c1', timestamp: expect.any(Number) },
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	it('stands in the order of the items, whichever was answered first', async () => {
		platform.script = async (call, response, nth) => {
			if (call.conversationId === 'c1') await sleep(80);
			await ok(call, response, nth);
		};
		const result = await run(['c1: a', 'c2: b', 'c1: c']);
		expect(outputOf(result).map(({ json: { conversationId } }) => conversationId)).toEqual([
			'c1',
			'c2',
			'c1',
		]);
	});

	it('leaves the items that came in as they were', async () => {
		const items = itemsOf(['c1: a']);
		const before = structuredClone(items);
		await start(items);
		expect(items[0].json).toEqual(before[0].json);
	});
});

describe('order', () => {
	it('within a conversation is kept: one call after another', async () => {
		platform.script = async (call, response, nth) => {
			await sleep(call.words === '1' ? 60 : 5);
			await ok(call, response, nth);
		};
		const lines = ['1', '2', '3', '4', '5'].map((words) => `c1: ${words}`);
		await run(lines);
		expect(platform.heard('c1')).toEqual(['1', '2', '3', '4', '5']);
		expect(platform.mostAtATime).toBe(1);
	});

	it.each([
		['twenty by default', {}, 30, 20],
		['as many as the option says', { conversationsInParallel: 3 }, 10, 3],
		['one', { conversationsInParallel: 1 }, 4, 1],
		['one at least', { conversationsInParallel: 0 }, 4, 1],
	])('conversations go out in parallel: %s', async (_title, options, conversations, expected) => {
		platform.script = async (call, response, nth) => {
			await until(() => platform.mostAtATime >= expected);
			// Time for one more, if there is one.
			await sleep(30);
			await ok(call, response, nth);
		};
		const lines = Array.from({ length: conversations }, (_, index) => `c${index}: a`);
		const result = await run(lines, { options });
		expect(outputOf(result)).toHaveLength(conversations);
		expect(platform.mostAtATime).toBe(expected);
	});

	it('holds no conversation up behind another', async () => {
		platform.script = async (call, response, nth) => {
			if (call.conversationId === 'slow') await until(() => platform.heard('quick').length === 3);
			await ok(call, response, nth);
		};
		await run(['slow: 1', 'slow: 2', 'quick: 1', 'quick: 2', 'quick: 3']);
		expect(platform.calls.map(({ conversationId }) => conversationId)).toEqual([
			'slow',
			'quick',
			'quick',
			'quick',
			'slow',
		]);
	});
});

describe('when an item goes wrong and the node continues', () => {
	const second: Script = (call, response, nth) =>
		(call.words === '2' ? json(200, { code: 40356, message: 'no such conversation' }) : ok)(
			call,
			response,
			nth,
		);

	it('the later items of its conversation are held back, the others go out', async () => {
		platform.script = second;
		const result = await run(['c1: 1', 'c1: 2', 'c2: a', 'c1: 3', 'c2: b'], CONTINUE);
		expect(platform.heard('c1')).toEqual(['1', '2']);
		expect(platform.heard('c2')).toEqual(['a', 'b']);
		const items = received(result, 'Sent') ?? [];
		expect(items.map(({ json: { sent, outcome } }) => sent ?? outcome)).toEqual([
			true,
			'unsent',
			true,
			'unsent',
			true,
		]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([0, 1, 2, 3, 4].map((item) => ({ item })));
		expect(items[1].json).toEqual({
			conversationId: 'c1',
			outcome: 'unsent',
			error: 'The platform does not know this conversation',
			message: expect.stringMatching(
				/^The reply was not sent\. A handoff has a conversation ID of its own: /,
			),
		});
		expect(items[1].json.message).toContain('The platform said: “no such conversation” (code 40356)');
		expect(items[3].json).toMatchObject({
			conversationId: 'c1',
			outcome: 'unsent',
			error: 'Held back behind item 1 of the same conversation',
		});
	});

	it('the error output gets what did not go out, the first output the rest', async () => {
		platform.script = second;
		const result = await run(['c1: 1', 'c1: 2', 'c2: a', 'c1: 3'], { onError: 'continueErrorOutput' });
		expect(
			(received(result, 'Sent') ?? []).map(({ json: { conversationId, sent } }) => [conversationId, sent]),
		).toEqual([
			['c1', true],
			['c2', true],
		]);
		// n8n adds what came in.
		expect(received(result, 'Not Sent')).toHaveLength(2);
		expect(outputOf(result, 1)).toEqual([
			{
				json: {
					conversationId: 'c1',
					text: '2',
					error: 'The platform does not know this conversation',
					message: expect.stringMatching(/^The reply was not sent\./),
				},
				pairedItem: { item: 1 },
			},
			{
				json: {
					conversationId: 'c1',
					text: '3',
					error: 'Held back behind item 1 of the same conversation',
					message: expect.stringMatching(/^The reply was not sent\./),
				},
				pairedItem: { item: 3 },
			},
		]);
	});

	it('an uncertain item says that it may be out, and holds back what follows', async () => {
		platform.script = (call, response, nth) => (call.words === '2' ? reset : ok)(call, response, nth);
		const result = await run(['c1: 1', 'c1: 2', 'c1: 3'], CONTINUE);
		expect(platform.heard('c1')).toEqual(['1', '2']);
		const [, uncertain, heldBack] = outputOf(result);
		expect(uncertain.json).toMatchObject({
			outcome: 'uncertain',
			error: 'The connection broke off before the platform answered',
			message: expect.stringContaining(UNCERTAIN),
		});
		expect(heldBack.json).toMatchObject({
			outcome: 'unsent',
			error: 'Held back behind item 1 of the same conversation',
		});
	});

	it.each([
		['an empty text', { conversationId: 'c1', text: '  ' }, "'Text' is empty"],
		['no text', { conversationId: 'c1' }, "'Text' is empty"],
		['a text that is null', { conversationId: 'c1', text: null }, "'Text' is empty"],
		['a text that is an object', { conversationId: 'c1', text: { a: 1 } }, "'Text' is not a text"],
		['an empty conversation', { conversationId: '', text: 'a' }, "'Conversation ID' is empty"],
		['no conversation', { text: 'a' }, "'Conversation ID' is empty"],
		[
			'a conversation that is a list',
			{ conversationId: ['c1'], text: 'a' },
			"'Conversation ID' is not a text",
		],
	])('%s is refused before any call, naming the parameter', async (_title, fields, message) => {
		const result = await start(
			[{ json: fields as IDataObject }, { json: { conversationId: 'c2', text: 'b' } }],
			CONTINUE,
		);
		expect(platform.calls.map(({ conversationId }) => conversationId)).toEqual(['c2']);
		const [refused, sent] = outputOf(result);
		expect(refused.json).toMatchObject({ outcome: 'unsent', error: message });
		expect(refused.json.message).toMatch(/^The reply was not sent\. Nothing was sent for this item\./);
		expect(sent.json.sent).toBe(true);
	});

	it('items without a conversation hold nothing back', async () => {
		const result = await start(
			['', ''].map((conversationId) => ({ json: { conversationId, text: 'a' } })),
			CONTINUE,
		);
		expect(outputOf(result).map(({ json: { conversationId, error } }) => [conversationId, error])).toEqual([
			[null, "'Conversation ID' is empty"],
			[null, "'Conversation ID' is empty"],
		]);
	});
});

describe('when an item goes wrong and the node stops', () => {
	it('it stops after all conversations are through, and lists what became of each item', async () => {
		platform.script = async (call, response, nth) => {
			if (call.conversationId === 'c3') await sleep(60);
			const script = { bad: json(400, { code: 40000, message: 'bad' }), lost: reset }[call.words] ?? ok;
			await script(call, response, nth);
		};
		const result = await run(['c1: a', 'c1: bad', 'c1: b', 'c2: lost', 'c2: c', 'c3: d']);
		expect(platform.heard('c3')).toEqual(['d']);
		expect(result.status).toBe('error');
		const error = errorOf(result);
		expect(error.message).toBe('The platform did not accept a value that was sent');
		expect(error.context.itemIndex).toBe(1);
		expect(error.description?.split('<br>')).toEqual([
			expect.stringMatching(/^The reply was not sent\. Check the conversation ID/),
			'Were sent: 2 (item 0, 5)',
			'Unknown: 1 (item 3)',
			'Were not sent: 3 (item 1, 2, 4)',
		]);
		expect(received(result, 'Sent')).toBeNull();
	});

	it('speaks of a closing where it is one', async () => {
		platform.script = json(200, { code: 40356 });
		const error = errorOf(await run(['c1'], { operation: 'close' }));
		expect(error.description).toMatch(/^The closing was not carried out\./);
		expect(error.description).toMatch(/<br>Were not carried out: 1 \(item 0\)$/);
	});

	it('sends nothing at all if an item cannot be read', async () => {
		const result = await run(['c1: a', 'c2: ', 'c3: b']);
		expect(platform.calls).toEqual([]);
		expect(errorOf(result).message).toBe("'Text' is empty");
		expect(errorOf(result).context.itemIndex).toBe(1);
	});
});

describe('the answers of the platform', () => {
	const rows: Array<[string, Script, string, string]> = [
		[
			'a code under 200',
			json(200, { code: 40127, msg: 'x' }),
			'unsent',
			'The platform does not know this API key',
		],
		[
			'a code as text under 401',
			json(401, { code: '40127' }),
			'unsent',
			'The platform does not know this API key',
		],
		['a code nested', json(403, { error: { code: 403204 } }), 'unsent', 'This API key is of the wrong kind'],
		['401 without a code', json(401, ''), 'unsent', 'The platform does not accept this API key (HTTP 401)'],
		['404 with a page', json(404, '<html>'), 'unsent', 'The platform does not know this address (HTTP 404)'],
		['500', json(500, ''), 'uncertain', 'The platform stumbled over the call (HTTP 500)'],
		[
			'500 with a known code',
			json(500, { code: 40358 }),
			'unsent',
			'This conversation does not belong to the Agent of this API key',
		],
		[
			'50000 under 200',
			json(200, { code: 50000 }),
			'uncertain',
			'The platform stumbled over the call (code 50000)',
		],
		['503 without a time', json(503, ''), 'uncertain', 'The platform stumbled over the call (HTTP 503)'],
		[
			'a sign-in page',
			json(200, '<html>'),
			'uncertain',
			'The answer did not come from the platform: it is no JSON object',
		],
		[
			'an empty answer',
			json(200, ''),
			'uncertain',
			'The answer did not come from the platform: it is no JSON object',
		],
		[
			'a list',
			json(200, '[{"code":0}]'),
			'uncertain',
			'The answer did not come from the platform: it is no JSON object',
		],
		[
			'429 for long',
			json(429, {}, { 'Retry-After': '31' }),
			'unsent',
			'The platform takes no more calls for now',
		],
		['a reset', reset, 'uncertain', 'The connection broke off before the platform answered'],
	];

	it.each(rows)(
		'%s: one call, and the item is what it can be known to be',
		async (_title, script, outcome, message) => {
			platform.script = script;
			const result = await run(['c1: a'], CONTINUE);
			expect(platform.calls).toHaveLength(1);
			expect(outputOf(result)[0].json).toMatchObject({ outcome, error: message });
			// n8n replaces messages in which it finds the code of a fault.
			expect(outputOf(result)[0].error?.message ?? message).toBe(message);
		},
	);

	it.each([301, 302, 303, 307, 308])('a redirect (%d) is not followed', async (status) => {
		platform.script = (call, response, nth) =>
			call.path === '/elsewhere'
				? ok(call, response, nth)
				: json(status, '', { Location: `${platform.url}/elsewhere` })(call, response, nth);
		const result = await run(['c1: a'], CONTINUE);
		expect(platform.calls.map(({ path }) => path)).toEqual(['/v1/human/message/receive']);
		expect(outputOf(result)[0].json).toMatchObject({
			outcome: 'unsent',
			error: `The address answers with a redirect (HTTP ${status})`,
		});
	});

	it('a time to come back that is too far is named', async () => {
		platform.script = json(429, {}, { 'Retry-After': '3600' });
		const before = Date.now();
		const { json: item } = outputOf(await run(['c1: a'], CONTINUE))[0];
		const [, iso] = /Try again after (\S+Z)\./.exec(item.message as string) ?? [];
		expect(Date.parse(iso) - before).toBeGreaterThanOrEqual(3_600_000);
		expect(Date.parse(iso) - before).toBeLessThan(3_610_000);
	});

	it('a time to come back that no calendar holds does no harm to other items', async () => {
		platform.script = (call, response, nth) =>
			(call.conversationId === 'c1' && nth === 1 ? json(429, {}, { 'Retry-After': '9'.repeat(20) }) : ok)(
				call,
				response,
				nth,
			);
		const result = await run(['c1: a', 'c2: b']);
		expect(outputOf(result).map(({ json: { sent } }) => sent)).toEqual([true, true]);
	});

	it.each([
		['429 with Retry-After', json(429, {}, { 'Retry-After': '1' })],
		['429 with Retry-After nought', json(429, {}, { 'Retry-After': '0' })],
		['503 with Retry-After', json(503, '', { 'Retry-After': '1' })],
	])('%s: the call is made again after a second, and what follows waits', async (_title, first) => {
		const times: number[] = [];
		platform.script = (call, response, nth) => {
			times.push(Date.now());
			return (call.words === '1' && nth === 1 ? first : ok)(call, response, nth);
		};
		const result = await run(['c1: 1', 'c1: 2']);
		expect(platform.heard('c1')).toEqual(['1', '1', '2']);
		expect(times[1] - times[0]).toBeGreaterThanOrEqual(990);
		expect(outputOf(result).map(({ json: { sent } }) => sent)).toEqual([true, true]);
	});

	it('a refused connection: the call is made again, for nothing can have arrived', async () => {
		const other = await PlatformServer.start();
		const { port } = other;
		await other.stop();
		const running = run(['c1: a'], { credential: credentials({ baseUrl: `http://127.0.0.1:${port}` }) });
		await sleep(400);
		const late = await PlatformServer.start(port);
		expect(outputOf(await running)[0].json.sent).toBe(true);
		expect(late.heard('c1')).toEqual(['a']);
		await late.stop();
	});

	it('the longest waits, all at once: no answer within 10 s, and no end of "come back later"', async () => {
		const past = String(Math.floor(Date.now() / 1000) - 60);
		platform.script = (call, response, nth) => {
			if (call.conversationId === 'silent') return;
			const later: { [conversation: string]: { [header: string]: string } } = {
				zero: { 'Retry-After': '0' },
				past: { 'X-RateLimit-Reset': past },
			};
			return json(429, {}, later[call.conversationId])(call, response, nth);
		};
		// The machine's own resolver may take longer than a call is given.
		const lookup = jest
			.spyOn(dns, 'lookup')
			.mockImplementation(((name: string, _options: object, done: (problem: Error) => void) =>
				done(Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' }))) as never);
		const began = Date.now();
		const [result, lookedUp] = await Promise.all([
			run(['silent: a', 'zero: a', 'past: a', 'none: a', 'silent: b'], CONTINUE),
			run(['c1: a'], { ...CONTINUE, credential: credentials({ baseUrl: 'http://unknown.invalid' }) }),
		]);
		// 1 + 2 + 4 + 8 seconds; 16 more would be beyond the limit of 30, and end after 31.
		expect(Date.now() - began).toBeGreaterThanOrEqual(14_900);
		expect(Date.now() - began).toBeLessThan(31_000);
		for (const conversation of ['zero', 'past', 'none']) expect(platform.heard(conversation)).toHaveLength(5);
		expect(platform.heard('silent')).toEqual(['a']);
		expect(outputOf(result).map(({ json: { outcome, error } }) => [outcome, error])).toEqual([
			['uncertain', 'The platform did not answer in time'],
			['unsent', 'The platform takes no more calls for now'],
			['unsent', 'The platform takes no more calls for now'],
			['unsent', 'The platform takes no more calls for now'],
			['unsent', 'Held back behind item 0 of the same conversation'],
		]);
		expect(outputOf(lookedUp)[0].json).toMatchObject({
			outcome: 'unsent',
			error: 'The name of the platform cannot be looked up',
		});
		expect(lookup).toHaveBeenCalled();
		lookup.mockRestore();
	}, 60_000);
});

describe("n8n's Retry On Fail sends nothing twice", () => {
	const RETRY = { retryOnFail: true, maxTries: 3, waitBetweenTries: 10 };

	it('what is sent stays sent, what was refused is tried again', async () => {
		platform.script = (call, response, nth) =>
			(call.words === 'b' && nth < 3 ? json(400, { code: 40000 }) : ok)(call, response, nth);
		const result = await run(['c1: a', 'c2: b', 'c2: c', 'c3: d'], RETRY);
		expect(result.status).toBe('success');
		expect(platform.heard('c1')).toEqual(['a']);
		expect(platform.heard('c2')).toEqual(['b', 'b', 'b', 'c']);
		expect(platform.heard('c3')).toEqual(['d']);
		expect(outputOf(result).map(({ json: { sent } }) => sent)).toEqual([true, true, true, true]);
	});

	it('what is uncertain is never tried again, nor what it holds back', async () => {
		platform.script = (call, response, nth) => (call.words === 'a' ? reset : ok)(call, response, nth);
		const result = await run(['c1: a', 'c1: b', 'c2: c'], RETRY);
		expect(result.status).toBe('error');
		expect(platform.heard('c1')).toEqual(['a']);
		expect(platform.heard('c2')).toEqual(['c']);
		expect(errorOf(result).description).toContain(UNCERTAIN);
	});

	it('nor under continue-on-fail, where n8n looks at the first item only', async () => {
		platform.script = (call, response, nth) => (call.words === 'a' ? reset : ok)(call, response, nth);
		const result = await run(['c1: a', 'c2: b'], { ...RETRY, ...CONTINUE });
		expect(platform.heard('c1')).toEqual(['a']);
		expect(platform.heard('c2')).toEqual(['b']);
		expect(outputOf(result).map(({ json: { sent, outcome } }) => sent ?? outcome)).toEqual([
			'uncertain',
			true,
		]);
	});

	it('two items with equal words are two messages', async () => {
		await run(['c1: a', 'c1: a'], RETRY);
		expect(platform.heard('c1')).toEqual(['a', 'a']);
	});

	it('another execution sends for itself', async () => {
		await run(['c1: a']);
		await run(['c1: a']);
		expect(platform.heard('c1')).toEqual(['a', 'a']);
	});

	it('a node in a loop sends in every round', async () => {
		const text = "={{ $runIndex < 2 ? 'a' : '' }}";
		const node = actionNode({ id: 'loop', parameters: { conversationId: 'c1', text } });
		const result = await engine.run(
			{
				nodes: [node],
				connections: { [NODE_NAME]: { main: [[{ node: NODE_NAME, type: 'main', index: 0 }]] } },
			},
			{ node: NODE_NAME, items: [[{ json: {} }]] },
			credentials(),
		);
		// The third round ends the loop.
		expect(errorOf(result).message).toBe("'Text' is empty");
		expect(platform.heard('c1')).toEqual(['a', 'a']);
	});
});

describe('as a tool of an AI agent', () => {
	const tool = (words: string, executionId?: string) =>
		engine.toolExecution(
			actionNode({ parameters: { conversationId: 'c1', text: words } as INode['parameters'] }),
			credentials(),
			executionId,
		);

	it('the same words may be said twice', async () => {
		const call = tool('a');
		const [[item]] = await call();
		expect(item.json).toMatchObject({ conversationId: 'c1', sent: true });
		await call();
		expect(platform.heard('c1')).toEqual(['a', 'a']);
	});

	it('what is uncertain is not repeated, whichever run n8n counts', async () => {
		platform.script = reset;
		const call = tool('a');
		for (let attempt = 0; attempt < 3; attempt++) {
			await expect(call()).rejects.toThrow('The connection broke off before the platform answered');
		}
		expect(platform.heard('c1')).toEqual(['a']);
	});

	it('other words go out, and another execution starts anew', async () => {
		platform.script = (call, response, nth) =>
			(call.words === 'a' && nth === 1 ? reset : ok)(call, response, nth);
		await expect(tool('a', 'tool1')()).rejects.toThrow();
		await tool('b', 'tool1')();
		await tool('a', 'tool2')();
		expect(platform.heard('c1')).toEqual(['a', 'b', 'a']);
	});

	it('what was refused may be tried again', async () => {
		platform.script = (call, response, nth) =>
			(nth === 1 ? json(200, { code: 40356 }) : ok)(call, response, nth);
		const call = tool('a');
		await expect(call()).rejects.toThrow('The platform does not know this conversation');
		await call();
		expect(platform.heard('c1')).toEqual(['a', 'a']);
	});
});

describe('the key', () => {
	it('appears nowhere in what comes out, not even where the platform says it back', async () => {
		const echo: { [words: string]: Script } = {
			ok: json(200, { code: 0, message: `Bearer ${KEY}`, data: { [KEY]: [KEY] } }),
			refused: json(401, { code: 40127, message: `unknown key ${KEY}` }),
			unknown: json(500, { code: 50000, msg: KEY }),
			html: json(200, `<html>${KEY}`),
			redirect: json(302, KEY, { Location: `https://x.example/${KEY}` }),
			lost: reset,
		};
		platform.script = (call, response, nth) => echo[call.words](call, response, nth);
		const lines = Object.keys(echo).map((words) => `${words}: ${words}`);
		const results = [
			await run(lines, CONTINUE),
			await run(lines),
			await run(lines, { onError: 'continueErrorOutput' }),
		];
		for (const result of results) {
			// Getters and hidden members of errors, too.
			const seen = new Set<unknown>();
			const texts: string[] = [];
			const walk = (value: unknown) => {
				if (typeof value === 'string') texts.push(value);
				if (typeof value !== 'object' || value === null || seen.has(value)) return;
				seen.add(value);
				for (const name of Object.getOwnPropertyNames(value)) {
					texts.push(name);
					walk((value as { [name: string]: unknown })[name]);
				}
			};
			walk(result);
			expect(texts.length).toBeGreaterThan(50);
			expect(texts.filter((text) => text.includes(KEY))).toEqual([]);
		}
		expect(outputOf(results[0])[0].json.response).toEqual({
			code: 0,
			message: 'Bearer [API key]',
			data: { '[API key]': ['[API key]'] },
		});
	});
});

describe('a credential of no use', () => {
	it.each([
		['an empty key', { apiKey: '  ' }, "'API Key' in the credential is empty"],
		[
			'no address',
			{ baseUrl: '' },
			"'Base URL' in the credential must begin with http:// or https:// and hold no user name, no ? and no #",
		],
		[
			'a user name in the address',
			{ baseUrl: 'http://user@127.0.0.1' },
			"'Base URL' in the credential must begin with http:// or https:// and hold no user name, no ? and no #",
		],
		[
			'a question mark behind the address',
			{ baseUrl: 'http://127.0.0.1/?' },
			"'Base URL' in the credential must begin with http:// or https:// and hold no user name, no ? and no #",
		],
	])('%s: nothing is sent, and the field is named', async (_title, fields, message) => {
		const result = await run(['c1: a'], { credential: credentials(fields) });
		expect(platform.calls).toEqual([]);
		expect(errorOf(result).message).toBe(message);
		expect(errorOf(result).description).toBe(
			'The reply was not sent. Nothing was sent. Correct the credential, then run the workflow again.<br>Were not sent: 1 (item 0)',
		);
	});

	// n8n lets all items out of the first output, as they came, where a node that is set to continue stops.
	it('lets no item pass for a success when the node is set to continue', async () => {
		const credential = credentials({ apiKey: '' });
		const result = await run(['c1: a', 'c2: b'], { credential, onError: 'continueErrorOutput' });
		expect(received(result, 'Sent') ?? []).toEqual([]);
		expect(received(result, 'Not Sent')).toHaveLength(2);
		expect(outputOf(await run(['c1: a', 'c2: b'], { credential, ...CONTINUE }))).toMatchObject([
			{ json: { outcome: 'unsent', error: "'API Key' in the credential is empty" } },
			{ json: { outcome: 'unsent', error: "'API Key' in the credential is empty" } },
		]);
		expect(platform.calls).toEqual([]);
	});
});

it('an option of no use is named, and nothing is sent', async () => {
	const options = { conversationsInParallel: '={{ "many" }}' };
	const message = "'Conversations in Parallel' is not a number";
	expect(errorOf(await run(['c1: a'], { options })).message).toBe(message);
	const items = outputOf(await run(['c1: a', 'c2: b'], { options, ...CONTINUE }));
	expect(items.map(({ json: { error, outcome } }) => [error, outcome])).toEqual([
		[message, 'unsent'],
		[message, 'unsent'],
	]);
	expect(platform.calls).toEqual([]);
});

describe('an execution that is cancelled', () => {
	/** Cancels so many milliseconds after the first call has come in. */
	async function runAndCancel(lines: readonly string[], afterMs: number): Promise<void> {
		const running = start(itemsOf(lines));
		await until(() => platform.calls.length > 0);
		await sleep(afterMs);
		running.cancel();
		await running.catch(() => undefined);
	}

	it('sends nothing more', async () => {
		platform.script = async (call, response, nth) => {
			await sleep(1_000);
			await ok(call, response, nth);
		};
		await runAndCancel(['c1: 1', 'c1: 2', 'c1: 3'], 0);
		await sleep(1_500);
		expect(platform.heard('c1')).toEqual(['1']);
	});

	it('sends nothing after a wait that it was cancelled in', async () => {
		platform.script = json(429, {}, { 'Retry-After': '1' });
		// By then the answer is there, and the wait has begun.
		await runAndCancel(['c1: 1'], 200);
		await sleep(1_500);
		expect(platform.heard('c1')).toEqual(['1']);
	});
});
