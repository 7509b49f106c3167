/* eslint-disable @n8n/community-nodes/no-dangerous-functions -- test code never ships */
import { codeOf } from './exampleCode';

const CODE = codeOf('self-test', 'judge');

interface Judgement {
	summary: string;
	steps: string[];
}

/** As the Code node has it, where all went well but perhaps the greeting. */
function judged(greeting?: { state: string; note: string }): Judgement {
	const nodes: Record<string, object[]> = {
		Plan: [{ name: 'The check', id: 'self-test-1', isTestUrl: false }],
		Call: [{ statusCode: 200, data: '{"code":200}' }],
		'Read Handoff': [{ id: 1, status: 'closed' }],
		'Read Messages': [
			{ id: 1, kind: 'customer' },
			...(greeting ? [{ id: 2, kind: 'automatic', ...greeting }] : []),
		],
	};
	const $ = (name: string) => ({ all: () => nodes[name].map((json) => ({ json })) });
	const [{ json }] = new Function('$', `${CODE}; return result;`)($) as Array<{ json: Judgement }>;
	return json;
}

it('takes a first reply for tried only if the platform did not know the conversation', () => {
	const note = 'The platform does not know this conversation. It may have ended.';
	expect(judged({ state: 'unsent', note }).summary).toBe('All 5 steps worked.');
});

it.each([
	['unsent', 'The platform does not know this API key. Enter it again.', 'does not know this API key'],
	['unsent', 'The platform does not know this address (HTTP 404).', 'does not know this address'],
	['unsent', 'Reply knows no bot with the Label "sales".', 'the Labels in its Settings'],
	['uncertain', 'The connection broke.', 'Look at the workflow Reply: its credential'],
	['late', 'The conversation is closed, or unknown here.', 'raise secondsBetweenCalls'],
	['sending', '', 'raise waitSeconds'],
])('tells of a first reply that is %s: %s', (state, note, cure) => {
	const { summary, steps } = judged({ state, note });
	expect(summary).toBe('1 of 5 steps did not work.');
	expect(steps[4]).toMatch(/^Did not work: A first reply was tried/);
	expect(steps[4]).toContain(cure);
});

it('tells that nobody greets', () => {
	expect(judged().steps[4]).toContain('Nobody greets');
});
