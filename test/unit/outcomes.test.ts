import type { IExecuteFunctions } from 'n8n-workflow';

import { OutcomeMemory, type Outcome } from '../../nodes/AltaBots/outcomes';

const MINUTE_MS = 60_000;

const SENT: Outcome = { state: 'done', json: { sent: true } };
const UNCERTAIN: Outcome = { state: 'uncertain', message: '', cure: '' };
/** So many characters that the memory has more than enough of them. */
const LARGE: Outcome = { state: 'done', json: { text: 'x'.repeat(35_000_000) } };

/** As a node sees it: a fresh one for each try. */
function openMemory(execution: string | undefined, isTool = false): OutcomeMemory {
	return new OutcomeMemory({
		getExecutionId: () => execution,
		// As AI Agent 3 has it run.
		getNode: () => ({
			id: 'node',
			type: isTool ? 'n8n-nodes-altabots.altaBotsTool' : 'n8n-nodes-altabots.altaBots',
		}),
		isToolExecution: () => false,
		getWorkflowDataProxy: () => ({ $runIndex: 0 }),
	} as unknown as IExecuteFunctions);
}

/** One try, from beginning to end. */
function inTry<T>(execution: string | undefined, work: (memory: OutcomeMemory) => T, isTool = false): T {
	const memory = openMemory(execution, isTool);
	try {
		return work(memory);
	} finally {
		memory.close();
	}
}

const send = (execution: string, outcome = SENT) =>
	inTry(execution, (memory) => memory.remember(0, 'text', outcome));
const recall = (execution: string, itemIndex = 0) =>
	inTry(execution, (memory) => memory.recall(itemIndex, 'text'));

describe('the memory of what an execution has sent', () => {
	let nowMs = 1_000_000_000_000;

	beforeEach(() => {
		nowMs += 120 * MINUTE_MS;
		jest.spyOn(Date, 'now').mockImplementation(() => nowMs);
	});

	afterEach(() => jest.restoreAllMocks());

	it('knows in the next try what went out or may have, and nothing of other executions', () => {
		inTry('a', (memory) => {
			memory.remember(0, 'text', SENT);
			memory.remember(1, 'text', UNCERTAIN);
			memory.remember(2, 'text', { state: 'unsent', message: '', cure: '' });
		});
		expect([0, 1, 2].map((index) => recall('a', index))).toEqual([SENT, UNCERTAIN, undefined]);
		expect(inTry('a', (memory) => memory.recall(0, 'other text'))).toBeUndefined();
		expect(recall('b')).toBeUndefined();
	});

	it('keeps a run whole that takes longer than an hour', () => {
		inTry('long', (memory) => {
			for (let item = 0; item < 4; item++) {
				memory.remember(item, 'text', SENT);
				nowMs += 50 * MINUTE_MS;
				send('meanwhile');
			}
		});
		expect([0, 1, 2, 3].map((index) => recall('long', index))).toEqual([SENT, SENT, SENT, SENT]);
	});

	it('keeps a run whole that waits for one item while others fill the memory', () => {
		const waiting = openMemory('waiting');
		waiting.remember(0, 'text', SENT);
		send('large', LARGE);
		nowMs += 90 * MINUTE_MS;
		send('later');
		expect(waiting.recall(0, 'text')).toEqual(SENT);
		waiting.close();
		expect(recall('waiting')).toEqual(SENT);
	});

	it('keeps a run whole that is larger than the memory', () => {
		inTry('huge', (memory) => {
			for (let item = 0; item < 3; item++) memory.remember(item, 'text', LARGE);
		});
		nowMs += 4 * MINUTE_MS;
		expect([0, 1, 2].map((index) => recall('huge', index))).toEqual([LARGE, LARGE, LARGE]);
	});

	it('forgets a run an hour after its last try', () => {
		send('old');
		nowMs += 60 * MINUTE_MS;
		send('new');
		expect(recall('old')).toBeUndefined();
		expect(recall('new')).toEqual(SENT);
	});

	it('forgets the runs that ended first when there is too much', () => {
		send('first');
		send('second');
		nowMs += 4 * MINUTE_MS;
		recall('first');
		send('large', LARGE);
		// All may be tried again still.
		expect(recall('second')).toEqual(SENT);
		nowMs += 4 * MINUTE_MS;
		recall('first');
		nowMs += 2 * MINUTE_MS;
		expect(recall('first')).toEqual(SENT);
		expect(recall('large')).toBeUndefined();
		// There is room again.
		nowMs += 50 * MINUTE_MS;
		expect(recall('first')).toEqual(SENT);
	});

	it('lets an AI agent say the same again, unless it may have been said', () => {
		inTry(
			'agent',
			(memory) => {
				memory.remember(0, 'text', SENT);
				memory.remember(0, 'other text', UNCERTAIN);
			},
			true,
		);
		expect(inTry('agent', (memory) => memory.recall(0, 'text'), true)).toBeUndefined();
		expect(inTry('agent', (memory) => memory.recall(0, 'other text'), true)).toEqual(UNCERTAIN);
	});

	it('holds nothing against the next caller of an MCP server, whose calls are no executions', () => {
		const call = <T>(work: (memory: OutcomeMemory) => T) => inTry(undefined, work, true);
		call((memory) => memory.remember(0, 'text', UNCERTAIN));
		nowMs += 4 * MINUTE_MS;
		expect(call((memory) => memory.recall(0, 'text'))).toEqual(UNCERTAIN);
		nowMs += 2 * MINUTE_MS;
		expect(call((memory) => memory.recall(0, 'text'))).toBeUndefined();
	});
});
