/** Writes no-answer.json from code/ and what is here: `node examples/no-answer/build.mjs`. */
import * as piece from '../build/nodes.mjs';
import * as rows from '../build/tables.mjs';
import { workflow } from '../build/workflow.mjs';

const { HANDOFFS, MESSAGES, OLDEST_FIRST } = rows;

const code = piece.codeOf(import.meta.url);
/** One customer whom it cannot reach keeps it from no other. */
const reply = () => piece.callWorkflow({ onError: 'continueRegularOutput' });

const SETTINGS = "$('Settings').first().json";
const JUDGED = "$('Judge').first().json";
const LOOKED = "$('Look Once More').first().json";
const OF_CONVERSATION = [
	['conversation_id', 'eq', "={{ $json.conversation_id ?? '' }}"],
	['source', 'eq', "={{ $json.source ?? '' }}"],
];
/** Of a handoff as it was judged: nothing has happened to it since. */
const UNCHANGED = [
	['id', 'eq', '={{ $json.row.id }}'],
	['status', 'eq', 'waiting'],
	['waiting_since', 'eq', '={{ $json.row.waiting_since }}'],
	['last_customer_message_at', 'eq', '={{ $json.row.last_customer_message_at }}'],
	['sending', 'eq', '={{ $json.row.sending ?? null }}'],
	['timer_since', 'eq', '={{ $json.row.timer_since ?? null }}'],
	// An execution that began earlier may be through by now, and has left no other trace.
	['reminded_at', 'eq', '={{ $json.row.reminded_at ?? null }}'],
];
/** By it one of several executions gets the work. */
const take = () => rows.update(HANDOFFS, UNCHANGED, { timer_since: '={{ $now.toISO() }}' });
/** Of the bots that this timer looks after. */
const isOurs = (row) =>
	`(!${SETTINGS}.labels || ${SETTINGS}.labels.split(',').map((label) => label.trim()).includes(${row}.source ?? ''))`;
const SILENT_SINCE = `={{ $now.minus({ hours: ${SETTINGS}.sweepAfterHours || 876000 }).toISO() }}`;

workflow(
	new URL('no-answer.json', import.meta.url),
	'No-Answer Timer and Sweeper',
	{
		About: [
			-80,
			-570,
			piece.note(
				`## No-Answer Timer and Sweeper

Reminds your team once when a customer waits too long; tells the customer and closes when still nobody answers; ends handoffs of which nothing has been heard for days.

**To use it**
1. Change times and texts in **Settings**.
2. Choose the workflow *Reply* in **Tell the Customer**, **Close** and **Sweep**, and in **Alert** the workflow that alerts your team.
3. If you use *Business Hours*, choose it in **Business Hours** and switch that node on: then only the hours count in which you are open.
4. In *⋯ > Settings*, have successful production executions not saved: there is one a minute, and n8n's import leaves this setting out.
5. Publish.`,
				860,
				350,
			),
		],
		'About Settings': [
			-80,
			-200,
			piece.note(
				`### Every minute
**Settings**: a customer has waited \`remindAfterMinutes\`: the team is reminded. Their last message is \`closeAfterMinutes\` old: they are told (\`text_\` and the language) and the conversation is closed. What did not work is tried again after \`tryAgainAfterMinutes\`. Nothing from either side for \`sweepAfterHours\`: the handoff is ended; choose more than your longest break. 0 switches off each of the three. \`labels\`: of the bots that this timer looks after, separated by commas; empty: all.`,
				520,
				600,
				4,
			),
		],
		'Every Minute': [-20, 80, piece.schedule({ field: 'minutes', minutesInterval: 1 })],
		'Run Now': [-20, 200, piece.manual()],
		Settings: [
			200,
			140,
			piece.fields({
				remindAfterMinutes: 10,
				closeAfterMinutes: 30,
				sweepAfterHours: 72,
				tryAgainAfterMinutes: 10,
				labels: '',
				text_en:
					'Unfortunately none of our team is free right now, so we are closing this conversation. Please write again, or come back later.',
				text_de:
					'Leider ist gerade niemand aus unserem Team frei, deshalb beenden wir dieses Gespräch. Bitte schreiben Sie uns erneut oder kommen Sie später wieder.',
				text_es:
					'Lamentablemente ahora no hay nadie disponible, así que cerramos esta conversación. Escríbanos de nuevo o vuelva más tarde.',
			}),
		],
		'About Waiting': [
			480,
			-160,
			piece.note(
				`### Who waits too long?
Each handoff is looked at again right before anything is done: its row, and all messages and replies. Whoever has answered, or may have (a reply that is uncertain or on its way), is not reminded, and their customer is not sent away. A customer who has just written is not closed. Outside your hours nothing is done, and the waiting counts from the opening. *Business Hours* is asked only while somebody waits.`,
				1520,
				480,
			),
		],
		'Find Waiting': [
			540,
			140,
			rows.get(
				HANDOFFS,
				[
					['status', 'eq', 'waiting'],
					[
						'waiting_since',
						'lt',
						`={{ $now.minus({ minutes: Math.min(...[${SETTINGS}.remindAfterMinutes, ${SETTINGS}.closeAfterMinutes].filter((minutes) => minutes > 0), 50000000) }).toISO() }}`,
					],
				],
				OLDEST_FIRST,
			),
		],
		'Is Anybody Waiting': [700, 140, piece.iff('Boolean($json.id)', isOurs('$json'))],
		'As Event': [
			880,
			120,
			{
				...piece.item(
					"{ part: 'Business Hours', event: 'customerMessage', conversationId: 'timer', source: null, dedupeKey: 'timer' }",
				),
				executeOnce: true,
			},
		],
		'Business Hours': [1040, 120, piece.callWorkflow({ disabled: true })],
		'Is Open': [1200, 120, piece.iff('$json.open !== false')],
		'Find Due': [1380, 100, code('judge', 'find-due')],
		'One by One': [1540, 140, piece.oneByOne()],
		'Look Again': [1700, 140, rows.get(HANDOFFS, [['id', 'eq', '={{ $json.id }}']])],
		'Read Messages': [1860, 140, rows.get(MESSAGES, OF_CONVERSATION, OLDEST_FIRST)],

		'About Acting': [
			2040,
			-560,
			piece.note(
				`### Remind
One execution takes the reminder, by writing \`timer_since\`, and calls **Alert** with \`subject\`, \`text\`, \`key\` (the same for the same alert) and \`once\`. If that fails, or n8n is killed in between, it is tried again after \`tryAgainAfterMinutes\`. **Alert** switched off: nobody is reminded.`,
				1260,
				360,
				5,
			),
		],
		Judge: [2100, 0, code('common/one-line', 'judge', 'say', 'judge-handoff')],
		'What Is Due': [
			2280,
			0,
			piece.choose([
				['Remind', "$json.action === 'remind'"],
				['Close', "$json.action === 'close'"],
				['Nothing', "$json.action === 'nothing'"],
			]),
		],
		'Take Reminder': [2280, -360, take()],
		'Is Reminder Taken': [2460, -360, piece.iff('Boolean($json.id)')],
		Reminder: [2640, -380, piece.item(`${JUDGED}.alert`)],
		Alert: [
			2820,
			-380,
			// It goes on also where the alert was known already, and nothing comes back.
			piece.callWorkflow({ onError: 'continueRegularOutput', alwaysOutputData: true }),
		],
		'Note Reminder': [
			3040,
			-380,
			{
				...rows.update(
					HANDOFFS,
					[['id', 'eq', `={{ ${JUDGED}.action === 'remind' && !$json.error ? ${JUDGED}.row.id : -1 }}`]],
					{ reminded_at: '={{ $now.toISO() }}', timer_since: '={{ null }}' },
				),
				executeOnce: true,
			},
		],

		'About Closing': [
			2040,
			-160,
			piece.note(
				`### Tell the customer, and close
One execution takes the closing, in the same way. If n8n is killed in between, the next one goes on after \`tryAgainAfterMinutes\`; *Reply* sends the text once. What certainly was not sent is tried again, twice. If the customer writes, or somebody answers, between the text and the closing, the conversation stays open. The team hears by **Alert** what became of it.`,
				1980,
				600,
			),
		],
		'Take Closing': [2460, 140, take()],
		'Is Closing Taken': [2640, 140, piece.iff('Boolean($json.id)')],
		Farewell: [2820, 120, piece.item(`${JUDGED}.tell`)],
		'Tell the Customer': [3000, 120, reply()],
		'Look Once More': [
			3180,
			120,
			rows.get(HANDOFFS, [
				['id', 'eq', `={{ ${JUDGED}.row.id }}`],
				['status', 'eq', 'waiting'],
				['last_customer_message_at', 'eq', `={{ ${JUDGED}.row.last_customer_message_at }}`],
			]),
		],
		// Whose reply has begun since, and may have arrived: the mark on the handoff tells of one reply only.
		'Find an Answer': [
			3180,
			280,
			rows.get(MESSAGES, [
				['conversation_id', 'eq', `={{ ${JUDGED}.row.conversation_id }}`],
				['source', 'eq', `={{ ${JUDGED}.row.source }}`],
				['kind', 'eq', 'human'],
				['id', 'gt', "={{ Math.max(0, ...$('Read Messages').all().map(({ json }) => json.id ?? 0)) }}"],
				...['unsent', 'late', 'duplicate'].map((state) => ['state', 'neq', state]),
			]),
		],
		'May Be Closed': [
			3360,
			120,
			piece.iff(
				'!$json.id',
				`Boolean(${LOOKED}.id) && (!${LOOKED}.sending || ${LOOKED}.sending.startsWith('timer:'))`,
				`['sent', 'uncertain', 'duplicate'].includes($('Tell the Customer').first().json.outcome) || /does not know this conversation/.test($('Tell the Customer').first().json.sentence ?? '') || ${JUDGED}.unsent >= 2`,
			),
		],
		Closing: [3540, 100, piece.item(`${JUDGED}.close`)],
		Close: [3700, 100, reply()],
		'What Became of It': [3860, 100, code('common/one-line', 'judge', 'say', 'what-became')],

		'About Sweeping': [
			480,
			360,
			piece.note(
				`### Handoffs whose end never came
Nothing from either side for \`sweepAfterHours\`: the platform is asked to close, and the handoff counts as closed whatever it says.`,
				1520,
				400,
				5,
			),
		],
		'Find Silent': [
			540,
			540,
			rows.get(
				HANDOFFS,
				[
					['status', 'neq', 'closed'],
					['last_customer_message_at', 'lt', SILENT_SINCE],
					['requested_at', 'lt', SILENT_SINCE],
				],
				OLDEST_FIRST,
			),
		],
		'Silent One by One': [720, 540, piece.oneByOne()],
		'Find What Was Said': [
			920,
			540,
			rows.get(MESSAGES, [
				...OF_CONVERSATION,
				['kind', 'neq', 'close'],
				['kind', 'neq', 'automatic'],
				['kind', 'neq', 'mail'],
				['at', 'gt', SILENT_SINCE],
			]),
		],
		'Is Silent': [
			1100,
			540,
			piece.iff(
				"!$json.id && Boolean($('Silent One by One').first().json.id)",
				isOurs("$('Silent One by One').first().json"),
			),
		],
		Sweeping: [
			1280,
			520,
			piece.item(
				`(() => { const row = $('Silent One by One').first().json; return { row, source: row.source, conversationId: row.conversation_id, action: 'close', by: 'Sweeper', kind: 'automatic', reason: 'Nothing came from either side for ' + ${SETTINGS}.sweepAfterHours + ' hours', replyId: 'timer:sweep:' + row.id + ':' + Date.parse(row.last_customer_message_at) }; })()`,
			),
		],
		Sweep: [1480, 520, reply()],
		'Mark Closed': [
			1680,
			520,
			rows.update(
				HANDOFFS,
				[
					['id', 'eq', "={{ $('Sweeping').first().json.row.id }}"],
					['status', 'neq', 'closed'],
					[
						'last_customer_message_at',
						'eq',
						"={{ $('Sweeping').first().json.row.last_customer_message_at }}",
					],
				],
				{
					status: 'closed',
					closed_at: '={{ $now.toISO() }}',
					closed_because: "={{ $('Sweeping').first().json.reason }}",
					note: '={{ $json.sentence ?? $json.error }}',
				},
			),
		],
	},
	{
		'Every Minute': [['Settings']],
		'Run Now': [['Settings']],
		Settings: [['Find Waiting', 'Find Silent']],
		'Find Waiting': [['Is Anybody Waiting']],
		'Is Anybody Waiting': [['As Event']],
		'As Event': [['Business Hours']],
		'Business Hours': [['Is Open']],
		'Is Open': [['Find Due']],
		'Find Due': [['One by One']],
		'One by One': [[], ['Look Again']],
		'Look Again': [['Read Messages']],
		'Read Messages': [['Judge']],
		Judge: [['What Is Due']],
		'What Is Due': [['Take Reminder'], ['Take Closing'], ['One by One']],
		'Take Reminder': [['Is Reminder Taken']],
		'Is Reminder Taken': [['Reminder'], ['One by One']],
		Reminder: [['Alert']],
		Alert: [['Note Reminder']],
		'Note Reminder': [['One by One']],
		'Take Closing': [['Is Closing Taken']],
		'Is Closing Taken': [['Farewell'], ['One by One']],
		Farewell: [['Tell the Customer']],
		'Tell the Customer': [['Look Once More']],
		'Look Once More': [['Find an Answer']],
		'Find an Answer': [['May Be Closed']],
		'May Be Closed': [['Closing'], ['One by One']],
		Closing: [['Close']],
		Close: [['What Became of It']],
		'What Became of It': [['Alert']],
		'Find Silent': [['Silent One by One']],
		'Silent One by One': [[], ['Find What Was Said']],
		'Find What Was Said': [['Is Silent']],
		'Is Silent': [['Sweeping'], ['Silent One by One']],
		Sweeping: [['Sweep']],
		Sweep: [['Mark Closed']],
		'Mark Closed': [['Silent One by One']],
	},
	{ saveDataSuccessExecution: 'none' },
);
