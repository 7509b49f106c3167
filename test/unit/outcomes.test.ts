import type { IExecuteFunctions } from 'n8n-workflow';

import { OutcomeMemory, type Outcome } from '../../nodes/AltaBots/outcomes';

const MINUTE_MS = 60_000;
const LIMIT = 50_000;

const SENT: Outcome = { state: 'done', json: { sent: true } };
const UNCERTAIN: Outcome = { state: 'uncertain', message: '', cure: '' };

/** As a node sees it: a fresh one for each try. */
function memoryOf(execution: string, isTool = false): OutcomeMemory {
	return new OutcomeMemory({
		getExecutionId: () => execution,
		getNode: () => ({ id: 'node' }),
		isToolExecution: () => isTool,
		getWorkflowDataProxy: () => ({ $runIndex: 0 }),
	} as unknown as IExecuteFunctions);
}

describe('the memory of what an execution has sent', () => {
	let nowMs = 1_000_000_000_000;

	beforeEach(() => {
		nowMs += 120 * MINUTE_MS;
		jest.spyOn(Date, 'now').mockImplementation(() => nowMs);
	});

	afterEach(() => jest.restoreAllMocks());

	it('knows in the next try what went out or may have, and nothing of other executions', () => {
		memoryOf('a').remember(0, 'text', SENT);
		memoryOf('a').remember(1, 'text', UNCERTAIN);
		memoryOf('a').remember(2, 'text', { state: 'unsent', message: '', cure: '' });
		const next = memoryOf('a');
		expect([0, 1, 2].map((index) => next.recall(index, 'text'))).toEqual([SENT, UNCERTAIN, undefined]);
		expect(next.recall(0, 'other text')).toBeUndefined();
		expect(memoryOf('b').recall(0, 'text')).toBeUndefined();
	});

	it('keeps a run whole that takes longer than an hour', () => {
		const first = memoryOf('long');
		for (let item = 0; item < 4; item++) {
			first.remember(item, 'text', SENT);
			nowMs += 50 * MINUTE_MS;
		}
		const next = memoryOf('long');
		expect([0, 1, 2, 3].map((index) => next.recall(index, 'text'))).toEqual([SENT, SENT, SENT, SENT]);
	});

	it('keeps a run whole that has more items than the memory holds', () => {
		const first = memoryOf('large');
		for (let item = 0; item <= LIMIT; item++) first.remember(item, 'text', SENT);
		const next = memoryOf('large');
		expect([0, 1, LIMIT].map((index) => next.recall(index, 'text'))).toEqual([SENT, SENT, SENT]);
	});

	it('forgets a run an hour after its last item', () => {
		memoryOf('old').remember(0, 'text', SENT);
		nowMs += 60 * MINUTE_MS;
		memoryOf('new').remember(0, 'text', SENT);
		expect(memoryOf('old').recall(0, 'text')).toBeUndefined();
		expect(memoryOf('new').recall(0, 'text')).toEqual(SENT);
	});

	it('forgets the runs that have been still the longest when there are too many', () => {
		memoryOf('first').remember(0, 'text', SENT);
		memoryOf('second').remember(0, 'text', SENT);
		nowMs += 4 * MINUTE_MS;
		memoryOf('first').recall(0, 'text');
		for (let item = 0; item < LIMIT; item++) memoryOf('large').remember(item, 'text', SENT);
		// All may be under way still.
		expect(memoryOf('second').recall(0, 'text')).toEqual(SENT);
		memoryOf('third').remember(0, 'text', SENT);
		nowMs += 4 * MINUTE_MS;
		memoryOf('first').recall(0, 'text');
		memoryOf('third').recall(0, 'text');
		nowMs += MINUTE_MS;
		expect(memoryOf('first').recall(0, 'text')).toEqual(SENT);
		expect(memoryOf('large').recall(0, 'text')).toBeUndefined();
		// There is room again.
		expect(memoryOf('second').recall(0, 'text')).toEqual(SENT);
		expect(memoryOf('third').recall(0, 'text')).toEqual(SENT);
	});

	it('lets an AI agent say the same again, unless it may have been said', () => {
		memoryOf('agent', true).remember(0, 'text', SENT);
		memoryOf('agent', true).remember(0, 'other text', UNCERTAIN);
		expect(memoryOf('agent', true).recall(0, 'text')).toBeUndefined();
		expect(memoryOf('agent', true).recall(0, 'other text')).toEqual(UNCERTAIN);
	});
});
