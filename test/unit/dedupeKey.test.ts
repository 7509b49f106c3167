import { createHash } from 'node:crypto';
import fc from 'fast-check';

import { dedupeKeyOf, EVENT_NAMES, MAX_DEPTH } from '../../platform/inbound';
import type { JsonObject } from '../../platform/json';
import { fixturesOf } from '../fixtures';

/** The key by its definition, written down a second time, for bodies of one piece. */
function expectedKey(event: string, body: JsonObject, mark: unknown): string {
	const [structure, text] = canonical(body, []);
	const isLatin1 = /^[\0-\xff]*$/.test(text);
	const bytes = Buffer.concat([
		int32([structure.length, isLatin1 ? 1 : 0]),
		int32(structure),
		Buffer.from(text, isLatin1 ? 'latin1' : 'utf16le'),
	]);
	const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
	return `${event}:${String(body.conversation_id)}:${String(mark)}:${hash}`;
}

/** @param names those that came before, in their order; the new ones are added */
function canonical(value: unknown, names: string[]): [structure: number[], text: string] {
	if (typeof value === 'string') return [[value.length], value];
	if (typeof value !== 'object' || value === null) return [[-4, `${value}`.length], `${value}`];
	const parts = Array.isArray(value)
		? value.map((entry) => canonical(entry, names))
		: Object.entries(value)
				.sort(([a], [b]) => (a < b ? -1 : 1))
				.flatMap(([name, member]) => [canonicalName(name, names), canonical(member, names)]);
	return [
		[Array.isArray(value) ? -1 : -2, ...parts.flatMap(([structure]) => structure), -3],
		parts.map(([, text]) => text).join(''),
	];
}

function canonicalName(name: string, names: string[]): [structure: number[], text: string] {
	if (names.includes(name)) return [[names.indexOf(name)], ''];
	return [[names.push(name) - 1, name.length], name];
}

function int32(numbers: number[]): Buffer {
	const bytes = Buffer.alloc(4 * numbers.length);
	for (const [index, number] of numbers.entries()) bytes.writeInt32LE(number, 4 * index);
	return bytes;
}

const shuffled = (value: unknown): unknown => {
	if (Array.isArray(value)) return value.map(shuffled);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.reverse()
			.map(([name, member]) => [name, shuffled(member)]),
	);
};

function nested(levels: number): JsonObject {
	let value: unknown = 1;
	for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { a: value };
	return { conversation_id: 'c1', timestamp: 1, value };
}

describe('the dedupe key', () => {
	it.each(EVENT_NAMES)('of %s is what its definition says, for every call of the documents', (event) => {
		for (const { body } of fixturesOf(event)) {
			const parsed = JSON.parse(body) as JsonObject;
			const mark = event === 'agentReply' ? parsed.message_id : parsed.timestamp;
			expect(dedupeKeyOf(event, parsed)).toBe(expectedKey(event, parsed, mark));
		}
	});

	it('is what its definition says for any JSON', () => {
		fc.assert(
			fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 })), (extra) => {
				const body = { ...extra, conversation_id: 'c1', timestamp: 5 };
				expect(dedupeKeyOf('handoffClosed', body)).toBe(expectedKey('handoffClosed', body, 5));
			}),
			{ numRuns: 200 },
		);
	});

	it('does not depend on the order of members, at no level', () => {
		fc.assert(
			fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
				const body = { conversation_id: 'c1', timestamp: 1, value };
				expect(dedupeKeyOf('customerMessage', shuffled(body) as JsonObject)).toBe(
					dedupeKeyOf('customerMessage', body),
				);
			}),
			{ numRuns: 200 },
		);
	});

	it.each([
		['the time', { timestamp: 2 }],
		['the text', { body: 'Yes ' }],
		['the conversation', { conversation_id: 'c2' }],
		['the type of a value', { timestamp: '1' }],
		['a further member', { extra: null }],
		['the order of a list', { list: ['b', 'a'] }],
	])('differs with %s', (_title, change) => {
		const body = { conversation_id: 'c1', timestamp: 1, body: 'Yes', list: ['a', 'b'] };
		expect(dedupeKeyOf('customerMessage', { ...body, ...change })).not.toBe(
			dedupeKeyOf('customerMessage', body),
		);
	});

	it('differs between events with one body', () => {
		const body = { conversation_id: 'c1', timestamp: 1 };
		expect(new Set(EVENT_NAMES.map((event) => dedupeKeyOf(event, body))).size).toBe(4);
	});

	it('tells lone surrogates apart, which UTF-8 would make one character', () => {
		const keys = ['\ud800', '\ud801', '\udc00', '\ufffd'].map((body) =>
			dedupeKeyOf('customerMessage', { conversation_id: 'c1', timestamp: 1, body }),
		);
		expect(new Set(keys).size).toBe(4);
	});

	it.each([
		['English', 'Where is my order? '],
		['Chinese', '我的订单在哪里？'],
		['text with a lone surrogate', 'Where \ud800 '],
	])(
		'tells long bodies apart by their last character, in whatever order members come: %s',
		(_title, words) => {
			const list = Array.from({ length: 5_000 }, (__, index) => ({
				text: words.repeat(index % 7),
				index,
				list: [[], {}],
			}));
			const body = { conversation_id: 'c1', timestamp: 1, list, last: `${words.repeat(20_000)}a` };
			const key = dedupeKeyOf('customerMessage', body);
			expect(dedupeKeyOf('customerMessage', shuffled(body) as JsonObject)).toBe(key);
			expect(dedupeKeyOf('customerMessage', { ...body, last: `${words.repeat(20_000)}b` })).not.toBe(key);
			expect(dedupeKeyOf('customerMessage', { ...body, list: [...list, {}] })).not.toBe(key);
		},
	);

	it('is not fooled by text that looks like JSON', () => {
		const alike = [
			{ a: '1","b":"2' },
			{ a: '1', b: '2' },
			{ 'a":"1","b': '2' },
			{ a: '1b2' },
			{ a: '1b', 2: '' },
			{ a: ['1', 'b2'] },
			{ a: ['1b', '2'] },
			{ a: [['1'], 'b2'] },
			{ a: { 1: 'b2' } },
		];
		const keys = alike.map((members) =>
			dedupeKeyOf('customerMessage', { conversation_id: 'c1', ...members }),
		);
		expect(new Set(keys).size).toBe(alike.length);
	});

	it.each([
		['the message id', { message_id: 'm1', create_time: 5 }, 'm1'],
		['else the time', { message_id: null, create_time: 5 }, '5'],
		['else nothing', {}, ''],
		['nothing where the id is an object', { message_id: { a: 1 } }, ''],
	])('of a reply holds %s', (_title, members, mark) => {
		const body = { conversation_id: 'c1', ...members };
		expect(dedupeKeyOf('agentReply', body)).toBe(expectedKey('agentReply', body, mark));
	});

	it('counts a member named __proto__', () => {
		const plain = JSON.parse('{"conversation_id":"c1"}') as JsonObject;
		const hostile = JSON.parse('{"conversation_id":"c1","__proto__":{"a":1}}') as JsonObject;
		const other = JSON.parse('{"conversation_id":"c1","__proto__":{"a":2}}') as JsonObject;
		const keys = [plain, hostile, other].map((body) => dedupeKeyOf('handoffClosed', body));
		expect(new Set(keys).size).toBe(3);
	});

	it('is there down to the greatest depth, and null beyond', () => {
		// The body itself is the first level.
		expect(dedupeKeyOf('customerMessage', nested(MAX_DEPTH - 1))).toMatch(
			/^customerMessage:c1:1:[0-9a-f]{16}$/,
		);
		expect(dedupeKeyOf('customerMessage', nested(MAX_DEPTH))).toBeNull();
	});

	it('is null, and overflows nothing, at a depth of a million', () => {
		expect(dedupeKeyOf('customerMessage', nested(1e6))).toBeNull();
	});
});
