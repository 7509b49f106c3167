import { CALLED } from '../build/contract.mjs';
import {
	choose,
	chooseNumber,
	computed,
	fields,
	iff,
	item,
	note,
	stop,
	whenCalled,
} from '../build/nodes.mjs';
import { HANDOFFS, MESSAGES, OLDEST_FIRST, get, insert, update } from '../build/tables.mjs';
import { workflow } from '../build/workflow.mjs';

const altaBots = (operation, parameters = {}) => ({
	type: 'n8n-nodes-altabots.altaBots',
	typeVersion: 1,
	onError: 'continueRegularOutput',
	parameters: {
		resource: 'handoff',
		operation,
		conversationId: `={{ ${CALLED}.conversationId }}`,
		...parameters,
		options: {},
	},
});
/** More than one for a moment: a handoff that came twice, or one that a newer one is about to close. */
const MARKED = "$('Mark Sending').all().map(({ json }) => json)";
const ONCE = { executeOnce: true };

workflow(
	new URL('reply.json', import.meta.url),
	'Reply',
	{
		About: [
			-400,
			-460,
			note(
				`## Reply

The one place from which every desk and every part speaks to a customer. It sends the same \`replyId\` to the same conversation once, sends nothing into a closed conversation, and gives back what became of it.

**In**: \`source\`, \`conversationId\`, \`action\` (reply or close), \`text\`, \`by\`, \`replyId\`, and if you like \`kind\` (human, automatic or ai; human if left out) and \`reason\` (why it is closed).

**Out**: \`outcome\` (sent, unsent, uncertain, closed, duplicate or late), \`sentence\`, \`conversationId\`, \`replyId\`.

**To do:** choose your *AltaBots API* credential in **Send Reply** and **Close**, put your triggers' *Label* in **Settings** if they have one, publish.`,
				760,
				360,
			),
		],
		'About Input': [
			-400,
			-80,
			note(
				'### What is asked for\nAnything else stops here, with a sentence. **Settings**: the *Label* of each bot, separated by commas, in the order of the outputs of *Bot to Reply*. Empty: one bot without a label.',
				660,
				480,
			),
		],
		'When Called': [-340, 120, whenCalled()],
		'Is a Reply': [
			-140,
			120,
			iff(
				"(typeof $json.source === 'string' || $json.source === null) && typeof $json.conversationId === 'string' && $json.conversationId !== '' && typeof $json.replyId === 'string' && $json.replyId !== '' && typeof $json.by === 'string' && (($json.action === 'reply' && typeof $json.text === 'string' && $json.text.trim() !== '') || $json.action === 'close') && [undefined, 'human', 'automatic', 'ai'].includes($json.kind)",
			),
		],
		'Say What Is Missing': [
			60,
			240,
			stop(
				'Reply takes source (the Label or null), conversationId, action (reply or close), text (not empty for a reply), by and replyId; kind, if given, is human, automatic or ai. What came lacks one of them. See examples/README.md, "Reply".',
			),
		],
		Settings: [60, 60, fields({ labels: '' })],

		'About Marks': [
			300,
			-80,
			note(
				'### Once, and only into an open conversation\nThe reply is kept as *sending* before it leaves. Whoever finds an older row with the same `replyId` sends nothing: two calls at once are told apart by the row that came first. The mark on the handoff, `sending`, stays when n8n is killed in between: the watchdog looks for it.',
				900,
				480,
			),
		],
		'Keep Reply': [
			360,
			120,
			insert(MESSAGES, {
				key: `={{ 'reply:' + ${CALLED}.replyId }}`,
				conversation_id: `={{ ${CALLED}.conversationId }}`,
				source: `={{ ${CALLED}.source ?? '' }}`,
				kind: `={{ ${CALLED}.action === 'close' ? 'close' : ${CALLED}.kind ?? 'human' }}`,
				by: `={{ ${CALLED}.by }}`,
				text: `={{ (${CALLED}.text ?? '').replaceAll('\\r\\n', '\\n').trim() }}`,
				at: '={{ $now.toISO() }}',
				state: 'sending',
				note: '',
			}),
		],
		'Find First': [
			560,
			120,
			get(
				MESSAGES,
				// Whoever makes up a replyId need not know what other customers are sent.
				['key', 'conversation_id', 'source'].map((name) => [name, 'eq', `={{ $json.${name} }}`]),
				{ order: ['id', 'ASC'] },
				{},
			),
		],
		'Mark Sending': [
			760,
			120,
			update(
				HANDOFFS,
				[
					[
						'conversation_id',
						'eq',
						`={{ $json.id === $('Keep Reply').first().json.id ? $json.conversation_id : '' }}`,
					],
					['source', 'eq', '={{ $json.source }}'],
					['status', 'neq', 'closed'],
				],
				{ sending: `={{ ${CALLED}.replyId }}`, sending_since: '={{ $now.toISO() }}' },
			),
		],
		'What to Do': [
			980,
			80,
			{
				...choose([
					['Duplicate', "$('Find First').first().json.id !== $('Keep Reply').first().json.id"],
					['Late', '!$json.id'],
					[
						'Unknown Label',
						`!$('Settings').first().json.labels.split(',').map((label) => label.trim()).includes(${CALLED}.source ?? '')`,
					],
					['Reply', `${CALLED}.action === 'reply'`],
					['Close', `${CALLED}.action === 'close'`],
				]),
				...ONCE,
			},
		],

		'About Bots': [
			1240,
			-460,
			note(
				`### One key for each bot
A bot's customers are reached with that bot's key only. **To add a bot:** write its trigger's *Label* in **Settings**, copy *Send Reply* and *Close*, choose the other credential in the copies, and wire them to the next outputs of *Bot to Reply* and *Bot to Close*, and on to *Outcome*. More than four bots: raise *Number of Outputs* in both.`,
				620,
				960,
				4,
			),
		],
		'Is a Duplicate': [
			1300,
			-260,
			item(
				"{ outcome: 'duplicate', sentence: ({ sent: 'The customer has it already.', sending: 'It was on its way already; nobody knows whether it arrived.' })[$('Find First').first().json.state] ?? 'It was tried already: ' + $('Find First').first().json.note }",
			),
		],
		'Is Late': [
			1500,
			-260,
			item(
				`${CALLED}.action === 'close' ? { outcome: 'closed', sentence: 'The conversation was closed already.' } : { outcome: 'late', sentence: 'The conversation is closed, or unknown here, so nothing was sent.' }`,
			),
		],
		'Has No Bot': [
			1700,
			-260,
			item(
				"{ outcome: 'unsent', sentence: 'Reply knows no bot with the Label \"' + $('When Called').first().json.source + '\". Add it in the Settings of the workflow Reply.' }",
			),
		],
		'Bot to Reply': [
			1300,
			20,
			chooseNumber(
				4,
				`$('Settings').first().json.labels.split(',').map((label) => label.trim()).indexOf(${CALLED}.source ?? '')`,
			),
		],
		'Send Reply': [1600, 20, altaBots('sendReply', { text: "={{ $('Keep Reply').first().json.text }}" })],
		'Bot to Close': [
			1300,
			270,
			chooseNumber(
				4,
				`$('Settings').first().json.labels.split(',').map((label) => label.trim()).indexOf(${CALLED}.source ?? '')`,
			),
		],
		Close: [1600, 270, altaBots('close')],

		'About Outcome': [
			1900,
			-80,
			note(
				"### What became of it\nNoted on the reply and on the handoff. A human's reply answers the handoff unless the customer has written since. A handoff counts as closed when the platform has confirmed it, or says that it is over already.",
				1200,
				480,
			),
		],
		Outcome: [
			1960,
			120,
			item(
				"(() => { if ($json.sentence) return $json; if ($json.sent) return { outcome: 'sent', sentence: 'The customer has it.' }; if ($json.closed) return { outcome: 'closed', sentence: 'The conversation is closed.' }; const said = [$json.error, $json.message].filter(Boolean).join('. '); const over = /does not know this conversation/.test($json.error ?? ''); if (over && $('When Called').first().json.action === 'close') return { outcome: 'closed', sentence: 'The platform had ended the conversation already.' }; return { outcome: $json.outcome ?? 'uncertain', sentence: said }; })()",
			),
		],
		'Note Outcome': [
			2140,
			120,
			update(MESSAGES, [['id', 'eq', "={{ $('Keep Reply').first().json.id }}"]], {
				state: '={{ $json.outcome }}',
				note: "={{ ['sent', 'closed'].includes($json.outcome) ? '' : $json.sentence }}",
			}),
		],
		'Read Handoffs': [
			2320,
			120,
			get(
				HANDOFFS,
				['conversation_id', 'source'].map((name) => [
					name,
					'eq',
					`={{ $('Keep Reply').first().json.${name} }}`,
				]),
				OLDEST_FIRST,
				{ alwaysOutputData: true, ...ONCE },
			),
		],
		'Note on Handoff': [
			2500,
			120,
			update(
				HANDOFFS,
				[
					['id', 'eq', `={{ ${MARKED}.some(({ id }) => id && id === $json.id) ? $json.id : -1 }}`],
					// Each reply changes these: what another one has noted since it was read is not written over.
					['sending', 'eq', '={{ $json.sending ?? null }}'],
					['sent', 'eq', '={{ $json.sent ?? null }}'],
				],
				(() => {
					const f = (body) =>
						computed(
							`const row = $json; const asked = ${CALLED}; const { outcome, sentence } = $('Outcome').first().json; const at = $('Keep Reply').first().json.at; const kind = asked.kind ?? 'human'; ${body}`,
						);
					return {
						sending: f("return row.sending === asked.replyId ? '' : row.sending;"),
						sent: f("return outcome === 'sent' ? asked.replyId : row.sent;"),
						greeted_at: f(
							"return outcome === 'sent' && kind === 'automatic' ? row.greeted_at ?? at : row.greeted_at;",
						),
						first_reply_at: f(
							"return outcome === 'sent' && kind === 'human' ? row.first_reply_at ?? at : row.first_reply_at;",
						),
						last_reply_at: f("return outcome === 'sent' ? at : row.last_reply_at;"),
						note: f(
							"return asked.action === 'close' && outcome !== 'closed' ? 'Not closed: ' + sentence : '';",
						),
					};
				})(),
			),
		],
		'Was Overtaken': [
			2500,
			280,
			iff(
				`$runIndex < 20 && $('Read Handoffs').all().filter(({ json: row }) => ${MARKED}.some(({ id }) => id && id === row.id)).length > $('Note on Handoff').all().filter(({ json }) => json.id).length`,
			),
		],
		'Note Answered or Closed': [
			2700,
			120,
			update(
				HANDOFFS,
				[
					[
						'id',
						'eq',
						`={{ ['sent', 'closed'].includes($('Outcome').first().json.outcome) && (${CALLED}.kind ?? 'human') === 'human' || $('Outcome').first().json.outcome === 'closed' ? $json.id ?? -1 : -1 }}`,
					],
					['status', 'neq', 'closed'],
					[
						'last_customer_message_at',
						'lte',
						"={{ $('Outcome').first().json.outcome === 'closed' ? $now.plus({ years: 1 }).toISO() : $('Keep Reply').first().json.at }}",
					],
				],
				{
					status: "={{ $('Outcome').first().json.outcome === 'closed' ? 'closed' : 'answered' }}",
					closed_at: "={{ $('Outcome').first().json.outcome === 'closed' ? $now.toISO() : null }}",
					closed_because: `={{ $('Outcome').first().json.outcome === 'closed' ? ($('Outcome').first().json.sentence.startsWith('The platform') ? 'The platform had ended it already' : ${CALLED}.reason ?? 'Closed by ' + ${CALLED}.by) : '' }}`,
				},
			),
		],
		Result: [
			2900,
			120,
			{
				...item(
					`{ ...$('Outcome').first().json, conversationId: ${CALLED}.conversationId, replyId: ${CALLED}.replyId }`,
				),
				...ONCE,
			},
		],
	},
	{
		'When Called': [['Is a Reply']],
		'Is a Reply': [['Settings'], ['Say What Is Missing']],
		Settings: [['Keep Reply']],
		'Keep Reply': [['Find First']],
		'Find First': [['Mark Sending']],
		'Mark Sending': [['What to Do']],
		'What to Do': [['Is a Duplicate'], ['Is Late'], ['Has No Bot'], ['Bot to Reply'], ['Bot to Close']],
		'Is a Duplicate': [['Outcome']],
		'Is Late': [['Outcome']],
		'Has No Bot': [['Outcome']],
		'Bot to Reply': [['Send Reply']],
		'Bot to Close': [['Close']],
		'Send Reply': [['Outcome']],
		Close: [['Outcome']],
		Outcome: [['Note Outcome']],
		'Note Outcome': [['Read Handoffs']],
		'Read Handoffs': [['Note on Handoff']],
		'Note on Handoff': [['Was Overtaken']],
		'Was Overtaken': [['Read Handoffs'], ['Note Answered or Closed']],
		'Note Answered or Closed': [['Result']],
	},
);
