import { codeOf, fields, iff, item, note, sendMail, splitOut, stop, whenCalled } from '../build/nodes.mjs';
import { ALERT, MESSAGES, get, insert, remove, update } from '../build/tables.mjs';
import { workflow } from '../build/workflow.mjs';

const code = codeOf(import.meta.url);
const ONCE = { alwaysOutputData: true, executeOnce: true };
/** Behind the mail, whose answer the items hold. */
const COMPOSED = "$('Compose').first().json";

workflow(
	new URL('alert.json', import.meta.url),
	'Alert',
	{
		About: [
			-400,
			-340,
			note(
				`## Alert

Tells the people who look after this n8n. The same \`key\` goes out once per \`repeatAfterMinutes\`; several items are one mail.

**In**: \`subject\`, \`text\`, \`key\`, and if you like \`once\` (true: never again, as for something that happened). **Out**: an item for each, with its \`key\`.

**To do:** fill in **Settings**, choose your SMTP credential in **Send Mail**, publish. For Slack, write the channel in **Settings**, choose your credential in **Post to Slack** and switch it on (*⋯ > Activate*); **Send Mail** may then be switched off.`,
				760,
				230,
			),
		],
		'About Input': [
			-400,
			-80,
			note(
				'### What is asked for\nAnything else stops here, with a sentence; what came beside it goes out all the same.',
				660,
				480,
			),
		],
		'When Called': [-340, 120, whenCalled()],
		'Is an Alert': [
			-140,
			120,
			iff(
				"['subject', 'text', 'key'].every((name) => typeof $json[name] === 'string' && $json[name].trim() !== '')",
			),
		],
		'Say What Is Missing': [
			60,
			260,
			stop(
				'Alert takes subject, text and key, each a text that is not empty, and once (true or false) if you like. What came lacks one of them. See examples/alert/README.md.',
			),
		],
		Settings: [
			60,
			60,
			fields(
				{
					mailFrom: 'Customer Desk <alerts@example.com>',
					mailTo: 'you@example.com',
					slackChannel: '#alerts',
					subjectPrefix: '[AltaBots]',
					repeatAfterMinutes: 60,
				},
				{ keep: true },
			),
		],

		'About Once': [
			300,
			-80,
			note(
				'### Once\nEach alert is written down as *sending* before it goes out. Of two at the same moment the row that came first counts. What was sending when n8n was killed is taken for not sent: an alert may come twice, but it does not get lost.',
				900,
				480,
			),
		],
		'Find Told': [
			360,
			60,
			get(
				MESSAGES,
				[
					['kind', 'eq', ALERT],
					['key', 'eq', "={{ 'alert:' + $json.key }}"],
					['state', 'eq', 'sent'],
					[
						'at',
						'gt',
						"={{ $json.once === true ? '1970-01-01T00:00:00.000Z' : $now.minus({ minutes: $json.repeatAfterMinutes }).toISO() }}",
					],
				],
				{},
			),
		],
		'Not Told Yet': [540, 60, code('not-told-yet')],
		// Below the others, and so the last one: whoever calls gets an item back for each of theirs, also when all was told before.
		Told: [360, 260, item('{ key: $json.key, told: true }')],
		'Keep Alert': [
			720,
			60,
			insert(MESSAGES, {
				key: "={{ 'alert:' + $json.key }}",
				conversation_id: '',
				source: '',
				kind: ALERT,
				by: '={{ $json.subject }}',
				text: '={{ $json.text }}',
				at: '={{ $now.toISO() }}',
				state: 'sending',
				note: '={{ "Execution " + $execution.id }}',
			}),
		],
		'Find First': [
			900,
			60,
			get(
				MESSAGES,
				[
					['kind', 'eq', ALERT],
					['key', 'eq', '={{ $json.key }}'],
					// One that was sent a moment ago counts as well: this row may be from before that.
					['state', 'neq', 'unsent'],
					['at', 'gt', '={{ $now.minus({ minutes: 2 }).toISO() }}'],
				],
				{ order: ['id', 'ASC'] },
				{},
			),
		],
		'Is First': [1080, 60, iff("$json.id === $('Keep Alert').item.json.id")],
		'Forget Second': [1080, 260, remove(MESSAGES, [['id', 'eq', "={{ $('Keep Alert').item.json.id }}"]])],

		'About Sending': [
			1240,
			-80,
			note(
				'### By mail, by Slack, or both\nWhoever is switched off lets the alert pass. Where one of them refuses, or none is switched on, the alert stays *unsent* in `altabots_messages`, the execution says so, and the watchdog sends it again.',
				1000,
				720,
				4,
			),
		],
		Compose: [1300, 60, code('compose')],
		'Send Mail': [
			1500,
			60,
			sendMail({
				subject: '={{ $json.subject }}',
				emailFormat: 'text',
				text: '={{ $json.text }}',
			}),
		],
		'Post to Slack': [
			1700,
			60,
			{
				type: 'n8n-nodes-base.slack',
				typeVersion: 2.3,
				parameters: {
					resource: 'message',
					operation: 'post',
					select: 'channel',
					channelId: { __rl: true, mode: 'name', value: "={{ $('Settings').first().json.slackChannel }}" },
					messageType: 'text',
					text: `={{ ${COMPOSED}.slack }}`,
					otherOptions: {
						includeLinkToWorkflow: false,
						mrkdwn: false,
						unfurl_links: false,
						unfurl_media: false,
					},
				},
				disabled: true,
				onError: 'continueErrorOutput',
			},
		],
		'Was It Sent': [1900, 60, iff('!$json.toSend')],
		'Note Not Sent': [
			1700,
			460,
			update(
				MESSAGES,
				[
					['kind', 'eq', ALERT],
					['note', 'eq', '={{ "Execution " + $execution.id }}'],
					['state', 'eq', 'sending'],
				],
				{
					state: 'unsent',
					note: '={{ String($json.error?.message ?? $json.error ?? "Neither Send Mail nor Post to Slack is switched on").slice(0, 500) }}',
				},
				ONCE,
			),
		],
		'Say It Was Not Sent': [
			1900,
			460,
			stop('=The alert was not sent: {{ $json.note }}. It is kept as unsent in altabots_messages.'),
		],

		'About Notes': [
			2280,
			-80,
			note(
				'### Noted\nAs sent, also what was not sent before under the same key. Alerts of more than a week ago are forgotten.',
				760,
				480,
			),
		],
		Keys: [2340, 60, item(`{ keys: ${COMPOSED}.keys }`)],
		'Each Key': [2520, 60, splitOut('keys')],
		'Note Sent': [
			2700,
			60,
			update(
				MESSAGES,
				[
					['kind', 'eq', ALERT],
					['key', 'eq', '={{ $json.keys }}'],
					['state', 'neq', 'sent'],
				],
				{ state: 'sent', note: '' },
			),
		],
		'Forget Old Alerts': [
			2880,
			60,
			remove(
				MESSAGES,
				[
					['kind', 'eq', ALERT],
					['at', 'lt', '={{ $now.minus({ days: 7 }).toISO() }}'],
				],
				ONCE,
			),
		],
	},
	{
		'When Called': [['Is an Alert']],
		'Is an Alert': [['Settings'], ['Say What Is Missing']],
		Settings: [['Find Told', 'Told']],
		'Find Told': [['Not Told Yet']],
		'Not Told Yet': [['Keep Alert']],
		'Keep Alert': [['Find First']],
		'Find First': [['Is First']],
		'Is First': [['Compose'], ['Forget Second']],
		Compose: [['Send Mail']],
		'Send Mail': [['Post to Slack'], ['Note Not Sent']],
		'Post to Slack': [['Was It Sent'], ['Note Not Sent']],
		'Was It Sent': [['Keys'], ['Note Not Sent']],
		'Note Not Sent': [['Say It Was Not Sent']],
		Keys: [['Each Key']],
		'Each Key': [['Note Sent']],
		'Note Sent': [['Forget Old Alerts']],
	},
);
