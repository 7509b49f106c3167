/* eslint-disable @n8n/community-nodes/no-restricted-imports -- test code never ships */
import fc from 'fast-check';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';

import { anyJson, HOSTILE_NAMES, nested } from '../unit/properties/jsonText';
import type { Transmission } from './rawSocket';

/** A request, or several on one connection, that no decent client sends. */
export interface BadRequest extends Transmission {
	title: string;
	/** Whether nothing of it can be an event; else the answer decides, and must tell the truth. */
	isHopeless: boolean;
}

/** Where the requests go: the path of the trigger's URL, and what it accepts. */
export interface Target {
	path: string;
	host: string;
	authorization: string;
}

type Maker = (target: Target, conversationId: string) => Omit<BadRequest, 'title'> & { title: string };

interface Parts {
	method?: string;
	path?: string;
	version?: string;
	/** As lines; default those of a good call, but for Content-Length. */
	headers?: string[];
	body?: string | Buffer;
	/** Default: the body's length; null leaves the header out. */
	length?: string | null;
	close?: boolean;
	lineEnd?: string;
}

const JSON_TYPE = 'Content-Type: application/json';

function eventBody(conversationId: string): string {
	return JSON.stringify({ conversation_id: conversationId, timestamp: 1742265095120, body: 'Hello' });
}

function request({ host, authorization, path: base }: Target, parts: Parts): Buffer {
	const {
		method = 'POST',
		path = `${base}/chat`,
		version = 'HTTP/1.1',
		body = '',
		close = true,
		lineEnd = '\r\n',
	} = parts;
	const headers = parts.headers ?? [JSON_TYPE, `Authorization: ${authorization}`];
	const length = parts.length === undefined ? String(Buffer.byteLength(body)) : parts.length;
	const head = [
		`${method} ${path} ${version}`,
		`Host: ${host}`,
		...headers,
		...(length === null ? [] : [`Content-Length: ${length}`]),
		...(close ? ['Connection: close'] : []),
		'',
		'',
	].join(lineEnd);
	return Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body)]);
}

/** One request on one connection. */
const single =
	(
		title: string,
		isHopeless: boolean,
		parts: (conversationId: string, target: Target) => Parts,
		rest: Partial<Transmission> = {},
	): Maker =>
	(target, id) => ({ title, isHopeless, chunks: [request(target, parts(id, target))], ...rest });

const ofEvent = (title: string, isHopeless: boolean, parts: Parts): Maker =>
	single(title, isHopeless, (id) => ({ body: eventBody(id), ...parts }));

const methods = fc
	.tuple(
		fc.constantFrom(
			'GET',
			'HEAD',
			'PUT',
			'DELETE',
			'PATCH',
			'OPTIONS',
			'TRACE',
			'PROPFIND',
			'CONNECT',
			'post',
			'FOO',
			'P\0ST',
			' POST',
		),
		fc.constantFrom('', '/chat', '/conversation/establish', '/conversation/close'),
	)
	.map(
		([method, suffix]) =>
			(target: Target, id: string) =>
				ofEvent(`method ${JSON.stringify(method)} on "${suffix}"`, true, {
					method,
					path: `${target.path}${suffix}`,
				})(target, id),
	);

const contentTypes = fc
	.constantFrom(
		...[
			'text/plain',
			'text/xml',
			'application/xml',
			'application/octet-stream',
			'multipart/form-data',
			'multipart/form-data; boundary=x',
		],
		...[
			'application/x-www-form-urlencoded',
			'application/vnd.api+json',
			'application/jsonp',
			'application/json-seq',
			'',
			'/',
			'json',
		],
		...['application/json, text/plain', 'text/plain; application/json', `application/${'x'.repeat(4000)}`],
	)
	.map((type) =>
		ofEvent(`content type ${JSON.stringify(type.slice(0, 60))}`, true, {
			headers: [`Content-Type: ${type}`],
		}),
	);

const charsets = fc
	.tuple(
		fc.constantFrom(
			'utf-8',
			'UTF-8',
			'utf8',
			'utf-16',
			'utf-16le',
			'utf-7',
			'latin1',
			'us-ascii',
			'shift_jis',
			'nonsense',
			'"',
			'',
			'\xff',
		),
		fc.boolean(),
	)
	.map(([charset, asItSays]) =>
		single(`charset ${JSON.stringify(charset)}${asItSays ? ', and so written' : ''}`, false, (id) => ({
			headers: [`Content-Type: application/json; charset=${charset}`],
			body: asItSays && /^utf-16/.test(charset) ? Buffer.from(eventBody(id), 'utf16le') : eventBody(id),
		})),
	);

const CODERS = {
	gzip: gzipSync,
	deflate: deflateSync,
	'deflate ': deflateRawSync,
	br: brotliCompressSync,
	identity: (body: string) => Buffer.from(body),
};

const encodings = fc
	.record({
		named: fc.constantFrom(
			'gzip',
			'deflate',
			'br',
			'zstd',
			'identity',
			'x-gzip',
			'GZIP',
			'gzip, gzip',
			'foo',
			'',
		),
		coded: fc.constantFrom(...(Object.keys(CODERS) as Array<keyof typeof CODERS>)),
		damage: fc.constantFrom('none', 'none', 'cut', 'flipped', 'appended'),
	})
	.map(({ named, coded, damage }) =>
		single(`encoding "${named}" over ${coded.trim()}, damage: ${damage}`, false, (id) => {
			const whole = CODERS[coded](eventBody(id));
			const cut = damage === 'cut' ? whole.subarray(0, Math.floor(whole.length / 2)) : whole;
			if (damage === 'flipped') cut[Math.floor(cut.length / 2)] ^= 0xff;
			return {
				headers: [JSON_TYPE, `Content-Encoding: ${named}`],
				body: damage === 'appended' ? Buffer.concat([cut, Buffer.from('more')]) : cut,
			};
		}),
	);

const truncated = fc
	.tuple(fc.integer({ min: 0, max: 99 }), fc.constantFrom<'end' | 'reset'>('end', 'reset'))
	.map(
		([percent, then]): Maker =>
			(target, id) => {
				const whole = request(target, { body: eventBody(id) });
				return {
					title: `cut off at ${percent} %, then ${then}`,
					isHopeless: true,
					chunks: [whole.subarray(0, Math.floor((whole.length * percent) / 100))],
					then,
				};
			},
	);

const lengths = fc
	.tuple(
		fc.constantFrom(
			'-1',
			'0',
			'1',
			'0x20',
			'1e3',
			'99999999999999999999',
			' ',
			'abc',
			'+5',
			'10, 10',
			'5\r\nContent-Length: 6',
			'1.5',
		),
		fc.constantFrom<'end' | 'reset'>('end', 'reset'),
	)
	.map(([length, then]) =>
		single(`Content-Length ${JSON.stringify(length)}`, true, (id) => ({ body: eventBody(id), length }), {
			then,
		}),
	);

const CHUNKED = [JSON_TYPE, 'Transfer-Encoding: chunked'];

const chunkedBodies: ReadonlyArray<
	[title: string, isHopeless: boolean, make: (body: string) => string, headers?: string[]]
> = [
	['as it should be', false, (body) => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`],
	['byte by byte', false, (body) => `${[...body].map((char) => `1\r\n${char}\r\n`).join('')}0\r\n\r\n`],
	['with an extension', false, (body) => `${body.length.toString(16)};x=y\r\n${body}\r\n0\r\n\r\n`],
	[
		'with a trailer',
		false,
		(body) => `${body.length.toString(16)}\r\n${body}\r\n0\r\nAuthorization: Bearer other\r\n\r\n`,
	],
	['without an end', true, (body) => `${body.length.toString(16)}\r\n${body}\r\n`],
	['of a wrong size', true, (body) => `${(body.length + 9).toString(16)}\r\n${body}\r\n0\r\n\r\n`],
	['of a size that is none', true, (body) => `zz\r\n${body}\r\n0\r\n\r\n`],
	['of a huge size', true, (body) => `FFFFFFFFFFFFFFFFF\r\n${body}`],
	['of a negative size', true, (body) => `-5\r\n${body}\r\n0\r\n\r\n`],
	[
		'and a length',
		true,
		(body) => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
		[...CHUNKED, 'Content-Length: 5'],
	],
	['in name only', true, (body) => body],
	[
		'and gzip',
		true,
		(body) => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
		[JSON_TYPE, 'Transfer-Encoding: gzip, chunked', 'Content-Encoding: gzip'],
	],
	[
		'twice',
		false,
		(body) => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
		[JSON_TYPE, 'Transfer-Encoding: chunked, chunked'],
	],
];

const chunked = fc
	.constantFrom(...chunkedBodies)
	.map(([title, isHopeless, make, headers = CHUNKED]) =>
		single(`chunked ${title}`, isHopeless, (id) => ({ headers, length: null, body: make(eventBody(id)) }), {
			then: 'end',
		}),
	);

const headerLines: ReadonlyArray<[title: string, lines: (target: Target) => string[]]> = [
	['200 of them', () => Array.from({ length: 200 }, (_, index) => `X-Flood-${index}: ${'y'.repeat(20)}`)],
	['3,000 of them', () => Array.from({ length: 3000 }, (_, index) => `X-${index}: 1`)],
	['one of 100 kB', () => [`X-Flood: ${'y'.repeat(100_000)}`]],
	['one name of 100 kB', () => [`X-${'y'.repeat(100_000)}: 1`]],
	['one without a colon', () => ['Nonsense']],
	['one without a name', () => [': value']],
	['a name with a blank', () => ['X Y: 1']],
	['a blank before the colon', () => ['X-Y : 1']],
	['a folded one', () => ['X-Y: 1', '\tand more']],
	['a zero byte', () => ['X-Y: a\0b']],
	['a bare CR', () => ['X-Y: a\rb']],
	['bytes above ASCII', () => ['X-Y: \xe4\xff\xfe']],
	[
		'hostile names',
		() => HOSTILE_NAMES.filter((name) => name !== '').map((name) => `${name}: {"polluted":1}`),
	],
	['two types', () => ['Content-Type: text/plain']],
	['two hosts', () => ['Host: example.com']],
	['an Expect', () => ['Expect: 100-continue']],
	['an Expect of nonsense', () => ['Expect: nonsense']],
	['an Upgrade', () => ['Upgrade: websocket', 'Connection: Upgrade']],
	['an HTTP/2 upgrade', () => ['Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA']],
	['another method', () => ['X-HTTP-Method-Override: DELETE']],
	[
		'forwarding',
		() => [
			'X-Forwarded-For: 10.0.0.1',
			'X-Forwarded-Host: evil.example',
			'X-Forwarded-Proto: gopher',
			'X-Original-URL: /rest/login',
		],
	],
	['cookies', () => [`Cookie: ${'n8n-auth=x; '.repeat(300)}`]],
	['an origin', () => ['Origin: https://evil.example', 'Access-Control-Request-Method: POST']],
];

const headerFloods = fc
	.constantFrom(...headerLines)
	.map(([title, lines]) =>
		single(
			`headers: ${title}`,
			false,
			(id, target) => ({ headers: [JSON_TYPE, ...lines(target)], body: eventBody(id) }),
			{ then: 'end' },
		),
	);

const WRONG_AUTHORIZATIONS = [
	...[
		'Bearer',
		'Bearer ',
		'Basic',
		'Basic ====',
		'Basic Og==',
		'Digest username="x"',
		'Bearer other',
		'Basic other',
		'\xff\xfe',
		'null',
		'[object Object]',
	],
	...[
		`Bearer ${'x'.repeat(14_000)}`,
		`Bearer a${' '.repeat(14_000)}b`,
		`Basic ${'QQ'.repeat(7_000)}`,
		`Basic ${Buffer.from(':'.repeat(10_000)).toString('base64')}`,
	],
	...[
		'Bearer {{ $credentials.apiKey }}',
		'={{ $env.N8N_ENCRYPTION_KEY }}',
		"' OR 1=1 --",
		'Bearer undefined',
		'Basic dW5kZWZpbmVk',
	],
];

const authorizations = fc
	.tuple(
		fc.constantFrom(...WRONG_AUTHORIZATIONS),
		fc.constantFrom('', '/chat', '/conversation/establish'),
		fc.boolean(),
	)
	.map(([value, suffix, isTwice]) =>
		single(
			`Authorization ${JSON.stringify(value.slice(0, 40))}${isTwice ? ' before the right one' : ''} on "${suffix}"`,
			true,
			(id, target) => ({
				path: `${target.path}${suffix}`,
				// Node.js takes the first of several.
				headers: [
					JSON_TYPE,
					`Authorization: ${value}`,
					...(isTwice ? [`Authorization: ${target.authorization}`] : []),
				],
				body: JSON.stringify({ conversation_id: id, body: [] }),
			}),
		),
	);

const versions = fc.oneof(
	fc
		.constantFrom('HTTP/1.0', 'HTTP/0.9', 'HTTP/2.0', 'HTTP/3.7', 'HTTP/1.1.1', 'http/1.1', 'HTCPCP/1.0', '')
		.map((version) => ofEvent(`version ${JSON.stringify(version)}`, false, { version })),
	fc
		.constantFrom<
			[string, Buffer]
		>(['the preface of HTTP/2', Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')], ['a TLS greeting', Buffer.from('16030100a5010000a10303', 'hex')], ['random bytes', Buffer.from(Array.from({ length: 300 }, (_, index) => (index * 137) % 256))], ['nothing but line ends', Buffer.from('\r\n'.repeat(500))], ['a request without a host', Buffer.from('POST / HTTP/1.1\r\n\r\n')], ['a line of 100 kB', Buffer.from('P'.repeat(100_000))])
		.map(
			([title, bytes]): Maker =>
				() => ({ title, isHopeless: true, chunks: [bytes], then: 'end' }),
		),
	fc
		.constantFrom('\n', '\r')
		.map((lineEnd) =>
			single(
				`lines that end with ${JSON.stringify(lineEnd)}`,
				false,
				(id) => ({ body: eventBody(id), lineEnd }),
				{ then: 'end' },
			),
		),
);

const pipelines = fc
	.array(fc.constantFrom('good', 'refused', 'not JSON', 'elsewhere'), { minLength: 2, maxLength: 5 })
	.map(
		(kinds): Maker =>
			(target, id) => ({
				title: `pipelined: ${kinds.join(', ')}`,
				isHopeless: !kinds.includes('good'),
				chunks: [
					Buffer.concat(
						kinds.map((kind, index) =>
							request(target, {
								close: index === kinds.length - 1,
								path: kind === 'elsewhere' ? '/webhook/nobody' : undefined,
								headers: kind === 'refused' ? [JSON_TYPE, 'Authorization: Bearer other'] : undefined,
								body: kind === 'not JSON' ? '{"conversation_id":' : eventBody(`${id}-${index}`),
							}),
						),
					),
				],
			}),
	);

/** A request within another's body must stay a body. */
const smuggled = fc
	.constantFrom(
		'Content-Length: 4',
		'Transfer-Encoding: chunked',
		'Transfer-Encoding : chunked',
		'Transfer-Encoding: xchunked',
	)
	.map(
		(line): Maker =>
			(target, id) => {
				const inner = request(target, { body: eventBody(id) }).toString('latin1');
				return {
					title: `another request in the body, with ${line}`,
					isHopeless: false,
					chunks: [request(target, { headers: [JSON_TYPE, line], body: `0\r\n\r\n${inner}` })],
					then: 'end',
				};
			},
	);

const slow = fc
	.tuple(fc.integer({ min: 4, max: 30 }), fc.constantFrom<'wait' | 'reset'>('wait', 'reset'))
	.map(
		([pieces, then]): Maker =>
			(target, id) => {
				const whole = request(target, { body: eventBody(id) });
				const size = Math.ceil(whole.length / pieces);
				const chunks = Array.from({ length: Math.ceil(whole.length / size) }, (_, index) =>
					whole.subarray(index * size, (index + 1) * size),
				);
				return {
					title: `in ${chunks.length} pieces, then ${then}`,
					isHopeless: false,
					chunks,
					pauseMs: 60,
					then,
				};
			},
	);

const paths = fc
	.constantFrom<(path: string) => string>(
		(path) => `${path}/chat/../chat`,
		(path) => `${path}/%2e%2e/chat`,
		(path) => `${path}/chat%00`,
		(path) => `${path}/chat%0d%0aX: y`,
		(path) => `${path}//chat`,
		(path) => `${path}${'/'.repeat(8000)}x`,
		(path) => `${path}/${'a/'.repeat(4000)}`,
		(path) => `${path}/chat?${'a=1&'.repeat(3000)}`,
		(path) => `${path}/chat?__proto__[istest]=true`,
		(path) => `http://evil.example${path}/chat`,
		(path) => `${path}/chat#fragment`,
		(path) => `${path.toUpperCase()}/chat`,
		(path) => `${path}/\xe4\xf6`,
		(path) => `${path}/%c3%28`,
		(path) => `${path}/__proto__`,
		(path) => `${path}/constructor/prototype`,
		() => '*',
		() => '',
		() => '/webhook/%zz/chat',
		() => '/webhook//chat',
		(path) => path.replace('/webhook/', '/webhook-waiting/'),
		(path) => path.replace('/webhook/', '/webhook-test/'),
	)
	.map((pathOf) => (target: Target, id: string) => {
		const path = pathOf(target.path);
		return single(`path ${path.replace(target.path, '…').slice(0, 60)}`, false, () => ({
			path,
			body: eventBody(id),
		}))(target, id);
	});

const badJson: ReadonlyArray<[title: string, isHopeless: boolean, make: (event: string) => string | Buffer]> =
	[
		['empty', true, () => ''],
		['blanks', true, () => ' \n\t '],
		['cut', true, (event) => event.slice(0, -5)],
		['two in one', true, (event) => event + event],
		['with a comma too many', true, (event) => event.replace('}', ',}')],
		['with NaN', true, (event) => event.replace('"Hello"', 'NaN')],
		['with single quotes', true, (event) => event.replace(/"/g, "'")],
		['with a byte order mark', false, (event) => `\ufeff${event}`],
		['in UTF-16', true, (event) => Buffer.from(event, 'utf16le')],
		[
			'with bytes that are no UTF-8',
			false,
			(event) =>
				Buffer.concat([
					Buffer.from(event.slice(0, -2)),
					Buffer.from([0xff, 0xc3, 0x28]),
					Buffer.from(event.slice(-2)),
				]),
		],
		['with a zero byte', true, (event) => event.replace('Hello', 'Hel\0lo')],
		['a list', true, (event) => `[${event}]`],
		['a string', true, (event) => JSON.stringify(event)],
		['null', true, () => 'null'],
		['a number', true, () => '1e999'],
		[
			'an id of another type',
			true,
			(event) => event.replace(/"conversation_id":"[^"]*"/, '"conversation_id":{"$ne":null}'),
		],
		['an id of blanks', true, (event) => event.replace(/"conversation_id":"[^"]*"/, '"conversation_id":" "')],
		['a body of another type', true, (event) => event.replace('"Hello"', '["Hello"]')],
		['only in a prototype', true, (event) => `{"__proto__":${event}}`],
		['only in a constructor', true, (event) => `{"constructor":{"prototype":${event}}}`],
		['with a probe in a prototype', false, (event) => event.replace('{', '{"__proto__":{"istest":true},')],
		['nested in 90 lists', false, (event) => event.replace('}', `,"x":${nested(90, 'list')}}`)],
		['nested in 200 objects', true, (event) => event.replace('}', `,"x":${nested(200, 'object')}}`)],
		['nested in 100,000 lists', true, (event) => event.replace('}', `,"x":${nested(100_000, 'list')}}`)],
		['lone surrogates', false, (event) => event.replace('Hello', '\\ud800 \\udfff')],
		['huge numbers', false, (event) => event.replace('1742265095120', '1e400')],
		['expressions', false, (event) => event.replace('"Hello"', '"={{ $env }} {{ 7*7 }} ${7*7}"')],
		['every member twice', false, (event) => event.replace('{', `{${event.slice(1, -1)},`)],
	];

const bodies = fc
	.constantFrom(...badJson)
	.map(([title, isHopeless, make]) =>
		single(`body: ${title}`, isHopeless, (id) => ({ body: make(eventBody(id)) })),
	);

const anyBodies = fc
	.tuple(
		anyJson(['conversation_id', 'timestamp', 'body', 'istest', 'output', 'usage', 'user_info', 'text']),
		fc.constantFrom('', '/chat', '/conversation/establish', '/conversation/close'),
	)
	.map(([json, suffix]) =>
		single(`any JSON on "${suffix}"`, true, (_, { path }) => ({ path: `${path}${suffix}`, body: json })),
	);

const makers: fc.Arbitrary<Maker> = fc.oneof(
	...[
		methods,
		contentTypes,
		charsets,
		encodings,
		truncated,
		lengths,
		chunked,
		headerFloods,
		authorizations,
		versions,
		pipelines,
		smuggled,
		slow,
		paths,
		bodies,
		anyBodies,
	].map((arbitrary) => ({ weight: 1, arbitrary: arbitrary as fc.Arbitrary<Maker> })),
);

/** The same requests for the same seed. Each names a conversation of its own, `bad-<index>` and what follows. */
export function badRequests(count: number, seed: number, target: Target): BadRequest[] {
	return fc.sample(makers, { numRuns: count, seed }).map((make, index) => make(target, `bad-${index}`));
}
