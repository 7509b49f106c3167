/**
 * Writes zendesk.json from code/ and what is here: `node examples/zendesk/build.mjs`. What the Code nodes run is kept in files of its own, so
 * that it can be read and tested.
 */
import { drawing } from '../build/drawing.mjs';
import * as piece from '../build/nodes.mjs';
import * as rows from '../build/tables.mjs';

const desk = drawing(import.meta.url);
const { put, add, note, code, item, when, call, split, find, update, everyMinute, entrance, wire } = desk;
const { HANDOFFS, MESSAGES, OLDEST_FIRST } = rows;
const ONCE = { executeOnce: true };
const ALWAYS = { alwaysOutputData: true };
const keep = (name, position, values) => put(name, position, rows.insert(MESSAGES, values));

const settings = (name) => `$('Settings').first().json.${name}`;
const NOW = '={{ $now.toISO() }}';
const STALE = "={{ $now.minus({ minutes: $('Settings').first().json.tryAgainAfterMinutes }).toISO() }}";
const THREAD = `'zendesk:' + ${settings('subdomain')} + '/'`;
/** Two accounts of Zendesk are two imports of this workflow: each has its own rows. */
const OUR_WRITES = [
	['kind', 'eq', 'zendesk'],
	['by', 'eq', `={{ ${settings('subdomain')} }}`],
];
/** The row that holds how the tickets of open conversations were when they were last read. */
const SWEPT = `'zendesk:swept:' + ${settings('subdomain')}`;

// Triggers and settings.

note(
	'About',
	[-80, -660],
	[900, 460],
	`## Zendesk Desk

Your team answers handoffs in Zendesk Support. Each conversation is a ticket; a public reply reaches the customer in the chat, an internal note does not, solving the ticket ends the conversation.

**To use it**
1. Import **Front Door** and run its *Set Up Once*; import and publish *Reply*, and the parts you want.
2. In Zendesk make a user for n8n alone (an admin), an API token, and take the tag \`altabots\` out of the triggers that mail requesters: the page of this workflow says how.
3. Fill in **Settings**. Choose your *Zendesk API* credential in **Ask Zendesk** (n8n puts it into **Zendesk Trigger** when you make it there), and the workflow *Reply* in **Reply** and **Close**.
4. Publish (n8n makes the webhook and the trigger in Zendesk by itself), and choose this workflow in the front door's node *Desk*, which you publish again.

**Before you leave it running**: in *⋯ > Settings*, have successful production executions not saved; *Every Minute* makes 1,440 a day.`,
);
note(
	'About Settings',
	[-80, -160],
	[900, 760],
	`### What comes in
An event from the front door, a ticket that has changed, or a minute that has passed. The **Zendesk Trigger** asks Zendesk to tell about tickets with the tag \`altabots\` that get a public comment, or are solved.

**Settings**: \`subdomain\` is what stands before .zendesk.com, the same as in the credential. \`groups\` (the number of a group) and \`tags\` go on new tickets; for a bot with a *Label* of its own behind a semicolon: \`123; sales: 456\`. \`solveWhenClosed\`: answered, always or never. The page explains the rest.`,
	4,
);
entrance(120, 'Settings');
// The list of the node does not have these conditions; Zendesk has: its reference calls them current_tags and comment_is_public.
const condition = (field, operation, value) => ({
	resource: 'ticket',
	field: `={{ '${field}' }}`,
	operation: `={{ '${operation}' }}`,
	value: `={{ '${value}' }}`,
});
add('Zendesk Trigger', 'zendeskTrigger', 1, [0, 280], {
	authentication: 'apiToken',
	service: 'support',
	options: {},
	conditions: {
		all: [condition('current_tags', 'includes', 'altabots')],
		any: [condition('comment_is_public', 'is', 'true'), condition('status', 'value', 'solved')],
	},
});
everyMinute('Every Minute', [0, 440]);
put(
	'Settings',
	[440, 420],
	piece.fields(
		{
			subdomain: 'your-company',
			groups: '',
			tags: '',
			timeZone: 'Europe/Berlin',
			solveWhenClosed: 'answered',
			customerCommentsArePublic: false,
			userIdsAreExternalIds: false,
			tryAgainAfterMinutes: 3,
		},
		{ keep: true },
	),
);
put('What Came', [640, 400], piece.chooseNumber(3, "$json.event ? 0 : $json['ticket.id'] ? 1 : 2"));
wire('Zendesk Trigger', ['Settings']);
wire('Every Minute', ['Settings']);
wire('Settings', ['What Came']);
wire('What Came', ['Is for the Team'], ['Find Handoff of Ticket'], ['Free Stuck Writes']);

// An event becomes something to write.

note(
	'About Events',
	[860, -660],
	[1120, 460],
	`### An event becomes something to write
It is written down in \`altabots_messages\` (kind \`zendesk\`) before Zendesk is asked, so that nothing is lost while Zendesk is away. What agents say comes back as an *agentReply*: nothing is done with it. What Zendesk itself has ended needs no note.`,
);
when(
	'Is for the Team',
	[920, -420],
	"$json.event !== 'agentReply' && !($json.event === 'handoffClosed' && $json.handoff.closed_because === 'Solved in Zendesk')",
);
find(
	'Read Conversation',
	[1120, -420],
	MESSAGES,
	[
		['conversation_id', 'eq', '={{ $json.conversationId }}'],
		['source', 'eq', "={{ $json.source ?? '' }}"],
	],
	OLDEST_FIRST,
);
code(
	'Compose',
	[1320, -420],
	'common/one-line',
	'common/conversation',
	'text',
	'people',
	'compose',
	'compose-write',
);
const TO_WRITE = {
	key: '={{ $json.key }}',
	conversation_id: '={{ $json.conversationId }}',
	source: '={{ $json.source }}',
	kind: 'zendesk',
	by: `={{ ${settings('subdomain')} }}`,
	text: '={{ $json.write }}',
	at: NOW,
	state: 'ready',
	note: '',
};
keep('Keep Write', [1560, -420], TO_WRITE);
wire('Is for the Team', ['Read Conversation']);
wire('Read Conversation', ['Compose']);
wire('Compose', ['Keep Write']);
wire('Keep Write', ['Find Waiting']);

// Writing.

note(
	'About Writing',
	[2020, -660],
	[1720, 460],
	`### Writing, one after another
The oldest first, in order within a conversation; one execution takes a row, and of rows with the same key the first one counts, so that each is written once. What Zendesk does not take stays and is tried again every minute; the execution says so.`,
	5,
);
find(
	'Find Waiting',
	[2080, -420],
	MESSAGES,
	[...OUR_WRITES, ['state', 'neq', 'sent'], ['state', 'neq', 'skipped'], ['state', 'neq', 'unsent']],
	OLDEST_FIRST,
	{ ...ALWAYS, ...ONCE },
);
code('Choose Next', [2260, -420], 'choose-next');
when('Is There One', [2440, -420], 'Boolean($json.id)');
update(
	'Claim Write',
	[2640, -500],
	MESSAGES,
	[
		['id', 'eq', '={{ $json.id }}'],
		['state', 'eq', 'ready'],
	],
	{ state: 'writing', at: NOW },
);
when('Is Claimed', [2820, -500], 'Boolean($json.id)');
find('Find First', [3000, -500], MESSAGES, [['key', 'eq', '={{ $json.key }}']], { order: ['id', 'ASC'] }, {});
const OF_WRITE = ['conversation_id', 'source'].map((name) => [
	name,
	'eq',
	`={{ $('Find First').first().json.${name} }}`,
]);
find('Find Newest Row', [3180, -500], HANDOFFS, OF_WRITE, { order: ['id', 'DESC'] });
put('Find Handoff', [3180, -340], rows.keptHandoff(OF_WRITE));
item(
	'Start Write',
	[3360, -500],
	`(() => { const { text, ...row } = $('Claim Write').first().json; const write = JSON.parse(text); const thread = $json.thread ?? ''; const prefix = ${THREAD}; const ticketId = write.ticketId ?? (thread.startsWith(prefix) ? Number(thread.slice(prefix.length)) : null); return { task: 'write', step: 'write', row, write, ticketId, wasTried: Boolean(row.note), isFirst: $('Find First').first().json.id === row.id, handoff: { id: $json.id ?? -1, thread }, settings: { customerCommentsArePublic: ${settings('customerCommentsArePublic')} } }; })()`,
);
find(
	'Find Failures',
	[2640, -340],
	MESSAGES,
	[...OUR_WRITES, ['note', 'like', "={{ 'Execution ' + $execution.id + ':%' }}"]],
	{ order: ['id', 'ASC'] },
);
when('Has Failed', [2820, -340], 'Boolean($json.id)');
put(
	'Say What Failed',
	[3000, -340],
	piece.stop(
		"=Not everything is in Zendesk. {{ $json.note }}. {{ $json.state === 'ready' ? 'It is kept, and tried again every minute.' : 'It will not be tried again: write it by hand (' + $json.key + ').' }}",
	),
);
wire('Find Waiting', ['Choose Next']);
wire('Choose Next', ['Is There One']);
wire('Is There One', ['Claim Write'], ['Find Failures']);
wire('Claim Write', ['Is Claimed']);
wire('Is Claimed', ['Find First'], ['Find Waiting']);
wire('Find First', ['Find Newest Row']);
wire('Find Newest Row', ['Find Handoff']);
wire('Find Handoff', ['Start Write']);
wire('Start Write', ['Next Step']);
wire('Find Failures', ['Has Failed']);
wire('Has Failed', ['Say What Failed'], []);

const STATE = "$('Next Step').first().json";
update(
	'Note Ticket',
	[3380, -340],
	HANDOFFS,
	[
		[
			'id',
			'eq',
			"={{ $json.ticketId && !$json.write.ticketId && $json.result.state !== 'skipped' ? $json.handoff.id : -1 }}",
		],
	],
	{ thread: `={{ ${THREAD} + $json.ticketId }}` },
);
update('Note Write', [3560, -340], MESSAGES, [['id', 'eq', `={{ ${STATE}.row.id }}`]], {
	state: `={{ ${STATE}.result.state }}`,
	note: `={{ ['ready', 'unsent'].includes(${STATE}.result.state) ? 'Execution ' + $execution.id + ': ' + ${STATE}.result.note : ${STATE}.result.note }}`,
	text: `={{ ['ready', 'unsent'].includes(${STATE}.result.state) ? JSON.stringify(${STATE}.write) : '' }}`,
});
wire('Note Ticket', ['Note Write']);
wire('Note Write', ['Find Waiting']);

// Asking Zendesk.

note(
	'About Asking',
	[2020, -160],
	[1720, 460],
	`### Asking Zendesk
Each step asks Zendesk one thing and goes on by the answer: find the conversation's ticket, or the requester and make one; look at the ticket; add a comment. \`code/steps.js\` has them all. Choose your credential in **Ask Zendesk**.`,
	4,
);
code('Next Step', [2080, 80], 'common/one-line', 'text', 'hear', 'steps', 'next-step');
put(
	'What Now',
	[2280, 80],
	piece.chooseNumber(4, "$json.call ? 0 : ['write', 'read', 'list'].indexOf($json.task) + 1"),
);
// One node for all, so that the credential is chosen in one place: n8n puts it into the trigger, but not the other way round.
add(
	'Ask Zendesk',
	'httpRequest',
	4.2,
	[2500, 80],
	{
		method: '={{ $json.call.method }}',
		url: `={{ 'https://' + ${settings('subdomain')} + '.zendesk.com/api/v2/' + $json.call.path }}`,
		authentication: 'predefinedCredentialType',
		nodeCredentialType: 'zendeskApi',
		sendHeaders: true,
		headerParameters: {
			// Zendesk makes one ticket of two such calls.
			parameters: [
				{
					name: "={{ $json.call.method === 'GET' ? '' : 'Idempotency-Key' }}",
					value:
						"={{ $json.row ? $json.row.id + ':' + $json.step + ':' + ($json.way ?? '') + ':' + $json.row.key.slice(-150) : '' }}",
				},
			],
		},
		sendBody: true,
		specifyBody: 'json',
		// n8n leaves an empty one out of GET.
		jsonBody: '={{ JSON.stringify($json.call.body ?? {}) }}',
		options: {
			redirect: { redirect: { followRedirects: false } },
			response: { response: { fullResponse: true, neverError: true } },
			timeout: 20_000,
		},
	},
	{ onError: 'continueRegularOutput' },
);
item(
	'With Answer',
	[2740, 80],
	`{ ...${STATE}, answer: { statusCode: $json.statusCode, body: $json.body, error: $json.error } }`,
);
wire('Next Step', ['What Now']);
wire('What Now', ['Ask Zendesk'], ['Note Ticket'], ['Judge Ticket'], ['Was Listed']);
wire('Ask Zendesk', ['With Answer']);
wire('With Answer', ['Next Step']);

// Which tickets to read.

note(
	'About Tickets',
	[860, -160],
	[1120, 460],
	`### Which tickets to read
The ticket that Zendesk tells about, if it is one of ours. Every minute also those of open conversations that have changed since, in case Zendesk's call got lost, or n8n was stopped; what was being written when n8n was stopped is freed.`,
	5,
);
const BRIEFLY =
	'({ id, conversation_id, source, status, thread, requested_at, waiting_since, last_customer_message_at }) => ({ id, conversation_id, source, status, thread, requested_at, waiting_since, last_customer_message_at })';
find(
	'Find Handoff of Ticket',
	[920, 20],
	HANDOFFS,
	[['thread', 'eq', `={{ ${THREAD} + $json['ticket.id'] }}`]],
	{ order: ['id', 'DESC'] },
);
when('Is Ours', [1080, 20], 'Boolean($json.id)');
item(
	'Ticket to Read',
	[1240, 20],
	`{ ticketId: Number(${settings("['ticket.id']").replace('.[', '[')}), handoff: (${BRIEFLY})($json) }`,
);
update(
	'Free Stuck Writes',
	[920, 160],
	MESSAGES,
	[...OUR_WRITES, ['state', 'eq', 'writing'], ['at', 'lt', STALE]],
	{ state: 'ready', note: 'n8n was stopped over it' },
	{ ...ALWAYS, ...ONCE },
);
find(
	'Find Open Handoffs',
	[1080, 160],
	HANDOFFS,
	[
		['thread', 'like', `={{ ${THREAD} + '%' }}`],
		['status', 'neq', 'closed'],
	],
	OLDEST_FIRST,
	{ ...ALWAYS, ...ONCE },
);
find('Find Swept', [1240, 160], MESSAGES, [['key', 'eq', `={{ ${SWEPT} }}`]], {}, { ...ALWAYS, ...ONCE });
item(
	'Start List',
	[1400, 160],
	`(() => { const briefly = ${BRIEFLY}; const rows = $('Find Open Handoffs').all().map(({ json }) => json).filter(({ id }) => id); const handoffs = Object.fromEntries(rows.map((row) => [row.thread.slice((${THREAD}).length), briefly(row)])); return { task: 'list', step: 'list', ids: Object.keys(handoffs), handoffs, seen: JSON.parse($json.text || '{}'), at: $now.toISO() }; })()`,
	ONCE,
);
when('Are There Some', [1560, 160], '$json.ids.length > 0');
when('Was Listed', [1400, 20], "$json.result.state === 'read'");
code('List Changed', [1560, 20], 'changed');
when('Has Changed', [1720, 20], '$json.tickets.length > 0');
split('Tickets', [1860, 20], 'tickets');
put('Note Swept', [1860, 160], {
	...rows.upsert(MESSAGES, [['key', 'eq', `={{ ${SWEPT} }}`]], {
		key: `={{ ${SWEPT} }}`,
		conversation_id: '',
		source: '',
		kind: 'zendesk',
		by: `={{ ${settings('subdomain')} }}`,
		text: "={{ JSON.stringify($('List Changed').isExecuted ? $('List Changed').first().json.seen : {}) }}",
		at: NOW,
		state: 'sent',
		note: '',
	}),
	...ONCE,
});
wire('Find Handoff of Ticket', ['Is Ours']);
wire('Is Ours', ['Ticket to Read'], []);
wire('Ticket to Read', ['Tickets One by One']);
wire('Free Stuck Writes', ['Find Open Handoffs']);
wire('Find Open Handoffs', ['Find Swept']);
wire('Find Swept', ['Start List']);
wire('Start List', ['Are There Some']);
wire('Are There Some', ['Next Step'], ['Note Swept']);
wire('Was Listed', ['List Changed'], ['Find Waiting']);
wire('List Changed', ['Has Changed']);
wire('Has Changed', ['Tickets'], ['Note Swept']);
wire('Tickets', ['Tickets One by One']);
wire('Note Swept', ['Find Waiting']);

// What agents have written.

note(
	'About Answers',
	[860, 340],
	[1120, 460],
	`### What agents have written
Of each ticket the public comments that a person of your team has written and that *Reply* has not had yet, in their order. Not what this workflow wrote itself, nor business rules, nor what Zendesk writes when tickets are merged: that may quote another customer. Nor what is older than this desk's first note about the conversation: it was an answer to an earlier one.`,
);
put('Tickets One by One', [920, 580], piece.oneByOne());
find(
	'Read Conversation of Ticket',
	[1140, 620],
	MESSAGES,
	[
		['conversation_id', 'eq', '={{ $json.handoff.conversation_id }}'],
		['source', 'eq', '={{ $json.handoff.source }}'],
	],
	OLDEST_FIRST,
);
item(
	'Start Read',
	[1340, 620],
	"{ task: 'read', step: 'read', ...$('Tickets One by One').first(1).json }",
	ONCE,
);
code('Judge Ticket', [1540, 620], 'common/one-line', 'text', 'told', 'answers', 'judge-ticket');
when('Has Replies', [1740, 620], '$json.replies.length > 0');
when(
	'All Are Read',
	[1140, 500],
	"$('Start List').isExecuted && !$('Tickets One by One').all(0).some(({ json }) => json.isUnread)",
	ONCE,
);
wire('Tickets One by One', ['All Are Read'], ['Read Conversation of Ticket']);
wire('All Are Read', ['Note Swept'], ['Find Waiting']);
wire('Read Conversation of Ticket', ['Start Read']);
wire('Start Read', ['Next Step']);
wire('Judge Ticket', ['Has Replies']);
wire('Has Replies', ['Replies'], ['Has to Close']);

// To the customer, and back to the agents.

note(
	'About Reply',
	[2020, 340],
	[1720, 460],
	`### To the customer, and back to the agents
*Reply* sends each comment once, and tells what became of it. All but a plain success becomes an internal note on the ticket; what did not arrive opens a solved ticket again, and the conversation stays open. Otherwise a solved ticket closes the conversation.`,
	4,
);
split('Replies', [2080, 540], 'replies');
call('Reply', [2260, 540], { mode: 'each' });
when(
	'Has to Close',
	[2440, 620],
	"Boolean($('Judge Ticket').first().json.close) && !($('Judge Ticket').first().json.replies.length > 0 && $('Reply').all().some(({ json }) => ['unsent', 'uncertain', 'duplicate'].includes(json.outcome)))",
	ONCE,
);
const JUDGED_HANDOFF = "$('Judge Ticket').first().json.handoff";
// The customer may have written, or got another ticket, while Zendesk and the platform were asked.
find(
	'Look Once More',
	[2640, 620],
	HANDOFFS,
	[
		['id', 'eq', `={{ ${JUDGED_HANDOFF}.id }}`],
		['status', 'neq', 'closed'],
		['last_customer_message_at', 'eq', `={{ ${JUDGED_HANDOFF}.last_customer_message_at }}`],
		['thread', 'eq', `={{ ${JUDGED_HANDOFF}.thread }}`],
	],
	{},
	{ ...ALWAYS, ...ONCE },
);
when('Is Still Silent', [2820, 620], 'Boolean($json.id)', ONCE);
item('Closing', [2640, 480], "$('Judge Ticket').first().json.close", ONCE);
call('Close', [2820, 480]);
code('Report', [3000, 620], 'common/one-line', 'text', 'told', 'report');
when('Has Notes', [3180, 620], '$json.notes.length > 0');
split('Notes', [3340, 540], 'notes');
keep('Keep Notes', [3480, 540], TO_WRITE);
item('Is Read', [3620, 660], "{ isUnread: $('Report').first().json.isUnread }", ONCE);
wire('Replies', ['Reply']);
wire('Reply', ['Has to Close']);
wire('Has to Close', ['Look Once More'], ['Report']);
wire('Look Once More', ['Is Still Silent']);
wire('Is Still Silent', ['Closing'], ['Report']);
wire('Closing', ['Close']);
wire('Close', ['Report']);
wire('Report', ['Has Notes']);
wire('Has Notes', ['Notes'], ['Is Read']);
wire('Notes', ['Keep Notes']);
wire('Keep Notes', ['Is Read']);
wire('Is Read', ['Tickets One by One']);

desk.write('zendesk.json', 'Zendesk Desk');
