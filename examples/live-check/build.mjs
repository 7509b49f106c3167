/**
 * Writes live-check.json from code/ and what is here: `node examples/live-check/build.mjs`. What the Code nodes run is kept in files
 * of its own, so that it can be read, compared and tested.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const HERE = new URL('.', import.meta.url);
const code = (...files) => files.map((file) => readFileSync(new URL(`code/${file}.js`, HERE), 'utf8')).join('\n');

const nodes = [];
const connections = {};

function node(name, type, typeVersion, position, parameters, more = {}) {
	nodes.push({ parameters, id: `live-check-${nodes.length + 1}`, name, type: `n8n-nodes-base.${type}`, typeVersion, position, ...more });
	return name;
}

/** Each list is an output and holds the nodes it leads to. */
function wire(from, ...outputs) {
	connections[from] = { main: outputs.map((targets) => targets.map((to) => ({ node: to, type: 'main', index: 0 }))) };
}

const note = (name, position, width, height, content, color = 7) => node(name, 'stickyNote', 1, position, { content, width, height, color });
const runCode = (name, position, ...files) => node(name, 'code', 2, position, { jsCode: code(...files) });

// One table, one row for each thing that happened.

const TABLE = { __rl: true, mode: 'name', value: 'altabots_live_check' };
const COLUMNS = { kind: 'string', step: 'string', conversation: 'string', surface: 'string', at: 'number', data: 'string' };

function columns(values) {
	return {
		mappingMode: 'defineBelow',
		value: values,
		matchingColumns: [],
		schema: Object.keys(values).map((id) => ({
			id,
			displayName: id,
			required: false,
			defaultMatch: false,
			display: true,
			type: COLUMNS[id],
			canBeUsedToMatch: true,
			readOnly: false,
			removed: false,
		})),
		attemptToConvertTypes: false,
		convertFieldsToString: false,
	};
}

const where = (...conditions) => ({ conditions: conditions.map(([keyName, condition, keyValue]) => ({ keyName, condition, keyValue })) });
const table = (name, position, parameters, more) => node(name, 'dataTable', 1.1, position, { dataTableId: TABLE, ...parameters }, more);
const keep = (name, position, values) => table(name, position, { operation: 'insert', columns: columns(values), options: {} });
const find = (name, position, matchType, ...conditions) =>
	table(name, position, { operation: 'get', matchType, filters: where(...conditions), returnAll: true }, { alwaysOutputData: true });

// The pages.

const field = (fieldLabel, more = {}) => ({ fieldLabel, requiredField: true, ...more });
const choice = (fieldLabel, ...options) =>
	field(fieldLabel, { fieldType: 'dropdown', fieldOptions: { values: options.map((option) => ({ option })) } });
const page = (name, position, formTitle, formDescription, values, buttonLabel = 'Next') =>
	node(name, 'form', 2.3, position, { formFields: { values }, options: { formTitle, formDescription, buttonLabel } });

const STATE = "$('Next Step').last().json.state";

node('Start', 'formTrigger', 2.3, [0, 0], {
	formTitle: 'AltaBots Live Check',
	formDescription: 'What does the platform do that its documents do not say? Ten minutes, on a test Agent of yours.',
	formFields: {
		values: [
			choice('Platform', 'AltaBots', 'GPTBots Singapore', 'GPTBots Thailand', 'GPTBots Japan', 'GPTBots without region', 'Other'),
			field('Other Address', { requiredField: false, placeholder: 'https://… only for Other' }),
			field('What a Customer Writes to Get a Human', { defaultValue: 'human service' }),
			field('First-Reply Limit in Seconds', { fieldType: 'number', defaultValue: '60' }),
			field('Patience in Seconds', { fieldType: 'number', defaultValue: '20' }),
		],
	},
	options: { buttonLabel: 'Next', appendAttribution: false },
});
table('Create Table', [220, 0], {
	resource: 'table',
	operation: 'create',
	tableName: TABLE.value,
	columns: { column: Object.entries(COLUMNS).map(([name, type]) => ({ name, type })) },
	options: { createIfNotExists: true },
});
table('Clear Table', [440, 0], { resource: 'table', operation: 'clear' });
runCode('Next Step', [660, 0], 'judge', 'steps', 'next');
node('What to Do', 'switch', 3.2, [880, 0], {
	rules: {
		values: ['call', 'wait', 'key', 'paste', 'chat', 'seen', 'report'].map((action) => ({
			conditions: {
				options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
				conditions: [
					{ id: action, leftValue: '={{ $json.action }}', rightValue: action, operator: { type: 'string', operation: 'equals' } },
				],
				combinator: 'and',
			},
			renameOutput: true,
			outputKey: action,
		})),
	},
	options: {},
});
table('Plan', [1100, -300], {
	operation: 'upsert',
	matchType: 'allConditions',
	filters: where(['kind', 'eq', 'plan']),
	columns: columns({ kind: 'plan', data: '={{ $json.plan }}' }),
	options: {},
});
node('Ask the Platform', 'httpRequest', 4.2, [1320, -300], {
	method: "={{ $('Next Step').last().json.method }}",
	url: "={{ $('Next Step').last().json.url }}",
	authentication: 'predefinedCredentialType',
	nodeCredentialType: 'altaBotsApi',
	sendBody: true,
	contentType: 'json',
	specifyBody: 'json',
	// null sends none, as a GET must not have one.
	jsonBody: "={{ $('Next Step').last().json.body }}",
	options: {
		redirect: { redirect: { followRedirects: false } },
		response: { response: { fullResponse: true, neverError: true, responseFormat: 'text', outputPropertyName: 'data' } },
		timeout: 60000,
	},
}, { onError: 'continueRegularOutput' });
runCode('Look at the Answer', [1540, -300], 'look-at-answer');
keep('Keep Answer', [1760, -300], {
	kind: 'answered',
	step: '={{ $json.step }}',
	at: '={{ $json.at }}',
	data: '={{ JSON.stringify($json) }}',
});
node('Wait', 'wait', 1.1, [1760, -100], { amount: '={{ $json.seconds }}', unit: 'seconds' });
find('Calls Since', [1980, -200], 'allConditions', ['kind', 'eq', 'received'], ['at', 'gte', `={{ ${STATE}.since }}`]);

page('Key', [1100, 60], 'The key does not work', `={{ 'GET /v1/bot/detail was answered with HTTP ' + $('Look at the Answer').last().json.answer.status + '. Choose the credential in the node <b>Ask the Platform</b>, publish again, and check platform and address.' }}`, []);
page(
	'Paste',
	[1100, 220],
	'Paste the address',
	`={{ 'In the console, on your test Agent:<br><br><b>Integrations &gt; API &gt; Webhook</b><br><code>' + ${STATE}.webhook + '</code><br><br><b>Settings &gt; Human service</b>, vendor <b>Webhook</b><br><code>' + ${STATE}.webhook + '</code><br><br>Should there be three fields instead of one, paste the address into each with its ending: <code>/conversation/establish</code>, <code>/chat</code>, <code>/conversation/close</code>.' }}`,
	[choice('Fields for the Address under Human Service', 'One', 'Three', 'Another Number')],
);
page(
	'Chat',
	[1100, 400],
	'Be the customer',
	`={{ 'Open a chat with your Agent that is not the API (its share link or the widget). <b>Press Next first</b>, then within three minutes:<br><br>1. Write <b>' + ${STATE}.words + '</b>.<br>2. Wait for the reply that begins with <i>Live check</i>.<br>3. Write anything back.<br>4. End the conversation with the human, where the chat offers it.' }}`,
	[],
);
page('Seen', [1100, 560], 'What did the customer see?', 'Say what you saw in the chat.', [
	choice('The Word Bold in the Reply', 'In Bold Letters', 'Between Asterisks', 'No Reply Came'),
	choice('An Address Was Asked For', 'Yes', 'No'),
]);
find('Everything', [1100, 720], 'anyCondition', ['kind', 'isNotEmpty', '']);
runCode('Report', [1320, 720], 'judge', 'steps', 'evidence', 'questions-calls', 'questions-handoff', 'anonymise', 'report');
node('Show Report', 'form', 2.3, [1540, 720], { operation: 'completion', respondWith: 'showText', responseText: '={{ $json.page }}' });

wire('Start', ['Create Table']);
wire('Create Table', ['Clear Table']);
wire('Clear Table', ['Next Step']);
wire('Next Step', ['What to Do']);
wire('What to Do', ['Plan'], ['Wait'], ['Key'], ['Paste'], ['Chat'], ['Seen'], ['Everything']);
wire('Plan', ['Ask the Platform']);
wire('Ask the Platform', ['Look at the Answer']);
wire('Look at the Answer', ['Keep Answer']);
wire('Keep Answer', ['Calls Since']);
wire('Wait', ['Calls Since']);
wire('Calls Since', ['Next Step']);
wire('Key', ['Next Step']);
wire('Paste', ['Next Step']);
wire('Chat', ['Next Step']);
wire('Seen', ['Next Step']);
wire('Everything', ['Report']);
wire('Report', ['Show Report']);

// What the platform calls. n8n's own Webhook nodes, because headers and the body as it came are wanted.

const PATHS = ['', '/conversation/establish', '/chat', '/conversation/close'].flatMap((path) =>
	path === '' ? ['', '/redirected'] : [path, `/human/service${path}`],
);
PATHS.forEach((path, at) => {
	const name = `Webhook ${path || '/'}`;
	node(name, 'webhook', 2.1, [0, 1000 + at * 160], {
		httpMethod: 'POST',
		path: `altabots-live-check${path}`,
		responseMode: 'responseNode',
		options: { rawBody: true },
	});
	wire(name, ['Look at the Call']);
});
runCode('Look at the Call', [220, 1600], 'receive');
find('Plan and Earlier Calls', [440, 1600], 'anyCondition', ['kind', 'eq', 'plan'], ['kind', 'eq', 'token'], ['conversation', 'eq', "={{ $json.conversation || '-' }}"]);
runCode('Choose Answer', [660, 1600], 'answer');
keep('Keep Call', [880, 1600], {
	kind: 'received',
	step: '={{ $json.step }}',
	conversation: '={{ $json.conversation }}',
	surface: '={{ $json.surface }}',
	at: '={{ $json.at }}',
	data: '={{ JSON.stringify($json) }}',
});
node('Think', 'wait', 1.1, [1100, 1600], { amount: "={{ $('Choose Answer').first().json.answer.seconds ?? 0 }}", unit: 'seconds' });
node('Answer', 'respondToWebhook', 1.4, [1320, 1600], {
	respondWith: 'text',
	responseBody: "={{ $('Choose Answer').first().json.answer.body }}",
	options: {
		responseCode: "={{ $('Choose Answer').first().json.answer.status }}",
		responseHeaders: {
			entries: [
				{ name: 'Content-Type', value: 'application/json' },
				{
					name: "={{ $('Choose Answer').first().json.answer.location ? 'Location' : 'X-Live-Check' }}",
					value: "={{ $('Choose Answer').first().json.answer.location ?? 'answered' }}",
				},
			],
		},
	},
});
wire('Look at the Call', ['Plan and Earlier Calls']);
wire('Plan and Earlier Calls', ['Choose Answer']);
wire('Choose Answer', ['Keep Call']);
wire('Keep Call', ['Think']);
wire('Think', ['Answer']);
wire('Answer', ['Is There a Token?']);

// Whether the token is an API key only the platform can say: n8n gives the credential's key to nobody.
const CHOSEN = "$('Choose Answer').first().json";
node('Is There a Token?', 'filter', 2.2, [1540, 1600], {
	conditions: {
		options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
		conditions: [
			{ id: 'token', leftValue: `={{ ${CHOSEN}.tryToken }}`, rightValue: '', operator: { type: 'boolean', operation: 'true', singleValue: true } },
		],
		combinator: 'and',
	},
	options: {},
});
node('Try the Token', 'httpRequest', 4.2, [1760, 1600], {
	url: `={{ ${CHOSEN}.base + '/v1/bot/detail' }}`,
	sendHeaders: true,
	headerParameters: { parameters: [{ name: 'Authorization', value: "={{ 'Bearer ' + $('Look at the Call').first().json.token }}" }] },
	options: {
		redirect: { redirect: { followRedirects: false } },
		response: { response: { fullResponse: true, neverError: true, responseFormat: 'text', outputPropertyName: 'data' } },
		timeout: 30000,
	},
}, { onError: 'continueRegularOutput' });
keep('Keep Verdict', [1980, 1600], {
	kind: 'token',
	surface: `={{ ${CHOSEN}.surface }}`,
	at: '={{ Date.now() }}',
	data: "={{ (/\"bot_id\"\\s*:\\s*\"([^\"]+)\"/.exec($json.data) ?? ['', ''])[1] }}",
});
wire('Is There a Token?', ['Try the Token']);
wire('Try the Token', ['Keep Verdict']);

note('About', [-700, -300], 620, 480, '## AltaBots Live Check\n\nTen minutes on a **test Agent** of yours settle what the platform\'s documents leave open. See README.md beside this file.\n\n1. Choose your **AltaBots API** credential in *Ask the Platform*.\n2. Publish.\n3. Open the production URL of *Start* and follow the pages.\n4. Unpublish afterwards.');

const workflow = {
	name: 'AltaBots Live Check',
	nodes,
	connections,
	settings: { executionOrder: 'v1', saveDataSuccessExecution: 'none', saveDataErrorExecution: 'none', saveManualExecutions: false },
};
writeFileSync(new URL('live-check.json', HERE), `${JSON.stringify(workflow, null, '\t')}\n`);
