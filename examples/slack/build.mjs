/** Writes slack.json from code/ and what is here: `node examples/slack/build.mjs`. */
import { drawing } from '../build/drawing.mjs';
import * as piece from '../build/nodes.mjs';
import * as rows from '../build/tables.mjs';

const desk = drawing(import.meta.url);
const { put, add, note, code, item, when, call, split, find, update, everyMinute, entrance, wire } = desk;
const { HANDOFFS, MESSAGES, OLDEST_FIRST } = rows;
const ANY = { alwaysOutputData: true };
const ONCE = { executeOnce: true };

const NOW = '={{ $now.toISO() }}';
const NEXT = "$('Choose Next').first().json";
const SLACK = ['kind', 'eq', 'slack'];
/** What the Code nodes are made of that write to the team. */
const TELLING = ['common/one-line', 'common/conversation', 'text', 'compose'];
/** What is open is `ready` or `ready, taken`. */
const READY = 'ready';
const TAKEN = 'ready, taken';
const keep = (name, position, values = {}) =>
	put(
		name,
		position,
		rows.insert(MESSAGES, {
			key: '={{ $json.key }}',
			conversation_id: '={{ $json.conversationId }}',
			source: '={{ $json.source }}',
			kind: 'slack',
			by: '={{ $json.by }}',
			text: '={{ $json.job }}',
			at: NOW,
			state: READY,
			note: '',
			...values,
		}),
	);
const slack = (name, position, parameters, onError) =>
	add(name, 'slack', 2.3, position, parameters, { onError });
const byId = (expression) => ({ __rl: true, mode: 'id', value: `={{ ${expression} }}` });

// Triggers and settings.

note(
	'About',
	[-80, -640],
	[900, 440],
	`## Slack Desk

Your team answers handoffs in a Slack channel. Each conversation is a thread: what your team writes there reaches the customer, what the customer writes comes into it.

**To use it**
1. Make a Slack app from the manifest on this example's page, install it, and invite it to your channel (\`/invite @Customer Desk\`).
2. Make a *Slack API* credential with the *Bot User OAuth Token* **and the Signing Secret**: without the secret, everybody who knows the URL can speak to your customers. Choose it in **Slack Trigger**, **Post**, **React** and **Look Up Person**.
3. Fill in **Settings**, and choose the workflow *Reply* in **Reply** and **Close**.
4. Publish, put the production URL of **Slack Trigger** in the app's *Event Subscriptions*, and choose this workflow in the front door's node *Desk*, which you publish again.

**Before you leave it running**: in *⋯ > Settings*, have successful production executions not saved; *Every Minute* makes 1,440 a day.`,
);
note(
	'About Settings',
	[-80, -160],
	[900, 700],
	`### What comes in
An event from the front door, a message in Slack, or a minute that has passed.

**Settings**: \`channels\` is the ID of your channel (*Channel details*, at the bottom); for a bot with a *Label* of its own one more behind a semicolon, \`C0123ABCD; sales: C0456EFGH\`. \`closeWord\` ends a conversation (Slack keeps what begins with \`/\` for itself), \`notePrefix\` begins what is not for the customer, \`sentMark\` is the reaction to an answer that has arrived. Each may be empty.`,
	4,
);
entrance(60, 'Settings');
add('Slack Trigger', 'slackTrigger', 1, [0, 220], {
	trigger: ['message'],
	watchWorkspace: true,
	options: {},
});
everyMinute('Every Minute', [0, 380]);
put(
	'Settings',
	[440, 380],
	piece.fields(
		{
			channels: 'C0123ABCD',
			closeWord: '!close',
			notePrefix: '//',
			sentMark: 'white_check_mark',
			tryAgainAfterSeconds: 15,
			takenForMinutes: 2,
		},
		{ keep: true },
	),
);
put('What Came', [640, 360], piece.chooseNumber(3, '$json.event ? 0 : $json.event_ts ? 1 : 2'));
wire('Slack Trigger', ['Settings']);
wire('Every Minute', ['Settings']);
wire('Settings', ['What Came']);
wire('What Came', ['Is for the Team'], ['Read Message'], ['Free What Was Taken']);

// What comes in is written down.

note(
	'About Events',
	[860, -640],
	[1120, 440],
	`### An event becomes messages
The first event of a handoff opens its thread: who it is, the question, and all that was said, in further messages if it is long. Each message is written down before it is posted.`,
);
when('Is for the Team', [920, -420], "$json.event !== 'agentReply'");
find('Read Handoff', [1120, -420], HANDOFFS, [['id', 'eq', '={{ $json.handoff.id }}']]);
find(
	'Read Conversation',
	[1320, -420],
	MESSAGES,
	[
		['conversation_id', 'eq', "={{ $('Settings').first().json.conversationId }}"],
		['source', 'eq', "={{ $('Settings').first().json.source ?? '' }}"],
	],
	OLDEST_FIRST,
);
code('Compose Posts', [1520, -420], ...TELLING, 'compose-posts');
keep('Keep Posts', [1720, -420]);
wire('Is for the Team', ['Read Handoff']);
wire('Read Handoff', ['Read Conversation']);
wire('Read Conversation', ['Compose Posts']);
wire('Compose Posts', ['Keep Posts']);
wire('Keep Posts', ['Find Open Rows']);

note(
	'About Messages',
	[860, -160],
	[1120, 440],
	`### A message in Slack
Only what a person writes in a thread goes on: nothing of a bot (this one neither), nothing edited or deleted, nothing beside a thread. It is written down before anything is done with it.`,
);
code('Read Message', [920, 80], 'text', 'read-message');
keep('Keep Answer', [1120, 80], { conversation_id: '', source: '' });
wire('Read Message', ['Keep Answer']);
wire('Keep Answer', ['Find Open Rows']);

note(
	'About Minute',
	[860, 320],
	[1120, 440],
	`### Every minute
What Slack did not take, and what n8n was killed over, goes on here. *Reply* sends nothing twice.`,
	5,
);
update(
	'Free What Was Taken',
	[920, 560],
	MESSAGES,
	[
		SLACK,
		['state', 'eq', TAKEN],
		['at', 'lt', "={{ $now.minus({ minutes: $('Settings').first().json.takenForMinutes }).toISO() }}"],
	],
	{ state: READY },
);
wire('Free What Was Taken', ['Find Open Rows']);

// One after another.

note(
	'About Turns',
	[2040, -640],
	[1860, 440],
	`### One after another
Of each thread the oldest row is taken first, by one execution, and once: of two rows with the same key the second is dropped. So messages stand in the right order, answers reach the customer in the order in which they were written, and whatever Slack or the platform sends twice is done once.`,
	5,
);
find('Find Open Rows', [2100, -420], MESSAGES, [SLACK, ['state', 'like', `${READY}%`]], OLDEST_FIRST, {
	...ANY,
	...ONCE,
});
code('Choose Next', [2300, -420], 'choose-next');
when('Is There One', [2500, -420], 'Boolean($json.id)');
update(
	'Take Row',
	[2700, -460],
	MESSAGES,
	[
		['id', 'eq', '={{ $json.id }}'],
		['state', 'eq', READY],
	],
	{ state: TAKEN, at: NOW },
);
when('Is Taken', [2900, -460], 'Boolean($json.id)');
find('Find First', [3100, -460], MESSAGES, [['key', 'eq', '={{ $json.key }}']], { order: ['id', 'ASC'] });
when('Is First', [3300, -460], `$json.id === ${NEXT}.id`);
put('What Is It', [3520, -480], piece.chooseNumber(3, `${NEXT}.job.answer ? 2 : ${NEXT}.job.mark ? 1 : 0`));
const THIS_ROW = [['id', 'eq', `={{ ${NEXT}.id }}`]];
update('Note Second', [3520, -320], MESSAGES, THIS_ROW, { state: 'duplicate', text: '' });
when('Was Something Not Posted', [2700, -300], "$('Note Not Posted').isExecuted");
wire('Find Open Rows', ['Choose Next']);
wire('Choose Next', ['Is There One']);
wire('Is There One', ['Take Row'], ['Was Something Not Posted']);
wire('Take Row', ['Is Taken']);
wire('Is Taken', ['Find First'], ['Find Open Rows']);
wire('Find First', ['Is First']);
wire('Is First', ['What Is It'], ['Note Second']);
wire('What Is It', ['Read Thread'], ['React'], ['Find Handoff']);
wire('Note Second', ['Find Open Rows']);
wire('Was Something Not Posted', ['Say It Was Not Posted']);

// To Slack.

note(
	'About Posting',
	[3940, -640],
	[1500, 860],
	`### To Slack
A message without its thread opens one in the channel of its bot, and the handoff notes which. What Slack does not take stays, is tried again every minute, and the execution says so; when Slack says that it is too much, the others wait, too.`,
);
find('Read Thread', [4000, -420], HANDOFFS, [['id', 'eq', `={{ ${NEXT}.job.handoff ?? -1 }}`]]);
code('Address Post', [4200, -420], 'channels', 'address-post');
put('Where To', [4400, -420], piece.chooseNumber(3, "$json.isThere ? 2 : $json.channel === '' ? 1 : 0"));
slack(
	'Post',
	[4620, -460],
	{
		resource: 'message',
		operation: 'post',
		select: 'channel',
		channelId: byId('$json.channel'),
		messageType: 'text',
		text: '={{ $json.post }}',
		otherOptions: {
			includeLinkToWorkflow: false,
			link_names: false,
			// A customer's text is shown as it is.
			mrkdwn: false,
			thread_ts: { replyValues: { thread_ts: '={{ $json.thread }}', reply_broadcast: false } },
			unfurl_links: false,
			unfurl_media: false,
		},
	},
	'continueErrorOutput',
);
update('Note Thread', [4840, -500], HANDOFFS, [['id', 'eq', "={{ $('Address Post').first().json.opens }}"]], {
	thread: '={{ $json.channel }}:{{ $json.message_timestamp ?? $json.ts }}',
});
update('Note Posted', [5060, -500], MESSAGES, THIS_ROW, {
	state: 'sent',
	text: '',
	by: "={{ $('Post').first().json.message?.user ?? '' }}",
});
item(
	'Has No Channel',
	[4620, -280],
	`{ error: $json.source === '' ? 'Settings name no channel for bots without a channel of their own' : 'Settings name no channel for the bot with the Label "' + $json.source + '"' }`,
);
slack(
	'React',
	[4000, -100],
	{
		resource: 'reaction',
		operation: 'add',
		channelId: byId(`${NEXT}.job.channel`),
		timestamp: `={{ ${NEXT}.job.message }}`,
		name: `={{ ${NEXT}.job.mark }}`,
	},
	'continueErrorOutput',
);
when('Is Done Already', [4200, 20], '/already_reacted|message_not_found/.test($json.error)');
update('Note Done', [4400, -100], MESSAGES, THIS_ROW, { state: 'sent', text: '' });
update('Note Not Posted', [4840, -280], MESSAGES, THIS_ROW, {
	state: READY,
	at: "={{ $now.plus({ seconds: $('Settings').first().json.tryAgainAfterSeconds }).toISO() }}",
	note: '={{ $json.error }}',
});
when('Is Too Much', [5060, -280], '/\\b429\\b|rate_?limited|too many requests/i.test($json.note)');
put(
	'Say It Was Not Posted',
	[5260, -180],
	piece.stop(
		"=Slack did not take something of the desk: {{ $('Note Not Posted').first().json.note }}. It is kept, and tried again every minute.",
	),
);
wire('Read Thread', ['Address Post']);
wire('Address Post', ['Where To']);
wire('Where To', ['Post'], ['Has No Channel'], ['Note Done']);
wire('Post', ['Note Thread'], ['Note Not Posted']);
wire('Note Thread', ['Note Posted']);
wire('Note Posted', ['Find Open Rows']);
wire('Has No Channel', ['Note Not Posted']);
wire('React', ['Note Done'], ['Is Done Already']);
wire('Is Done Already', ['Note Done'], ['Note Not Posted']);
wire('Note Done', ['Find Open Rows']);
wire('Note Not Posted', ['Is Too Much']);
wire('Is Too Much', ['Say It Was Not Posted'], ['Find Open Rows']);

// To the customer.

note(
	'About Answers',
	[2040, -160],
	[1860, 410],
	`### Whose thread is it
A thread that has only just been opened may not be noted yet. One of other people's is none of the desk's business, and nothing of it is kept. In a thread that the desk has opened and that belongs to no handoff any more, it says so.`,
	4,
);
find('Find Handoff', [2100, 60], HANDOFFS, [['thread', 'eq', `={{ ${NEXT}.job.thread }}`]], {
	order: ['id', 'DESC'],
});
when('Is Known', [2300, 60], 'Boolean($json.id)');
when('Is Just Here', [2500, 60], "new Date($('Take Row').first().json.at).getTime() > Date.now() - 4000");
put('Wait a Moment', [2700, -90], piece.wait(1));
find('Find Own Post', [2700, 110], MESSAGES, [
	['key', 'like', 'slack:thread:%'],
	['by', 'eq', `={{ ${NEXT}.job.parent || '-' }}`],
]);
when('Is Own', [2900, 110], 'Boolean($json.id)');
item(
	'Unknown Thread',
	[3100, 20],
	`{ key: ${NEXT}.key + ':told', conversationId: '', source: '', by: '', job: JSON.stringify({ lane: ${NEXT}.job.thread, thread: ${NEXT}.job.thread, post: '<@' + ${NEXT}.job.user + '> This thread belongs to no conversation any more, so nothing was sent.' }) }`,
);
keep('Keep Notice', [3300, 20]);
put('Forget Message', [3520, 110], rows.remove(MESSAGES, THIS_ROW));
wire('Find Handoff', ['Is Known']);
wire('Is Known', ['Look Up Person'], ['Is Just Here']);
wire('Is Just Here', ['Wait a Moment'], ['Find Own Post']);
wire('Wait a Moment', ['Find Handoff']);
wire('Find Own Post', ['Is Own']);
wire('Is Own', ['Unknown Thread'], ['Forget Message']);
wire('Unknown Thread', ['Keep Notice']);
wire('Keep Notice', ['Forget Message']);
wire('Forget Message', ['Find Open Rows']);

note(
	'About Reply',
	[2040, 260],
	[3400, 500],
	`### To the customer, and what became of it
*Reply* sends each answer once and tells what became of it. An answer that has arrived gets the reaction, everything else is said in the thread. The first who answers is noted as the one who has taken the conversation; everybody in the channel may answer.`,
	4,
);
const JUDGED = "$('Judge Answer').first().json";
slack(
	'Look Up Person',
	[2100, 520],
	{
		resource: 'user',
		operation: 'info',
		user: byId(`${NEXT}.job.user`),
	},
	'continueRegularOutput',
);
code('Judge Answer', [2300, 520], 'common/one-line', 'text', 'judge-answer');
when('Is for the Team Only', [2500, 520], '$json.internal');
update(
	'Take',
	[2700, 560],
	HANDOFFS,
	[
		['id', 'eq', '={{ $json.handoff.id }}'],
		['taken_by', 'isEmpty'],
		['status', 'neq', 'closed'],
	],
	{ taken_by: '={{ $json.name }}' },
);
when('Has Text', [2900, 560], `${JUDGED}.text !== ''`);
const FOR_REPLY = (action, prefix) =>
	`(() => { const { key, handoff, name, text } = ${JUDGED}; return { source: handoff.source, conversationId: handoff.conversation_id, action: '${action}', text, by: name, kind: 'human', replyId: '${prefix}' + key }; })()`;
item('Answer', [3100, 480], FOR_REPLY('reply', ''));
call('Reply', [3300, 480]);
item('With Outcome', [3500, 480], `{ ...${JUDGED}, reply: $json }`);
item('Without Answer', [3500, 620], JUDGED);
when('Has to Close', [3700, 560], "$json.close && (!$json.reply || $json.reply.outcome === 'sent')");
item('Closing', [3900, 480], FOR_REPLY('close', 'close:'));
call('Close', [4100, 480]);
item('With Closing', [4300, 480], "{ ...$('Has to Close').first().json, closing: $json }");
code('Report Answer', [4500, 560], ...TELLING, 'common/troubles', 'report', 'report-answer');
split('Posts to Keep', [4700, 560], 'rows', ANY);
when('Is a Post', [4880, 560], 'Boolean($json.key)');
keep('Keep Outcome', [5060, 480]);
update(
	'Note Result',
	[5260, 560],
	MESSAGES,
	THIS_ROW,
	{
		state: `={{ ${JUDGED}.internal ? 'internal' : $('Report Answer').first().json.state }}`,
		note: `={{ ${JUDGED}.internal ? '' : $('Report Answer').first().json.note }}`,
		text: '',
		conversation_id: `={{ ${JUDGED}.handoff.conversation_id }}`,
		source: `={{ ${JUDGED}.handoff.source }}`,
	},
	{ ...ANY, ...ONCE },
);
wire('Look Up Person', ['Judge Answer']);
wire('Judge Answer', ['Is for the Team Only']);
wire('Is for the Team Only', ['Note Result'], ['Take']);
wire('Take', ['Has Text']);
wire('Has Text', ['Answer'], ['Without Answer']);
wire('Answer', ['Reply']);
wire('Reply', ['With Outcome']);
wire('With Outcome', ['Has to Close']);
wire('Without Answer', ['Has to Close']);
wire('Has to Close', ['Closing'], ['Report Answer']);
wire('Closing', ['Close']);
wire('Close', ['With Closing']);
wire('With Closing', ['Report Answer']);
wire('Report Answer', ['Posts to Keep']);
wire('Posts to Keep', ['Is a Post']);
wire('Is a Post', ['Keep Outcome'], ['Note Result']);
wire('Keep Outcome', ['Note Result']);
wire('Note Result', ['Find Open Rows']);

desk.write('slack.json', 'Slack Desk');
