import { CALLED, IS_EVENT } from '../build/contract.mjs';
import { callWorkflow, choose, fields, iff, item, note, stop, whenCalled } from '../build/nodes.mjs';
import { MESSAGES, get, insert, remove, update } from '../build/tables.mjs';
import { workflow } from '../build/workflow.mjs';

const GO_ON = { onError: 'continueRegularOutput' };
const ASKED = "$('Settings').first().json";
const QUESTION = "$('Find First Question').first().json";
const IS_QUESTION =
	"typeof $json.question === 'string' && $json.question.trim() !== '' && typeof $json.conversationId === 'string' && $json.conversationId !== '' && (typeof $json.source === 'string' || $json.source === null) && typeof $json.timeoutMinutes === 'number' && $json.timeoutMinutes > 0";
/** Only one of those who look may change it: whoever finds it open. */
const OPEN = ['state', 'eq', 'waiting'];
const MILLISECONDS_LEFT = `(new Date(${QUESTION}.createdAt).getTime() + ${ASKED}.timeoutMinutes * 60000 - Date.now())`;
const SETTLE = [['id', 'eq', `={{ ${QUESTION}.id }}`], OPEN];

workflow(
	new URL('ask-and-continue.json', import.meta.url),
	'Ask and Continue',
	{
		About: [
			-400,
			-560,
			note(
				`## Ask and Continue

Asks the customer, waits for the next message, and gives it back to the workflow that called.

**In**: \`source\`, \`conversationId\`, \`question\`, \`timeoutMinutes\`, and if you like \`askId\`, the same for the same question: each conversation is asked once.

**Out**: \`answered\` true with \`answer\` and \`answeredAt\`, or false with \`why\`: \`time\`, \`closed\` or \`unsent\`.

**To do:** choose the workflow *Reply* in **Reply**, publish. Then choose this workflow in the front door's node **Open Question**, switch that node on, and publish the front door again: it is how answers come here.`,
				760,
				400,
			),
		],
		'About Input': [
			-400,
			-120,
			note(
				'### Two callers\nA workflow that asks, and the front door with its events. Anything else stops here, with a sentence. **Settings**: `by`, who asks, as the desk sees it; `lookEverySeconds`, how often it looks for an answer if the call that wakes it was lost.',
				880,
				640,
			),
		],
		'When Called': [-340, 120, whenCalled()],
		Settings: [-140, 120, fields({ by: 'Ask and Continue', lookEverySeconds: 70 }, { keep: true })],
		'What Came': [
			60,
			100,
			choose([
				['Question', IS_QUESTION],
				['Event', IS_EVENT],
				['Neither', 'true'],
			]),
		],
		'Say What Is Missing': [
			280,
			320,
			stop(
				'Ask and Continue takes source (the Label or null), conversationId, question (not empty) and timeoutMinutes (more than 0), or an event of the front door. What came is neither. See examples/ask-and-continue/README.md.',
			),
		],

		'About Asking': [
			520,
			-560,
			note(
				'### Ask, once\nThe question is noted before it is sent, so that an answer finds it however quick it is; with the URL that wakes this execution. The same `askId` is asked once in a conversation, and whoever asks again waits for the same answer.',
				1640,
				420,
				4,
			),
		],
		'Keep Question': [
			580,
			-380,
			insert(MESSAGES, {
				key: "={{ 'question:' + ($json.askId || $execution.id) }}",
				conversation_id: '={{ $json.conversationId }}',
				source: "={{ $json.source ?? '' }}",
				kind: 'question',
				by: '={{ $json.by }}',
				text: '={{ $execution.resumeUrl }}',
				// Until then: where the execution is gone, nothing else ends the question.
				at: '={{ $now.plus({ minutes: $json.timeoutMinutes }).toISO() }}',
				state: 'waiting',
				note: '',
			}),
		],
		'Find First Question': [
			780,
			-380,
			get(
				MESSAGES,
				// An askId is the same for all customers who are asked the same.
				['key', 'conversation_id', 'source'].map((name) => [name, 'eq', `={{ $json.${name} }}`]),
				{ order: ['id', 'ASC'] },
				{},
			),
		],
		'Is First': [980, -380, iff("$json.id === $('Keep Question').first().json.id")],
		'Forget Second': [
			1180,
			-300,
			remove(MESSAGES, [['id', 'eq', "={{ $('Keep Question').first().json.id }}"]]),
		],
		Question: [
			1380,
			-380,
			item(
				`{ source: ${ASKED}.source, conversationId: ${ASKED}.conversationId, action: 'reply', text: ${ASKED}.question, by: ${ASKED}.by, kind: 'automatic', replyId: ${QUESTION}.key }`,
			),
		],
		Reply: [1580, -380, callWorkflow(GO_ON)],
		'Was It Asked': [
			1780,
			-400,
			choose([
				['Asked', "['sent', 'uncertain', 'duplicate'].includes($json.outcome)"],
				['Closed', "$json.outcome === 'late'"],
				['Unsent', 'true'],
			]),
		],
		'Not Asked': [
			1980,
			-300,
			update(MESSAGES, SETTLE, { state: "={{ $json.outcome === 'late' ? 'closed' : 'unsent' }}" }),
		],

		'About Waiting': [
			520,
			-120,
			note(
				'### Wait\nThe execution is put away in the database, so it outlives a restart of n8n. It wakes when the answer comes, and by itself now and then.',
				1640,
				640,
			),
		],
		// n8n wakes what is overdue while it is still starting, and has no data tables then: such an execution is put away once more.
		'Read Question': [
			780,
			60,
			get(MESSAGES, [['id', 'eq', `={{ ${QUESTION}.id }}`]], {}, { onError: 'continueErrorOutput' }),
		],
		'Can Wait Longer': [780, 280, iff(`${MILLISECONDS_LEFT} > -600000`)],
		'Say It Cannot Read': [
			980,
			380,
			stop('=Ask and Continue could not read the table of messages: {{ $json.error }}'),
		],
		'Has It Settled': [
			980,
			40,
			choose([
				['Settled', "$json.state !== 'waiting'"],
				['Time Is Over', `${MILLISECONDS_LEFT} <= 0`],
				['Wait', 'true'],
			]),
		],
		'Wait for Answer': [
			1180,
			220,
			{
				type: 'n8n-nodes-base.wait',
				typeVersion: 1.1,
				parameters: {
					resume: 'webhook',
					httpMethod: 'POST',
					limitWaitTime: true,
					limitType: 'afterTimeInterval',
					resumeAmount: `={{ Math.max(1, Math.ceil(Math.min(${ASKED}.lookEverySeconds, ${MILLISECONDS_LEFT} / 1000))) }}`,
					resumeUnit: 'seconds',
					options: {},
				},
			},
		],
		'Time Is Over': [1180, 60, update(MESSAGES, SETTLE, { state: 'time' })],
		'Read at Last': [1580, 60, get(MESSAGES, [['id', 'eq', `={{ ${QUESTION}.id }}`]])],
		Result: [
			1780,
			60,
			item(
				`{ source: ${ASKED}.source, conversationId: ${ASKED}.conversationId, ...($json.state === 'answered' ? { answered: true, answer: $json.text, answeredAt: $json.note } : { answered: false, why: $json.state ?? 'unsent' }) }`,
			),
		],

		'About Answers': [
			-400,
			560,
			note(
				"### The front door's events\nA message answers the oldest open question of its conversation, and goes to nobody else (`handled`). A closing ends all of them. Everything else, and what comes too late, passes.",
				2560,
				440,
				5,
			),
		],
		'Can Settle': [
			280,
			740,
			iff("['customerMessage', 'handoffClosed'].includes($json.event)", '!$json.handled'),
		],
		'Find Open Questions': [
			480,
			720,
			get(
				MESSAGES,
				[
					['conversation_id', 'eq', '={{ $json.conversationId }}'],
					['source', 'eq', "={{ $json.source ?? '' }}"],
					['kind', 'eq', 'question'],
					['at', 'gt', '={{ $now.toISO() }}'],
					OPEN,
				],
				{ limit: "={{ $json.event === 'customerMessage' ? 1 : 50 }}", order: ['id', 'ASC'] },
			),
		],
		'Settle Question': [
			680,
			720,
			update(MESSAGES, [['id', 'eq', '={{ $json.id ?? -1 }}'], OPEN], {
				state: `={{ ${ASKED}.event === 'customerMessage' ? 'answered' : 'closed' }}`,
				text: `={{ ${ASKED}.text ?? '' }}`,
				note: `={{ ${ASKED}.occurredAt ?? $now.toISO() }}`,
			}),
		],
		'Has It Been Open': [
			880,
			700,
			choose([
				['Open', 'Boolean($json.id)'],
				// Another message of the same moment was quicker: there may be one more question.
				[
					'Taken Meanwhile',
					`Boolean($('Find Open Questions').first().json.id) && ${ASKED}.event === 'customerMessage'`,
				],
				['None', 'true'],
			]),
		],
		'Look Again': [880, 880, item(ASKED)],
		'Wake It': [
			1080,
			700,
			{
				type: 'n8n-nodes-base.httpRequest',
				typeVersion: 4.2,
				parameters: {
					method: 'POST',
					url: "={{ $('Find Open Questions').all().map(({ json }) => json).find(({ id }) => id === $json.id).text }}",
					options: { timeout: 5000 },
				},
				...GO_ON,
				retryOnFail: true,
				maxTries: 3,
				waitBetweenTries: 1000,
			},
		],
		'Return Settled': [
			1280,
			700,
			{
				...item(`{ ...${CALLED}, handled: ${CALLED}.event === 'customerMessage' }`),
				executeOnce: true,
			},
		],
		'Return as It Came': [1280, 860, { ...item(CALLED), executeOnce: true }],
	},
	{
		'When Called': [['Settings']],
		Settings: [['What Came']],
		'What Came': [['Keep Question'], ['Can Settle'], ['Say What Is Missing']],
		'Keep Question': [['Find First Question']],
		'Find First Question': [['Is First']],
		'Is First': [['Question'], ['Forget Second']],
		'Forget Second': [['Question']],
		Question: [['Reply']],
		Reply: [['Was It Asked']],
		'Was It Asked': [['Read Question'], ['Not Asked'], ['Not Asked']],
		'Not Asked': [['Read at Last']],
		'Read Question': [['Has It Settled'], ['Can Wait Longer']],
		'Can Wait Longer': [['Wait for Answer'], ['Say It Cannot Read']],
		'Has It Settled': [['Result'], ['Time Is Over'], ['Wait for Answer']],
		'Wait for Answer': [['Read Question']],
		'Time Is Over': [['Read at Last']],
		'Read at Last': [['Result']],
		'Can Settle': [['Find Open Questions'], ['Return as It Came']],
		'Find Open Questions': [['Settle Question']],
		'Settle Question': [['Has It Been Open']],
		'Has It Been Open': [['Wake It'], ['Look Again'], ['Return as It Came']],
		'Look Again': [['Find Open Questions']],
		'Wake It': [['Return Settled']],
	},
);
