import { codeOf, fields, item, manual, note } from '../build/nodes.mjs';
import { HANDOFFS, MESSAGES, OLDEST_FIRST, get, remove } from '../build/tables.mjs';
import { workflow } from '../build/workflow.mjs';

const code = codeOf(import.meta.url);
const ON = { alwaysOutputData: true, executeOnce: true };
const THIS = ['conversation_id', 'eq', "={{ $('Plan').first().json.id }}"];

workflow(
	new URL('self-test.json', import.meta.url),
	'Self-Test',
	{
		About: [
			-400,
			-400,
			note(
				`## Self-Test

Plays a whole conversation at your own front door and says what worked, what did not, and how to mend it. No customer hears of it: its conversation begins with \`self-test-\`, which the platform does not know.

**To do:** write your front door's URL in **Settings**. In **Call** choose a *Header Auth* credential with the name \`Authorization\` and the value \`Bearer\`, a space, and your Agent's API key. Press *Execute workflow*, and read the last node.

**The production URL** tests everything; your desk gets a handoff that says it is a test, and is closed at once. **The test URL** gets two calls, the check and a handoff: press *Execute step* in the AltaBots Trigger first.`,
				900,
				260,
			),
		],
		'About Calls': [
			-400,
			-100,
			note(
				'### The conversation\nThe check, a reply of the agent, a handoff, a message, and the end: one after the other, as the platform calls. Then it waits for the front door and the desk.',
				1060,
				420,
			),
		],
		Start: [-340, 100, manual()],
		Settings: [
			-140,
			100,
			fields({ frontDoor: 'https://n8n.example.com/webhook/...', waitSeconds: 20, secondsBetweenCalls: 2 }),
		],
		Plan: [60, 100, code('plan')],
		Call: [
			260,
			100,
			{
				type: 'n8n-nodes-base.httpRequest',
				typeVersion: 4.2,
				parameters: {
					method: 'POST',
					url: '={{ $json.url }}',
					authentication: 'genericCredentialType',
					genericAuthType: 'httpHeaderAuth',
					sendBody: true,
					contentType: 'json',
					specifyBody: 'json',
					jsonBody: '={{ $json.body }}',
					options: {
						batching: {
							batch: {
								batchSize: 1,
								batchInterval: "={{ $('Settings').first().json.secondsBetweenCalls * 1000 }}",
							},
						},
						redirect: { redirect: { followRedirects: false } },
						response: {
							response: {
								fullResponse: true,
								neverError: true,
								responseFormat: 'text',
								outputPropertyName: 'data',
							},
						},
						timeout: 10_000,
					},
				},
				onError: 'continueRegularOutput',
			},
		],
		Wait: [
			480,
			100,
			{
				type: 'n8n-nodes-base.wait',
				typeVersion: 1.1,
				parameters: {
					amount: "={{ $('Plan').first().json.isTestUrl ? 0 : $('Settings').first().json.waitSeconds }}",
					unit: 'seconds',
				},
				executeOnce: true,
			},
		],
		'About Rows': [
			700,
			-100,
			note(
				'### What became of it\nThe rows of that conversation are read, judged, and deleted. The greeting of the guard is *unsent* there: the platform knows no such conversation.',
				1280,
				420,
				4,
			),
		],
		'Read Handoff': [760, 100, get(HANDOFFS, [THIS], { all: true, order: ['id', 'DESC'] }, ON)],
		'Read Messages': [960, 100, get(MESSAGES, [THIS], OLDEST_FIRST, ON)],
		Judge: [1160, 100, { ...code('judge'), executeOnce: true }],
		'Delete Handoff': [1360, 100, remove(HANDOFFS, [THIS], ON)],
		'Delete Messages': [1560, 100, remove(MESSAGES, [THIS], ON)],
		'What Was Found': [1760, 100, { ...item("$('Judge').first().json"), executeOnce: true }],
	},
	{
		Start: [['Settings']],
		Settings: [['Plan']],
		Plan: [['Call']],
		Call: [['Wait']],
		Wait: [['Read Handoff']],
		'Read Handoff': [['Read Messages']],
		'Read Messages': [['Judge']],
		Judge: [['Delete Handoff']],
		'Delete Handoff': [['Delete Messages']],
		'Delete Messages': [['What Was Found']],
	},
);
