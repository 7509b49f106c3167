/** Writes delete-one-customer.json: `node examples/retention/delete-one-customer.build.mjs`. */
import * as piece from '../build/nodes.mjs';
import * as rows from '../build/tables.mjs';
import { workflow } from '../build/workflow.mjs';

const { ALERT, HANDOFFS, MESSAGES, OLDEST_FIRST } = rows;
const code = piece.codeOf(import.meta.url);
const ONCE = { alwaysOutputData: true, executeOnce: true };
/** What was left empty finds nothing. */
const typed = (name) => `={{ $('Customer').first().json.${name} || '(nobody)' }}`;
const OF_CONVERSATION = [
	['conversation_id', 'eq', '={{ $json.conversation_id }}'],
	['source', 'eq', '={{ $json.source }}'],
];
const splitConversations = () => ({
	type: 'n8n-nodes-base.code',
	typeVersion: 2,
	parameters: {
		jsCode:
			"return $('Find Customer').first().json.conversations.map((conversation) => ({ json: conversation }));\n",
	},
});

workflow(
	new URL('delete-one-customer.json', import.meta.url),
	'Delete One Customer',
	{
		About: [
			-80,
			-380,
			piece.note(
				`## Delete One Customer

Deletes everything that the tables hold on one customer, open handoffs too, and says how many rows went.

**First**, in *⋯ > Settings*, have no executions saved, successful, failed or manual (n8n's import leaves these settings out): they hold what is deleted.

**To use it:** press *Execute workflow*. n8n opens a form: write the e-mail, the user ID or the conversation ID. The last node says what was deleted, and under what other names the customer was known.

**Do not publish it.** It works only from the editor, so that nobody but your n8n users can delete anything.`,
				860,
				290,
			),
		],
		'About Form': [
			-80,
			-60,
			piece.note(
				'### Whom?\nWhatever is filled in counts; the e-mail in capital or small letters.',
				860,
				460,
				4,
			),
		],
		'Form of Customer': [
			-20,
			140,
			{
				type: 'n8n-nodes-base.formTrigger',
				typeVersion: 2.2,
				parameters: {
					formTitle: 'Delete one customer',
					formDescription:
						'Deletes all handoffs and messages of one customer, for good. Fill in one field or several.',
					formFields: {
						values: ['E-mail', 'User ID', 'Conversation ID'].map((fieldLabel) => ({
							fieldLabel,
							fieldType: 'text',
						})),
					},
					responseMode: 'lastNode',
					options: { appendAttribution: false, buttonLabel: 'Delete' },
				},
			},
		],
		'Is in Editor': [160, 140, piece.iff("$json.formMode === 'test'")],
		Customer: [
			340,
			100,
			piece.item(
				"{ email: ($json['E-mail'] ?? '').trim().toLowerCase(), userId: ($json['User ID'] ?? '').trim(), conversationId: ($json['Conversation ID'] ?? '').trim() }",
			),
		],
		'Is Somebody': [540, 100, piece.iff('Boolean($json.email || $json.userId || $json.conversationId)')],
		'Say How to Run It': [
			340,
			240,
			piece.stop(
				'This form works only from the n8n editor, so nothing was deleted. Unpublish this workflow.',
			),
		],
		'Say What Is Missing': [640, 240, piece.stop('No field was filled in, so nothing was deleted.')],

		'About Deleting': [
			820,
			-240,
			piece.note(
				'### Everything of their conversations\nAll conversations that have a handoff of this customer, with every message in them and every alert about them; and mails to the desk from that address. Messages go first: if n8n is stopped in between, the next run finds the rest.',
				1920,
				640,
			),
		],
		'Find Handoffs': [
			880,
			100,
			rows.get(
				HANDOFFS,
				[
					['email', 'ilike', typed('email')],
					['user_id', 'eq', typed('userId')],
					['conversation_id', 'eq', typed('conversationId')],
				],
				{ ...OLDEST_FIRST, any: true },
			),
		],
		'Find Messages': [
			1060,
			100,
			rows.get(MESSAGES, [['conversation_id', 'eq', typed('conversationId')]], OLDEST_FIRST, ONCE),
		],
		'Find Customer': [1240, 100, { ...code('find-customer'), executeOnce: true }],
		'Has Conversations': [1420, 100, piece.iff('$json.conversations.length > 0')],
		'Each Conversation': [1620, 40, splitConversations()],
		'Delete Alerts on Them': [
			1820,
			-120,
			rows.remove(MESSAGES, [
				['kind', 'eq', ALERT],
				// A % of its own would stand for anything.
				[
					'text',
					'like',
					"={{ $json.conversation_id.includes('%') ? '(nobody)' : '%' + $json.conversation_id + '%' }}",
				],
			]),
		],
		'Delete Their Messages': [1820, 40, rows.remove(MESSAGES, OF_CONVERSATION)],
		'Each Conversation Again': [2020, 40, { ...splitConversations(), executeOnce: true }],
		'Delete Their Handoffs': [2220, 40, rows.remove(HANDOFFS, OF_CONVERSATION)],
		'Delete Their Mails': [
			2400,
			120,
			rows.remove(
				MESSAGES,
				[
					['kind', 'eq', 'mail'],
					['conversation_id', 'isEmpty'],
					['by', 'eq', typed('email')],
				],
				ONCE,
			),
		],
		Deleted: [2580, 120, { ...code('say-deleted'), executeOnce: true }],
	},
	{
		'Form of Customer': [['Is in Editor']],
		'Is in Editor': [['Customer'], ['Say How to Run It']],
		Customer: [['Is Somebody']],
		'Is Somebody': [['Find Handoffs'], ['Say What Is Missing']],
		'Find Handoffs': [['Find Messages']],
		'Find Messages': [['Find Customer']],
		'Find Customer': [['Has Conversations']],
		'Has Conversations': [['Each Conversation'], ['Delete Their Mails']],
		'Each Conversation': [['Delete Alerts on Them', 'Delete Their Messages']],
		'Delete Their Messages': [['Each Conversation Again']],
		'Each Conversation Again': [['Delete Their Handoffs']],
		'Delete Their Handoffs': [['Delete Their Mails']],
		'Delete Their Mails': [['Deleted']],
	},
	{ saveDataSuccessExecution: 'none', saveDataErrorExecution: 'none', saveManualExecutions: false },
);
