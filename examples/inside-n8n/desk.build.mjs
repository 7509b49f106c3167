import { IS_EVENT, IS_NO_EVENT } from '../build/contract.mjs';
import { callWorkflow, iff, item, note, stop, whenCalled } from '../build/nodes.mjs';
import { HANDOFFS, MESSAGES, TICKETS, get, insert, update } from '../build/tables.mjs';
import { workflow } from '../build/workflow.mjs';
import { YOUNG, headers, ticket, webhook } from './web.mjs';

const back = (form) => ({
	type: 'n8n-nodes-base.respondToWebhook',
	typeVersion: 1.5,
	parameters: {
		respondWith: 'noData',
		options: {
			responseCode: 303,
			responseHeaders: headers({
				Location: `=altabots-desk?c={{ encodeURIComponent($('${form}').first().json.body.conversation ?? '') }}&t={{ encodeURIComponent($('${form}').first().json.body.ticket ?? '') }}`,
			}),
		},
	},
});

const BODY = (form) => `$('${form}').first().json.body`;
const mine = (form, found) =>
	get(HANDOFFS, [
		['id', 'eq', `={{ Number(${BODY(form)}.handoff) || -1 }}`],
		['status', 'neq', 'closed'],
		['taken_by', 'eq', `={{ $('${found}').first().json.name || '\\u0000' }}`],
	]);

workflow(
	new URL('desk.json', import.meta.url),
	'Inside n8n: Desk',
	{
		About: [
			-400,
			-420,
			note(
				`## Inside n8n: Desk

A desk that needs no other system: your team answers on pages that n8n serves. This half does what people do on those pages; **Inside n8n: Pages** draws them.

**To use it**
1. Choose a *Basic Auth* credential (user and password for your team) in the Webhook nodes of both workflows.
2. Choose the workflow *Reply* in **Reply** and **Close**.
3. Publish both, and choose this one in the front door's node *Desk*.
4. Open \`/webhook/altabots-desk\` of your n8n.`,
				640,
				300,
			),
		],
		'About Events': [
			-400,
			-100,
			note(
				'### What the front door hands on\nHandoffs, messages and closings are in the tables already, where the pages find them. Only what your Agent says is added. Never send from here: human replies may come back as replies of the Agent.',
				900,
				420,
			),
		],
		'When Called': [-340, 100, whenCalled()],
		'Is an Event': [-140, 100, iff(IS_EVENT)],
		'Say What Is Missing': [60, 190, stop(IS_NO_EVENT)],
		'Is an Agent Reply': [60, 20, iff("$json.event === 'agentReply'")],
		'Keep Agent Reply': [
			280,
			20,
			insert(MESSAGES, {
				key: '={{ $json.dedupeKey }}',
				conversation_id: '={{ $json.conversationId }}',
				source: "={{ $json.source ?? '' }}",
				kind: 'agent',
				by: '',
				text: "={{ [$json.text, ...$json.outputs.flatMap((output) => output.audio).map((audio) => 'Audio: ' + (audio.transcript ?? '') + ' ' + (audio.url ?? ''))].filter(Boolean).join('\\n') }}",
				at: '={{ $json.occurredAt ?? $now.toISO() }}',
				state: 'received',
				note: '',
			}),
		],

		'About Names': [
			540,
			-100,
			note(
				"### Who answers\nOne login serves the team, so each person says once who they are; the page's ticket keeps it for 12 hours.",
				560,
				420,
			),
		],
		'Name Form': [600, 100, webhook('-name', { post: true })],
		'Note Name': [
			780,
			100,
			update(TICKETS, [['ticket', 'eq', "={{ $json.body.ticket ?? '' }}"], YOUNG], {
				name: "={{ String($json.body.name ?? '').replace(/[\\u0000-\\u001f]/g, ' ').trim().slice(0, 60) }}",
			}),
		],
		'Back to the Page': [950, 100, back('Name Form')],

		'About Taking': [
			-400,
			350,
			note(
				'### Take, give back, take over\nOne conversation, one person. The table changes only if the conversation still belongs to whom the page has shown: of two who press *Take* at once, one gets it.',
				1500,
				280,
				4,
			),
		],
		'Take Form': [-340, 470, webhook('-take', { post: true })],
		'Find Ticket to Take': [-140, 470, ticket('$json.body.ticket')],
		Take: [
			60,
			470,
			update(
				HANDOFFS,
				[
					['id', 'eq', `={{ $json.name ? Number(${BODY('Take Form')}.handoff) || -1 : -1 }}`],
					['status', 'neq', 'closed'],
					['taken_by', 'eq', `={{ ${BODY('Take Form')}.from ?? '' }}`],
				],
				{ taken_by: `={{ ${BODY('Take Form')}.to === 'me' ? $json.name : '' }}` },
			),
		],
		'Back After Taking': [280, 470, back('Take Form')],

		'About Answering': [
			-400,
			670,
			note(
				"### Answer\nOnly whoever has taken the conversation. The form's own number is the `replyId`, so a double click or a reload sends nothing twice; *Reply* keeps what became of it, and the page shows it.",
				1500,
				300,
			),
		],
		'Answer Form': [-340, 810, webhook('-answer', { post: true })],
		'Find Ticket': [-140, 810, ticket('$json.body.ticket')],
		'Find My Handoff': [60, 810, mine('Answer Form', 'Find Ticket')],
		'May Be Sent': [
			260,
			810,
			iff(
				'Boolean($json.id)',
				`Boolean(${BODY('Answer Form')}.form)`,
				`String(${BODY('Answer Form')}.text ?? '').trim() !== ''`,
			),
		],
		Answer: [
			480,
			750,
			item(
				`{ source: $json.source, conversationId: $json.conversation_id, action: 'reply', text: ${BODY('Answer Form')}.text, by: $json.taken_by, replyId: 'desk:' + ${BODY('Answer Form')}.form }`,
			),
		],
		Reply: [680, 750, callWorkflow({ onError: 'continueRegularOutput' })],
		'Back to the Desk': [900, 810, back('Answer Form')],

		'About Closing': [
			-400,
			1010,
			note(
				'### Close\nThe handoff counts as closed when the platform has confirmed it, or says that it is over already.',
				1500,
				300,
			),
		],
		'Close Form': [-340, 1150, webhook('-close', { post: true })],
		'Find Ticket to Close': [-140, 1150, ticket('$json.body.ticket')],
		'Find My Handoff to Close': [60, 1150, mine('Close Form', 'Find Ticket to Close')],
		'May Be Closed': [260, 1150, iff('Boolean($json.id)')],
		Closing: [
			480,
			1090,
			item(
				"{ source: $json.source, conversationId: $json.conversation_id, action: 'close', by: $json.taken_by, reason: 'Closed at the desk by ' + $json.taken_by, replyId: 'desk-close:' + $execution.id }",
			),
		],
		Close: [680, 1090, callWorkflow({ onError: 'continueRegularOutput' })],
		'Back to This Conversation': [900, 1150, back('Close Form')],
	},
	{
		'When Called': [['Is an Event']],
		'Is an Event': [['Is an Agent Reply'], ['Say What Is Missing']],
		'Is an Agent Reply': [['Keep Agent Reply']],
		'Name Form': [['Note Name']],
		'Note Name': [['Back to the Page']],
		'Take Form': [['Find Ticket to Take']],
		'Find Ticket to Take': [['Take']],
		Take: [['Back After Taking']],
		'Answer Form': [['Find Ticket']],
		'Find Ticket': [['Find My Handoff']],
		'Find My Handoff': [['May Be Sent']],
		'May Be Sent': [['Answer'], ['Back to the Desk']],
		Answer: [['Reply']],
		Reply: [['Back to the Desk']],
		'Close Form': [['Find Ticket to Close']],
		'Find Ticket to Close': [['Find My Handoff to Close']],
		'Find My Handoff to Close': [['May Be Closed']],
		'May Be Closed': [['Closing'], ['Back to This Conversation']],
		Closing: [['Close']],
		Close: [['Back to This Conversation']],
	},
);
