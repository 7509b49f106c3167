/**
 * Writes email.json from code/ and what is here: `node examples/email/build.mjs`. What the Code nodes run is kept in files of its own, so
 * that it can be read and tested.
 */
import { drawing } from '../build/drawing.mjs';
import * as piece from '../build/nodes.mjs';
import * as rows from '../build/tables.mjs';

const desk = drawing(import.meta.url);
const { put, add, note, code, item, when, call, split, find, update, everyMinute, entrance, wire } = desk;
const { HANDOFFS, MESSAGES, OLDEST_FIRST } = rows;
const ANY = { alwaysOutputData: true };
const ONCE = { executeOnce: true };
const keep = (name, position, values) => put(name, position, rows.insert(MESSAGES, values));
/** Lets through what has no row of this key yet. */
const isNew = (name, position) =>
	put(name, position, rows.notExists(MESSAGES, [['key', 'eq', '={{ $json.key }}']]));

const NOW = '={{ $now.toISO() }}';
const STALE = "={{ $now.minus({ minutes: $('Settings').first().json.tryAgainAfterMinutes }).toISO() }}";
/** What the Code nodes are made of that write to the team. */
const TELLING = ['common/one-line', 'common/conversation', 'written', 'people', 'compose'];
const settings = (name) => `$('Settings').first().json.${name}`;

// Triggers and settings.

note(
	'About',
	[-80, -640],
	[900, 440],
	`## E-mail Desk

Your team answers handoffs from any mail program. Each conversation is a thread with an address of its own; the answer, without quoted text and signature, reaches the customer.

**To use it**
1. Import **Front Door** and run its *Set Up Once*; import and publish *Reply*, and the parts you want.
2. Give the desk a mailbox that nothing else uses, at a server that takes \`desk+anything@…\` for \`desk@…\` (most do).
3. Fill in **Settings**. Choose your credentials: SMTP in **Send Mail**, IMAP in **Email Trigger (IMAP)**. Choose the workflow *Reply* in **Reply** and **Close**.
4. Publish, and choose this workflow in the front door's node *Desk*, which you publish again.
5. Send the desk a mail from your own address. It answers that it belongs to no conversation: both ways work, and n8n remembers from where on it reads.

**Before you leave it running**: in *⋯ > Settings*, have successful production executions not saved; *Every Minute* makes 1,440 a day.`,
);
note(
	'About Settings',
	[-80, -160],
	[900, 700],
	`### What comes in
An event from the front door, mails, or a minute that has passed.

**Settings**: \`deskAddress\` is the mailbox's own address, \`deskName\` how the team sees it. \`team\` gets the mails and may answer: addresses with commas; for a bot with a *Label* of its own a list behind a semicolon, \`anna@example.com; sales: carl@example.com\`. \`mayAnswerToo\`, written alike: who may answer without getting mails, \`@example.com\` for everybody there.`,
	4,
);
entrance(60, 'Settings');
add('Email Trigger (IMAP)', 'emailReadImap', 2.2, [0, 220], {
	// Without marking: n8n goes on behind the last mail it has seen, also when it was stopped or killed in between.
	postProcessAction: 'nothing',
	format: 'resolved',
	options: { customEmailConfig: '["ALL"]' },
});
everyMinute('Every Minute', [0, 380]);
put(
	'Settings',
	[440, 380],
	piece.fields(
		{
			deskAddress: 'desk@example.com',
			deskName: 'Customer Desk',
			team: 'anna@example.com, ben@example.com',
			mayAnswerToo: '',
			timeZone: 'Europe/Berlin',
			noticesPerHour: 10,
			tryAgainAfterMinutes: 2,
		},
		{ keep: true },
	),
);
put('What Came', [640, 360], piece.chooseNumber(3, '$json.event ? 0 : $json.attributes ? 1 : 2'));
wire('Email Trigger (IMAP)', ['Settings']);
wire('Every Minute', ['Settings']);
wire('Settings', ['What Came']);
wire('What Came', ['Is for the Team'], ['Read Mails'], ['Free Stuck Mails']);

// An event becomes a mail.

note(
	'About Events',
	[860, -640],
	[1880, 440],
	`### An event becomes a mail
The first event of a handoff gives it a random address, which only the team ever sees; two events at once agree on one. The mail is written down before it is sent.`,
);
when('Is for the Team', [920, -420], "$json.event !== 'agentReply'");
add('Random', 'crypto', 1, [1120, -420], {
	action: 'generate',
	dataPropertyName: 'token',
	encodingType: 'hex',
	stringLength: 32,
});
update(
	'Claim Thread',
	[1320, -420],
	HANDOFFS,
	[
		['id', 'eq', '={{ $json.handoff.id }}'],
		['thread', 'isEmpty'],
	],
	{ thread: '={{ $json.token }}' },
);
find('Read Thread', [1520, -420], HANDOFFS, [['id', 'eq', `={{ ${settings('handoff.id')} }}`]], {}, {});
find(
	'Read Conversation',
	[1720, -420],
	MESSAGES,
	[
		['conversation_id', 'eq', '={{ $json.conversation_id }}'],
		['source', 'eq', '={{ $json.source }}'],
	],
	OLDEST_FIRST,
);
code('Compose Mail', [1920, -420], ...TELLING, 'compose-mail');
isNew('Is New Mail', [2120, -420]);
const OUTGOING = {
	key: '={{ $json.key }}',
	conversation_id: '={{ $json.conversationId }}',
	source: '={{ $json.source }}',
	kind: 'mail',
	by: '={{ $json.by }}',
	text: '={{ $json.mail }}',
	at: NOW,
	state: 'ready',
	note: '',
};
keep('Keep Mail', [2320, -420], OUTGOING);
wire('Is for the Team', ['Random']);
wire('Random', ['Claim Thread']);
wire('Claim Thread', ['Read Thread']);
wire('Read Thread', ['Read Conversation']);
wire('Read Conversation', ['Compose Mail']);
wire('Compose Mail', ['Is New Mail']);
wire('Is New Mail', ['Keep Mail']);
wire('Keep Mail', ['Find Ready Mails']);

// Sending.

note(
	'About Sending',
	[2780, -640],
	[1120, 440],
	`### Sending
One execution takes a mail, so that it goes out once. What the mail server does not take stays, and is tried again every minute; the execution says so.`,
	5,
);
const MAIL = [['kind', 'eq', 'mail']];
find('Find Ready Mails', [2840, -420], MESSAGES, [...MAIL, ['state', 'eq', 'ready']], OLDEST_FIRST, {
	executeOnce: true,
});
update(
	'Claim Mail',
	[3040, -420],
	MESSAGES,
	[
		['id', 'eq', '={{ $json.id }}'],
		['state', 'eq', 'ready'],
	],
	{ state: 'sending', at: NOW },
	{},
);
const field = (name) => `={{ JSON.parse($json.text).${name} }}`;
add(
	'Send Mail',
	'emailSend',
	2.1,
	[3240, -420],
	{
		fromEmail: `={{ $('Settings').first().json.deskName.replace(/["<>\\\\]/g, '') + ' <' + $('Settings').first().json.deskAddress + '>' }}`,
		toEmail: field('to'),
		subject: field('subject'),
		emailFormat: 'text',
		text: field('text'),
		options: { appendAttribution: false, replyTo: field('replyTo') },
	},
	{ onError: 'continueErrorOutput' },
);
const CLAIMED = [['id', 'eq', "={{ $('Claim Mail').item.json.id }}"]];
update('Note Sent', [3460, -500], MESSAGES, CLAIMED, {
	state: 'sent',
	text: '',
	note: '={{ $json.messageId }}',
});
update('Note Not Sent', [3460, -340], MESSAGES, CLAIMED, { state: 'ready', note: '={{ $json.error }}' });
put(
	'Say It Was Not Sent',
	[3680, -340],
	piece.stop('=A mail of the desk was not sent: {{ $json.note }}. It is kept, and tried again every minute.'),
);
wire('Find Ready Mails', ['Claim Mail']);
wire('Claim Mail', ['Send Mail']);
wire('Send Mail', ['Note Sent'], ['Note Not Sent']);
wire('Note Not Sent', ['Say It Was Not Sent']);

// Mails that come in.

note(
	'About Mails',
	[860, -160],
	[820, 440],
	`### Mails come in
Each is read (quoted text and signature go) and written down before anything is done with it. A mail that comes twice is let through once.`,
);
code('Read Mails', [920, 80], 'common/one-line', 'written', 'people', 'read-mail', 'read-mails');
isNew('Is New Answer', [1120, 80]);
keep('Keep Answer', [1320, 80], { ...OUTGOING, conversation_id: '', source: '', state: 'received' });
wire('Read Mails', ['Is New Answer']);
wire('Is New Answer', ['Keep Answer']);
wire('Keep Answer', ['Mails One by One']);

note(
	'About Minute',
	[860, 320],
	[820, 440],
	`### Every minute
What n8n was killed over goes on here: mails that were taken but not sent, answers that were read but not dealt with. *Reply* sends nothing twice.`,
	5,
);
update(
	'Free Stuck Mails',
	[920, 560],
	MESSAGES,
	[...MAIL, ['state', 'eq', 'sending'], ['at', 'lt', STALE]],
	{ state: 'ready' },
	{ ...ANY, ...ONCE },
);
find(
	'Find Stuck Answers',
	[1120, 560],
	MESSAGES,
	[...MAIL, ['state', 'eq', 'received'], ['at', 'lt', STALE]],
	OLDEST_FIRST,
	{ ...ANY, ...ONCE },
);
when('Are There Some', [1320, 560], 'Boolean($json.id)');
wire('Free Stuck Mails', ['Find Stuck Answers']);
wire('Find Stuck Answers', ['Are There Some']);
wire('Are There Some', ['Mails One by One'], ['Find Ready Mails']);

// An answer.

note(
	'About Answers',
	[1720, -160],
	[2180, 440],
	`### Who may answer, and to whom
The conversation is known only by the random address that the mail was sent to, never by its text; only your team may answer. Machines (out of office, bounces) and strangers get no answer. The first colleague who answers takes the conversation; \`/take\` takes it over.`,
);
put('Mails One by One', [1780, 80], piece.oneByOne());
update(
	'Take Mail',
	[1980, 80],
	MESSAGES,
	[
		['id', 'eq', '={{ $json.id }}'],
		['state', 'eq', 'received'],
		['note', 'eq', "={{ $json.note ?? '' }}"],
	],
	{ note: '={{ "Taken by execution " + $execution.id }}', at: NOW },
);
when('Is Taken', [2180, 80], 'Boolean($json.id)');
find(
	'Find Handoff',
	[2380, 80],
	HANDOFFS,
	[['thread', 'eq', "={{ JSON.parse($json.text).tokens[0] ?? '-' }}"]],
	{ order: ['id', 'DESC'] },
);
code('Judge Mail', [2580, 80], 'people', 'judge', 'judge-mail');
when('Is an Answer', [2780, 80], "$json.verdict === 'answer'");
when('Takes Over', [2980, 0], '$json.mail.take');
const BY = { taken_by: `={{ $('Judge Mail').first().json.mail.from }}` };
const THIS = ['id', 'eq', '={{ $json.handoff.id }}'];
update('Take Over', [3180, -60], HANDOFFS, [THIS], BY);
update('Take', [3180, 100], HANDOFFS, [THIS, ['taken_by', 'isEmpty'], ['status', 'neq', 'closed']], BY);
find(
	'Find Taker',
	[3380, 0],
	HANDOFFS,
	[['id', 'eq', `={{ $('Judge Mail').first().json.handoff.id }}`]],
	{},
	{},
);
when(
	'Is Theirs',
	[3580, 0],
	`$json.status === 'closed' || $json.taken_by === $('Judge Mail').first().json.mail.from`,
);
item(
	'Is Taken by Another',
	[3760, 140],
	`{ ...$('Judge Mail').first().json, verdict: 'tell', sentence: 'The conversation is taken by ' + $json.taken_by + ', so nothing of yours was sent. To take it over, answer again with a line /take above your text.' }`,
);
wire('Mails One by One', ['Find Ready Mails'], ['Take Mail']);
wire('Take Mail', ['Is Taken']);
wire('Is Taken', ['Find Handoff'], ['Mails One by One']);
wire('Find Handoff', ['Judge Mail']);
wire('Judge Mail', ['Is an Answer']);
wire('Is an Answer', ['Takes Over'], ['Report']);
wire('Takes Over', ['Take Over'], ['Take']);
wire('Take Over', ['Find Taker']);
wire('Take', ['Find Taker']);
wire('Find Taker', ['Is Theirs']);
wire('Is Theirs', ['Has Text'], ['Is Taken by Another']);
wire('Is Taken by Another', ['Report']);

note(
	'About Reply',
	[1720, 320],
	[2180, 440],
	`### To the customer, and back to the sender
*Reply* sends each mail once, and tells what became of it. All but a plain success is told to the sender by mail, and when somebody closes a conversation the whole team hears it.`,
	4,
);
const JUDGED = `$('Judge Mail').first().json`;
when('Has Text', [1780, 560], `${JUDGED}.mail.text !== ''`);
const FOR_REPLY = (action, prefix) =>
	`(() => { const { mail, handoff, key } = ${JUDGED}; return { source: handoff.source, conversationId: handoff.conversation_id, action: '${action}', text: mail.text, by: mail.name, kind: 'human', replyId: '${prefix}' + key }; })()`;
item('Answer', [1980, 500], FOR_REPLY('reply', ''));
call('Reply', [2180, 500]);
item('With Outcome', [2380, 500], `{ ...${JUDGED}, reply: $json }`);
item('Without Answer', [2380, 640], JUDGED);
when('Has to Close', [2580, 560], "$json.mail.close && (!$json.reply || $json.reply.outcome === 'sent')");
item('Closing', [2780, 500], FOR_REPLY('close', 'close:'));
call('Close', [2980, 500]);
item('With Closing', [3180, 500], `{ ...$('Has to Close').first().json, closing: $json }`);
code('Report', [3380, 560], ...TELLING, 'common/troubles', 'report', 'report-mail');
split('Mails to Write', [3560, 500], 'mails');
update('Note Result', [3760, 640], MESSAGES, [['id', 'eq', '={{ $json.row }}']], {
	state: '={{ $json.state }}',
	note: '={{ $json.note }}',
	text: '',
	conversation_id: "={{ $json.handoff?.conversation_id ?? '' }}",
	source: "={{ $json.handoff?.source ?? '' }}",
});
wire('Has Text', ['Answer'], ['Without Answer']);
wire('Answer', ['Reply']);
wire('Reply', ['With Outcome']);
wire('With Outcome', ['Has to Close']);
wire('Without Answer', ['Has to Close']);
wire('Has to Close', ['Closing'], ['Report']);
wire('Closing', ['Close']);
wire('Close', ['With Closing']);
wire('With Closing', ['Report']);
wire('Report', ['Mails to Write', 'Note Result']);
wire('Note Result', ['Mails One by One']);

note(
	'About Notices',
	[2780, 800],
	[1120, 360],
	`### Mails to write
Kept like the others. Nobody gets more than \`noticesPerHour\` notices: two machines that answer each other come to an end.`,
	5,
);
find(
	'Count Notices',
	[2980, 980],
	MESSAGES,
	[
		...MAIL,
		['by', 'eq', "={{ $json.by === 'team' ? '-' : $json.by }}"],
		['key', 'like', 'mail:notice:%'],
		['at', 'gt', '={{ $now.minus({ hours: 1 }).toISO() }}'],
	],
	{ all: true },
);
item(
	'Mails Within Limit',
	[3180, 980],
	`{ mails: $('Mails to Write').all().map(({ json }) => json).filter(({ by }) => by === 'team' || $input.all().filter(({ json }) => json.by === by).length < ${settings('noticesPerHour')}) }`,
	ONCE,
);
split('Mail to Write', [3380, 980], 'mails');
isNew('Is New Notice', [3560, 980]);
keep('Keep Notice', [3740, 980], OUTGOING);
wire('Mails to Write', ['Count Notices']);
wire('Count Notices', ['Mails Within Limit']);
wire('Mails Within Limit', ['Mail to Write']);
wire('Mail to Write', ['Is New Notice']);
wire('Is New Notice', ['Keep Notice']);

desk.write('email.json', 'E-mail Desk');
