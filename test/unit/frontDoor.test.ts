/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-dangerous-functions -- test code never ships */
import { DateTime } from 'luxon';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { checkoutFolder } from '../../runtime/checkout';
import type { WorkflowJson } from '../../runtime/n8n-types';

const file = join(checkoutFolder(), 'examples', 'front-door', 'front-door.json');
const { nodes } = JSON.parse(readFileSync(file, 'utf8')) as WorkflowJson;
const note = nodes.find(({ name }) => name === 'Note on Handoff')?.parameters.columns as {
	value: Record<string, string>;
};

type Row = Record<string, string | null>;

/** What *Note on Handoff* writes, by its own expressions, with what n8n would give them; n8n's clock is New York's. */
function noted(row: Row, event: Record<string, unknown>, { first = true } = {}): Row {
	const $now = DateTime.fromISO('2026-11-23T17:00:00Z', { zone: 'America/New_York' });
	const items: Record<string, object> = {
		Settings: { event: 'customerMessage', ...event },
		'Keep Message': { id: 2 },
		'Find First Message': { id: first ? 2 : 1 },
	};
	const node = (name: string) => ({ first: () => ({ json: items[name] }) });
	return Object.fromEntries(
		Object.entries(note.value).map(([column, expression]) => {
			const body = expression.replace(/^=\{\{/, '').replace(/\}\}$/, '');
			const evaluate = new Function('$json', '$now', '$', `return ${body}`) as (...of: unknown[]) => string;
			return [column, evaluate(row, $now, node)];
		}),
	);
}

const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 12, minute)).toISOString();

const ROW: Row = {
	status: 'waiting',
	requested_at: at(10),
	waiting_since: at(10),
	last_customer_message: 'Hello?',
	last_customer_message_at: at(10),
	closed_at: null,
	closed_because: null,
};

describe('the front door notes on a handoff', () => {
	it('a message without a time as one of now, whatever the zone of n8n', () => {
		expect(noted(ROW, { text: 'New', occurredAt: null })).toMatchObject({
			last_customer_message: 'New',
			last_customer_message_at: '2026-11-23T17:00:00.000Z',
		});
	});

	it('a closing, unless something has begun since', () => {
		const closing = (minute: number, row: Row = ROW) =>
			noted(row, { event: 'handoffClosed', reason: 'TIMEOUT', occurredAt: at(minute) });
		expect(closing(11)).toMatchObject({
			status: 'closed',
			closed_at: at(11),
			closed_because: 'The conversation timed out',
		});
		const untouched = { status: 'waiting', closed_at: null, closed_because: null };
		expect(closing(9)).toMatchObject(untouched);
		expect(closing(11, { ...ROW, last_customer_message_at: at(12) })).toMatchObject(untouched);
		expect(closing(11, { ...ROW, status: 'closed', closed_at: at(10) }).closed_at).toBe(at(10));
	});

	it('that somebody waits again, but not for a message that was noted before n8n was killed', () => {
		const answered = { ...ROW, status: 'answered', last_customer_message_at: at(20) };
		const message = (minute: number, first: boolean) =>
			noted(answered, { text: 'Again', occurredAt: at(minute) }, { first }).status;
		expect([message(21, true), message(21, false), message(20, false)]).toEqual([
			'waiting',
			'waiting',
			'answered',
		]);
	});
});
