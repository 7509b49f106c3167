/**
 * Writes live-check.json. What the Code nodes run is kept in files of its own under code/, so that it can be read; how the pages look is
 * in pages.mjs.
 */
import { choose, codeOf, iff, note } from '../build/nodes.mjs';
import { clear, createTable, get, insert, LIVE_CHECK, upsert } from '../build/tables.mjs';
import { workflow } from '../build/workflow.mjs';
import * as pages from './pages.mjs';

const code = codeOf(import.meta.url);
const wait = (seconds) => ({
	type: 'n8n-nodes-base.wait',
	typeVersion: 1.1,
	parameters: { amount: `={{ ${seconds} }}`, unit: 'seconds' },
});

/** Any answer is an answer here, and redirects are none of n8n's business. */
const request = (parameters, timeout) => ({
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	parameters: {
		...parameters,
		options: {
			redirect: { redirect: { followRedirects: false } },
			response: {
				response: {
					fullResponse: true,
					neverError: true,
					responseFormat: 'text',
					outputPropertyName: 'data',
				},
			},
			timeout,
		},
	},
	onError: 'continueRegularOutput',
});

/** n8n's own Webhook, because headers and the body as it came are wanted. */
const webhook = (path) => ({
	type: 'n8n-nodes-base.webhook',
	typeVersion: 2.1,
	parameters: {
		httpMethod: 'POST',
		path: `altabots-live-check${path}`,
		responseMode: 'responseNode',
		options: { rawBody: true },
	},
});
const suffixes = ['/conversation/establish', '/chat', '/conversation/close'];
const paths = ['', ...suffixes, ...suffixes.map((suffix) => `/human/service${suffix}`), '/redirected'];
const webhooks = Object.fromEntries(
	paths.map((path, at) => [`Webhook ${path || '/'}`, [0, 1060 + at * 160, webhook(path)]]),
);

const TODO = "$('Next Step').last().json";
const CHOSEN = "$('Choose Answer').first().json";
const everything = { all: true };
const actions = ['plan', 'call', 'wait', 'key', 'paste', 'chat', 'seen', 'report'];

workflow(
	new URL('live-check.json', import.meta.url),
	'AltaBots Live Check',
	{
		About: [-720, -380, note(pages.about, 600, 640)],
		'About Steps': [
			-60,
			-380,
			note(
				'### The check, step by step\n*Next Step* says what comes: a call to the platform, a wait for a call of the platform, or a page for you. Everything that happens becomes a row of the data table `altabots_live_check`, which each check empties first.',
				2260,
				1300,
				4,
			),
		],
		Start: [0, 0, pages.start],
		'Create Table': [220, 0, createTable(LIVE_CHECK)],
		'Clear Table': [440, 0, clear(LIVE_CHECK)],
		'Next Step': [660, 0, code('judge', 'steps', 'next')],
		'What to Do': [880, 0, choose(actions.map((action) => [action, `$json.action === '${action}'`]))],
		Plan: [
			1100,
			-200,
			upsert(LIVE_CHECK, [['kind', 'eq', 'plan']], { kind: 'plan', data: '={{ $json.plan }}' }),
		],
		'Ask the Platform': [
			1320,
			-200,
			request(
				{
					method: `={{ ${TODO}.method }}`,
					url: `={{ ${TODO}.url }}`,
					authentication: 'predefinedCredentialType',
					nodeCredentialType: 'altaBotsApi',
					sendBody: true,
					contentType: 'json',
					specifyBody: 'json',
					// null sends none, as a GET must not have one.
					jsonBody: `={{ ${TODO}.body }}`,
				},
				60_000,
			),
		],
		'Look at the Answer': [1540, -200, code('look-at-answer')],
		'Keep Answer': [
			1760,
			-200,
			insert(LIVE_CHECK, {
				kind: 'answered',
				step: '={{ $json.step }}',
				at: '={{ $json.at }}',
				data: '={{ JSON.stringify($json) }}',
			}),
		],
		Wait: [1760, 0, wait('$json.seconds')],
		'Calls Since': [
			1980,
			-100,
			get(
				LIVE_CHECK,
				[
					['kind', 'eq', 'received'],
					['at', 'gte', `={{ ${TODO}.state.since }}`],
				],
				everything,
			),
		],
		Key: [1100, 160, pages.key],
		Paste: [1100, 320, pages.paste],
		Chat: [1100, 480, pages.chat],
		Seen: [1100, 640, pages.seen],
		Everything: [1320, 720, get(LIVE_CHECK, [['kind', 'isNotEmpty']], everything)],
		Report: [
			1540,
			720,
			code('judge', 'steps', 'evidence', 'questions-calls', 'questions-handoff', 'anonymise', 'report'),
		],
		'Show Report': [1760, 720, pages.report],

		'About Calls': [
			-60,
			960,
			note(
				"### What the platform calls\nThe address that you paste, and what the documents say is appended to it. *Look at the Call* keeps headers and body, but not the token of the Authorization header: the platform is asked once whether that token is an API key, and it is forgotten. *Choose Answer* answers as the check's step wants: mostly as the AltaBots Trigger would, at times with an error.",
				2260,
				1400,
				6,
			),
		],
		...webhooks,
		'Look at the Call': [300, 1600, code('receive')],
		'Plan and Earlier Calls': [
			520,
			1600,
			get(
				LIVE_CHECK,
				[
					['kind', 'eq', 'plan'],
					['kind', 'eq', 'token'],
					['conversation', 'eq', "={{ $json.conversation || '-' }}"],
				],
				{ ...everything, any: true },
			),
		],
		'Choose Answer': [740, 1600, code('answer')],
		'Keep Call': [
			960,
			1600,
			insert(LIVE_CHECK, {
				kind: 'received',
				conversation: '={{ $json.conversation }}',
				surface: '={{ $json.surface }}',
				at: '={{ $json.at }}',
				data: '={{ JSON.stringify($json) }}',
			}),
		],
		Think: [1180, 1600, wait(`${CHOSEN}.answer.seconds ?? 0`)],
		Answer: [
			1400,
			1600,
			{
				type: 'n8n-nodes-base.respondToWebhook',
				typeVersion: 1.4,
				parameters: {
					respondWith: 'text',
					responseBody: `={{ ${CHOSEN}.answer.body }}`,
					options: {
						responseCode: `={{ ${CHOSEN}.answer.status }}`,
						responseHeaders: {
							entries: [
								{ name: 'Content-Type', value: 'application/json' },
								{
									name: `={{ ${CHOSEN}.answer.location ? 'Location' : 'X-Live-Check' }}`,
									value: `={{ ${CHOSEN}.answer.location ?? 'answered' }}`,
								},
							],
						},
					},
				},
			},
		],
		'Has a New Token': [1620, 1600, iff(`${CHOSEN}.tryToken`)],
		'Try the Token': [
			1840,
			1520,
			request(
				{
					url: `={{ ${CHOSEN}.base + '/v1/bot/detail' }}`,
					sendHeaders: true,
					headerParameters: {
						parameters: [
							{ name: 'Authorization', value: "={{ 'Bearer ' + $('Look at the Call').first().json.token }}" },
						],
					},
				},
				30_000,
			),
		],
		'Keep Verdict': [
			2060,
			1520,
			insert(LIVE_CHECK, {
				kind: 'token',
				surface: `={{ ${CHOSEN}.surface }}`,
				at: '={{ Date.now() }}',
				data: `={{ (/"bot_id"\\s*:\\s*"([^"]+)"/.exec($json.data) ?? ['', ''])[1] }}`,
			}),
		],
	},
	{
		Start: [['Create Table']],
		'Create Table': [['Clear Table']],
		'Clear Table': [['Next Step']],
		'Next Step': [['What to Do']],
		'What to Do': [
			['Plan'],
			['Ask the Platform'],
			['Wait'],
			['Key'],
			['Paste'],
			['Chat'],
			['Seen'],
			['Everything'],
		],
		Plan: [['Ask the Platform']],
		'Ask the Platform': [['Look at the Answer']],
		'Look at the Answer': [['Keep Answer']],
		'Keep Answer': [['Calls Since']],
		Wait: [['Calls Since']],
		'Calls Since': [['Next Step']],
		Key: [['Next Step']],
		Paste: [['Next Step']],
		Chat: [['Next Step']],
		Seen: [['Next Step']],
		Everything: [['Report']],
		Report: [['Show Report']],
		...Object.fromEntries(Object.keys(webhooks).map((name) => [name, [['Look at the Call']]])),
		'Look at the Call': [['Plan and Earlier Calls']],
		'Plan and Earlier Calls': [['Choose Answer']],
		'Choose Answer': [['Keep Call']],
		'Keep Call': [['Think']],
		Think: [['Answer']],
		Answer: [['Has a New Token']],
		'Has a New Token': [['Try the Token']],
		'Try the Token': [['Keep Verdict']],
	},
	// No execution is kept: the platform's calls carry the API key.
	{ saveDataSuccessExecution: 'none', saveDataErrorExecution: 'none', saveManualExecutions: false },
);
