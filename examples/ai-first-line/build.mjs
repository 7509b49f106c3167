/** Writes ai-first-line.json from code/ and what is here: `node examples/ai-first-line/build.mjs`. */
import { CALLED, contract } from '../build/contract.mjs';
import {
	callWorkflow,
	choose,
	chooseNumber,
	codeOf,
	fields,
	iff,
	item,
	note,
	schedule,
} from '../build/nodes.mjs';
import { HANDOFFS, MESSAGES, OLDEST_FIRST, get, update } from '../build/tables.mjs';
import { workflow } from '../build/workflow.mjs';

const code = codeOf(import.meta.url);
const langchain = (type, typeVersion, parameters, more = {}) => ({
	type: `@n8n/n8n-nodes-langchain.${type}`,
	typeVersion,
	parameters,
	...more,
});
const GO_ON = { onError: 'continueRegularOutput' };

/** The event, with the settings; never `$json`: what a model passes to a tool lies over it. */
const EVENT = "$('Settings').first().json";
const NOW = '={{ $now.toISO() }}';
const THIS = ['id', 'eq', `={{ ${EVENT}.handoff.id }}`];
const conversation = () =>
	get(
		MESSAGES,
		[
			['conversation_id', 'eq', `={{ ${EVENT}.conversationId }}`],
			['source', 'eq', `={{ ${EVENT}.source ?? '' }}`],
		],
		OLDEST_FIRST,
	);
const toReply = (more) =>
	item(
		`{ source: ${EVENT}.source, conversationId: ${EVENT}.conversationId, action: 'reply', by: 'AI First Line', ${more} }`,
	);

const nodes = {
	About: [
		-400,
		-720,
		note(
			`## AI First Line

n8n's AI Agent answers customers before a human does, from what you write in **Settings** and what its tools tell, and hands over whenever it is not sure: the desk then gets the conversation, with all that was said.

**To use it**
1. Import and publish **Reply** and your desk.
2. Choose your credentials: *OpenAI* (or any model that speaks its API, by the credential's *Base URL*) in **OpenAI Chat Model**, and a model there; *AltaBots API* in **Customer Properties**.
3. Write in **Settings** what the AI has to know. Choose the workflow *Reply* in **Reply** and **Tell**, your desk in **Desk**. Publish.
4. Choose this workflow in the front door's node *First Line*, switch that node on, and publish the front door again.
5. The greeting of the guard speaks of a colleague: change it.`,
			760,
			500,
		),
	],
	...contract({ width: 480, height: 700, top: -160, missing: [-140, 380] }),
	'About Settings': [
		120,
		-160,
		note(
			'### What the AI knows, and how far it goes\n`instructions`: who you are and all that it may say; it guesses nothing. After `maxAnswers` answers a human goes on. `words`: whoever writes one of them gets a human at once. `modelSeconds`: how long one call of the model may take. Texts for each language: `intro_` before its first answer (empty: none), `hello_` to a customer who has said nothing yet, `handOver_` when a colleague takes over.',
			460,
			700,
			4,
		),
	],
	'Every Minute': [-340, 330, schedule({ field: 'minutes', minutesInterval: 1 })],
	Settings: [
		180,
		120,
		fields(
			{
				instructions:
					'You are the first line of the customer service of Example Ltd, a shop for garden tools.\nDelivery takes two to three working days. Returns are free within 30 days. Opening hours: Monday to Friday, 9 to 17.',
				maxAnswers: 5,
				messagesToRead: 40,
				modelSeconds: 20,
				stuckAfterMinutes: 5,
				words:
					'human, real person, operator, Mensch, Menschen, Mitarbeiter, Mitarbeiterin, persona real, agente humano',
				intro_en: 'I am the AI assistant of this team.',
				intro_de: 'Ich bin der KI-Assistent dieses Teams.',
				intro_es: 'Soy el asistente de IA de este equipo.',
				hello_en: 'How can I help you?',
				hello_de: 'Wie kann ich Ihnen helfen?',
				hello_es: '¿En qué puedo ayudarle?',
				handOver_en: 'I am passing you on to a colleague, who answers you as soon as possible.',
				handOver_de:
					'Ich übergebe an eine Kollegin oder einen Kollegen. Sie bekommen so bald wie möglich Antwort.',
				handOver_es: 'Le paso con un compañero, que le responderá lo antes posible.',
			},
			{ keep: true },
		),
	],
	'What Came': [
		380,
		100,
		chooseNumber(
			3,
			"!$json.event ? 2 : ['handoffRequested', 'customerMessage'].includes($json.event) && $json.handoff && !$json.handled ? 0 : 1",
		),
	],
	'Return as It Came': [
		380,
		360,
		item(
			`{ ...${CALLED}, handled: Boolean(${CALLED}.handled || (${CALLED}.event === 'handoffClosed' && ${CALLED}.handoff?.ai_turn && !${CALLED}.handoff.ai_ended && !${CALLED}.handoff.taken_by && !${CALLED}.handoff.thread)) }`,
		),
	],

	'About Turn': [
		620,
		-160,
		note(
			'### Whose turn is it?\nThe AI takes a handoff that nobody has taken and no human has answered; one that it has handed over it never takes again. Of messages that come one shortly after another the last one is answered, with all of them in view. The memory is the tables, so it outlives a restart of n8n.',
			1020,
			700,
		),
	],
	'Take Handoff': [
		680,
		120,
		update(
			HANDOFFS,
			[
				THIS,
				['status', 'eq', 'waiting'],
				['ai_ended', 'isEmpty'],
				['taken_by', 'isEmpty'],
				['thread', 'isEmpty'],
				['first_reply_at', 'isEmpty'],
			],
			{ status: 'ai', ai_turn: `={{ ${EVENT}.dedupeKey }}`, ai_turn_since: NOW },
		),
	],
	'Read Handoff': [880, 120, get(HANDOFFS, [THIS], {}, {})],
	'Read Conversation': [1080, 120, conversation()],
	'Decide Turn': [1280, 120, code('turn', 'decide', 'prompt', 'decide-turn')],
	Turn: [
		1480,
		80,
		choose([
			['Ask', "$json.verdict === 'ask'"],
			['Answer', "$json.verdict === 'answer'"],
			['Human', "$json.verdict === 'human'"],
			['Leave', "$json.verdict === 'leave'"],
			['Pass', "$json.verdict === 'pass'"],
		]),
	],

	'About AI': [
		1680,
		-720,
		note(
			"### The AI\nIt gets the conversation as JSON, and answers with JSON; anything else, an error or a silence hands over. **It has no tool that sends or closes**: what it says goes through *Reply*, once for each event. Its tools are bound to this customer by name (`$('Read Handoff')`), never by `$json`: what the model passes to a tool lies over `$json`. Bind tools of your own (orders, knowledge) the same way.",
			1260,
			1260,
			4,
		),
	],
	'Mark Turn': [
		1740,
		-60,
		update(HANDOFFS, [THIS, ['status', 'eq', 'ai']], {
			ai_turn: `={{ ${EVENT}.dedupeKey }}`,
			ai_turn_since: NOW,
		}),
	],
	Prompt: [1940, -60, item("$('Decide Turn').first().json")],
	'AI Agent': [
		2140,
		-60,
		langchain(
			'agent',
			3.1,
			{
				promptType: 'define',
				text: '={{ $json.prompt }}',
				options: {
					systemMessage: '={{ $json.system }}',
					maxIterations: 5,
					passthroughBinaryImages: false,
					enableStreaming: false,
				},
			},
			GO_ON,
		),
	],
	'OpenAI Chat Model': [
		2080,
		180,
		langchain('lmChatOpenAi', 1.3, {
			model: { __rl: true, mode: 'list', value: 'gpt-5-mini', cachedResultName: 'gpt-5-mini' },
			responsesApiEnabled: false,
			options: { timeout: `={{ ${EVENT}.modelSeconds * 1000 }}`, maxRetries: 1 },
		}),
	],
	'Customer Properties': [
		2300,
		180,
		{
			type: 'n8n-nodes-altabots.altaBotsTool',
			typeVersion: 1,
			parameters: {
				descriptionType: 'manual',
				toolDescription:
					'What is known of the customer in this chat, such as name, plan or language. Takes nothing.',
				resource: 'user',
				operation: 'getProperties',
				lookUpBy: "={{ $('Read Handoff').first().json.user_id ? 'userIds' : 'anonymousIds' }}",
				userIds: "={{ $('Read Handoff').first().json.user_id }}",
				anonymousIds: "={{ $('Read Handoff').first().json.anonymous_id }}",
				options: {},
			},
		},
	],
	'Read Handoff Again': [2420, -60, get(HANDOFFS, [THIS], {}, { executeOnce: true })],
	'Read Conversation Again': [2580, -60, conversation()],
	'Judge Answer': [2740, -60, code('turn', 'decide', 'answer', 'judge-answer')],
	Judged: [
		2740,
		180,
		choose([
			['Answer', "$json.verdict === 'answer'"],
			['Human', "$json.verdict === 'human'"],
			['Leave', "$json.verdict === 'leave'"],
			['Pass', "$json.verdict === 'pass'"],
		]),
	],

	'About Answer': [
		2980,
		-720,
		note(
			'### The answer\nThrough *Reply*, with the event as its name: no event gets two answers. One that did not arrive, or of which nobody knows, goes to a human.',
			1040,
			880,
		),
	],
	Answer: [3040, -60, toReply("kind: 'ai', text: $json.text, replyId: 'ai:' + " + `${EVENT}.dedupeKey`)],
	Reply: [3240, -60, callWorkflow(GO_ON)],
	Arrived: [
		3440,
		-60,
		choose([
			[
				'Arrived',
				"$json.outcome === 'sent' || ($json.outcome === 'duplicate' && $json.sentence.startsWith('The customer has it'))",
			],
			['Closed', "$json.outcome === 'late'"],
			['Not Arrived', 'true'],
		]),
	],
	'Turn Is Over': [
		3640,
		-100,
		update(HANDOFFS, [THIS, ['ai_turn', 'eq', `={{ ${EVENT}.dedupeKey }}`]], {
			ai_turn_since: '={{ null }}',
		}),
	],
	'Return Handled': [3840, -100, item(`{ ...${CALLED}, handled: true }`)],

	'About Hand-Over': [
		2980,
		200,
		note(
			'### To a human\nNoted with the reason (`ai_ended`) before anything is said; from then on the AI stays out. The customer is told, unless the greeting is all that was said. The desk gets the item that the front door handed in, and the whole conversation in the tables.',
			1240,
			440,
			5,
		),
	],
	'Hand Over': [
		3040,
		400,
		item(
			"{ why: $json.why ?? 'Its answer may not have arrived: ' + ($json.sentence ?? 'see the execution of Reply'), tell: $json.tell ?? false, waitingSince: $json.waitingSince ?? $('Decide Turn').first().json.waitingSince ?? $now.toISO() }",
		),
	],
	'End AI': [
		3240,
		400,
		update(HANDOFFS, [THIS, ['status', 'eq', 'ai']], {
			status: 'waiting',
			waiting_since: '={{ $json.waitingSince }}',
			ai_ended: '={{ $json.why }}',
			ai_turn_since: '={{ null }}',
		}),
	],
	'Has to Be Told': [
		3440,
		400,
		iff(
			"$('Hand Over').first().json.tell",
			`Boolean(${EVENT}['handOver_' + ${EVENT}.language] || ${EVENT}.handOver_en)`,
		),
	],
	Telling: [
		3640,
		320,
		toReply(
			`kind: 'automatic', text: ${EVENT}['handOver_' + ${EVENT}.language] || ${EVENT}.handOver_en, replyId: 'ai-hand-over:' + ${EVENT}.handoff.key`,
		),
	],
	Tell: [3820, 320, callWorkflow(GO_ON)],
	'Read Handed Over': [3820, 480, get(HANDOFFS, [THIS])],
	'Return to Desk': [
		4020,
		480,
		item(`{ ...${CALLED}, handled: false, handoff: $json.id ? $json : ${CALLED}.handoff }`),
	],

	'About Every Minute': [
		620,
		600,
		note(
			'### Every minute\nA conversation that the AI has not answered, because n8n was killed or an execution failed, goes to your desk, with the event that was left lying.',
			1240,
			360,
			5,
		),
	],
	'Find Stuck': [
		680,
		780,
		get(
			HANDOFFS,
			[
				['status', 'eq', 'ai'],
				['ai_turn_since', 'lt', `={{ $now.minus({ minutes: ${EVENT}.stuckAfterMinutes }).toISO() }}`],
			],
			{ order: ['id', 'ASC'] },
			{ executeOnce: true },
		),
	],
	'End Stuck': [
		880,
		780,
		update(
			HANDOFFS,
			[
				['id', 'eq', '={{ $json.id }}'],
				['status', 'eq', 'ai'],
				['ai_turn', 'eq', '={{ $json.ai_turn }}'],
				['ai_turn_since', 'eq', '={{ $json.ai_turn_since }}'],
			],
			{ status: 'waiting', ai_ended: 'The AI gave no answer in time', ai_turn_since: '={{ null }}' },
			{},
		),
	],
	'Left Event': [
		1080,
		780,
		item(
			"{ event: 'customerMessage', conversationId: $json.conversation_id, source: $json.source || null, dedupeKey: $json.ai_turn, text: $json.last_customer_message, occurredAt: $json.last_customer_message_at, language: $json.language, handoff: $json }",
		),
	],
	Desk: [1280, 780, callWorkflow(GO_ON)],
};

workflow(new URL('ai-first-line.json', import.meta.url), 'AI First Line', nodes, {
	'When Called': [['Is an Event']],
	'Is an Event': [['Settings'], ['Say What Is Missing']],
	'Every Minute': [['Settings']],
	Settings: [['What Came']],
	'What Came': [['Take Handoff'], ['Return as It Came'], ['Find Stuck']],
	'Take Handoff': [['Read Handoff']],
	'Read Handoff': [['Read Conversation']],
	'Read Conversation': [['Decide Turn']],
	'Decide Turn': [['Turn']],
	// What is left to another execution keeps its mark: that one clears it, or is killed over it.
	Turn: [['Mark Turn'], ['Answer'], ['Hand Over'], ['Return Handled'], ['Read Handed Over']],
	'Mark Turn': [['Prompt']],
	Prompt: [['AI Agent']],
	'OpenAI Chat Model': { ai_languageModel: [['AI Agent']] },
	'Customer Properties': { ai_tool: [['AI Agent']] },
	'AI Agent': [['Read Handoff Again']],
	'Read Handoff Again': [['Read Conversation Again']],
	'Read Conversation Again': [['Judge Answer']],
	'Judge Answer': [['Judged']],
	Judged: [['Answer'], ['Hand Over'], ['Return Handled'], ['Read Handed Over']],
	Answer: [['Reply']],
	Reply: [['Arrived']],
	Arrived: [['Turn Is Over'], ['Turn Is Over'], ['Hand Over']],
	'Turn Is Over': [['Return Handled']],
	'Hand Over': [['End AI']],
	'End AI': [['Has to Be Told']],
	'Has to Be Told': [['Telling'], ['Read Handed Over']],
	Telling: [['Tell']],
	Tell: [['Read Handed Over']],
	'Read Handed Over': [['Return to Desk']],
	'Find Stuck': [['End Stuck']],
	'End Stuck': [['Left Event']],
	'Left Event': [['Desk']],
	Desk: [['Find Stuck']],
});
