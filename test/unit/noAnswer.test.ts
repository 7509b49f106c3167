import { codeOf, functionsOf } from './exampleCode';

type Kept = Record<string, string | number | null>;

const { judge } = functionsOf<{
	judge: (
		row: Kept,
		messages: Kept[],
		settings: Record<string, number>,
		openSince: string | undefined,
		now: number,
	) => { action: string; from?: number; newest?: number };
}>(codeOf('no-answer', 'judge'), 'judge');

/** Minutes of one day. */
const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 12, minute)).toISOString();

const SETTINGS = { remindAfterMinutes: 10, closeAfterMinutes: 30, tryAgainAfterMinutes: 10 };

/** The customer asked at minute 0. */
function due(
	minute: number,
	row: Kept = {},
	messages: Kept[] = [],
	more: { settings?: Partial<typeof SETTINGS>; openSince?: string } = {},
): string {
	const waiting = { status: 'waiting', waiting_since: at(0), last_customer_message_at: at(0) };
	const settings = { ...SETTINGS, ...more.settings };
	return judge({ ...waiting, ...row }, messages, settings, more.openSince, Date.parse(at(minute))).action;
}

const human = (minute: number, state: string) => ({ kind: 'human', state, at: at(minute) });
const customer = (minute: number) => ({ kind: 'customer', state: 'received', at: at(minute) });

describe('what is due for a handoff', () => {
	it('is nothing, then a reminder, then the end', () => {
		expect([due(9), due(10), due(29), due(40)]).toEqual(['nothing', 'remind', 'remind', 'remind']);
		const reminded = { reminded_at: at(10) };
		expect([due(29, reminded), due(30, reminded)]).toEqual(['nothing', 'close']);
	});

	it('is the end no sooner after a late reminder', () => {
		const late = { reminded_at: at(60) };
		expect([due(79, late), due(80, late)]).toEqual(['nothing', 'close']);
	});

	it('is nothing that is switched off', () => {
		const settings = { remindAfterMinutes: 0 };
		expect([due(29, {}, [], { settings }), due(30, {}, [], { settings })]).toEqual(['nothing', 'close']);
		// Reminders that were switched off meanwhile count no more.
		expect(due(30, { reminded_at: at(20) }, [], { settings })).toBe('close');
		expect(due(999, { reminded_at: at(10) }, [], { settings: { closeAfterMinutes: 0 } })).toBe('nothing');
	});

	it.each(['answered', 'closed', 'ai', undefined])('is nothing where the status is %s', (status) => {
		expect(due(40, { status: status ?? null })).toBe('nothing');
	});

	it.each(['sent', 'uncertain', 'sending'])('is nothing after a reply that is %s', (state) => {
		expect(due(40, {}, [human(5, state)])).toBe('nothing');
		expect(due(40, { sending: 'email:<1@example.com>' })).toBe('nothing');
	});

	it('is a reminder also of a message that is earlier than the reply, but came after it', () => {
		const row = { waiting_since: at(5), last_customer_message_at: at(5) };
		const reply = { ...human(6, 'sent'), id: 1 };
		expect(due(40, row, [reply, { ...customer(5), id: 2 }])).toBe('remind');
		expect(due(40, row, [{ ...customer(5), id: 0 }, reply])).toBe('nothing');
	});

	it.each(['unsent', 'late', 'duplicate'])('is not put off by a reply that is %s', (state) => {
		expect(due(40, {}, [human(5, state)])).toBe('remind');
	});

	it('counts anew from what the customer wrote after the answer', () => {
		const messages = [human(5, 'sent'), customer(20), customer(25)];
		const row = { last_customer_message_at: at(25), reminded_at: at(12) };
		expect([due(29, row, messages), due(30, row, messages)]).toEqual(['nothing', 'remind']);
	});

	it('is not the end while the customer writes, though the reminder counts from the first message', () => {
		const row = { last_customer_message_at: at(20), reminded_at: at(10) };
		expect([due(49, row, [customer(20)]), due(50, row, [customer(20)])]).toEqual(['nothing', 'close']);
		// The row may be behind.
		expect(due(49, { reminded_at: at(10) }, [customer(20)])).toBe('nothing');
	});

	it('counts from the opening, with a reminder of its own', () => {
		const more = { openSince: at(100) };
		const row = { reminded_at: at(10) };
		expect([due(109, row, [], more), due(110, row, [], more)]).toEqual(['nothing', 'remind']);
		const again = { reminded_at: at(110) };
		expect([due(129, again, [], more), due(130, again, [], more)]).toEqual(['nothing', 'close']);
	});

	it('waits for the execution that is at it, and goes on after it', () => {
		expect([due(19, { timer_since: at(10) }), due(20, { timer_since: at(10) })]).toEqual([
			'nothing',
			'remind',
		]);
		const closing = { reminded_at: at(10), timer_since: at(30), sending: 'timer:1:2' };
		expect([due(39, closing), due(40, closing)]).toEqual(['nothing', 'close']);
		// Reminders that fail keep nobody for ever.
		expect(due(40, { timer_since: at(20) })).toBe('close');
	});
});
