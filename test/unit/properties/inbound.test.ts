/* eslint-disable @n8n/community-nodes/no-restricted-imports -- test code never ships */
import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';

import {
	dedupeKeyOf,
	EVENT_NAMES,
	eventOfPath,
	findFault,
	isProbe,
	MAX_DEPTH,
	shapeEvent,
	checkAuthorization,
	type AltaBotsEvent,
	type EventName,
} from '../../../platform/inbound';
import { fixturesOf } from '../../fixtures';
import { DOCUMENTED_CALLS } from './documentedCalls';
import { faultsOf } from './heldMembers';
import { anyJson, anyString, codeUnits, HOSTILE_NAMES, nested, objectOf } from './jsonText';

type JsonObject = { [member: string]: unknown };

/** On failure, fast-check prints its seed, the path to the counterexample, and the smallest one it found. */
const RUNS = { arbitrary: 15_000, mutated: 12_000, documented: 4_000, paths: 20_000, keys: 5_000 };

const PLACEHOLDERS = ['support@gptbots.ai', 'nobody@example.com'];

/** Every member that a document names, at any level. */
const DOCUMENTED_NAMES = [
	...[
		'conversation_id',
		'message_id',
		'message_type',
		'text',
		'flow_output',
		'output',
		'usage',
		'create_time',
		'istest',
	],
	...[
		'content',
		'audio',
		'transcript',
		'branch',
		'from_component_branch',
		'from_component_name',
		'tokens',
		'credits',
	],
	...['total_tokens', 'prompt_tokens', 'prompt_tokens_details', 'completion_tokens_details', 'audio_tokens'],
	...['total_credits', 'text_output_credits', 'text_output__credits', 'body', 'timestamp', 'email', 'bot_id'],
	...['user_info', 'phone', 'user_id', 'anonymous_id', 'type'],
];

let bodies = 0;

/** What becomes of a body, as text; everything that is certain about it is asserted here. */
function take(event: EventName, text: string): AltaBotsEvent | 'refused' | 'probe' {
	const body = JSON.parse(text) as JsonObject;
	const before = JSON.stringify(body);
	bodies++;
	const probe = isProbe(body);
	mustBe(probe, body.istest === true || body.istest === 'true', 'is a probe');
	const fault = findFault(event, body);
	mustBe(fault === null, isAcceptable(event, body), 'is accepted');
	if (fault !== null) return 'refused';
	const dedupeKey = dedupeKeyOf(event, body);
	mustBe(dedupeKey === null, depthOf(body) > MAX_DEPTH, 'is too deep');
	if (dedupeKey === null) return 'refused';

	const item = shapeEvent(event, body, dedupeKey, { source: 'label', placeholderEmails: PLACEHOLDERS });
	mustBe(item.event, event, 'event');
	mustBe(item.conversationId, body.conversation_id, 'conversationId');
	mustBe(item.dedupeKey, dedupeKey, 'dedupeKey');
	mustBe(item.source, 'label', 'source');
	mustBe(JSON.stringify(body), before, 'the body afterwards');
	const faults = faultsOf(body, item, PLACEHOLDERS);
	if (faults.length > 0) throw new Error(`${faults.join(', ')}\n${text}\n${JSON.stringify(item, null, 1)}`);
	return probe ? 'probe' : item;
}

/** `expect` is too slow for a million times. */
function mustBe(actual: unknown, expected: unknown, what: string): void {
	if (!Object.is(actual, expected))
		throw new Error(`${what}: ${String(actual)} instead of ${String(expected)}`);
}

function isAcceptable(event: EventName, { conversation_id: id, body }: JsonObject): boolean {
	if (typeof id !== 'string' || /^\s*$/.test(id)) return false;
	if (body === undefined || body === null) return true;
	if (event === 'handoffRequested') return body instanceof Array;
	return event === 'customerMessage' ? typeof body === 'string' : true;
}

function depthOf(value: unknown): number {
	if (typeof value !== 'object' || value === null) return 0;
	return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

const goodId = objectOf([['conversation_id', '"c-1"']]).slice(1, -1);

/** An object's text with the members of another one behind it. */
const withMembers = (text: string, members: string) =>
	text === '{}' ? `{${members}}` : `${text.slice(0, -1)},${members}}`;

afterEach(() => {
	expect(Object.keys(Object.prototype)).toEqual([]);
	expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(PRISTINE);
});

const PRISTINE = Object.getOwnPropertyNames(Object.prototype).sort();

describe.each(EVENT_NAMES)('any JSON object as a body of %s', (event) => {
	const value = anyJson(DOCUMENTED_NAMES);
	const object = fc
		.array(
			fc.tuple(
				fc.oneof(fc.constantFrom(...DOCUMENTED_NAMES), fc.constantFrom(...HOSTILE_NAMES), anyString),
				value,
			),
			{ maxLength: 8 },
		)
		.map(objectOf);

	it('is refused, or becomes an item that holds every member and nothing else', () => {
		fc.assert(
			fc.property(object, fc.integer({ min: 0, max: 9 }), (text, dice) => {
				take(event, dice === 0 ? text : withMembers(text, goodId));
			}),
			{ numRuns: RUNS.arbitrary },
		);
	});
});

describe.each(EVENT_NAMES)("the documents' own bodies of %s, damaged", (event) => {
	const value = anyJson(DOCUMENTED_NAMES);
	const fixtures = fixturesOf(event).map(({ body }) => body);
	const mutation = fc.record({
		where: fc.nat(1000),
		how: fc.constantFrom('replace', 'remove', 'rename', 'wrap', 'stringify', 'add', 'deepen', 'repeat'),
		value,
		name: fc.oneof(fc.constantFrom(...DOCUMENTED_NAMES), fc.constantFrom(...HOSTILE_NAMES)),
	});

	it('are refused, or become items that hold every member and nothing else', () => {
		fc.assert(
			fc.property(
				fc.constantFrom(...fixtures),
				fc.array(mutation, { minLength: 1, maxLength: 4 }),
				(fixture, mutations) => {
					let text = fixture;
					for (const { where, how, value: other, name } of mutations)
						text = mutate(text, where, how, other, name);
					take(event, text);
				},
			),
			{ numRuns: RUNS.mutated },
		);
	});
});

/** Changes one member somewhere in a body. */
function mutate(text: string, where: number, how: string, other: string, name: string): string {
	const body = JSON.parse(text) as JsonObject;
	const places: Array<[holder: JsonObject, key: string]> = [];
	const visit = (holder: unknown) => {
		if (typeof holder !== 'object' || holder === null) return;
		for (const [key, value] of Object.entries(holder)) {
			places.push([holder as JsonObject, key]);
			visit(value);
		}
	};
	visit(body);
	if (places.length === 0) return text;
	const [holder, key] = places[where % places.length];
	const set = (member: string, value: unknown) =>
		Object.defineProperty(holder, member, { value, enumerable: true, configurable: true, writable: true });
	const value: unknown = Object.getOwnPropertyDescriptor(holder, key)?.value;
	const replacement: unknown = JSON.parse(other);
	if (how === 'replace') set(key, replacement);
	if (how === 'remove') delete holder[key];
	if (how === 'rename' && !Array.isArray(holder)) {
		delete holder[key];
		set(name, value);
	}
	if (how === 'wrap') set(key, [value]);
	if (how === 'stringify') set(key, typeof value === 'string' ? Number(value) : JSON.stringify(value));
	if (how === 'add' && !Array.isArray(holder)) set(name, replacement);
	if (how === 'deepen') set(key, JSON.parse(nested(where % 120, where % 2 ? 'list' : 'object')));
	if (how === 'repeat') set(key, [value, value, replacement]);
	return JSON.stringify(body);
}

describe.each(EVENT_NAMES)('a documented body of %s', (event) => {
	it('becomes exactly the item it describes', () => {
		fc.assert(
			fc.property(DOCUMENTED_CALLS[event], ({ body, item }) => {
				const taken = take(event, JSON.stringify(body));
				if (typeof taken === 'string') throw new Error(taken);
				const shaped: JsonObject = { ...taken };
				// How a transcript reads is the account's matter; see heldMembers.ts.
				for (const name of ['source', 'dedupeKey', 'transcript']) delete shaped[name];
				// Through text, as the body went: JSON knows no negative zero.
				const expected: unknown = JSON.parse(JSON.stringify(item));
				if (!isDeepStrictEqual(JSON.parse(JSON.stringify(shaped)), expected))
					expect(shaped).toStrictEqual(expected);
			}),
			{ numRuns: RUNS.documented },
		);
	});
});

describe('sizes', () => {
	const string = 'ab\ud800"\\ \n'.repeat(1_300_000);

	const TEXT_OF: { [event in EventName]: [member: string, place: string] } = {
		agentReply: ['text', 'text'],
		handoffRequested: ['bot_id', 'agentId'],
		customerMessage: ['body', 'text'],
		handoffClosed: ['type', 'reason'],
	};

	it.each(EVENT_NAMES)('%s holds texts of 10 MB wherever a text may stand', (event) => {
		const value = JSON.stringify(string);
		expect(value.length).toBeGreaterThan(10e6);
		const [member, place] = TEXT_OF[event];
		const item = take(
			event,
			`{"conversation_id":"c-1","${member}":${value},"unknown":${value}}`,
		) as AltaBotsEvent;
		expect((item as unknown as JsonObject)[place] === string).toBe(true);
		expect(item.additionalFields.unknown === string).toBe(true);
		const { conversationId, additionalFields } = take(
			event,
			`{"conversation_id":${value},${value}:1}`,
		) as AltaBotsEvent;
		expect(conversationId === string).toBe(true);
		expect(additionalFields[string]).toBe(1);
	});

	it.each<[EventName, string, number, (item: JsonObject) => unknown, string]>([
		[
			'handoffRequested',
			'body',
			10_000,
			({ messages }) => messages,
			'{"text":"a","message_type":"QUESTION"}',
		],
		['agentReply', 'output', 1_000, ({ outputs }) => outputs, '{"content":{"text":"a"}}'],
		['agentReply', 'flow_output', 1_000, ({ outputs }) => outputs, '{"content":"a"}'],
	])(
		'%s keeps a list in %s as it came, once it has more than %i entries',
		(event, member, limit, shapedOf, entry) => {
			const bodyWith = (count: number) =>
				`{"conversation_id":"c-1","${member}":[${Array.from({ length: count }, () => entry).join()}]}`;
			const shaped = take(event, bodyWith(limit)) as AltaBotsEvent;
			expect(shapedOf(shaped as unknown as JsonObject)).toHaveLength(limit);
			expect(shaped.additionalFields).toEqual({});
			const kept = take(event, bodyWith(limit + 1)) as AltaBotsEvent;
			expect(shapedOf(kept as unknown as JsonObject)).toEqual([]);
			expect(kept.additionalFields[member]).toHaveLength(limit + 1);
		},
	);

	it.each(['{}', '[]', '0', '""', '{"content":{"audio":[{}]}}'])(
		'far too many entries make no item much larger than its body: %s',
		(entry) => {
			const list = `[${Array.from({ length: 30_000 }, () => entry).join()}]`;
			for (const event of EVENT_NAMES) {
				for (const member of ['body', 'output', 'flow_output', 'user_info', 'usage']) {
					const text = `{"conversation_id":"c-1","${member}":${list}}`;
					const item = take(event, text);
					if (item === 'refused') continue;
					expect(JSON.stringify(item).length).toBeLessThan(text.length * 1.1 + 2_000);
				}
			}
		},
	);

	it.each([MAX_DEPTH - 1, MAX_DEPTH, 1000, 100_000])(
		'nesting of %i levels is taken or refused, and never a fault',
		(depth) => {
			for (const kind of ['list', 'object'] as const) {
				const body = JSON.parse(`{"conversation_id":"c-1","x":${nested(depth, kind)}}`) as JsonObject;
				for (const event of EVENT_NAMES) {
					const key = dedupeKeyOf(event, body);
					expect(key === null).toBe(depth >= MAX_DEPTH);
					const { additionalFields } = shapeEvent(event, body, key ?? '', {
						source: null,
						placeholderEmails: [],
					});
					expect(additionalFields.x === body.x).toBe(true);
				}
				bodies++;
			}
		},
	);

	it.each(['output', 'flow_output', 'user_info', 'usage', 'body', 'text'])(
		'nesting of 100,000 levels in %s',
		(name) => {
			const body = JSON.parse(`{"conversation_id":"c-1","${name}":${nested(100_000, 'list')}}`) as JsonObject;
			for (const event of EVENT_NAMES) {
				expect(dedupeKeyOf(event, body)).toBeNull();
				shapeEvent(event, body, '', { source: null, placeholderEmails: [] });
			}
			bodies++;
		},
	);
});

describe('the dedupe key', () => {
	const body = anyJson(DOCUMENTED_NAMES).map(
		(value) => JSON.parse(withMembers(`{"x":${value}}`, goodId)) as JsonObject,
	);

	it('is the same in whatever order the members come', () => {
		fc.assert(
			fc.property(body, (original) => {
				mustBe(
					dedupeKeyOf('agentReply', reversed(original) as JsonObject),
					dedupeKeyOf('agentReply', original),
					'key',
				);
			}),
			{ numRuns: RUNS.keys },
		);
	});

	it('differs as soon as two bodies do', () => {
		fc.assert(
			fc.property(body, body, (one, two) => {
				// 1e400 and -0 have no JSON of their own any more, so the values are compared.
				const isEqual = isDeepStrictEqual(positiveZero(one), positiveZero(two));
				mustBe(
					dedupeKeyOf('handoffClosed', one) === dedupeKeyOf('handoffClosed', two),
					isEqual,
					'equal keys',
				);
			}),
			{ numRuns: RUNS.keys },
		);
	});

	function reversed(value: unknown): unknown {
		if (typeof value !== 'object' || value === null) return value;
		if (Array.isArray(value)) return value.map(reversed);
		return Object.fromEntries(
			Object.entries(value)
				.reverse()
				.map(([name, entry]) => [name, reversed(entry)]),
		);
	}

	function positiveZero(value: unknown): unknown {
		if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value;
		if (Array.isArray(value)) return value.map(positiveZero);
		return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, positiveZero(entry)]));
	}
});

describe('any path', () => {
	const segment = fc.oneof(
		fc.constantFrom(
			'conversation',
			'establish',
			'chat',
			'close',
			'id-1',
			'webhook',
			'',
			'.',
			'..',
			'%2F',
			'%63hat',
			'%',
			'%zz',
			'%00',
			'Chat',
			'human',
		),
		fc.webPath(),
		codeUnits(6),
	);

	it('is an event only if the rest behind the ID is exactly one of four', () => {
		const suffixes = new Map<string, EventName>([
			['', 'agentReply'],
			['/conversation/establish', 'handoffRequested'],
			['/chat', 'customerMessage'],
			['/conversation/close', 'handoffClosed'],
		]);
		fc.assert(
			fc.property(fc.array(segment, { maxLength: 6 }), (segments) => {
				const path = `/${segments.join('/')}`;
				const event = eventOfPath(path, 'id-1');
				let decoded: string | null = null;
				try {
					decoded = decodeURIComponent(path);
				} catch {
					// Not decodable: no event.
				}
				const rest = decoded?.includes('/id-1') ? decoded.slice(decoded.indexOf('/id-1') + 5) : null;
				let trimmed = rest;
				while (trimmed?.endsWith('/')) trimmed = trimmed.slice(0, -1);
				mustBe(event, trimmed === null ? null : (suffixes.get(trimmed) ?? null), `event of ${path}`);
			}),
			{ numRuns: RUNS.paths },
		);
	});
});

describe('any Authorization header', () => {
	const header = fc.oneof(
		anyString,
		fc
			.tuple(
				fc.constantFrom('Bearer', 'basic', 'BASIC', 'Digest', ''),
				fc.constantFrom(' ', '  ', '\t', ''),
				anyString,
			)
			.map((parts) => parts.join('')),
		anyString.map((text) => `Basic ${Buffer.from(text).toString('base64')}`),
	);

	it('is judged without a throw, and valid only if a secret stands in it', () => {
		fc.assert(
			fc.property(header, fc.array(anyString, { maxLength: 3 }), (value, secrets) => {
				const outcome = checkAuthorization(value, secrets);
				const parts = value.trim().split(/\s+/);
				const offered = value.trim().slice(parts[0].length).trim();
				const decoded = Buffer.from(offered, 'base64').toString();
				const isBasic = /^basic$/i.test(parts[0]);
				const candidates = /^bearer$/i.test(parts[0])
					? [offered]
					: isBasic
						? [offered, decoded, decoded.slice(decoded.indexOf(':') + 1)]
						: [];
				const isValid =
					offered !== '' &&
					secrets.some(
						(secret) => secret.trim() !== '' && candidates.map(wellFormed).includes(wellFormed(secret)),
					);
				const expected = value.trim() === '' ? 'missing' : isValid ? 'valid' : 'wrong';
				mustBe(outcome, expected, `${JSON.stringify(value)} for ${JSON.stringify(secrets)}`);
			}),
			{ numRuns: RUNS.paths },
		);
	});

	/** As UTF-8 would carry it. */
	function wellFormed(text: string): string {
		return Buffer.from(text).toString();
	}
});

describe('the number of bodies', () => {
	it('is 100,000 at least', () => {
		expect(bodies).toBeGreaterThanOrEqual(100_000);
	});
});
