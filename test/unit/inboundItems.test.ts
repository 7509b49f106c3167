import {
	EVENT_NAMES,
	dedupeKeyOf,
	eventOfPath,
	findFault,
	isProbe,
	shapeEvent,
	type AgentReply,
	type CustomerMessage,
	type EventName,
	type HandoffClosed,
	type HandoffRequested,
} from '../../platform/inbound';
import type { JsonObject } from '../../platform/json';
import { fixturesOf } from '../fixtures';

const PLACEHOLDERS = ['support@gptbots.ai'];

function shape(event: EventName, body: JsonObject, placeholderEmails: readonly string[] = PLACEHOLDERS) {
	return shapeEvent(event, { conversation_id: 'c1', ...body }, 'key', { source: null, placeholderEmails });
}

const reply = (body: JsonObject) => shape('agentReply', body) as AgentReply;
const handoff = (body: JsonObject, placeholderEmails?: readonly string[]) =>
	shape('handoffRequested', body, placeholderEmails) as HandoffRequested;
const message = (body: JsonObject) => shape('customerMessage', body) as CustomerMessage;
const closing = (body: JsonObject) => shape('handoffClosed', body) as HandoffClosed;

const NO_TOKENS = {
	total: null,
	prompt: null,
	completion: null,
	promptDetails: { text: null, audio: null },
	completionDetails: { text: null, audio: null, reasoning: null },
};
const NO_CREDITS = { total: null, textInput: null, textOutput: null, audioInput: null, audioOutput: null };

describe("the documents' own calls", () => {
	const fixtures = EVENT_NAMES.flatMap((event) =>
		fixturesOf(event).map((fixture) => ({ event, ...fixture, title: `${event}/${fixture.name}` })),
	);

	it('are here for every event', () => {
		expect(new Set(fixtures.map(({ event }) => event)).size).toBe(4);
	});

	it.each(fixtures)('$title becomes exactly the item beside it', ({ event, target, body, item }) => {
		const parsed = JSON.parse(body) as JsonObject;
		expect(eventOfPath(target.replace('{url}', '/webhook/id'), 'id')).toBe(event);
		expect(isProbe(parsed)).toBe(false);
		expect(findFault(event, parsed)).toBeNull();
		const shaped = shapeEvent(event, parsed, dedupeKeyOf(event, parsed) ?? '', {
			source: null,
			placeholderEmails: PLACEHOLDERS,
		});
		expect(shaped).toStrictEqual(item);
	});
});

describe('every key is always present', () => {
	const COMMON = {
		conversationId: 'c1',
		occurredAt: null,
		dedupeKey: 'key',
		source: null,
		additionalFields: {},
	};
	const EMPTY: { [event in EventName]: object } = {
		agentReply: {
			...COMMON,
			event: 'agentReply',
			messageId: null,
			messageType: null,
			text: '',
			outputs: [],
			usage: null,
			payloadVersion: 'v1',
		},
		handoffRequested: {
			...COMMON,
			event: 'handoffRequested',
			agentId: null,
			customer: {
				email: null,
				emailIsPlaceholder: false,
				phone: null,
				userId: null,
				anonymousId: null,
				additionalFields: {},
			},
			question: null,
			messages: [],
			transcript: '',
		},
		customerMessage: { ...COMMON, event: 'customerMessage', text: '' },
		handoffClosed: { ...COMMON, event: 'handoffClosed', reason: null },
	};

	const DOCUMENTED: { [event in EventName]: string[] } = {
		agentReply: ['message_id', 'message_type', 'text', 'flow_output', 'output', 'usage', 'create_time'],
		handoffRequested: ['body', 'timestamp', 'email', 'bot_id', 'user_info'],
		customerMessage: ['body', 'timestamp'],
		handoffClosed: ['type', 'timestamp'],
	};

	it.each(EVENT_NAMES)('%s: with every member missing', (event) => {
		expect(shape(event, {})).toStrictEqual(EMPTY[event]);
	});

	it.each(EVENT_NAMES)('%s: with every member null', (event) => {
		const nulls = Object.fromEntries(DOCUMENTED[event].map((name) => [name, null]));
		expect(shape(event, nulls)).toStrictEqual(EMPTY[event]);
	});

	it.each(EVENT_NAMES)('%s: with every member of a type nobody documented', (event) => {
		const strange = Object.fromEntries(DOCUMENTED[event].map((name) => [name, true]));
		expect(shape(event, strange)).toStrictEqual({
			...EMPTY[event],
			additionalFields: strange,
			// `usage` is there, so the body claims to be V2.
			...(event === 'agentReply' ? { payloadVersion: 'v2' } : {}),
		});
	});

	it('an output and a message have all their keys, too', () => {
		expect(reply({ output: [{}] }).outputs).toStrictEqual([
			{ text: '', branch: null, fromComponentName: null, audio: [], additionalFields: {} },
		]);
		expect(handoff({ body: [{}] }).messages).toStrictEqual([{ role: null, text: '', additionalFields: {} }]);
		expect(reply({ output: [{ content: { audio: [{}] } }] }).outputs[0].audio).toStrictEqual([
			{ url: null, transcript: null },
		]);
		expect(reply({ usage: {} }).usage).toStrictEqual({
			tokens: NO_TOKENS,
			credits: NO_CREDITS,
			additionalFields: {},
		});
	});

	it('the label comes out as source', () => {
		const options = { source: 'Sales bot', placeholderEmails: [] };
		expect(shapeEvent('handoffClosed', { conversation_id: 'c1' }, 'k', options).source).toBe('Sales bot');
	});
});

describe('nothing is dropped', () => {
	it.each(EVENT_NAMES)('%s keeps members that no document names', (event) => {
		const extra = { channel_name: 'LINE', istest: 'false', nested: { a: [1, null] }, nothing: null };
		expect(shape(event, extra).additionalFields).toStrictEqual(extra);
	});

	it('keeps them at the level where they came: customer', () => {
		const { customer, additionalFields } = handoff({ user_info: { user_name: 'Bob', phone: '1' } });
		expect(customer.additionalFields).toStrictEqual({ user_name: 'Bob' });
		expect(additionalFields).toStrictEqual({});
	});

	it('keeps them at the level where they came: messages', () => {
		const { messages, additionalFields } = handoff({
			body: [{ text: 'a', message_type: 'QUESTION', sent_at: 5 }],
		});
		expect(messages).toStrictEqual([{ role: 'customer', text: 'a', additionalFields: { sent_at: 5 } }]);
		expect(additionalFields).toStrictEqual({});
	});

	it('keeps them at the level where they came: outputs, and content within them', () => {
		const { outputs, additionalFields } = reply({
			output: [{ content: { text: 'a', image: ['i'] }, score: 1 }],
		});
		expect(outputs).toStrictEqual([
			{
				text: 'a',
				branch: null,
				fromComponentName: null,
				audio: [],
				additionalFields: { score: 1, content: { image: ['i'] } },
			},
		]);
		expect(additionalFields).toStrictEqual({});
	});

	it('keeps them at the level where they came: usage, and each part of it', () => {
		const { usage, additionalFields } = reply({
			usage: {
				model: 'm',
				tokens: {
					total_tokens: 1,
					cached_tokens: 2,
					prompt_tokens_details: { text_tokens: 3, image_tokens: 4 },
					completion_tokens_details: { video_tokens: 5 },
				},
				credits: { total_credits: 6, image_credits: 7 },
			},
		});
		expect(usage).toStrictEqual({
			tokens: { ...NO_TOKENS, total: 1, promptDetails: { text: 3, audio: null } },
			credits: { ...NO_CREDITS, total: 6 },
			additionalFields: {
				model: 'm',
				tokens: {
					cached_tokens: 2,
					prompt_tokens_details: { image_tokens: 4 },
					completion_tokens_details: { video_tokens: 5 },
				},
				credits: { image_credits: 7 },
			},
		});
		expect(additionalFields).toStrictEqual({});
	});

	it('keeps values of an unexpected type at every level', () => {
		expect(handoff({ user_info: ['x'] }).additionalFields).toStrictEqual({ user_info: ['x'] });
		expect(handoff({ user_info: { phone: {}, email: 5 } }).customer.additionalFields).toStrictEqual({
			phone: {},
			email: 5,
		});
		expect(handoff({ body: [{ text: 5, message_type: 'NOTE' }, 7, 'words'] }).messages).toStrictEqual([
			{ role: null, text: '', additionalFields: { text: 5, message_type: 'NOTE' } },
			{ role: null, text: '', additionalFields: { value: 7 } },
			{ role: null, text: 'words', additionalFields: {} },
		]);
		expect(reply({ message_type: 'NOTE', text: ['a'] }).additionalFields).toStrictEqual({
			message_type: 'NOTE',
			text: ['a'],
		});
		expect(reply({ output: [5, 'words', { content: [1] }] }).outputs).toMatchObject([
			{ text: '', additionalFields: { value: 5 } },
			{ text: 'words', additionalFields: {} },
			{ text: '', additionalFields: { content: [1] } },
		]);
		expect(reply({ usage: { tokens: 'many', credits: { total_credits: {} } } }).usage).toStrictEqual({
			tokens: NO_TOKENS,
			credits: NO_CREDITS,
			additionalFields: { tokens: 'many', credits: { total_credits: {} } },
		});
		expect(reply({ usage: { tokens: [{ total_tokens: 1 }, { total_tokens: 2 }] } }).usage).toMatchObject({
			tokens: { total: null },
			additionalFields: { tokens: [{ total_tokens: 1 }, { total_tokens: 2 }] },
		});
	});

	it('keeps a list of audio whole as soon as one entry is not as documented', () => {
		const audio = [{ audio: 'http://a/x.mp3', transcript: 'x' }, { audio: 5 }];
		expect(reply({ output: [{ content: { audio } }] }).outputs[0]).toMatchObject({
			audio: [],
			additionalFields: { content: { audio } },
		});
	});

	it('keeps a member named __proto__ as data, and pollutes nothing', () => {
		const hostile = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
		const merge = (json: string) => JSON.parse(json.replace('{', '{"conversation_id":"c1",')) as JsonObject;
		const levels = [
			closing(merge(hostile)).additionalFields,
			handoff(merge(`{"user_info":${hostile}}`)).customer.additionalFields,
			handoff(merge(`{"body":[${hostile}]}`)).messages[0].additionalFields,
			reply(merge(`{"output":[${hostile}]}`)).outputs[0].additionalFields,
			reply(merge(`{"output":[{"content":${hostile}}]}`)).outputs[0].additionalFields.content,
			reply(merge(`{"usage":${hostile}}`)).usage?.additionalFields,
			reply(merge(`{"usage":{"tokens":${hostile}}}`)).usage?.additionalFields.tokens,
		] as JsonObject[];
		for (const level of levels) {
			expect(JSON.stringify(level)).toBe(hostile);
			expect(Object.keys(level)).toContain('__proto__');
			expect(level.polluted).toBeUndefined();
		}
		expect(({} as JsonObject).polluted).toBeUndefined();
	});

	it('does not read what only the prototype has', () => {
		const { additionalFields } = closing(JSON.parse('{"conversation_id":"c1","__proto__":{"type":"X"}}'));
		expect(Object.keys(additionalFields)).toEqual(['__proto__']);
		expect(closing(JSON.parse('{"__proto__":{"type":"X"}}')).reason).toBeNull();
	});

	it('leaves the body as it was received', () => {
		const body = {
			conversation_id: 'c1',
			usage: { tokens: [{ total_tokens: 1 }] },
			output: [{ content: 'a' }],
		};
		const before = structuredClone(body);
		shape('agentReply', body);
		expect(body).toStrictEqual(before);
	});
});

describe('ids', () => {
	it.each([
		['text', ' 67d8g ', ' 67d8g ', {}],
		['a whole number', 42, '42', {}],
		['a number that lost digits', 2 ** 60, null, { message_id: 2 ** 60 }],
		['no text', '', null, { message_id: '' }],
		['an object', { id: 1 }, null, { message_id: { id: 1 } }],
	])('%s', (_title, value, id, additionalFields) => {
		expect(reply({ message_id: value })).toMatchObject({ messageId: id });
		expect(reply({ message_id: value }).additionalFields).toStrictEqual(additionalFields);
	});
});

describe('times', () => {
	it.each([
		['seconds', 1679587005, '2023-03-23T15:56:45.000Z'],
		['milliseconds', 1742265090895, '2025-03-18T02:31:30.895Z'],
		['seconds as digits in a string', '1679587005', '2023-03-23T15:56:45.000Z'],
		['milliseconds as digits in a string', ' 1742265090895 ', '2025-03-18T02:31:30.895Z'],
		['seconds with a fraction', 1679587005.25, '2023-03-23T15:56:45.250Z'],
		['the last second', 1e11 - 1, '5138-11-16T09:46:39.000Z'],
		['the first millisecond', 1e11, '1973-03-03T09:46:40.000Z'],
		['the last instant there is', 8.64e15, '+275760-09-13T00:00:00.000Z'],
	])('%s', (_title, time, iso) => {
		const body = { create_time: time, timestamp: time };
		for (const event of EVENT_NAMES) {
			const { occurredAt, additionalFields } = shape(event, body);
			expect(occurredAt).toBe(iso);
			expect(additionalFields).toStrictEqual(
				event === 'agentReply' ? { timestamp: time } : { create_time: time },
			);
		}
	});

	it.each([
		['negative', -1679587005],
		['zero', 0],
		['digits that are zero', '0'],
		['beyond the last instant', 8.64e15 + 1000],
		['huge', 1e300],
		['huge digits', '9'.repeat(400)],
		['not a number', NaN],
		['infinite', Infinity],
		['a date as text', '2025-03-18T02:31:30Z'],
		['a sign', '+5'],
		['hexadecimal', '0x10'],
		['no text', ''],
		['an object', { seconds: 5 }],
		['true', true],
	])('no usable time is null, and kept as it came: %s', (_title, time) => {
		const { occurredAt, additionalFields } = closing({ timestamp: time });
		expect(occurredAt).toBeNull();
		expect(additionalFields).toStrictEqual({ timestamp: time });
	});
});

describe('the text of a reply', () => {
	const v2 = [{ content: { text: 'a' } }, { content: { text: '' } }, { content: { text: 'b' } }];
	const v1 = [{ content: 'x' }, { content: '' }, { content: 'y' }];

	it.each([
		['is the V1 text', { text: 'T', output: v2, flow_output: v1 }, 'T'],
		['else the V2 outputs, joined by line breaks', { text: '', output: v2, flow_output: v1 }, 'a\nb'],
		['else the V1 outputs, joined by line breaks', { text: null, flow_output: v1 }, 'x\ny'],
		['comes from V1 outputs if the V2 list is empty', { output: [], flow_output: v1 }, 'x\ny'],
		[
			'comes from V1 outputs if the V2 outputs have no text',
			{ output: [{ content: { audio: [{ audio: 'http://a/x.mp3' }] } }], flow_output: v1 },
			'x\ny',
		],
		['takes a text of the wrong type for none', { text: 5, output: v2 }, 'a\nb'],
		['is empty if there is none at all', {}, ''],
	])('%s', (_title, body, text) => {
		expect(reply(body).text).toBe(text);
	});

	it('does not lose the outputs that were not taken', () => {
		const { outputs, additionalFields } = reply({ output: v2, flow_output: v1 });
		expect(outputs.map(({ text }) => text)).toEqual(['a', '', 'b']);
		expect(additionalFields).toStrictEqual({ flow_output: v1 });
	});

	it('reads text, branch, component and audio of both versions', () => {
		const common = { branch: '1', fromComponentName: 'User Input', additionalFields: {} };
		expect(
			reply({ flow_output: [{ content: 'a', branch: '1', from_component_name: 'User Input' }] }).outputs,
		).toStrictEqual([{ ...common, text: 'a', audio: [] }]);
		const content = { text: 'a', audio: [{ audio: 'http://a/x.mp3', transcript: null }] };
		expect(
			reply({ output: [{ content, from_component_branch: '1', from_component_name: 'User Input' }] }).outputs,
		).toStrictEqual([{ ...common, text: 'a', audio: [{ url: 'http://a/x.mp3', transcript: null }] }]);
		// The streaming samples have no branch.
		expect(reply({ flow_output: [{ content: 'a', branch: null }] }).outputs[0].branch).toBeNull();
	});

	it.each(['ANSWER', 'QUESTION'])('has the message type %s', (type) => {
		expect(reply({ message_type: type }).messageType).toBe(type);
	});

	it.each([
		['v1', { text: 'a', flow_output: [] }],
		['v1', { output: null, usage: null }],
		['v2', { output: [] }],
		['v2', { usage: {} }],
	])('is payload version %s for %j', (version, body) => {
		expect(reply(body).payloadVersion).toBe(version);
	});
});

describe('the usage of a reply', () => {
	const tokens = {
		total_tokens: 29,
		prompt_tokens: 19,
		completion_tokens: '10',
		prompt_tokens_details: { text_tokens: 17, audio_tokens: 2 },
		completion_tokens_details: { text_tokens: 7, audio_tokens: 0, reasoning_tokens: 3 },
	};
	const shaped = {
		total: 29,
		prompt: 19,
		completion: 10,
		promptDetails: { text: 17, audio: 2 },
		completionDetails: { text: 7, audio: 0, reasoning: 3 },
	};

	it.each([
		['usage.tokens, an object', { tokens }],
		['usage.tokens, a list of one', { tokens: [tokens] }],
		['usage.output, an object', { output: tokens }],
		['usage.output, a list of one', { output: [tokens] }],
	])('takes the token totals from %s', (_title, usage) => {
		expect(reply({ usage }).usage).toStrictEqual({
			tokens: shaped,
			credits: NO_CREDITS,
			additionalFields: {},
		});
	});

	it('prefers usage.tokens, and keeps usage.output then', () => {
		expect(reply({ usage: { tokens, output: [{ total_tokens: 1 }] } }).usage).toStrictEqual({
			tokens: shaped,
			credits: NO_CREDITS,
			additionalFields: { output: [{ total_tokens: 1 }] },
		});
	});

	it.each([
		['one underscore', { text_output_credits: 0.5 }, {}],
		['two underscores', { text_output__credits: 0.5 }, {}],
		['two underscores, the other null', { text_output_credits: null, text_output__credits: 0.5 }, {}],
		[
			'both, of which one is kept as it came',
			{ text_output_credits: 0.5, text_output__credits: 0.7 },
			{ credits: { text_output__credits: 0.7 } },
		],
	])('knows the credits of text output by %s', (_title, credits, additionalFields) => {
		expect(reply({ usage: { credits } }).usage).toStrictEqual({
			tokens: NO_TOKENS,
			credits: { ...NO_CREDITS, textOutput: 0.5 },
			additionalFields,
		});
		expect(reply({ usage: { credits: [credits] } }).usage?.credits.textOutput).toBe(0.5);
	});

	it('keeps nought apart from unknown', () => {
		expect(reply({ usage: { credits: { total_credits: 0 } } }).usage?.credits).toStrictEqual({
			...NO_CREDITS,
			total: 0,
		});
	});
});

describe('the e-mail address of a customer', () => {
	const placeholder = 'support@gptbots.ai';
	const rows: Array<[string, string | null | undefined, string | null | undefined, object]> = [
		['none at all', undefined, undefined, { email: null, emailIsPlaceholder: false }],
		['both null', null, null, { email: null, emailIsPlaceholder: false }],
		['both empty', '', '', { email: null, emailIsPlaceholder: false }],
		['only its own', 'own@a.example', undefined, { email: 'own@a.example' }],
		['only the top one', undefined, 'top@a.example', { email: 'top@a.example' }],
		['its own empty', '', 'top@a.example', { email: 'top@a.example' }],
		['its own blank', '  ', 'top@a.example', { email: 'top@a.example' }],
		['the top one empty', 'own@a.example', '', { email: 'own@a.example' }],
		['both equal', 'own@a.example', 'own@a.example', { email: 'own@a.example' }],
		['its own a placeholder', placeholder, 'top@a.example', { email: 'top@a.example', kept: placeholder }],
		[
			'the top one a placeholder',
			'own@a.example',
			placeholder,
			{ email: 'own@a.example', kept: placeholder },
		],
		['both, different', 'own@a.example', 'top@a.example', { email: 'own@a.example', kept: 'top@a.example' }],
		['only its own, a placeholder', placeholder, undefined, { email: null, emailIsPlaceholder: true }],
		['only the top one, a placeholder', undefined, placeholder, { email: null, emailIsPlaceholder: true }],
		['both placeholders', placeholder, placeholder, { email: null, emailIsPlaceholder: true }],
		['a placeholder in capitals', 'Support@GPTBots.AI ', '', { email: null, emailIsPlaceholder: true }],
		['stray spaces', ' own@a.example ', undefined, { email: 'own@a.example' }],
	];

	it.each(rows)('%s', (_title, own, top, expected) => {
		const {
			email,
			emailIsPlaceholder = false,
			kept,
		} = expected as {
			email: string | null;
			emailIsPlaceholder?: boolean;
			kept?: string;
		};
		const { customer, additionalFields } = handoff({ email: top, user_info: { email: own } });
		expect(customer).toMatchObject({ email, emailIsPlaceholder });
		expect(customer.additionalFields).toStrictEqual(kept === undefined ? {} : { email: kept });
		expect(additionalFields).toStrictEqual({});
	});

	it('may have other placeholders, or none', () => {
		expect(handoff({ email: 'nobody@a.example' }, ['nobody@a.example']).customer.email).toBeNull();
		expect(handoff({ email: placeholder }, []).customer).toMatchObject({
			email: placeholder,
			emailIsPlaceholder: false,
		});
	});

	it('is kept where it is of another type', () => {
		const { customer, additionalFields } = handoff({ email: 5, user_info: { email: ['a'] } });
		expect(customer.email).toBeNull();
		expect(customer.additionalFields).toStrictEqual({ email: ['a'] });
		expect(additionalFields).toStrictEqual({ email: 5 });
	});
});

describe('what the customer has said before a handoff', () => {
	const asked = (text: string) => ({ text, message_type: 'QUESTION' });
	const answered = (text: string) => ({ text, message_type: 'ANSWER' });

	it('the question is the last text of the customer that is not blank', () => {
		expect(
			handoff({ body: [asked('a'), answered('b'), asked('c'), asked('  '), answered('d')] }).question,
		).toBe('c');
		expect(handoff({ body: [answered('b')] }).question).toBeNull();
		expect(handoff({ body: ['words'] }).question).toBeNull();
	});

	it('the transcript has a line for each message and leaves out empty ones', () => {
		expect(handoff({ body: [asked('a'), answered(' \n'), answered('b'), asked('')] }).transcript).toBe(
			'Customer: a\nBot: b',
		);
		expect(handoff({ body: [answered(''), asked(' ')] }).transcript).toBe('');
	});

	it.each(['\n', '\r\n', '\r', '\u0085', '\u2028', '\u2029', '\n\r\n', '\v', '\f'])(
		'a customer cannot write a line that looks like the bot: %j',
		(lineBreak) => {
			const { transcript } = handoff({
				body: [asked(`hello${lineBreak}Bot: you get a refund`), answered('Hi')],
			});
			const lines = transcript.split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/);
			expect(lines.filter((line) => line.startsWith('Bot:'))).toEqual(['Bot: Hi']);
			expect(transcript).toContain('you get a refund');
		},
	);

	it('nor can a message of which nobody knows who wrote it', () => {
		const { transcript } = handoff({ body: ['Bot: you get a refund', { text: 'Bot: a second one' }] });
		expect(transcript).toContain('you get a refund');
		expect(transcript.split('\n').filter((line) => line.startsWith('Bot:'))).toEqual([]);
	});
});

describe('a message and a closing', () => {
	it('a message has its text as it came', () => {
		expect(message({ body: ' Is anybody there?\n' }).text).toBe(' Is anybody there?\n');
	});

	it.each(['TIMEOUT', 'USER_CLOSED', 'SOMETHING_NEW'])('a closing has the reason %s', (reason) => {
		expect(closing({ type: reason }).reason).toBe(reason);
	});
});
