/* eslint-disable @n8n/community-nodes/no-dangerous-functions -- test code never ships */
import fc from 'fast-check';

import { codeOf, functionsOf } from './exampleCode';

interface Functions {
	toSlack: (text: unknown) => string;
	fromSlack: (event: { text?: string; blocks?: unknown }) => string;
	packed: (lines: string[]) => string[];
	cited: (text: unknown) => string[];
	channelFor: (setting: string, source: string) => string;
}

const { toSlack, fromSlack, packed, cited, channelFor } = functionsOf<Functions>(
	codeOf('slack', 'text', 'channels'),
	...(['toSlack', 'fromSlack', 'packed', 'cited', 'channelFor'] as const),
);

const hostile = fc
	.array(fc.constantFrom('<!channel>', '<@U1>', '&amp;', '<', '>', '&', '|', ' ', 'a', '😀', 'word '), {
		maxLength: 3_000,
		size: 'max',
	})
	.map((parts) => parts.join(''));

it('what a customer writes reaches the thread whole, as text, in messages that Slack takes', () => {
	fc.assert(
		fc.property(hostile, (text) => {
			const messages = packed(cited(text));
			const lines = messages.flatMap((message) => {
				expect(message.length).toBeLessThanOrEqual(4_000);
				expect(message).not.toMatch(/[<>]/);
				return message.split('\n');
			});
			expect(lines.every((line) => line.startsWith('| '))).toBe(true);
			const shown = fromSlack({ text: lines.map((line) => line.slice(2)).join('') });
			expect(shown).toBe(text.trim() || '(no text)');
		}),
		{ numRuns: 60 },
	);
});

it('what a colleague types reaches the customer as it was typed', () => {
	fc.assert(fc.property(hostile, (text) => expect(fromSlack({ text: toSlack(text) })).toBe(text.trim())));
});

it.each([
	['<https://example.com/?a=1&amp;b=2|the page>', 'the page (https://example.com/?a=1&b=2)'],
	['<https://example.com>', 'https://example.com'],
	['<https://example.com|example.com>', 'https://example.com'],
	['<mailto:a@example.com|a@example.com>', 'a@example.com'],
	['<@U1> <@U1|ann> <#C1|general> <#C1>', '@colleague @ann #general #channel'],
	['<!here> <!subteam^S1|@team> <!date^1^{date}|today>', '@here @team today'],
	['a &lt;b&gt; &amp;lt;', 'a <b> &lt;'],
	['', ''],
])('of %s the customer reads %s', (text, read) => {
	expect(fromSlack({ text })).toBe(read);
});

it('an emoji is its character, and one of the workspace its name', () => {
	const blocks = [
		{ elements: [{ type: 'emoji', name: '+1', unicode: '1f44d-1f3fd' }] },
		{ elements: [{ type: 'emoji', name: 'ours' }] },
	];
	expect(fromSlack({ text: ':+1::skin-tone-4: :ours:', blocks })).toBe('👍🏽 :ours:');
	expect(fromSlack({ text: undefined })).toBe('');
});

it.each([
	['C1', '', 'C1'],
	['C1', 'sales', 'C1'],
	['sales: C2; C1', 'sales', 'C2'],
	['C1 ; sales : C2', '', 'C1'],
	['sales: C2', 'support', ''],
	['', '', ''],
])('in the setting %j the channel of the bot %j is %j', (setting, source, channel) => {
	expect(channelFor(setting, source)).toBe(channel);
});

it.each([
	['//', '// the customer is difficult', true],
	['//', '_// in italics_', true],
	['//', '> // quoted', true],
	['//', '`//` as code', true],
	['intern:', 'Intern: with the capital letter of a phone', true],
	['// ', '//without the blank', true],
	['//', 'See https://example.com', false],
	['//', '*Hi* // there', false],
	['', '// nothing is internal', false],
])('with the prefix %j the message %j is a note: %j', (notePrefix, text, isNote) => {
	const nodes: Record<string, object> = {
		Settings: { notePrefix, closeWord: '!close' },
		'Choose Next': { job: { text, user: 'U1' }, key: 'k' },
		'Find Handoff': {},
	};
	const first = (json: object) => ({ first: () => ({ json }) });
	const code = codeOf('slack', 'common/one-line', 'text', 'judge-answer');
	const judge = new Function('$', '$input', `${code}; return result;`) as (
		$: (name: string) => object,
		$input: object,
	) => Array<{ json: { internal: boolean } }>;
	expect(judge((name) => first(nodes[name]), first({}))[0].json.internal).toBe(isNote);
});
