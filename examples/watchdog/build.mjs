import {
	callWorkflow,
	codeOf,
	fields,
	iff,
	item,
	manual,
	note,
	schedule,
	splitOut,
} from '../build/nodes.mjs';
import { ALERT, HANDOFFS, MESSAGES, OLDEST_FIRST, get, insert } from '../build/tables.mjs';
import { workflow } from '../build/workflow.mjs';

const code = codeOf(import.meta.url);
const set = (name) => `$('Settings').first().json.${name}`;
const ago = (unit, value) => `={{ $now.minus({ ${unit}: ${value} }).toISO() }}`;
/** The nodes behind are to run, once, whatever comes. */
const ON = { alwaysOutputData: true, executeOnce: true };

/** n8n's own API: the one place that lists what was cut off before it could write anything down. */
const executions = (status) => ({
	type: 'n8n-nodes-base.n8n',
	typeVersion: 1,
	parameters: {
		resource: 'execution',
		operation: 'getAll',
		returnAll: false,
		limit: 50,
		// The node's list knows neither crashed nor running, its API does.
		filters: { status: `={{ '${status}' }}` },
		options: {},
		requestOptions: {},
	},
	...ON,
	disabled: true,
	onError: 'continueRegularOutput',
});

/** Lets through what has never been told. */
function notTold(key) {
	const { parameters, ...node } = get(MESSAGES, [
		['kind', 'eq', ALERT],
		['key', 'eq', key],
		['state', 'eq', 'sent'],
	]);
	const { dataTableId, matchType, filters } = parameters;
	return { ...node, parameters: { operation: 'rowNotExists', dataTableId, matchType, filters } };
}

/** As Alert keeps it, under the key by which the look knows an execution. */
const keep = (state) =>
	insert(MESSAGES, {
		key: "={{ 'alert:' + $json.executionKey }}",
		conversation_id: '',
		source: '',
		kind: ALERT,
		by: '={{ $json.subject }}',
		text: '={{ $json.text }}',
		at: '={{ $now.toISO() }}',
		state,
		note: '',
	});

workflow(
	new URL('watchdog.json', import.meta.url),
	'Watchdog',
	{
		About: [
			-700,
			-440,
			note(
				`## Watchdog

Looks every two minutes whether customers are being lost, and tells you through the workflow *Alert*.

**To use it**
1. Import and publish **Alert**. Choose it in the node **Alert**.
2. **Settings**: the production URL of your front door.
3. **Probe**: a *Header Auth* credential with the name \`Authorization\` and the value \`Bearer\`, a space, and your Agent's API key (or a *Webhook Token* of your AltaBots credential).
4. In n8n's own *Settings > n8n API* make a key with *execution:list* and *workflow:read* and without an expiration. Choose it as *n8n API* credential in the four nodes under **Executions**, and switch them on. Without them nobody sees an event that n8n was killed over before its first node was done.
5. Publish. In the settings of your other workflows choose this one as *Error Workflow*; not in those of *Alert*.`,
				760,
				320,
			),
		],
		'About Settings': [
			-700,
			-80,
			note(
				'### Every two minutes\nThe interval is in **Every Two Minutes**.\n\n**Settings** · `frontDoors`: production URLs, separated by commas · `unansweredMinutes`: how long a customer may wait · `graceMinutes`: how long things may take that take seconds · `greets`: false without *First-Reply Guard* · `deskUsesThreads`: true for e-mail, Slack and tickets · `stuckMinutes`: how long an execution may run · `onlyWorkflows`: names, if not all are yours.',
				640,
				520,
			),
		],
		'Every Two Minutes': [-640, 180, schedule({ field: 'minutes', minutesInterval: 2 })],
		'Look Now': [-640, 320, manual()],
		Settings: [
			-400,
			240,
			fields({
				frontDoors: 'https://n8n.example.com/webhook/...',
				unansweredMinutes: 10,
				graceMinutes: 1,
				greets: true,
				deskUsesThreads: false,
				stuckMinutes: 2,
				lookBackHours: 24,
				onlyWorkflows: '',
				n8nAddress: '',
			}),
		],
		'List Front Doors': [
			-220,
			240,
			item(
				"(() => { const urls = $json.frontDoors.split(/[\\s,]+/).filter(Boolean); return { urls: urls.length > 0 ? urls : [''] }; })()",
			),
		],

		'About Probe': [
			0,
			-80,
			note(
				"### Does the front door answer?\nA call as the platform's own check makes it (`istest`): the trigger answers, and starts nothing. Tried three times.",
				460,
				520,
				4,
			),
		],
		'Front Doors': [60, 240, splitOut('urls')],
		Probe: [
			260,
			240,
			{
				type: 'n8n-nodes-base.httpRequest',
				typeVersion: 4.2,
				parameters: {
					method: 'POST',
					url: '={{ $json.urls }}',
					authentication: 'genericCredentialType',
					genericAuthType: 'httpHeaderAuth',
					sendBody: true,
					contentType: 'json',
					specifyBody: 'json',
					jsonBody: '{"istest": true}',
					options: { redirect: { redirect: { followRedirects: false } }, timeout: 10_000 },
				},
				retryOnFail: true,
				maxTries: 3,
				waitBetweenTries: 2_000,
				alwaysOutputData: true,
				onError: 'continueRegularOutput',
			},
		],

		'About Tables': [
			520,
			-80,
			note(
				'### Who waits, and what is on its way\nHandoffs that nobody has answered, replies of which nobody knows whether they arrived, alerts that did not get out.',
				660,
				520,
			),
		],
		'Waiting Handoffs': [580, 240, get(HANDOFFS, [['status', 'eq', 'waiting']], OLDEST_FIRST, ON)],
		'Replies on Their Way': [
			780,
			240,
			get(
				MESSAGES,
				[
					['state', 'eq', 'sending'],
					['kind', 'neq', ALERT],
					['kind', 'neq', 'mail'],
					['at', 'lt', ago('minutes', set('graceMinutes'))],
					['at', 'gt', ago('hours', set('lookBackHours'))],
				],
				OLDEST_FIRST,
				ON,
			),
		],
		'Unsent Alerts': [
			980,
			240,
			get(
				MESSAGES,
				[
					['kind', 'eq', ALERT],
					['state', 'neq', 'sent'],
				],
				OLDEST_FIRST,
				ON,
			),
		],

		'About Executions': [
			1240,
			-80,
			note(
				"### Executions\nFailed, cut off, or without an end, by n8n's own API. Switched off until you choose its credential, in all four nodes; each execution is told once.",
				1320,
				520,
				4,
			),
		],
		'Failed Executions': [1300, 240, executions('error')],
		'Crashed Executions': [1500, 240, executions('crashed')],
		'Running Executions': [1700, 240, executions('running')],
		Executions: [1900, 240, { ...code('words', 'executions'), alwaysOutputData: true }],
		'Executions Not Told': [2100, 240, notTold("={{ 'alert:execution:' + $json.id }}")],
		'Get Workflow': [
			2300,
			240,
			{
				type: 'n8n-nodes-base.n8n',
				typeVersion: 1,
				parameters: {
					resource: 'workflow',
					operation: 'get',
					// Without any execution there is one item all the same.
					workflowId: { __rl: true, mode: 'id', value: '={{ $json.workflowId ?? $workflow.id }}' },
					requestOptions: {},
				},
				alwaysOutputData: true,
				disabled: true,
				onError: 'continueRegularOutput',
			},
		],

		'About Alert': [
			2620,
			-80,
			note(
				'### One alert\nwith all that was found. *Alert* leaves out what it has told within the hour.',
				560,
				980,
				5,
			),
		],
		Findings: [2680, 240, { ...code('words', 'findings'), executeOnce: true }],
		Alert: [2940, 240, callWorkflow()],

		'About Failures': [
			-700,
			500,
			note(
				"### Error workflow\nn8n starts this for each execution that fails of a workflow whose settings name this one. What goes out: which workflow, which node, when, and the address of the execution; nothing of what a customer wrote, and no error's text. One alert for each workflow and node. What was cut off when n8n was killed comes all at once when n8n starts again: the next look puts it in one alert.",
				3240,
				400,
				6,
			),
		],
		'Error Trigger': [-640, 660, { type: 'n8n-nodes-base.errorTrigger', typeVersion: 1, parameters: {} }],
		Failure: [-400, 660, code('words', 'failure')],
		'Was Cut Off': [-160, 660, iff('$json.wasCutOff')],
		'Keep for the Next Look': [60, 600, keep('unsent')],
		'Has an Execution': [60, 740, iff("$json.executionKey !== ''")],
		'Note as Told': [280, 740, keep('sent')],
	},
	{
		'Every Two Minutes': [['Settings']],
		'Look Now': [['Settings']],
		Settings: [['List Front Doors']],
		'List Front Doors': [['Front Doors']],
		'Front Doors': [['Probe']],
		Probe: [['Waiting Handoffs']],
		'Waiting Handoffs': [['Replies on Their Way']],
		'Replies on Their Way': [['Unsent Alerts']],
		'Unsent Alerts': [['Failed Executions']],
		'Failed Executions': [['Crashed Executions']],
		'Crashed Executions': [['Running Executions']],
		'Running Executions': [['Executions']],
		Executions: [['Executions Not Told']],
		'Executions Not Told': [['Get Workflow']],
		'Get Workflow': [['Findings']],
		Findings: [['Alert']],
		'Error Trigger': [['Failure']],
		Failure: [['Was Cut Off']],
		'Was Cut Off': [['Keep for the Next Look'], ['Alert', 'Has an Execution']],
		'Has an Execution': [['Note as Told']],
	},
);
