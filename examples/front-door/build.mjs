import { callWorkflow, choose, computed, fields, iff, item, manual, note, wait } from '../build/nodes.mjs';
import { HANDOFFS, MESSAGES, TICKETS, createTable, get, insert, remove, update } from '../build/tables.mjs';
import { workflow } from '../build/workflow.mjs';

const EV = "$('Settings').first().json";
const at = `${EV}.occurredAt ?? $now.toISO()`;
const conv = ['conversation_id', 'eq', `={{ ${EV}.conversationId }}`];
const source = ['source', 'eq', `={{ ${EV}.source ?? '' }}`];
const ROW = "$('Find Handoff').first().json";

/** Of the older handoffs that have just been closed. */
const NEWEST =
	"$('Close Older Handoff').all().map(({ json }) => json).sort((a, b) => (a.last_customer_message_at < b.last_customer_message_at ? 1 : -1))[0]";

const nodes = {
	About: [
		-700,
		-640,
		note(
			`## Front Door

A bot has one URL, so one workflow holds its trigger. This one writes down what the platform sends and hands each event to published workflows: business hours, first-reply guard, AI first line (all optional) and your desk.

**To use it**
1. Import and publish **Reply**, then the parts you want, then a desk.
2. Choose your *AltaBots API* credential in **AltaBots Trigger**.
3. Choose the workflow to call in each of **Business Hours**, **First-Reply Guard**, **First Line** and **Desk** (pick it from the list). Switch on what you use (*⋯ > Activate*) and leave the rest switched off: what is off lets events pass.
4. Press *Execute workflow* on **Set Up Once**. It creates the data tables; pressing it again changes nothing.
5. Publish, and paste the trigger's production URL in the console, under *Human service* and under *Webhook*.

**A second bot**: import this workflow once more, choose the other credential, give the trigger another *Label*, and choose the same workflows.`,
			660,
			460,
		),
	],
	'About Set-up': [
		60,
		-640,
		note(
			'### Set up, once\nThe tables that all desks and parts share: one row for each handoff, one for each message, one for each open page of the desk inside n8n.',
			820,
			340,
			5,
		),
	],
	'Set Up Once': [120, -500, manual()],
	'Create altabots_handoffs': [300, -500, createTable(HANDOFFS)],
	'Create altabots_messages': [480, -500, createTable(MESSAGES)],
	'Create altabots_desk_tickets': [660, -500, createTable(TICKETS)],

	'About Events': [
		-700,
		-100,
		note(
			'### What comes in\n**Settings**: the language in which customers are spoken to. The platform does not say which one a customer speaks; write what your bot speaks, or an expression on what it does say (`customer.additionalFields`).',
			640,
			460,
		),
	],
	'AltaBots Trigger': [
		-640,
		140,
		{
			type: 'n8n-nodes-altabots.altaBotsTrigger',
			typeVersion: 2,
			parameters: {
				events: ['agentReply', 'handoffRequested', 'customerMessage', 'handoffClosed'],
				options: {},
			},
		},
	],
	Settings: [-440, 140, fields({ language: 'en' }, { keep: true })],
	Event: [
		-240,
		140,
		choose([
			['Reply', "$json.event === 'agentReply'"],
			['Handoff', "$json.event === 'handoffRequested'"],
			['Message', "$json.event === 'customerMessage'"],
			['Closed', "$json.event === 'handoffClosed'"],
		]),
	],

	'About Handoffs': [
		0,
		-260,
		note(
			'### Handoff: a customer asks for a human\nWritten down before anything else, so that it cannot get lost. An event that came twice is let through once: both are kept, the older row goes on. An older handoff of the same conversation that never closed is closed.',
			1480,
			390,
		),
	],
	'Keep Handoff': [
		60,
		-80,
		insert(HANDOFFS, {
			key: '={{ $json.dedupeKey }}',
			conversation_id: '={{ $json.conversationId }}',
			source: "={{ $json.source ?? '' }}",
			status: 'waiting',
			taken_by: '',
			language: '={{ $json.language }}',
			agent_id: '={{ $json.agentId }}',
			email: '={{ $json.customer.email }}',
			phone: '={{ $json.customer.phone }}',
			user_id: '={{ $json.customer.userId }}',
			anonymous_id: '={{ $json.customer.anonymousId }}',
			question: '={{ $json.question }}',
			transcript: '={{ JSON.stringify($json.messages.map(({ role, text }) => ({ role, text }))) }}',
			requested_at: '={{ $json.occurredAt ?? $now.toISO() }}',
			waiting_since: '={{ $json.occurredAt ?? $now.toISO() }}',
			last_customer_message: '={{ $json.question }}',
			last_customer_message_at: '={{ $json.occurredAt ?? $now.toISO() }}',
		}),
	],
	'Find First Handoff': [
		260,
		-80,
		get(HANDOFFS, [['key', 'eq', `={{ ${EV}.dedupeKey }}`]], { order: ['id', 'ASC'] }),
	],
	'Is First Handoff': [460, -80, iff("$json.id === $('Keep Handoff').first().json.id")],
	'Close Older Handoff': [
		680,
		-140,
		update(HANDOFFS, [conv, source, ['status', 'neq', 'closed'], ['id', 'lt', '={{ $json.id }}']], {
			status: 'closed',
			closed_at: '={{ $now.toISO() }}',
			closed_because: 'Went on in a newer handoff',
		}),
	],
	'Forget Second Handoff': [
		680,
		30,
		remove(HANDOFFS, [['id', 'eq', "={{ $('Keep Handoff').first().json.id }}"]]),
	],
	// A message may have been here before its handoff, and have made a handoff of its own.
	'Had Messages': [
		880,
		-140,
		{
			...iff(
				"$('Close Older Handoff').all().some(({ json }) => json.last_customer_message_at > $('Keep Handoff').first().json.last_customer_message_at)",
			),
			executeOnce: true,
		},
	],
	'Carry Last Message': [
		1080,
		-160,
		update(
			HANDOFFS,
			[['id', 'eq', "={{ $('Keep Handoff').first().json.id }}"]],
			{
				last_customer_message: `={{ ${NEWEST}.last_customer_message }}`,
				last_customer_message_at: `={{ ${NEWEST}.last_customer_message_at }}`,
			},
			{},
		),
	],
	'With Handoff': [
		1290,
		-120,
		item(
			`{ ...${EV}, handoff: $prevNode.name === 'Carry Last Message' ? $json : $('Keep Handoff').first().json }`,
		),
	],

	'About Messages': [
		0,
		200,
		note(
			'### Message and Closed: the customer writes to the human, or leaves\nKept once, however often they come, then noted on the handoff: the newest message stays the last one in whatever order they arrive, and a closed handoff stays closed unless the customer wrote after that. An event that overtook its handoff waits for it, four seconds at most; a message without any handoff makes one, so that somebody sees it.',
			2100,
			560,
		),
	],
	'Keep Message': [
		60,
		370,
		insert(MESSAGES, {
			key: '={{ $json.dedupeKey }}',
			conversation_id: '={{ $json.conversationId }}',
			source: "={{ $json.source ?? '' }}",
			kind: "={{ $json.event === 'customerMessage' ? 'customer' : 'closed' }}",
			by: '',
			text: '={{ $json.text ?? $json.reason }}',
			at: '={{ $json.occurredAt ?? $now.toISO() }}',
			state: 'received',
			note: '',
		}),
	],
	'Find First Message': [
		260,
		370,
		get(MESSAGES, [['key', 'eq', `={{ ${EV}.dedupeKey }}`]], { order: ['id', 'ASC'] }),
	],
	'Is First Message': [460, 370, iff("$json.id === $('Keep Message').first().json.id")],
	'Forget Second Message': [
		680,
		550,
		remove(MESSAGES, [['id', 'eq', "={{ $('Keep Message').first().json.id }}"]]),
	],
	'Find Handoff': [680, 350, get(HANDOFFS, [conv, source], { order: ['id', 'DESC'] })],
	'Note on Handoff': [
		880,
		350,
		update(
			HANDOFFS,
			[
				['id', 'eq', '={{ $json.id ?? -1 }}'],
				['status', 'eq', "={{ $json.status ?? '' }}"],
				// Data tables have no atomic step: whoever was overtaken meanwhile looks again.
				['last_customer_message', 'eq', '={{ $json.last_customer_message ?? null }}'],
			],
			(() => {
				const told = `const row = $json; const told = ${EV}; const at = told.occurredAt ?? $now.toISO();`;
				const wrote = "const wrote = told.event === 'customerMessage';";
				const newer = 'const newer = wrote && !(row.last_customer_message_at > at);';
				const again =
					"const again = wrote && (row.status === 'answered' || (row.status === 'closed' && row.closed_at < at));";
				return {
					status: computed(told, wrote, again, "return again ? 'waiting' : wrote ? row.status : 'closed';"),
					waiting_since: computed(told, wrote, again, 'return again ? at : row.waiting_since;'),
					last_customer_message: computed(
						told,
						wrote,
						newer,
						'return newer ? told.text : row.last_customer_message;',
					),
					last_customer_message_at: computed(
						told,
						wrote,
						newer,
						'return newer ? at : row.last_customer_message_at;',
					),
					closed_at: computed(
						told,
						wrote,
						again,
						"return again ? null : wrote || row.status === 'closed' ? row.closed_at : at;",
					),
					closed_because: computed(
						told,
						wrote,
						again,
						"const why = { USER_CLOSED: 'The customer ended the conversation', TIMEOUT: 'The conversation timed out' }; return again ? '' : wrote || row.status === 'closed' ? row.closed_because : why[told.reason] ?? told.reason;",
					),
				};
			})(),
		),
	],
	Noted: [
		1080,
		350,
		choose([
			['Noted', 'Boolean($json.id)'],
			['Not Yet', `$runIndex < (${ROW}.id ? 10 : 2)`],
			['Unknown Handoff', `${EV}.event === 'customerMessage'`],
		]),
	],
	'Wait for the Handoff': [1080, 550, wait(2)],
	'Keep Unknown Handoff': [
		1290,
		530,
		insert(HANDOFFS, {
			key: `={{ ${EV}.dedupeKey }}`,
			conversation_id: `={{ ${EV}.conversationId }}`,
			source: `={{ ${EV}.source ?? '' }}`,
			status: 'waiting',
			taken_by: '',
			language: `={{ ${EV}.language }}`,
			question: `={{ ${EV}.text }}`,
			transcript: '[]',
			requested_at: `={{ ${at} }}`,
			waiting_since: `={{ ${at} }}`,
			last_customer_message: `={{ ${EV}.text }}`,
			last_customer_message_at: `={{ ${at} }}`,
		}),
	],
	'Find Other Handoff': [
		1490,
		530,
		get(
			HANDOFFS,
			[
				conv,
				source,
				['status', 'neq', 'closed'],
				['id', 'lt', "={{ $('Keep Unknown Handoff').first().json.id }}"],
			],
			{ order: ['id', 'ASC'] },
		),
	],
	'Is Only Handoff': [1690, 530, iff('!$json.id')],
	'Forget Unknown Handoff': [
		1890,
		590,
		remove(HANDOFFS, [['id', 'eq', "={{ $('Keep Unknown Handoff').first().json.id }}"]]),
	],
	'With Message': [
		1490,
		330,
		item(
			`{ ...${EV}, handoff: $prevNode.name === 'Is Only Handoff' ? $('Keep Unknown Handoff').first().json : $json }`,
		),
	],

	'About Parts': [
		1560,
		-500,
		note(
			'### Parts, each optional\nChoose the workflow in each node you use. A part gets the item, and gives it back with what it decided (`open`, `greeted`, `handled`). One that cannot do its work lets the item pass, so that a customer never gets lost in it; n8n lists its execution as failed.',
			640,
			580,
			4,
		),
	],
	'Business Hours': [1620, -140, callWorkflow({ disabled: true, onError: 'continueErrorOutput' })],
	'First-Reply Guard': [1820, -140, callWorkflow({ onError: 'continueErrorOutput' })],
	'First Line': [2020, -140, callWorkflow({ disabled: true, onError: 'continueErrorOutput' })],
	'About Desk': [
		2240,
		-300,
		note(
			'### Your desk\nGets all four events, but not those that a part has handled. Remove the wire from *Reply* if your desk shows no agent replies: it saves an execution for each of them.',
			500,
			560,
			4,
		),
	],
	'For a Human': [2280, -140, iff('!$json.handled')],
	Desk: [2520, 100, callWorkflow()],
};

workflow(new URL('front-door.json', import.meta.url), 'Front Door', nodes, {
	'Set Up Once': [['Create altabots_handoffs']],
	'Create altabots_handoffs': [['Create altabots_messages']],
	'Create altabots_messages': [['Create altabots_desk_tickets']],
	'AltaBots Trigger': [['Settings'], ['Settings'], ['Settings'], ['Settings']],
	Settings: [['Event']],
	Event: [['Desk'], ['Keep Handoff'], ['Keep Message'], ['Keep Message']],
	'Keep Handoff': [['Find First Handoff']],
	'Find First Handoff': [['Is First Handoff']],
	'Is First Handoff': [['Close Older Handoff'], ['Forget Second Handoff']],
	'Close Older Handoff': [['Had Messages']],
	'Had Messages': [['Carry Last Message'], ['With Handoff']],
	'Carry Last Message': [['With Handoff']],
	'With Handoff': [['Business Hours']],
	'Business Hours': [['First-Reply Guard'], ['First-Reply Guard']],
	'First-Reply Guard': [['First Line'], ['First Line']],
	'Keep Message': [['Find First Message']],
	'Find First Message': [['Is First Message']],
	'Is First Message': [['Find Handoff'], ['Forget Second Message']],
	'Find Handoff': [['Note on Handoff']],
	'Note on Handoff': [['Noted']],
	Noted: [['With Message'], ['Wait for the Handoff'], ['Keep Unknown Handoff']],
	'Wait for the Handoff': [['Find Handoff']],
	'Keep Unknown Handoff': [['Find Other Handoff']],
	'Find Other Handoff': [['Is Only Handoff']],
	'Is Only Handoff': [['With Message'], ['Forget Unknown Handoff']],
	'Forget Unknown Handoff': [['Find Handoff']],
	'With Message': [['First Line']],
	'First Line': [['For a Human'], ['For a Human']],
	'For a Human': [['Desk']],
});
