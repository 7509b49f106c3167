/** Writes retention.json: `node examples/retention/retention.build.mjs`. */
import * as piece from '../build/nodes.mjs';
import * as rows from '../build/tables.mjs';
import { workflow } from '../build/workflow.mjs';

const { HANDOFFS, MESSAGES, OLDEST_FIRST, TICKETS } = rows;
const code = piece.codeOf(import.meta.url);
const ANY = { alwaysOutputData: true };
const ONCE = { ...ANY, executeOnce: true };
const OLD = "={{ $now.minus({ days: $('Settings').first().json.keepDays }).toISO() }}";
const OF_CONVERSATION = [
	['conversation_id', 'eq', '={{ $json.conversation_id ?? null }}'],
	['source', 'eq', '={{ $json.source ?? null }}'],
];

workflow(
	new URL('retention.json', import.meta.url),
	'Retention',
	{
		About: [
			-80,
			-340,
			piece.note(
				`## Retention

Once a day it deletes handoffs that have been closed for longer than \`keepDays\`, and what was written in them. Open ones stay, however old.

**To do:** set **Settings**; in *⋯ > Settings*, have successful production executions and manual ones not saved (n8n's import leaves that out); publish. It deletes for good: press *Execute workflow* on **Run Now** only when the days are right.

n8n's executions hold the same data; see the page.`,
				700,
				250,
			),
		],
		'About Settings': [
			-80,
			-60,
			piece.note(
				'### Every day at 3\nBy the clock of the workflow (*Workflow settings > Timezone*). **Settings**: `keepDays`, more than 0.',
				700,
				440,
				4,
			),
		],
		'Every Day': [-20, 100, piece.schedule({ field: 'days', daysInterval: 1, triggerAtHour: 3 })],
		'Run Now': [-20, 240, piece.manual()],
		Settings: [180, 160, piece.fields({ keepDays: 90 })],
		'Are Days Set': [380, 160, piece.iff('Number($json.keepDays) > 0')],
		'Say What Is Wrong': [
			480,
			240,
			piece.stop('Settings: keepDays is a number of days, more than 0. Nothing was deleted.'),
		],
		'About Deleting': [
			660,
			-60,
			piece.note(
				'### Handoffs first, then the messages that no handoff is left for\nA conversation with a handoff that stays keeps all its messages. If n8n is stopped in between, the rest goes the next day: messages without a handoff are deleted whatever they come from, also mails that belonged to none. A ticket is an open page of the desk inside n8n, good for 12 hours.',
				1320,
				440,
			),
		],
		'Delete Closed Handoffs': [
			720,
			140,
			rows.remove(HANDOFFS, [
				['status', 'eq', 'closed'],
				['closed_at', 'lt', OLD],
			]),
		],
		'Delete Old Tickets': [
			920,
			140,
			rows.remove(TICKETS, [['made_at', 'lt', '={{ $now.minus({ hours: 12 }).toISO() }}']], ONCE),
		],
		'Find Old Messages': [1120, 140, rows.get(MESSAGES, [['at', 'lt', OLD]], OLDEST_FIRST, ONCE)],
		Conversations: [1320, 140, code('conversations')],
		'Has No Handoff': [1520, 140, rows.notExists(HANDOFFS, OF_CONVERSATION)],
		'Delete Old Messages': [1720, 140, rows.remove(MESSAGES, [...OF_CONVERSATION, ['at', 'lt', OLD]], ANY)],
	},
	{
		'Every Day': [['Settings']],
		'Run Now': [['Settings']],
		Settings: [['Are Days Set']],
		'Are Days Set': [['Delete Closed Handoffs'], ['Say What Is Wrong']],
		'Delete Closed Handoffs': [['Delete Old Tickets']],
		'Delete Old Tickets': [['Find Old Messages']],
		'Find Old Messages': [['Conversations']],
		Conversations: [['Has No Handoff']],
		'Has No Handoff': [['Delete Old Messages']],
	},
	// What is deleted would be kept in its execution.
	{ saveDataSuccessExecution: 'none', saveManualExecutions: false },
);
