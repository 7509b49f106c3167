import { CALLED, contract } from '../build/contract.mjs';
import { callWorkflow, fields, iff, item, note } from '../build/nodes.mjs';
import { workflow } from '../build/workflow.mjs';

workflow(
	new URL('first-reply-guard.json', import.meta.url),
	'First-Reply Guard',
	{
		About: [
			-400,
			-360,
			note(
				`## First-Reply Guard

The platform ends a handoff that nobody answers within 60 seconds. This greets every customer at once, unless another part (business hours) has done so.

**To do:** change the texts in **Settings**, choose the workflow *Reply* in **Reply**, publish, choose this workflow in the front door's node *First-Reply Guard*, and publish the front door again.`,
				760,
				240,
			),
		],
		...contract({ height: 480, missing: [-140, 260] }),
		'About Greeting': [
			120,
			-80,
			note(
				"### The greeting\nOne text for each language, named `text_` and the language that the front door gives; English where there is none. The greeting has the event's key as its `replyId`, so that no event greets twice.",
				1100,
				480,
				4,
			),
		],
		'Needs a Greeting': [
			180,
			120,
			iff("$json.event === 'handoffRequested' && !$json.greeted && !$json.handled"),
		],
		Settings: [
			400,
			40,
			fields({
				text_en: 'Hello! You are talking to our team now. A colleague is reading your message.',
				text_de:
					'Guten Tag! Sie sprechen jetzt mit unserem Team. Eine Kollegin oder ein Kollege liest gerade Ihre Nachricht.',
				text_es: 'Hola, ahora está hablando con nuestro equipo. Un compañero está leyendo su mensaje.',
			}),
		],
		Greeting: [
			600,
			40,
			item(
				`(() => { const { source, conversationId, dedupeKey, language } = ${CALLED}; return { source, conversationId, action: 'reply', text: $json['text_' + language] || $json.text_en, by: 'First-Reply Guard', kind: 'automatic', replyId: 'greeting:' + dedupeKey }; })()`,
			),
		],
		Reply: [800, 40, callWorkflow()],
		'Return Item': [
			1020,
			40,
			item(`{ ...${CALLED}, greeted: ['sent', 'duplicate'].includes($json.outcome) }`),
		],
		'Return as It Came': [400, 260, item('$json')],
	},
	{
		'When Called': [['Is an Event']],
		'Is an Event': [['Needs a Greeting'], ['Say What Is Missing']],
		'Needs a Greeting': [['Settings'], ['Return as It Came']],
		Settings: [['Greeting']],
		Greeting: [['Reply']],
		Reply: [['Return Item']],
	},
);
