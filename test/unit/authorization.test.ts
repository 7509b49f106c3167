import crypto from 'node:crypto';

import { checkAuthorization } from '../../platform/inbound';

const KEY = 'app-example-key-of-an-agent';
const base64 = (text: string) => Buffer.from(text).toString('base64');

afterEach(() => jest.restoreAllMocks());

describe('the Authorization header of a call', () => {
	it.each([
		['Bearer with the key', `Bearer ${KEY}`],
		['Basic with the key', `Basic ${KEY}`],
		['Basic with the key in base64', `Basic ${base64(KEY)}`],
		['Basic with a user and the key', `Basic ${base64(`user:${KEY}`)}`],
		['Basic with an empty user and the key', `Basic ${base64(`:${KEY}`)}`],
		['Basic without the padding', `Basic ${base64(`user:${KEY}`).replace(/=+$/, '')}`],
		['a scheme in small letters', `bearer ${KEY}`],
		['a scheme in capitals', `BASIC ${base64(KEY)}`],
		['a scheme in mixed letters', `bEaReR ${KEY}`],
		['spaces before and behind', `  Bearer ${KEY}  `],
		['more spaces between', `Bearer    ${KEY}`],
		['a tab between', `Bearer\t${KEY}`],
	])('is valid as %s', (_title, header) => {
		expect(checkAuthorization(header, [KEY])).toBe('valid');
	});

	it.each([undefined, '', '   ', '\t'])('is missing as %j', (header) => {
		expect(checkAuthorization(header, [KEY])).toBe('missing');
		expect(checkAuthorization(header, [])).toBe('missing');
	});

	it.each([
		['another key', 'Bearer app-example-other'],
		['the key in other letters', `Bearer ${KEY.toUpperCase()}`],
		['the beginning of the key', `Bearer ${KEY.slice(0, -1)}`],
		['more than the key', `Bearer ${KEY}x`],
		['the key twice', `Bearer ${KEY} ${KEY}`],
		['the key alone', KEY],
		['another scheme', `Token ${KEY}`],
		['a scheme alone', 'Bearer'],
		['a scheme and spaces', 'Bearer   '],
		['a scheme without a space', `Bearer${KEY}`],
		['Bearer with base64', `Bearer ${base64(KEY)}`],
		['Basic with the key as the user', `Basic ${base64(`${KEY}:`)}`],
		['Basic with another password', `Basic ${base64('user:other')}`],
		['Basic that is no base64', 'Basic !!!'],
	])('is wrong as %s', (_title, header) => {
		expect(checkAuthorization(header, [KEY])).toBe('wrong');
	});

	it('may hold a key that has colons and blanks', () => {
		const odd = 'example: a key: of its own';
		for (const header of [`Bearer ${odd}`, `Basic ${base64(`user:${odd}`)}`, `Basic ${base64(odd)}`]) {
			expect(checkAuthorization(header, [odd])).toBe('valid');
		}
	});

	it('may match any of several secrets', () => {
		const secrets = ['example-old', 'example-new', KEY];
		for (const secret of secrets) expect(checkAuthorization(`Bearer ${secret}`, secrets)).toBe('valid');
		expect(checkAuthorization('Bearer example-older', secrets)).toBe('wrong');
		expect(checkAuthorization(`Bearer ${secrets.join(',')}`, secrets)).toBe('wrong');
	});

	it.each(['', ' ', '\t '])('never matches a blank secret: %j', (blank) => {
		for (const header of [
			'Bearer',
			'Bearer ',
			`Bearer ${blank}x`,
			'Basic ',
			`Basic ${base64(blank)}`,
			`Basic ${base64(`user:${blank}`)}`,
			'Basic ====',
			`Basic ${base64(':')}`,
		]) {
			expect(checkAuthorization(header, [blank])).toBe('wrong');
		}
	});

	it('is wrong where no secret is set', () => {
		expect(checkAuthorization(`Bearer ${KEY}`, [])).toBe('wrong');
	});

	it('is compared with every secret, wherever the match is', () => {
		const compare = jest.spyOn(crypto, 'timingSafeEqual');
		const count = (header: string, secrets: string[]) => {
			compare.mockClear();
			checkAuthorization(header, secrets);
			return compare.mock.calls.length;
		};
		const secrets = ['example-one', 'example-two', 'example-three'];
		const headers = [...secrets, 'example-none', 'x', 'example-one and much more than that'];
		expect(headers.map((secret) => count(`Bearer ${secret}`, secrets))).toEqual(headers.map(() => 3));
		const basic = headers.flatMap((secret) => [secret, base64(secret), base64(`user:${secret}`)]);
		expect(basic.map((credentials) => count(`Basic ${credentials}`, secrets))).toEqual(basic.map(() => 9));
	});

	it('is compared in values of one length, so that the length of a secret shows nowhere', () => {
		const compare = jest.spyOn(crypto, 'timingSafeEqual');
		checkAuthorization('Bearer x', [KEY, 'example-key']);
		expect(compare).toHaveBeenCalledTimes(2);
		for (const [a, b] of compare.mock.calls) expect([a.byteLength, b.byteLength]).toEqual([32, 32]);
	});
});
