/* eslint-disable @n8n/community-nodes/no-restricted-globals -- test code never ships */
import {
	checkAuthorization,
	dedupeKeyOf,
	eventOfPath,
	findFault,
	isProbe,
	shapeEvent,
	type EventName,
} from '../../../platform/inbound';

type JsonObject = { [member: string]: unknown };

/**
 * Ten times as much may take ten times as long; quadratic work takes a hundred times. Time is the processor's, so
 * that a busy machine does not count; caches and memory still blur it, so the limit lies between the two, the
 * least of several runs counts, and a pair of sizes gets another chance.
 */
const RATIO_LIMIT = 32;

const SMALL_RUNS = 4;
const LARGE_RUNS = 2;
const ATTEMPTS = 3;

/** Shorter than this says nothing about growth. */
const NOISE_MS = 1;

function leastMs(runs: number, work: () => void): number {
	const times = Array.from({ length: runs }, () => {
		const before = process.cpuUsage();
		work();
		const { user, system } = process.cpuUsage(before);
		return (user + system) / 1000;
	});
	return Math.min(...times);
}

/** @param workOf prepares the work of a size; only the work is timed */
function expectLinear(workOf: (size: number) => () => void, size: number): void {
	const ratios: number[] = [];
	for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
		const small = leastMs(SMALL_RUNS, workOf(size));
		const large = leastMs(LARGE_RUNS, workOf(size * 10));
		ratios.push(large / Math.max(small, NOISE_MS));
		if (ratios[attempt] < RATIO_LIMIT) return;
	}
	throw new Error(
		`Ten times the size took ${ratios.map((ratio) => ratio.toFixed(1)).join(', ')} times as long.`,
	);
}

describe('ten times the body takes about ten times the time', () => {
	const repeat = (text: string) => (bytes: number) =>
		JSON.stringify(text.repeat(bytes / JSON.stringify(text).length));
	/** As many entries as are taken apart at 10 MB, a tenth of them at 1 MB. */
	const list = (count: number, entry: (text: string) => string) => (bytes: number) => {
		const one = entry('x'.repeat(1e7 / count));
		return `[${Array.from({ length: (count * bytes) / 1e7 }, () => one).join()}]`;
	};
	/** Far more entries than are taken apart. */
	const longList = (entry: string) => (bytes: number) =>
		`[${Array.from({ length: bytes / (entry.length + 1) }, () => entry).join()}]`;
	const object = (bytes: number) =>
		`{${Array.from({ length: bytes / 16 }, (_, index) => `"name-${index}":1`).join()}}`;

	const MAKERS: Array<[title: string, event: EventName, member: string, make: (bytes: number) => string]> = [
		['one text', 'customerMessage', 'body', repeat('x')],
		['one text of blanks', 'customerMessage', 'body', repeat(' ')],
		[
			'one text with a blank run inside',
			'handoffClosed',
			'type',
			(bytes) => JSON.stringify(`a${' '.repeat(bytes)}b`),
		],
		['an id', 'agentReply', 'message_id', repeat('0')],
		['a time of digits', 'handoffClosed', 'timestamp', repeat('9')],
		[
			'a time of digits and an end',
			'handoffClosed',
			'timestamp',
			(bytes) => JSON.stringify(`${'9'.repeat(bytes)}x`),
		],
		[
			'a time of blanks and an end',
			'handoffClosed',
			'timestamp',
			(bytes) => JSON.stringify(`${' '.repeat(bytes)}x`),
		],
		['an amount', 'agentReply', 'usage', (bytes) => `{"tokens":{"total_tokens":"${'9'.repeat(bytes)}"}}`],
		[
			'an amount with an end',
			'agentReply',
			'usage',
			(bytes) => `{"tokens":{"total_tokens":"${'0'.repeat(bytes)}x"}}`,
		],
		[
			'many messages',
			'handoffRequested',
			'body',
			list(10_000, (text) => `{"text":"${text}","message_type":"QUESTION"}`),
		],
		['far too many messages', 'handoffRequested', 'body', longList('{"text":"Hello"}')],
		[
			'a message of line breaks',
			'handoffRequested',
			'body',
			(bytes) => `[{"text":"a${'\\n'.repeat(bytes / 2)}b"}]`,
		],
		[
			'many outputs',
			'agentReply',
			'output',
			list(1_000, (text) => `{"content":{"text":"${text}","audio":[{"audio":"u"}]}}`),
		],
		[
			'many outputs of version 1',
			'agentReply',
			'flow_output',
			list(1_000, (text) => `{"content":"${text}","branch":"1"}`),
		],
		[
			'much audio',
			'agentReply',
			'output',
			(bytes) =>
				`[{"content":{"audio":${list(100, (text) => `{"audio":"u","transcript":"${text}"}`)(bytes)}}}]`,
		],
		['an e-mail', 'handoffRequested', 'email', repeat('A@')],
		['a customer with many members', 'handoffRequested', 'user_info', object],
		['many members', 'handoffClosed', 'unknown', object],
		['a list of lists', 'handoffClosed', 'unknown', longList('[[],[[]],"text"]')],
		[
			'a placeholder with blanks',
			'handoffRequested',
			'email',
			(bytes) => JSON.stringify(`${' '.repeat(bytes)}a`),
		],
	];

	it.each(MAKERS)('%s (%s, %s)', (_, event, member, make) => {
		expectLinear((bytes) => {
			const body = JSON.parse(`{"conversation_id":"c-1","${member}":${make(bytes)}}`) as JsonObject;
			return () => {
				isProbe(body);
				if (findFault(event, body) !== null) throw new Error('refused');
				const dedupeKey = dedupeKeyOf(event, body);
				if (dedupeKey === null) throw new Error('too deep');
				shapeEvent(event, body, dedupeKey, { source: null, placeholderEmails: ['support@gptbots.ai'] });
			};
		}, 1_000_000);
	});
});

describe('so do headers and paths, though servers limit them', () => {
	it.each([
		['of one word', (size: number) => `Bearer ${'x'.repeat(size)}`],
		['with blanks between', (size: number) => `Bearer a${' '.repeat(size)}b`],
		['with blanks around', (size: number) => `${' '.repeat(size)}Bearer a${' '.repeat(size)}`],
		['of a scheme and blanks', (size: number) => `Basic${' '.repeat(size)}`],
		['of base64', (size: number) => `Basic ${Buffer.from(`user:${'k'.repeat(size)}`).toString('base64')}`],
		['of colons', (size: number) => `Basic ${Buffer.from(':'.repeat(size)).toString('base64')}`],
	])('an Authorization header %s', (_, make) => {
		expectLinear((size) => {
			const header = make(size);
			return () => checkAuthorization(header, ['example-one', 'example-two']);
		}, 20_000);
	});

	it.each([
		['slashes before an end', (size: number) => `/id${'/'.repeat(size)}x`],
		['slashes at the end', (size: number) => `/id/chat${'/'.repeat(size)}`],
		['encoded characters', (size: number) => `/id/${'%63'.repeat(size)}`],
		['the ID over and over', (size: number) => '/id'.repeat(size)],
	])('a path of %s', (_, make) => {
		expectLinear((size) => {
			const path = make(size);
			return () => eventOfPath(path, 'id');
		}, 20_000);
	});
});
