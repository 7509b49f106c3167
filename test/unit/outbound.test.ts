import fc from 'fast-check';
import { NodeOperationError, type INode } from 'n8n-workflow';

import {
	BASE_URLS,
	baseUrlOf,
	closeRequest,
	CODES,
	fileAddress,
	judgeAnswer,
	judgeSilence,
	NOT_ALLOWED,
	replyRequest,
	type Judgement,
	type Platform,
	type PlatformAnswer,
} from '../../platform/outbound';
import { fixturesOf } from '../fixtures';

const NOW = Date.UTC(2026, 10, 21, 12);

type Answer = Partial<Omit<PlatformAnswer, 'body'>> & { body?: unknown };

function judge({ status = 200, headers = {}, body = {} }: Answer): Judgement {
	return judgeAnswer({ status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) }, NOW);
}

type Negative = Extract<Judgement, { cure: string }>;

const KNOWN = Object.keys(CODES);

describe("requests are the documents' own", () => {
	const fixtures = Object.fromEntries(fixturesOf('outbound').map((fixture) => [fixture.name, fixture]));
	const id = '67d8db020fa31d1ef64f53dg';
	const atMs = 1742265100000;

	it.each([
		['sendReply', replyRequest(id, 'Hello, this is Ana. How can I help?', atMs)],
		['close', closeRequest(id, atMs)],
	])('%s', (name, { method, path, body }) => {
		expect(method).toBe('POST');
		expect(`${BASE_URLS.altaBots}${path}`).toBe(fixtures[name].target);
		expect(JSON.stringify(body)).toBe(fixtures[name].body.trim());
	});

	it('there is a fixture for each, and no other', () => {
		expect(Object.keys(fixtures).sort()).toEqual(['close', 'sendReply']);
	});
});

describe('what is a success', () => {
	it.each([
		['a code 0', { code: 0, message: 'OK', data: {} }],
		["a code '0'", { code: '0' }],
		['a code 200', { code: 200, message: 'success' }],
		["a code '200'", { code: '200', msg: 'success' }],
		['no code', {}],
		['a code that is null', { code: null, message: 'OK' }],
		['the request said back, as the page of the closing prints it', { conversation_id: 'c', timestamp: 5 }],
		['an error member that is null', { code: 0, error: null }],
		['an error member without words', { code: 0, error: ' ' }],
	])('%s', (_title, body) => {
		expect(judge({ body })).toStrictEqual({ outcome: 'accepted', response: body });
		expect(judge({ body, status: 201 }).outcome).toBe('accepted');
	});

	it('is not one with an error object, whatever its code', () => {
		for (const error of [{}, { code: 0 }, { code: 200, message: 'OK' }]) {
			expect(judge({ body: { error } }).outcome).toBe('refused');
			expect(judge({ body: { code: 0, error } }).outcome).toBe('refused');
		}
	});

	it('is not one under 4xx or 5xx, whatever the code says', () => {
		for (const code of [0, 200, undefined]) {
			expect(judge({ status: 400, body: { code } }).outcome).toBe('refused');
			expect(judge({ status: 500, body: { code } }).outcome).toBe('unknown');
		}
	});
});

describe('an answer that is none of the platform', () => {
	it.each([
		['a sign-in page', '<!doctype html><title>Sign in</title>'],
		['nothing', ''],
		['a list', '[]'],
		['a list of answers', '[{"code":0}]'],
		['null', 'null'],
		['a text', '"success"'],
		['a number', '200'],
		['half a JSON', '{"code":0'],
	])('is no success under 200: %s', (_title, body) => {
		expect(judge({ body })).toMatchObject({
			outcome: 'unknown',
			message: 'The answer did not come from the platform: it is no JSON object',
		});
	});

	it.each([204, 201, 226])('is no success under %d without a body', (status) => {
		expect(judge({ status, body: '' }).outcome).toBe('unknown');
	});

	it('has not been acted upon under 4xx', () => {
		expect(judge({ status: 404, body: '<html>' })).toMatchObject({
			outcome: 'refused',
			message: 'The platform does not know this address (HTTP 404)',
		});
		expect(judge({ status: 401, body: '' })).toMatchObject({
			outcome: 'refused',
			message: 'The platform does not accept this API key (HTTP 401)',
		});
		expect(judge({ status: 418, body: '' })).toMatchObject({
			outcome: 'refused',
			message: 'The platform refused the call (HTTP 418)',
			cure: 'It gave no reason.',
		});
	});
});

describe('the codes of the platform', () => {
	const DOCUMENTED = `40000 40005 40127 40348 40353 40356 40358 40364 40378 20059 40379 20022 20040 20055
		200222 40325 40326 200116 403200 403201 403202 403203 403204`.split(/\s+/);

	it('all have a sentence and a cure', () => {
		expect([...KNOWN].sort()).toEqual([...DOCUMENTED].sort());
		for (const { message, cure } of Object.values(CODES)) {
			expect(message).toMatch(/^[A-Z'].*[^.]$/);
			expect(cure).toMatch(/^[A-Z'].*\.$/);
		}
	});

	const places = KNOWN.flatMap((code) =>
		[200, 400, 401, 403, 500].map((status) => ({ code, status, known: CODES[code] })),
	);

	it.each(places)('$code is explained under HTTP $status, as number and as text, in every shape', (row) => {
		const { code, status, known } = row;
		for (const value of [Number(code), code]) {
			for (const body of [
				{ code: value, message: 'Words' },
				{ code: value, msg: 'Words' },
				{ error: { code: value, message: 'Words', status } },
				{ error: { code: value, msg: 'Words' } },
				{ code: value, error: { message: 'Words' } },
			]) {
				expect(judge({ status, body })).toStrictEqual({
					outcome: 'refused',
					message: known.message,
					cure: `${known.cure} The platform said: “Words” (code ${code})`,
				});
			}
			expect(judge({ status, body: { code: value } })).toMatchObject({
				cure: `${known.cure} (code ${code})`,
			});
		}
	});

	it.each([40356, 40358])('%d says that a handoff has a conversation of its own', (code) => {
		expect((judge({ body: { code } }) as Negative).cure).toContain(
			'A handoff has a conversation ID of its own',
		);
	});

	it.each([200, 400, 403])('passes on a code that nobody documented, under HTTP %d', (status) => {
		expect(judge({ status, body: { code: 49999, message: 'Closed already' } })).toStrictEqual({
			outcome: 'refused',
			message: 'The platform refused the call (code 49999)',
			cure: "The platform's documents do not explain this code. The platform said: “Closed already”",
		});
	});

	it.each([
		[200, 50000],
		[200, '50101'],
		[400, 50000],
		[500, 50000],
		[500, 49999],
		[502, 12],
	])('cannot know what happened: HTTP %d with %j', (status, code) => {
		const judgement = judge({ status, body: { code } }) as Negative;
		expect(judgement.outcome).toBe('unknown');
		expect(judgement.message).toBe(`The platform stumbled over the call (code ${code})`);
		expect(judgement.cure).toContain('It may have taken effect all the same');
		expect(judgement.retry).toBeUndefined();
	});

	it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
		'takes %j for a code like any other',
		(code) => {
			expect(judge({ body: `{"code":"${code}"}` })).toMatchObject({
				outcome: 'refused',
				message: `The platform refused the call (code ${code})`,
			});
		},
	);

	it('quotes no more than a little of what the platform said', () => {
		const { cure } = judge({ body: { code: 49999, message: 'x'.repeat(10_000) } }) as Negative;
		expect(cure.length).toBeLessThan(500);
	});

	it('takes a bare text as an error for a refusal, whatever its code', () => {
		for (const body of [{ error: 'Words' }, { code: 0, error: 'Words' }]) {
			expect(judge({ body })).toStrictEqual({
				outcome: 'refused',
				message: 'The platform refused the call',
				cure: 'It gave no code. The platform said: “Words”',
			});
		}
		expect(
			(judge({ status: 404, body: { error: 'Not Found', message: 'Words' } }) as Negative).cure,
		).toContain('“Words”');
	});

	it('takes an error object without a code for a refusal', () => {
		expect(judge({ body: { error: { message: 'Words' } } })).toStrictEqual({
			outcome: 'refused',
			message: 'The platform refused the call',
			cure: 'It gave no code. The platform said: “Words”',
		});
	});
});

describe('a redirect', () => {
	it.each([301, 302, 303, 307, 308])('%d is a refusal, whatever its body says', (status) => {
		for (const body of ['', '<html>', '{"code":0}', '{"code":50000}']) {
			const judgement = judge({ status, headers: { location: 'https://x.example' }, body }) as Negative;
			expect(judgement.outcome).toBe('refused');
			expect(judgement.message).toBe(`The address answers with a redirect (HTTP ${status})`);
			expect(judgement.retry).toBeUndefined();
		}
	});
});

describe('the time to come back', () => {
	const seconds = Math.floor(NOW / 1000);
	it.each([
		['Retry-After in seconds', { 'retry-after': '7' }, 7_000],
		['Retry-After nought', { 'retry-after': '0' }, 0],
		['Retry-After as a date', { 'retry-after': new Date(NOW + 9_000).toUTCString() }, 9_000],
		['Retry-After as a date that is over', { 'retry-after': new Date(NOW - 9_000).toUTCString() }, 0],
		['X-RateLimit-Reset', { 'x-ratelimit-reset': String(seconds + 12) }, 12_000],
		['X-RateLimit-Reset that is over', { 'x-ratelimit-reset': String(seconds - 12) }, 0],
		['both', { 'retry-after': '7', 'x-ratelimit-reset': String(seconds + 12) }, 7_000],
		['a Retry-After of no use', { 'retry-after': 'soon', 'x-ratelimit-reset': String(seconds + 12) }, 12_000],
		['a Retry-After that is empty', { 'retry-after': '' }, null],
		['a Retry-After that no calendar holds', { 'retry-after': '9'.repeat(20) }, null],
		['an X-RateLimit-Reset that no calendar holds', { 'x-ratelimit-reset': '9'.repeat(20) }, null],
		['an X-RateLimit-Reset of no use', { 'x-ratelimit-reset': 'later' }, null],
		['none', {}, null],
	])('by %s', (_title, headers, afterMs) => {
		for (const body of ['', '{"code":40000}', '{"code":0}', '{"code":50000}']) {
			const judgement = judge({ status: 429, headers, body });
			expect(judgement).toMatchObject({
				outcome: 'refused',
				message: 'The platform takes no more calls for now',
				retry: { afterMs },
			});
		}
		if ('retry-after' in headers) {
			expect(judge({ status: 503, headers })).toMatchObject({ outcome: 'refused', retry: { afterMs } });
		}
	});

	it.each(['', '{}', '{"message":"user id not found"}'])('is not named by 503 alone: %s', (body) => {
		const judgement = judge({
			status: 503,
			headers: { 'x-ratelimit-reset': String(seconds) },
			body,
		}) as Negative;
		expect(judgement.outcome).toBe('unknown');
		expect(judgement.retry).toBeUndefined();
	});

	it('is not named by 500, 502 and 504, not even with Retry-After', () => {
		for (const status of [500, 502, 504]) {
			const judgement = judge({ status, headers: { 'retry-after': '1' }, body: '' }) as Negative;
			expect(judgement).toMatchObject({
				outcome: 'unknown',
				message: `The platform stumbled over the call (HTTP ${status})`,
			});
			expect(judgement.retry).toBeUndefined();
		}
	});
});

describe('when no answer came', () => {
	it.each([
		['ECONNREFUSED', 'refused', 'Nothing answers at the address of the platform', true],
		['ENOTFOUND', 'refused', 'The name of the platform cannot be looked up', true],
		['EAI_AGAIN', 'refused', 'The name of the platform cannot be looked up', true],
		['CERT_HAS_EXPIRED', 'refused', "The platform's certificate cannot be trusted", false],
		['DEPTH_ZERO_SELF_SIGNED_CERT', 'refused', "The platform's certificate cannot be trusted", false],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'refused', "The platform's certificate cannot be trusted", false],
		['ERR_TLS_CERT_ALTNAME_INVALID', 'refused', "The platform's certificate cannot be trusted", false],
		[NOT_ALLOWED, 'refused', 'This n8n does not allow calls to the address of the platform', false],
		// Also while an answer is read, so the call may have arrived.
		[
			'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC',
			'unknown',
			'The connection broke off before the platform answered',
			false,
		],
		['ECONNABORTED', 'unknown', 'The platform did not answer in time', false],
		['ETIMEDOUT', 'unknown', 'The platform did not answer in time', false],
		['ECONNRESET', 'unknown', 'The connection broke off before the platform answered', false],
		['EPIPE', 'unknown', 'The connection broke off before the platform answered', false],
		['ERR_BAD_RESPONSE', 'unknown', 'The connection broke off before the platform answered', false],
		[undefined, 'unknown', 'The connection broke off before the platform answered', false],
	])('%s', (code, outcome, message, mayRetry) => {
		const judgement = judgeSilence(code);
		expect(judgement).toMatchObject({ outcome, message });
		expect(judgement.retry).toEqual(mayRetry ? { afterMs: null } : undefined);
	});
});

describe('no message of ours', () => {
	const node = {
		id: 'n',
		name: 'AltaBots',
		type: 'x',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	} as INode;
	const silences = [
		'ECONNREFUSED',
		'ENOTFOUND',
		'EAI_AGAIN',
		'CERT_HAS_EXPIRED',
		NOT_ALLOWED,
		'ETIMEDOUT',
		'ECONNRESET',
		undefined,
	];
	const all: Negative[] = [
		...silences.map((code) => judgeSilence(code)),
		...[...KNOWN, 49999, 50000].map((code) => judge({ body: { code } }) as Negative),
		...[301, 400, 401, 403, 404, 405, 418, 429, 500, 503].map((status) => judge({ status }) as Negative),
		...['', '{"error":{}}'].map((body) => judge({ body }) as Negative),
	];

	it("has the words that n8n's guidelines advise against", () => {
		for (const { message, cure } of all) {
			expect(`${message} ${cure}`).not.toMatch(/\b(errors?|failed|fail|failures?|problems?|mistakes?)\b/i);
		}
	});

	it('is one that n8n replaces by words of its own', () => {
		for (const { message } of all) expect(new NodeOperationError(node, message).message).toBe(message);
	});

	it('is ever thrown: any answer gets a judgement with a message and a cure', () => {
		const header = fc.option(fc.oneof(fc.string(), fc.integer(), fc.constant(['a', 'b'])), {
			nil: undefined,
		});
		fc.assert(
			fc.property(
				fc.integer({ min: 100, max: 599 }),
				fc.oneof(
					fc.string(),
					fc.json(),
					fc.record({ code: fc.jsonValue(), error: fc.jsonValue() }).map((value) => JSON.stringify(value)),
				),
				header,
				header,
				(status, body, retryAfter, reset) => {
					const headers = { 'retry-after': retryAfter, 'x-ratelimit-reset': reset };
					const judgement = judgeAnswer({ status, headers, body }, NOW);
					if (judgement.outcome === 'accepted') expect(status).toBeLessThan(300);
					else expect([typeof judgement.message, typeof judgement.cure]).toEqual(['string', 'string']);
				},
			),
			{ numRuns: 500 },
		);
	});
});

describe('hosts', () => {
	it.each([
		['altaBots', 'https://altatech.ai'],
		['gptBotsSingapore', 'https://api-sg.gptbots.ai'],
		['gptBotsThailand', 'https://api-th.gptbots.ai'],
		['gptBotsJapan', 'https://api-jp.gptbots.ai'],
	])('%s is %s, whatever stands in the other field', (platform, url) => {
		expect(baseUrlOf(platform as Platform, 'https://other.example')).toBe(url);
	});

	it.each(['https://10.example.com/a.mp3', 'https://127.0.0.1.example.com/a.mp3'])(
		'a file may be at %s',
		(url) => {
			expect(fileAddress(url, BASE_URLS.altaBots)?.href).toBe(url);
		},
	);

	it.each([
		['https://bots.example.com', 'https://bots.example.com'],
		['https://bots.example.com/', 'https://bots.example.com'],
		['  https://bots.example.com///  ', 'https://bots.example.com'],
		['http://10.0.0.5:8080', 'http://10.0.0.5:8080'],
		['https://bots.example.com/api/', 'https://bots.example.com/api'],
		['HTTPS://Bots.Example.com', 'https://bots.example.com'],
	])('a custom one may be %j', (custom, url) => {
		expect(baseUrlOf('custom', custom)).toBe(url);
	});

	it.each([
		'',
		'   ',
		'bots.example.com',
		'//bots.example.com',
		'ftp://bots.example.com',
		'file:///etc/passwd',
		'javascript:alert(1)',
		'https://user@bots.example.com',
		'https://user:dummy@bots.example.com',
		'https://bots.example.com?x=1',
		'https://bots.example.com#x',
		'https://',
	])('a custom one may not be %j', (custom) => {
		expect(baseUrlOf('custom', custom)).toBeNull();
	});

	it.each(['unknown', ''])('there is no platform %j', (platform) => {
		expect(baseUrlOf(platform as Platform, 'https://bots.example.com')).toBeNull();
	});
});
