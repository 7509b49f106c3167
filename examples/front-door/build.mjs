import { callWorkflow, choose, computed, fields, iff, item, manual, note, wait } from '../build/nodes.mjs';
import {
	HANDOFFS,
	MESSAGES,
	TICKETS,
	createTable,
	get,
	insert,
	keptHandoff,
	remove,
	update,
} from '../build/tables.mjs';
import { workflow } from '../build/workflow.mjs';

const EV = "$('Settings').first().json";
/** As text it is compared with what the tables hold, which is in UTC. */
const NOW = '$now.toUTC().toISO()';
const at = `${EV}.occurredAt ?? ${NOW}`;
const conv = ['conversation_id', 'eq', `={{ ${EV}.conversationId }}`];
const source = ['source', 'eq', `={{ ${EV}.source ?? '' }}`];
const ROW = "$('Find Handoff').first().json";
const FIRST_HANDOFF = "$('Find First Handoff').first().json";
const FIRST_MESSAGE = "$('Find First Message').first().json";
/** Of an event that comes again, as by *Retry*: what has not been handed on in a minute never will be, because n8n was killed over it. */
const letFinish = (row) =>
	wait(`={{ ${row}.handed_on_at ? 1 : Math.max(1, 60 - (Date.now() - new Date(${row}.createdAt)) / 1000) }}`);

/** It costs a customer nothing if a part fails, gives nothing back or something else. */
const part = (more = {}) =>
	callWorkflow({ ...more, onError: 'continueRegularOutput', alwaysOutputData: true });
/** A part may add to the item, and refresh its handoff; what the platform has sent stays as it came. */
const after = (name, before) => ({
	...item(
		`(() => { const told = ${EV}; const before = ${before}; const given = $('${name}').all().map(({ json }) => json).find(({ event, dedupeKey }) => event === told.event && dedupeKey === told.dedupeKey); return { ...before, ...given, ...told, handoff: given?.handoff?.id === before.handoff.id ? given.handoff : before.handoff }; })()`,
	),
	executeOnce: true,
});

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
1. Press *Execute workflow* on **Set Up Once**. It creates the data tables; pressing it again changes nothing.
2. Import and publish **Reply**, then the parts you want, then a desk.
3. Choose your *AltaBots API* credential in **AltaBots Trigger**.
4. Choose the workflow to call in each of **Business Hours**, **First-Reply Guard**, **Open Question**, **First Line** and **Desk** (pick it from the list). Switch on what you use (*⋯ > Activate*) and leave the rest switched off: what is off lets events pass.
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
			'### Handoff: a customer asks for a human\nWritten down before anything else, so that it cannot get lost. An event that came twice is let through once: both are kept, the older row goes on. One over which n8n was killed goes on when it comes again (*Retry*), a minute after it came. An older handoff of the same conversation that never closed is closed.',
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
			requested_at: `={{ $json.occurredAt ?? ${NOW} }}`,
			waiting_since: `={{ $json.occurredAt ?? ${NOW} }}`,
			last_customer_message: '={{ $json.question }}',
			last_customer_message_at: `={{ $json.occurredAt ?? ${NOW} }}`,
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
		update(
			HANDOFFS,
			[conv, source, ['status', 'neq', 'closed'], ['id', 'lt', `={{ ${FIRST_HANDOFF}.id }}`]],
			{
				status: 'closed',
				closed_at: '={{ $now.toISO() }}',
				closed_because: 'Went on in a newer handoff',
			},
		),
	],
	'Forget Second Handoff': [
		680,
		30,
		remove(HANDOFFS, [['id', 'eq', "={{ $('Keep Handoff').first().json.id }}"]]),
	],
	'Let Handoff Finish': [880, 30, letFinish(FIRST_HANDOFF)],
	// What a newer handoff has taken over is nobody's any more.
	'Find Newest Handoff': [1080, 30, get(HANDOFFS, [conv, source], { order: ['id', 'DESC'] })],
	'Was Handoff Cut Off': [1290, 30, iff(`$json.id === ${FIRST_HANDOFF}.id && !$json.handed_on_at`)],
	// A message may have been here before its handoff, and have made a handoff of its own.
	'Had Messages': [
		880,
		-140,
		{
			...iff(
				// A date as n8n updates rows, a text as it gets them.
				`$('Close Older Handoff').all().some(({ json }) => new Date(json.last_customer_message_at ?? 0) > new Date(${FIRST_HANDOFF}.last_customer_message_at))`,
			),
			executeOnce: true,
		},
	],
	'Carry Last Message': [
		1080,
		-160,
		update(
			HANDOFFS,
			[
				['id', 'eq', `={{ ${FIRST_HANDOFF}.id }}`],
				[
					'last_customer_message_at',
					'lt',
					`={{ new Date(${NEWEST}.last_customer_message_at).toISOString() }}`,
				],
			],
			{
				last_customer_message: `={{ ${NEWEST}.last_customer_message }}`,
				last_customer_message_at: `={{ ${NEWEST}.last_customer_message_at }}`,
			},
		),
	],
	'With Handoff': [
		1290,
		-120,
		item(
			`{ ...${EV}, handoff: $prevNode.name === 'Carry Last Message' && $json.id ? $json : ${FIRST_HANDOFF} }`,
		),
	],

	'About Messages': [
		0,
		200,
		note(
			'### Message and Closed: the customer writes to the human, or leaves\nKept once, however often they come, then noted on the handoff: the newest message stays the last one in whatever order they arrive, and a closed handoff stays closed unless the customer wrote after that; a closing that comes late ends nothing newer. An event that overtook its handoff waits for it, four seconds at most; a message without any handoff makes one, so that somebody sees it. **Keep Usage**, switched on, keeps what each reply of the agent used, for the weekly report.',
			2300,
			690,
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
			at: `={{ $json.occurredAt ?? ${NOW} }}`,
			state: 'received',
			note: '',
		}),
	],
	'Has Usage': [60, 580, iff('$json.usage')],
	// Off, so that a bot that talks much does not fill the tables unasked.
	'Keep Usage': [
		260,
		580,
		{
			...insert(MESSAGES, {
				key: "={{ 'usage:' + $json.dedupeKey }}",
				// No line of a conversation: nobody is to see it among them.
				conversation_id: '',
				source: "={{ $json.source ?? '' }}",
				kind: 'usage',
				by: '',
				text: '',
				at: `={{ $json.occurredAt ?? ${NOW} }}`,
				state: 'received',
				note: `={{ JSON.stringify({ tokens: $json.usage.tokens?.total ?? 0, credits: $json.usage.credits?.total ?? ['textInput', 'textOutput', 'audioInput', 'audioOutput'].reduce((sum, part) => sum + ($json.usage.credits?.[part] ?? 0), 0) }) }}`,
			}),
			disabled: true,
		},
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
	'Let Message Finish': [680, 730, letFinish(FIRST_MESSAGE)],
	'Read First Message': [880, 730, get(MESSAGES, [['id', 'eq', `={{ ${FIRST_MESSAGE}.id }}`]])],
	'Was Message Cut Off': [1080, 730, iff('Boolean($json.id) && !$json.handed_on_at')],
	'Find Newest Row': [680, 350, get(HANDOFFS, [conv, source], { order: ['id', 'DESC'] })],
	'Find Handoff': [880, 350, keptHandoff([conv, source])],
	'Note on Handoff': [
		1080,
		350,
		update(
			HANDOFFS,
			[
				['id', 'eq', '={{ $json.id ?? -1 }}'],
				['status', 'eq', "={{ $json.status ?? '' }}"],
				// Data tables have no atomic step: whoever was overtaken meanwhile looks again.
				...['last_customer_message', 'last_customer_message_at', 'waiting_since'].map((name) => [
					name,
					'eq',
					`={{ $json.${name} ?? null }}`,
				]),
			],
			(() => {
				const told = `const row = $json; const told = ${EV}; const at = ${at};`;
				const wrote = "const wrote = told.event === 'customerMessage';";
				const newer = 'const newer = wrote && !(row.last_customer_message_at > at);';
				// One that was noted before n8n was killed may have been answered since.
				const again = `const noted = ${FIRST_MESSAGE}.id !== $('Keep Message').first().json.id && row.last_customer_message_at >= at; const again = wrote && ((row.status === 'answered' && !noted) || (row.status === 'closed' && row.closed_at < at));`;
				// A closing that comes late ends nothing that has begun since.
				const closes =
					"const closes = !wrote && row.status !== 'closed' && !(row.requested_at > at) && !(row.last_customer_message_at > at);";
				return {
					status: computed(
						told,
						wrote,
						again,
						closes,
						"return again ? 'waiting' : closes ? 'closed' : row.status;",
					),
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
						closes,
						'return again ? null : closes ? at : row.closed_at;',
					),
					closed_because: computed(
						told,
						wrote,
						again,
						closes,
						"const why = { USER_CLOSED: 'The customer ended the conversation', TIMEOUT: 'The conversation timed out' }; return again ? '' : closes ? why[told.reason] ?? told.reason : row.closed_because;",
					),
				};
			})(),
		),
	],
	Noted: [
		1290,
		350,
		choose([
			['Outdated', `Boolean($json.id) && ${EV}.event === 'handoffClosed' && $json.status !== 'closed'`],
			['Noted', 'Boolean($json.id)'],
			['Not Yet', `$runIndex < (${ROW}.id ? 10 : 2)`],
			['Unknown Handoff', `${EV}.event === 'customerMessage'`],
		]),
	],
	'Wait for the Handoff': [1290, 550, wait(2)],
	'Keep Unknown Handoff': [
		1490,
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
		1690,
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
	'Is Only Handoff': [1890, 530, iff('!$json.id')],
	'Forget Unknown Handoff': [
		2090,
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
			'### Parts, each optional\nChoose the workflow in each node you use. A part gets the item, and gives it back with what it decided (`open`, `greeted`, `handled`). One that cannot do its work, or gives back something else, lets the item pass as it was, so that a customer never gets lost in it; n8n lists the execution of one that fails.',
			1140,
			700,
			4,
		),
	],
	'Business Hours': [1620, -140, part({ disabled: true })],
	'After Business Hours': [1800, -140, after('Business Hours', "$('With Handoff').first().json")],
	'First-Reply Guard': [1980, -140, part()],
	'After First-Reply Guard': [
		2160,
		-140,
		after('First-Reply Guard', "$('After Business Hours').first().json"),
	],
	'Open Question': [1980, 10, part({ disabled: true })],
	'After Open Question': [2160, 10, after('Open Question', "$('With Message').first().json")],
	'First Line': [2340, -140, part({ disabled: true })],
	'After First Line': [
		2520,
		-140,
		after(
			'First Line',
			`${EV}.event === 'handoffRequested' ? $('After First-Reply Guard').first().json : $('After Open Question').first().json`,
		),
	],
	'About Desk': [
		2760,
		-300,
		note(
			'### Your desk\nGets all four events, but not those that a part has handled. What has been handed on is marked: *Retry* of an execution over which n8n was killed hands on what is not. Remove the wire from *Reply* if your desk shows no agent replies: it saves an execution for each of them.',
			960,
			560,
			4,
		),
	],
	'For a Human': [2820, -140, iff('!$json.handled')],
	Desk: [3040, 100, { ...callWorkflow(), alwaysOutputData: true }],
	'Handed On': [
		3280,
		-60,
		{
			...choose([
				['Handoff', `${EV}.event === 'handoffRequested'`],
				['Message', `['customerMessage', 'handoffClosed'].includes(${EV}.event)`],
			]),
			executeOnce: true,
		},
	],
	'Mark Handoff': [
		3520,
		-140,
		update(HANDOFFS, [['id', 'eq', `={{ ${FIRST_HANDOFF}.id }}`]], { handed_on_at: '={{ $now.toISO() }}' }),
	],
	'Mark Message': [
		3520,
		60,
		update(MESSAGES, [['id', 'eq', `={{ ${FIRST_MESSAGE}.id }}`]], { handed_on_at: '={{ $now.toISO() }}' }),
	],
};

workflow(new URL('front-door.json', import.meta.url), 'Front Door', nodes, {
	'Set Up Once': [['Create altabots_handoffs']],
	'Create altabots_handoffs': [['Create altabots_messages']],
	'Create altabots_messages': [['Create altabots_desk_tickets']],
	'AltaBots Trigger': [['Settings'], ['Settings'], ['Settings'], ['Settings']],
	Settings: [['Event']],
	Event: [['Desk', 'Has Usage'], ['Keep Handoff'], ['Keep Message'], ['Keep Message']],
	'Keep Handoff': [['Find First Handoff']],
	'Find First Handoff': [['Is First Handoff']],
	'Is First Handoff': [['Close Older Handoff'], ['Forget Second Handoff']],
	'Forget Second Handoff': [['Let Handoff Finish']],
	'Let Handoff Finish': [['Find Newest Handoff']],
	'Find Newest Handoff': [['Was Handoff Cut Off']],
	'Was Handoff Cut Off': [['Close Older Handoff']],
	'Close Older Handoff': [['Had Messages']],
	'Had Messages': [['Carry Last Message'], ['With Handoff']],
	'Carry Last Message': [['With Handoff']],
	'With Handoff': [['Business Hours']],
	'Business Hours': [['After Business Hours']],
	'After Business Hours': [['First-Reply Guard']],
	'First-Reply Guard': [['After First-Reply Guard']],
	'After First-Reply Guard': [['First Line']],
	'Has Usage': [['Keep Usage']],
	'Keep Message': [['Find First Message']],
	'Find First Message': [['Is First Message']],
	'Is First Message': [['Find Newest Row'], ['Forget Second Message']],
	'Forget Second Message': [['Let Message Finish']],
	'Let Message Finish': [['Read First Message']],
	'Read First Message': [['Was Message Cut Off']],
	'Was Message Cut Off': [['Find Newest Row']],
	'Find Newest Row': [['Find Handoff']],
	'Find Handoff': [['Note on Handoff']],
	'Note on Handoff': [['Noted']],
	Noted: [['Handed On'], ['With Message'], ['Wait for the Handoff'], ['Keep Unknown Handoff']],
	'Wait for the Handoff': [['Find Newest Row']],
	'Keep Unknown Handoff': [['Find Other Handoff']],
	'Find Other Handoff': [['Is Only Handoff']],
	'Is Only Handoff': [['With Message'], ['Forget Unknown Handoff']],
	'Forget Unknown Handoff': [['Find Newest Row']],
	'With Message': [['Open Question']],
	'Open Question': [['After Open Question']],
	'After Open Question': [['First Line']],
	'First Line': [['After First Line']],
	'After First Line': [['For a Human']],
	'For a Human': [['Desk'], ['Handed On']],
	Desk: [['Handed On']],
	'Handed On': [['Mark Handoff'], ['Mark Message']],
});
