import { fields, iff, item, note } from '../build/nodes.mjs';
import { HANDOFFS, MESSAGES, TICKETS, get, insert, remove } from '../build/tables.mjs';
import { workflow } from '../build/workflow.mjs';
import { page, show, ticket, webhook } from './web.mjs';

const ONCE = { alwaysOutputData: true, executeOnce: true };
/** Nobody who has just asked is to be missing because others were forgotten; one more is read, to know whether some are left out. */
const SHOWN = 200;
const NEWEST_FIRST = ['waiting_since', 'DESC'];

workflow(
	new URL('pages.json', import.meta.url),
	'Inside n8n: Pages',
	{
		About: [
			-400,
			-500,
			note(
				`## Inside n8n: Pages

The pages on which your team reads and answers: \`/webhook/altabots-desk\` of your n8n, behind the user and password of the *Basic Auth* credential. **Inside n8n: Desk** does what people do here.

Plain forms, and frames that load themselves again every few seconds: n8n serves what a webhook answers in a sandbox, where scripts can do little. What customers wrote is escaped (\`esc\`) wherever it is shown.

Every refresh is an execution: in *⋯ > Settings*, have successful production executions not saved (n8n's import leaves that out).`,
				640,
				300,
			),
		],
		'About Desk Page': [
			-400,
			-180,
			note(
				'### The page\nThe list on the left, the chosen conversation with its form on the right. Browsers do not hand a login on to frames in a sandbox, so each page has a ticket for its frames and forms, good for 12 hours; it also remembers who you are.\n\n**Settings**: `people`, the names of your team separated by commas. Empty: everybody types their own. `timeZone`, of the times shown, such as Europe/Berlin. Empty: that of the workflow (*⋯ > Settings*).',
				1760,
				400,
			),
		],
		'Desk Page': [-340, 40, webhook('')],
		Settings: [-160, 40, fields({ people: '', timeZone: '' })],
		'Find Ticket': [20, 40, ticket("$('Desk Page').first().json.query.t")],
		'Has Ticket': [200, 40, iff('Boolean($json.ticket)')],
		'Forget Old Tickets': [
			380,
			100,
			remove(TICKETS, [['made_at', 'lt', '={{ $now.minus({ hours: 12 }).toISO() }}']]),
		],
		'Make Ticket': [
			540,
			100,
			{
				type: 'n8n-nodes-base.crypto',
				typeVersion: 2,
				executeOnce: true,
				parameters: { action: 'generate', dataPropertyName: 'ticket' },
			},
		],
		'Keep Ticket': [
			700,
			100,
			insert(TICKETS, { ticket: '={{ $json.ticket }}', name: '', made_at: '={{ $now.toISO() }}' }),
		],
		Ticket: [860, 0, item("{ ticket: $json.ticket, name: $json.name ?? '' }")],
		'Read Chosen Handoff': [
			1020,
			0,
			get(
				HANDOFFS,
				[
					['id', 'eq', "={{ Number($('Desk Page').first().json.query.h) || -1 }}"],
					// Links from elsewhere know only the conversation.
					['conversation_id', 'eq', "={{ $('Desk Page').first().json.query.c || '(none)' }}"],
				],
				{ any: true, order: ['id', 'DESC'] },
			),
		],
		'Draw Desk': [1180, 0, page('desk')],
		'Show Desk': [1340 - 160 + 20, 140, show()],

		'About List': [
			-400,
			260,
			note(
				'### The list\nWho waits and for how long; who is being talked to, and by whom; what the Agent said. Of more than 200 that wait the newest are shown, and it says so. Loads itself again every 3 seconds.',
				1760,
				300,
			),
		],
		'List Page': [-340, 380, webhook('-list', { login: false })],
		'Find Ticket of List': [-140, 380, ticket('$json.query.t')],
		'List Has Ticket': [60, 380, iff('Boolean($json.ticket)')],
		'Read Waiting': [
			280,
			380,
			get(HANDOFFS, [['status', 'eq', 'waiting']], { limit: SHOWN + 1, order: NEWEST_FIRST }),
		],
		'Read Others': [
			480,
			380,
			get(
				HANDOFFS,
				[
					['status', 'neq', 'waiting'],
					['status', 'neq', 'closed'],
				],
				{ limit: SHOWN + 1, order: NEWEST_FIRST },
				ONCE,
			),
		],
		'Read Closed Handoffs': [
			680,
			380,
			get(HANDOFFS, [['status', 'eq', 'closed']], { limit: 10, order: ['closed_at', 'DESC'] }, ONCE),
		],
		'Read Agent Replies': [
			880,
			380,
			get(MESSAGES, [['kind', 'eq', 'agent']], { limit: 5, order: ['id', 'DESC'] }, ONCE),
		],
		'Draw List': [1080, 380, page('list')],
		'Show List': [1260, 380, show()],

		'About Messages': [
			-400,
			600,
			note(
				"### The messages\nTranscript, messages and answers, with what became of each, and the customer's last words right above the form. Loads itself again every 2 seconds.",
				1760,
				300,
			),
		],
		'Messages Page': [-340, 720, webhook('-messages', { login: false })],
		'Find Ticket of Messages': [-140, 720, ticket('$json.query.t')],
		'Messages Have Ticket': [60, 720, iff('Boolean($json.ticket)')],
		'Read This Handoff': [
			280,
			720,
			get(HANDOFFS, [['id', 'eq', "={{ Number($('Messages Page').first().json.query.h) || -1 }}"]]),
		],
		'Read Messages': [
			480,
			720,
			get(
				MESSAGES,
				[
					['conversation_id', 'eq', "={{ $json.conversation_id ?? '' }}"],
					['source', 'eq', "={{ $json.source ?? '' }}"],
				],
				{ all: true, order: ['at', 'ASC'] },
			),
		],
		'Draw Messages': [680, 720, page('messages')],
		'Show Messages': [880, 720, show()],

		'About Log In Again': [-400, 940, note('### A frame without a valid ticket', 1760, 260, 7)],
		'Draw Log In Again': [280, 1020, page('log-in-again')],
		'Show Log In Again': [480, 1020, show(401)],
	},
	{
		'Desk Page': [['Settings']],
		Settings: [['Find Ticket']],
		'Find Ticket': [['Has Ticket']],
		'Has Ticket': [['Ticket'], ['Forget Old Tickets']],
		'Forget Old Tickets': [['Make Ticket']],
		'Make Ticket': [['Keep Ticket']],
		'Keep Ticket': [['Ticket']],
		Ticket: [['Read Chosen Handoff']],
		'Read Chosen Handoff': [['Draw Desk']],
		'Draw Desk': [['Show Desk']],
		'List Page': [['Find Ticket of List']],
		'Find Ticket of List': [['List Has Ticket']],
		'List Has Ticket': [['Read Waiting'], ['Draw Log In Again']],
		'Read Waiting': [['Read Others']],
		'Read Others': [['Read Closed Handoffs']],
		'Read Closed Handoffs': [['Read Agent Replies']],
		'Read Agent Replies': [['Draw List']],
		'Draw List': [['Show List']],
		'Messages Page': [['Find Ticket of Messages']],
		'Find Ticket of Messages': [['Messages Have Ticket']],
		'Messages Have Ticket': [['Read This Handoff'], ['Draw Log In Again']],
		'Read This Handoff': [['Read Messages']],
		'Read Messages': [['Draw Messages']],
		'Draw Messages': [['Show Messages']],
		'Draw Log In Again': [['Show Log In Again']],
	},
	{ saveDataSuccessExecution: 'none' },
);
