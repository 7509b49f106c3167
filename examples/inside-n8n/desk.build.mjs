import { IS_EVENT, IS_NO_EVENT } from '../build/contract.mjs';
import { callWorkflow, iff, item, note, stop, whenCalled } from '../build/nodes.mjs';
import { HANDOFFS, MESSAGES, TICKETS, get, insert, update } from '../build/tables.mjs';
import { workflow } from '../build/workflow.mjs';
import { YOUNG, headers, page, show, ticket, webhook } from './web.mjs';

const back = (form) => ({
	type: 'n8n-nodes-base.respondToWebhook',
	typeVersion: 1.5,
	parameters: {
		respondWith: 'noData',
		options: {
			responseCode: 303,
			responseHeaders: headers({
				Location: `=altabots-desk?h={{ encodeURIComponent($('${form}').first().json.body.handoff ?? '') }}&t={{ encodeURIComponent($('${form}').first().json.body.ticket ?? '') }}`,
			}),
		},
	},
});

const BODY = (form) => `$('${form}').first().json.body`;
const CHOSEN = (form) => ['id', 'eq', `={{ Number(${BODY(form)}.handoff) || -1 }}`];

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
3. Publish both, choose this one in the front door's node *Desk*, and publish the front door again.
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
				"### Answer\nOnly whoever has taken the conversation. The form's own number is the `replyId`, so a double click or a reload sends nothing twice; *Reply* keeps what became of it, also when the conversation was closed meanwhile, and the page shows it. What is refused comes back to whoever typed it, and why.",
				1500,
				400,
			),
		],
		'Answer Form': [-340, 850, webhook('-answer', { post: true })],
		'Find Ticket': [-180, 850, ticket('$json.body.ticket')],
		'Find Handoff': [-20, 850, get(HANDOFFS, [CHOSEN('Answer Form')])],
		'Find Newest Handoff': [
			140,
			850,
			get(
				HANDOFFS,
				[
					['conversation_id', 'eq', "={{ $json.conversation_id ?? '(none)' }}"],
					['source', 'eq', "={{ $json.source ?? '' }}"],
				],
				{ order: ['id', 'DESC'] },
			),
		],
		Answer: [
			300,
			850,
			item(
				`(() => { const { form, text } = ${BODY('Answer Form')}; const { name } = $('Find Ticket').first().json; const row = $('Find Handoff').first().json; const refused = (why) => ({ refused: why }); if (!form || !String(text ?? '').trim()) return refused('It holds no text.'); if (!name) return refused('The page is older than 12 hours, or nobody has said there who answers. Go back to the desk and say who you are.'); if (!row.id) return refused('The conversation is not kept here any more.'); if (row.taken_by !== name) return refused((row.taken_by || 'Nobody') + ' has taken this conversation.'); if (row.status === 'closed' && $json.id !== row.id) return refused('The conversation was closed, and the customer has asked again since. Choose the newer entry in the list.'); return { source: row.source, conversationId: row.conversation_id, action: 'reply', text, by: name, replyId: 'desk:' + form }; })()`,
			),
		],
		'May Be Sent': [460, 850, iff('!$json.refused')],
		Reply: [640, 790, callWorkflow({ onError: 'continueRegularOutput' })],
		'Has Outcome': [800, 790, iff('Boolean($json.outcome)')],
		'Back to the Desk': [960, 770, back('Answer Form')],
		'Draw Not Sent': [800, 930, page('not-sent')],
		'Show Not Sent': [960, 930, show(409)],

		'About Closing': [
			-400,
			1110,
			note(
				'### Close\nThe handoff counts as closed when the platform has confirmed it, or says that it is over already.',
				1500,
				300,
			),
		],
		'Close Form': [-340, 1250, webhook('-close', { post: true })],
		'Find Ticket to Close': [-140, 1250, ticket('$json.body.ticket')],
		'Find My Handoff': [
			60,
			1250,
			get(HANDOFFS, [
				CHOSEN('Close Form'),
				['status', 'neq', 'closed'],
				['taken_by', 'eq', "={{ $('Find Ticket to Close').first().json.name || '\\u0000' }}"],
			]),
		],
		'May Be Closed': [260, 1250, iff('Boolean($json.id)')],
		Closing: [
			480,
			1190,
			item(
				"{ source: $json.source, conversationId: $json.conversation_id, action: 'close', by: $json.taken_by, reason: 'Closed at the desk by ' + $json.taken_by, replyId: 'desk-close:' + $execution.id }",
			),
		],
		Close: [680, 1190, callWorkflow({ onError: 'continueRegularOutput' })],
		'Back to This Conversation': [900, 1250, back('Close Form')],
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
		'Find Ticket': [['Find Handoff']],
		'Find Handoff': [['Find Newest Handoff']],
		'Find Newest Handoff': [['Answer']],
		Answer: [['May Be Sent']],
		'May Be Sent': [['Reply'], ['Draw Not Sent']],
		Reply: [['Has Outcome']],
		'Has Outcome': [['Back to the Desk'], ['Draw Not Sent']],
		'Draw Not Sent': [['Show Not Sent']],
		'Close Form': [['Find Ticket to Close']],
		'Find Ticket to Close': [['Find My Handoff']],
		'Find My Handoff': [['May Be Closed']],
		'May Be Closed': [['Closing'], ['Back to This Conversation']],
		Closing: [['Close']],
		Close: [['Back to This Conversation']],
	},
);
