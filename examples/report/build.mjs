import { codeOf, fields, item, manual, note, schedule, sendMail } from '../build/nodes.mjs';
import { HANDOFFS, MESSAGES, OLDEST_FIRST, get } from '../build/tables.mjs';
import { workflow } from '../build/workflow.mjs';

const code = codeOf(import.meta.url);
const ON = { alwaysOutputData: true, executeOnce: true };
const within = (column) => [
	[column, 'gte', "={{ $('Period').first().json.since }}"],
	[column, 'lt', "={{ $('Period').first().json.until }}"],
];

workflow(
	new URL('report.json', import.meta.url),
	'Weekly Report',
	{
		About: [
			-400,
			-340,
			note(
				`## Weekly Report

Mails, by week and team: how many handoffs, how long customers waited for a human, how many timed out, and what the agent's replies used. A team is the *Label* of its bot.

**To do:** fill in **Settings**, choose your SMTP credential in **Send Report**, publish. For tokens and credits switch on *Keep Usage* in the front door. **Send Now** sends one at once.`,
				760,
				200,
			),
		],
		'About Time': [
			-400,
			-100,
			note(
				"### When, and of which time\nMondays at seven, in n8n's time zone. Of whole weeks: `weeks` says how many; 0 is the one that runs.",
				720,
				500,
			),
		],
		'Every Monday': [
			-340,
			60,
			schedule({ field: 'weeks', weeksInterval: 1, triggerAtDay: [1], triggerAtHour: 7, triggerAtMinute: 0 }),
		],
		'Send Now': [-340, 220, manual()],
		Settings: [
			-120,
			140,
			fields({
				mailFrom: 'Customer Desk <reports@example.com>',
				mailTo: 'you@example.com',
				weeks: 4,
				withoutLabel: '(no label)',
			}),
		],
		Period: [
			100,
			140,
			item(
				"(() => { const week = $now.startOf('week'); const now = $json.weeks < 1; const since = now ? week : week.minus({ weeks: $json.weeks }); const until = now ? $now : week; return { since: since.toISO(), until: until.toISO(), from: since.toISODate(), to: until.minus({ milliseconds: 1 }).toISODate() }; })()",
			),
		],
		'About Rows': [
			360,
			-100,
			note("### What was kept\nThe handoffs, and what the agent's replies used.", 440, 500),
		],
		'Read Handoffs': [420, 140, get(HANDOFFS, within('requested_at'), OLDEST_FIRST, ON)],
		'Read Usage': [620, 140, get(MESSAGES, [['kind', 'eq', 'usage'], ...within('at')], OLDEST_FIRST, ON)],
		'About Mail': [
			840,
			-100,
			note(
				"### One mail\nLabels are shown as text, whatever they hold. A mail server that refuses makes the execution fail: choose the watchdog as this workflow's *Error Workflow*.",
				480,
				500,
				4,
			),
		],
		Write: [900, 140, { ...code('count', 'write'), executeOnce: true }],
		'Send Report': [
			1100,
			140,
			{
				...sendMail({
					subject: '={{ $json.subject }}',
					emailFormat: 'both',
					text: '={{ $json.text }}',
					html: '={{ $json.html }}',
				}),
				onError: 'stopWorkflow',
			},
		],
	},
	{
		'Every Monday': [['Settings']],
		'Send Now': [['Settings']],
		Settings: [['Period']],
		Period: [['Read Handoffs']],
		'Read Handoffs': [['Read Usage']],
		'Read Usage': [['Write']],
		Write: [['Send Report']],
	},
);
