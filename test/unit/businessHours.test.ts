/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-dangerous-functions -- test code never ships */
import { DateTime } from 'luxon';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { checkoutFolder } from '../../runtime/checkout';
import type { WorkflowJson } from '../../runtime/n8n-types';

const file = join(checkoutFolder(), 'examples', 'business-hours', 'business-hours.json');
const { nodes } = JSON.parse(readFileSync(file, 'utf8')) as WorkflowJson;

const settingsNode = nodes.find(({ name }) => name === 'Settings');
const { assignments } = settingsNode?.parameters.assignments as {
	assignments: Array<{ name: string; value: unknown }>;
};
const shipped = Object.fromEntries(assignments.map(({ name, value }) => [name, value]));

const expressionOf = (node: string) =>
	String(nodes.find(({ name }) => name === node)?.parameters.jsonOutput)
		.replace(/^=\{\{/, '')
		.replace(/\}\}$/, '');

/** The workflow's own expression, with what n8n would give it. */
const evaluate = new Function('$json', '$now', 'DateTime', '$', `return ${expressionOf('Hours')}`) as (
	settings: object,
	now: DateTime,
	dateTime: typeof DateTime,
	node: () => { first: () => { json: object } },
) => {
	open?: boolean;
	opensAt?: string | null;
	openSince?: string | null;
	problem?: string;
	event?: string;
};

const message = new Function('$json', 'DateTime', '$', `return ${expressionOf('Message')}`) as (
	item: object,
	dateTime: typeof DateTime,
	node: () => { first: () => { json: object } },
) => { text: string };

function hours(now: string, settings: Record<string, unknown> = {}) {
	const item = { event: 'handoffRequested' };
	const called = () => ({ first: () => ({ json: item }) });
	return evaluate({ ...shipped, ...settings }, DateTime.fromISO(now, { zone: 'UTC' }), DateTime, called);
}

/** 2026-11-23 is a Monday; Berlin is at +01:00 then. */
describe('business hours', () => {
	it.each([
		['before', '2026-11-23T07:59:59Z', false, '2026-11-23T09:00:00.000+01:00'],
		['at the opening', '2026-11-23T08:00:00Z', true, null],
		['a second before the end', '2026-11-23T15:59:59Z', true, null],
		['at the end', '2026-11-23T16:00:00Z', false, '2026-11-24T09:00:00.000+01:00'],
		['on Friday evening', '2026-11-27T16:00:00Z', false, '2026-11-30T09:00:00.000+01:00'],
		['on Sunday', '2026-11-29T12:00:00Z', false, '2026-11-30T09:00:00.000+01:00'],
	])('%s', (_, now, open, opensAt) => {
		const openSince = open ? '2026-11-23T09:00:00.000+01:00' : null;
		expect(hours(now)).toEqual({ event: 'handoffRequested', open, opensAt, openSince });
	});

	it('are none on holidays, by the date where the team is', () => {
		const holidays = '2026-11-23, 2026-11-24';
		expect(hours('2026-11-23T10:00:00Z', { holidays })).toMatchObject({
			open: false,
			opensAt: '2026-11-25T09:00:00.000+01:00',
		});
		// Already the 23rd in Auckland, still the 22nd in UTC.
		const auckland = { timeZone: 'Pacific/Auckland', holidays: '2026-11-23' };
		expect(hours('2026-11-22T22:00:00Z', auckland)).toMatchObject({ open: false });
	});

	it('follow the clock when it changes', () => {
		const sunday = { sunday: '01:00-04:00' };
		// On 2027-03-28 Berlin has no hour from 2 to 3, on 2026-10-25 two of them.
		expect(hours('2027-03-28T01:30:00Z', sunday).open).toBe(true);
		expect(hours('2027-03-28T02:00:00Z', sunday).open).toBe(false);
		expect(hours('2026-10-25T02:59:00Z', sunday).open).toBe(true);
		expect(hours('2026-10-25T03:00:00Z', sunday).open).toBe(false);
	});

	it('may have a break, and end at midnight', () => {
		const monday = { monday: '09:00-12:00, 13:00-24:00', tuesday: '00:00-02:00' };
		expect(hours('2026-11-23T11:30:00Z', monday)).toMatchObject({
			open: false,
			opensAt: '2026-11-23T13:00:00.000+01:00',
		});
		expect(hours('2026-11-23T22:59:59Z', monday).open).toBe(true);
		expect(hours('2026-11-23T23:00:00Z', monday).open).toBe(true);
		expect(hours('2026-11-24T01:00:00Z', monday).open).toBe(false);
	});

	it('tell since when they have lasted, over midnight too', () => {
		const monday = { monday: '09:00-12:00, 13:00-24:00', tuesday: '00:00-24:00', wednesday: '00:00-02:00' };
		const since = (now: string) => hours(now, monday).openSince;
		expect(since('2026-11-23T11:00:00Z')).toBeNull();
		for (const now of ['2026-11-23T12:00:00Z', '2026-11-24T12:00:00Z', '2026-11-25T00:30:00Z'])
			expect([now, since(now)]).toEqual([now, '2026-11-23T13:00:00.000+01:00']);
	});

	it('never come where every day is closed', () => {
		const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
		const closed = Object.fromEntries(days.map((day) => [day, '']));
		expect(hours('2026-11-23T10:00:00Z', closed)).toMatchObject({ open: false, opensAt: null });
	});

	it('say so where the time zone is unknown', () => {
		expect(hours('2026-11-23T10:00:00Z', { timeZone: 'Mars/Olympus' }).problem).toContain('Mars/Olympus');
	});

	it.each(['9-17', '9:00 – 17:00', '09.00—17.00', '09:00-12:00,12:00-17:00'])(
		'may be written as %s',
		(monday) => {
			const open = (now: string) => hours(now, { monday }).open;
			expect(['2026-11-23T07:59:59Z', '2026-11-23T08:00:00Z', '2026-11-23T16:00:00Z'].map(open)).toEqual([
				...[false, true, false],
			]);
		},
	);

	it.each(['closed', '9am-5pm', '09:00', '09:00-12:00; 13:00-17:00', '9:75-17', '8-25'])(
		'say so where a day is %s',
		(saturday) => {
			const { problem, open } = hours('2026-11-23T10:00:00Z', { saturday });
			expect([problem, open]).toEqual([
				expect.stringMatching(/saturday like 09:00-17:00.*It is: /),
				undefined,
			]);
			expect(problem).toContain(saturday);
		},
	);

	it('are told in the language of the text', () => {
		const told = (language: string | null, settings: Record<string, string> = {}) =>
			message(
				{ source: null, conversationId: 'c', dedupeKey: 'd', language, opensAt: '2026-11-30T09:00:00+01:00' },
				DateTime,
				() => ({ first: () => ({ json: { ...shipped, ...settings } }) }),
			).text;
		expect(told('de')).toMatch(/ab Montag, 30\. November.*09:00/);
		for (const language of ['fr', null]) expect(told(language)).toMatch(/back on Monday, November 30/);
		expect(told('de_CH', { text_de_CH: '{time} und nochmals {time}' })).toMatch(/^Montag.*nochmals Montag/);
	});
});
