import { codeOf, functionsOf } from './exampleCode';

interface Done {
	reply?: { outcome: string; sentence?: string };
	close?: boolean;
	closing?: { outcome: string; sentence?: string };
	left?: string;
}

const { oneLine, known, saidIn, clock, troubles } = functionsOf<{
	oneLine: (text: unknown, length: number) => string;
	known: (handoff: object) => Array<[string, string]>;
	saidIn: (handoff: object, messages: object[]) => Array<{ who: string; text: string; at?: string }>;
	clock: (at: string | null | undefined, settings: { timeZone: string }) => string;
	troubles: (done: Done) => string[];
}>(
	codeOf('build', 'common/one-line', 'common/conversation', 'common/troubles'),
	...(['oneLine', 'known', 'saidIn', 'clock', 'troubles'] as const),
);

it('makes one line of whatever a customer writes, and cuts no character in two', () => {
	expect(oneLine(' a\r\nb\u2028c\u0000\td ', 80)).toBe('a b c d');
	expect(oneLine('😀😀😀😀', 3)).toBe('😀😀…');
	expect([oneLine('abc', 3), oneLine(undefined, 3), oneLine(null, 3)]).toEqual(['abc', '', '']);
});

it('tells of a customer what is known, and nothing else', () => {
	const handoff = {
		id: 7,
		email: 'bob@example.com',
		phone: '',
		language: null,
		source: 'shop',
		conversation_id: 'c',
	};
	expect(known(handoff)).toEqual([
		['E-mail', 'bob@example.com'],
		['Bot', 'shop'],
		['Conversation', 'c'],
	]);
});

it('tells what was said in its order, and only what reached somebody', () => {
	const transcript = JSON.stringify([
		{ role: 'customer', text: 'Hello' },
		{ role: 'moderator', text: 'Behave' },
	]);
	const at = '2026-05-01T10:00:00.000Z';
	const messages = [
		{ kind: 'customer', state: 'received', text: 'A human!', by: '', at },
		{ kind: 'human', state: 'sent', text: 'Here I am', by: 'Ann\nCustomer', at },
		{ kind: 'human', state: 'unsent', text: 'Lost', by: 'Ann', at },
		{ kind: 'mail', state: 'sent', text: '{}', by: 'team', at },
	];
	expect(saidIn({ transcript }, messages)).toEqual([
		{ who: 'Customer', text: 'Hello' },
		{ who: 'Unknown', text: 'Behave' },
		{ who: 'Customer', text: 'A human!', at },
		{ who: 'Team (Ann Customer)', text: 'Here I am', at },
	]);
	expect(saidIn({ transcript: '' }, [])).toEqual([]);
});

it('tells the time by UTC where n8n does not know the time zone', () => {
	const at = '2026-05-01T10:00:00.000Z';
	expect(['Europe/Berlin', 'Berlin', ''].map((timeZone) => clock(at, { timeZone }))).toEqual([
		'2026-05-01 12:00:00',
		'2026-05-01 10:00:00 UTC',
		'2026-05-01 10:00:00 UTC',
	]);
	expect([clock(null, { timeZone: 'Berlin' }), clock(undefined, { timeZone: 'Europe/Berlin' })]).toEqual([
		'',
		'',
	]);
});

describe('what a colleague is told of an answer', () => {
	it.each<[string, Done, string[]]>([
		[
			'nothing where all went well',
			{ reply: { outcome: 'sent' }, close: true, closing: { outcome: 'closed' } },
			[],
		],
		[
			'what the customer did not get',
			{ reply: { outcome: 'sent' }, left: 'Not the files.' },
			['Not the files.'],
		],
		[
			'that nothing was sent, and nothing closed',
			{ reply: { outcome: 'unsent', sentence: 'Refused.' }, close: true, left: 'Not the files.' },
			['Your answer was not sent: Refused.', 'Because of that the conversation was not closed.'],
		],
		[
			'that nobody knows',
			{ reply: { outcome: 'uncertain', sentence: 'No answer came.' } },
			[expect.stringMatching(/^Nobody knows whether your answer arrived.*No answer came\.$/) as string],
		],
		[
			'an outcome that is new',
			{ reply: { outcome: 'elsewhere', sentence: 'It went elsewhere.' } },
			['It went elsewhere.'],
		],
		[
			'that it could not be closed',
			{ close: true, closing: { outcome: 'unsent', sentence: 'Refused.' } },
			['The conversation could not be closed: Refused.'],
		],
	])('%s', (_what, done, expected) => {
		expect(troubles(done)).toEqual(expected);
	});
});
