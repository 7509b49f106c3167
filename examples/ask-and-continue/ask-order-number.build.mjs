import { CALLED, contract } from '../build/contract.mjs';
import { callWorkflow, fields, iff, item, note } from '../build/nodes.mjs';
import { HANDOFFS, get } from '../build/tables.mjs';
import { workflow } from '../build/workflow.mjs';

workflow(
	new URL('ask-order-number.json', import.meta.url),
	'Ask Order Number',
	{
		About: [
			-400,
			-440,
			note(
				`## Ask Order Number

An example of *Ask and Continue*: a customer who asks for a human is asked for the order number first. The desk then gets the handoff with \`orderNumber\`, or with null if no answer came in time.

**To do:** change the texts in **Settings**, choose the workflow *Ask and Continue* in **Ask and Continue**, publish, choose this workflow in the front door's node *First Line*, switch that node on, and publish the front door again.`,
				760,
				320,
			),
		],
		...contract({ height: 480, missing: [-140, 260] }),
		'About Asking': [
			120,
			-80,
			note(
				'### Ask, then go on\nWhat comes back decides how the workflow goes on: put your own nodes (look up the order, ask again) behind *Ask and Continue*.',
				1300,
				480,
				4,
			),
		],
		'Is a Handoff': [180, 120, iff("$json.event === 'handoffRequested' && !$json.handled")],
		Settings: [
			400,
			40,
			fields({
				timeoutMinutes: 5,
				question_en: 'What is your order number, please?',
				question_de: 'Wie lautet bitte Ihre Bestellnummer?',
				question_es: '¿Cuál es su número de pedido, por favor?',
			}),
		],
		Question: [
			600,
			40,
			item(
				`(() => { const { source, conversationId, dedupeKey, language } = ${CALLED}; return { source, conversationId, question: $json['question_' + language] || $json.question_en, timeoutMinutes: $json.timeoutMinutes, askId: 'order-number:' + dedupeKey }; })()`,
			),
		],
		'Ask and Continue': [800, 40, callWorkflow()],
		'Read Handoff': [
			1000,
			40,
			get(HANDOFFS, [['id', 'eq', `={{ ${CALLED}.handoff.id }}`]], {}, { onError: 'continueRegularOutput' }),
		],
		'Return Item': [
			1220,
			40,
			item(
				`(() => { const asked = $('Ask and Continue').first().json; return { ...${CALLED}, handoff: $json.id ? $json : ${CALLED}.handoff, orderNumber: asked.answered ? asked.answer : null, handled: asked.why === 'closed' }; })()`,
			),
		],
		'Return as It Came': [400, 260, item('$json')],
	},
	{
		'When Called': [['Is an Event']],
		'Is an Event': [['Is a Handoff'], ['Say What Is Missing']],
		'Is a Handoff': [['Settings'], ['Return as It Came']],
		Settings: [['Question']],
		Question: [['Ask and Continue']],
		'Ask and Continue': [['Read Handoff']],
		'Read Handoff': [['Return Item']],
	},
);
