import {
	NodeConnectionTypes,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
} from 'n8n-workflow';

import { AltaBotsApi } from '../../credentials/AltaBotsApi.credentials';
import { AltaBots } from '../../nodes/AltaBots/AltaBots.node';
import actionCodex from '../../nodes/AltaBots/AltaBots.node.json';
import { AltaBotsTrigger } from '../../nodes/AltaBotsTrigger/AltaBotsTrigger.node';
import triggerCodex from '../../nodes/AltaBotsTrigger/AltaBotsTrigger.node.json';
import { EVENT_NAMES } from '../../platform/inbound';

const action = new AltaBots().description;
const trigger = new AltaBotsTrigger().description;
const credential = new AltaBotsApi();

type Option = INodePropertyOptions | INodeProperties | INodePropertyCollection;

/** All parameters, those within collections too. */
function flatten(properties: readonly INodeProperties[]): INodeProperties[] {
	return properties.flatMap((property) => [
		property,
		...(property.type === 'collection' ? flatten(property.options as INodeProperties[]) : []),
		...(property.type === 'fixedCollection'
			? (property.options as INodePropertyCollection[]).flatMap((option) => flatten(option.values))
			: []),
	]);
}

const parameters = [
	...flatten(action.properties).map((parameter) => ({ owner: 'AltaBots', ...parameter })),
	...flatten(trigger.properties).map((parameter) => ({ owner: 'AltaBots Trigger', ...parameter })),
	...flatten(credential.properties).map((parameter) => ({ owner: 'credential', ...parameter })),
];
const inputs = parameters.filter(({ type }) => type !== 'notice');
const values = inputs.flatMap(({ type, options = [] }) =>
	type === 'options' || type === 'multiOptions' ? (options as INodePropertyOptions[]) : [],
);
const labelOf = (option: Option) => ('displayName' in option ? option.displayName : option.name);

const SMALL_WORDS = new Set([
	'a',
	'an',
	'and',
	'as',
	'at',
	'by',
	'for',
	'in',
	'of',
	'on',
	'or',
	'the',
	'to',
	'with',
]);
function isTitleCase(text: string): boolean {
	return text
		.split(' ')
		.every((word, index) => (index > 0 && SMALL_WORDS.has(word)) || /^[A-Z0-9]/.test(word));
}

/** Names and abbreviations that keep their capitals within a sentence. */
const CAPITALS = /\b(AltaBots|GPTBots|n8n|API|APIs|URL|URLs|ID|IDs|CRM|Agent|Workflow|Authorization)\b/g;

describe('labels', () => {
	it.each(inputs.map(({ owner, displayName }) => [owner, displayName]))(
		'%s: "%s" is in Title Case',
		(_owner, label) => {
			expect(isTitleCase(label)).toBe(true);
		},
	);

	it.each(values.map(({ name }) => name))('option "%s" is in Title Case', (name) => {
		expect(isTitleCase(name)).toBe(true);
	});

	it('a list of five or more is sorted', () => {
		const lists = inputs.filter(({ options = [] }) => options.length >= 5);
		expect([...new Set(lists.map(({ name }) => name))]).toEqual([
			'resource',
			'conversationType',
			'options',
			'platform',
		]);
		for (const { options = [] } of lists) {
			const labels = options.map(labelOf);
			expect(labels).toEqual([...labels].sort((a, b) => a.localeCompare(b)));
		}
	});
});

describe('descriptions', () => {
	const described = [...inputs, ...values].filter(({ description }) => description !== undefined);

	it.each(described.map(({ description }) => description as string))('"%s" is a sentence', (text) => {
		expect(text).toMatch(/^[A-Z]/);
		// A period only where there are several sentences.
		expect(text.endsWith('.')).toBe(/[.?!] [A-Z]/.test(text));
	});

	it('those of booleans begin with "Whether"', () => {
		const booleans = inputs.filter(({ type }) => type === 'boolean');
		expect([...new Set(booleans.map(({ name }) => name))].sort()).toEqual([
			'asTranscript',
			'cornerCitation',
			'ignoreDuplicates',
			'longTermMemory',
			'returnAll',
			'shortTermMemory',
			'simple',
		]);
		for (const { description } of booleans) expect(description).toMatch(/^Whether /);
	});

	it('of Simplify is the one that n8n prescribes', () => {
		const simplify = inputs.filter(({ name }) => name === 'simple');
		expect(simplify).toHaveLength(3);
		for (const parameter of simplify) {
			expect(parameter).toMatchObject({
				displayName: 'Simplify',
				default: true,
				description: 'Whether to return a simplified version of the response instead of the raw data',
			});
		}
	});

	it('of Return All and Limit are those that n8n prescribes', () => {
		const returnAll = inputs.filter(({ name }) => name === 'returnAll');
		const limit = inputs.filter(({ name }) => name === 'limit');
		expect([returnAll.length, limit.length]).toEqual([2, 2]);
		for (const parameter of returnAll) {
			expect(parameter.description).toBe('Whether to return all results or only up to a given limit');
		}
		for (const parameter of limit) {
			expect(parameter).toMatchObject({
				default: 50,
				typeOptions: { minValue: 1 },
				description: 'Max number of results to return',
				displayOptions: { show: { returnAll: [false] } },
			});
		}
	});

	it('none holds the words that the guidelines advise against', () => {
		const texts = [
			action.description,
			trigger.description,
			...parameters.flatMap(({ displayName, description = '' }) => [displayName, description]),
			...values.map(({ description = '' }) => description),
		];
		for (const text of texts) expect(text).not.toMatch(/\b(error|fail(ed|ure)?|problem|mistake)s?\b/i);
	});

	it('placeholders begin with "e.g.", those of collections with "Add"', () => {
		const placeholders = inputs.filter(({ placeholder }) => placeholder !== undefined);
		expect(placeholders.length).toBeGreaterThan(3);
		for (const { type, placeholder } of placeholders) {
			expect(placeholder).toMatch(/collection/i.test(type) ? /^Add / : /^e\.g\. /);
		}
	});
});

describe('the action node', () => {
	const operations = action.properties.filter(({ name }) => name === 'operation');
	const options = operations.flatMap((operation) => operation.options as INodePropertyOptions[]);

	it('names its actions in sentence case and without articles', () => {
		const actions = options.map(({ action: title = '' }) => title);
		expect(actions).toEqual([
			'Check webhooks of agent',
			'Get agent',
			'Create conversation',
			'Get many conversations',
			'Get messages of conversation',
			'Close handoff',
			'Send reply to customer',
			'Download audio of reply',
			'Send message to agent',
			'Get user properties',
			'Set user ID',
			'Update user properties',
		]);
		for (const title of actions) {
			expect(title).not.toMatch(/\b(a|an|the)\b/i);
			expect(title.replace(CAPITALS, '').slice(1)).not.toMatch(/[A-Z]/);
		}
	});

	it('describes an operation in other words than its action', () => {
		for (const { description, action: title } of options) {
			expect(description?.toLowerCase()).not.toBe(title?.toLowerCase());
		}
	});

	it('asks for the resource first, then for the operation, neither as an expression', () => {
		expect(action.properties.slice(0, 2).map(({ name }) => name)).toEqual(['resource', 'operation']);
		for (const { noDataExpression } of [action.properties[0], ...operations]) {
			expect(noDataExpression).toBe(true);
		}
	});

	it('has the values that workflows hold', () => {
		expect(action).toMatchObject({ name: 'altaBots', version: 1, group: ['output'] });
		const valuesOf = (property: INodeProperties) =>
			(property.options as INodePropertyOptions[]).map(({ value }) => value);
		expect(valuesOf(action.properties[0])).toEqual(['agent', 'conversation', 'handoff', 'message', 'user']);
		expect(action.properties[0].default).toBe('handoff');
		expect(
			operations.map((operation) => [
				operation.displayOptions?.show?.resource,
				operation.default,
				valuesOf(operation),
			]),
		).toEqual([
			[['agent'], 'get', ['checkWebhooks', 'get']],
			[['conversation'], 'getMany', ['create', 'getMany', 'getMessages']],
			[['handoff'], 'sendReply', ['close', 'sendReply']],
			[['message'], 'send', ['downloadAudio', 'send']],
			[['user'], 'getProperties', ['getProperties', 'setId', 'updateProperties']],
		]);
		expect(inputs.find(({ name }) => name === 'conversationId')?.default).toBe('={{ $json.conversationId }}');
		expect(inputs.find(({ name }) => name === 'conversationsInParallel')?.default).toBe(20);
	});

	it('has an implementation for each operation', async () => {
		for (const { displayOptions, options: offered } of operations) {
			const [resource] = displayOptions?.show?.resource as string[];
			const module = (await import(`../../nodes/AltaBots/${resource}`)) as {
				operations: { [name: string]: unknown };
			};
			const values = (offered as INodePropertyOptions[]).map(({ value }) => value);
			expect(Object.keys(module.operations).sort()).toEqual(values);
		}
	});

	it('shows a parameter of one operation with that operation only', () => {
		const ofOperations = action.properties.slice(1).filter(({ type }) => type !== 'notice');
		for (const { name, displayOptions } of ofOperations) {
			expect(displayOptions?.show?.resource).toHaveLength(1);
			if (name !== 'operation' && displayOptions?.show?.resource?.[0] !== 'handoff') {
				expect(displayOptions?.show?.operation).toHaveLength(1);
			}
		}
	});

	it('says as a tool, and only there, that a model can overwrite $json', () => {
		const notices = action.properties.filter(({ type }) => type === 'notice');
		expect(notices.map(({ displayOptions }) => displayOptions)).toEqual([{ show: { '@tool': [true] } }]);
	});

	it("names the channels by the first column of the platform's table", () => {
		const lists = inputs.filter(({ name }) => name === 'conversationType');
		expect(lists).toHaveLength(2);
		for (const { options: channels } of lists) {
			const valueOf = Object.fromEntries(
				(channels as INodePropertyOptions[]).map(({ name, value }) => [name, value]),
			);
			expect(valueOf).toMatchObject({
				'Workspace Agent': 'CHAT',
				'Workspace Search': 'C',
				'Workspace Workflow': 'C_WORKFLOW',
				Iframe: 'EMBED',
				'Share Link': 'SHARE',
			});
		}
	});

	it('may be a tool, and the trigger may not', () => {
		expect(action.usableAsTool).toBe(true);
		expect(trigger.usableAsTool).toBeUndefined();
	});
});

describe('the trigger', () => {
	it('is version 2: of version 1 n8n evaluates an expression on every call', () => {
		expect(trigger).toMatchObject({ name: 'altaBotsTrigger', version: 2, group: ['trigger'], inputs: [] });
	});

	it('has four fixed outputs in the order of the events', () => {
		expect(trigger.outputs).toEqual(EVENT_NAMES.map(() => NodeConnectionTypes.Main));
		expect(trigger.outputNames).toEqual(['Reply', 'Handoff', 'Message', 'Closed']);
	});

	it('asks "Trigger On", with all four events, and what n8n makes of it in its panel', () => {
		const events = trigger.properties.find(({ name }) => name === 'events');
		expect(events).toMatchObject({
			displayName: 'Trigger On',
			type: 'multiOptions',
			default: [...EVENT_NAMES],
		});
		expect(events?.description).toBeUndefined();
		const options = events?.options as INodePropertyOptions[];
		expect(options.map(({ value }) => value)).toEqual([...EVENT_NAMES]);
		for (const { name, action: title } of options) expect(title).toBe(`On ${name.toLowerCase()}`);
	});

	it('names what is dropped while only handoffs are selected', () => {
		const notices = trigger.properties.filter(
			({ type, displayOptions }) => type === 'notice' && displayOptions,
		);
		expect(notices.map(({ displayOptions }) => displayOptions)).toEqual([
			{ show: { events: ['handoffRequested'] }, hide: { events: ['customerMessage'] } },
			{ show: { events: ['handoffRequested'] }, hide: { events: ['handoffClosed'] } },
		]);
	});

	it('has one URL that is shown, and three paths below it that are not', () => {
		expect(
			trigger.webhooks?.map(({ path, isFullPath, ndvHideUrl }) => ({ path, isFullPath, ndvHideUrl })),
		).toEqual([
			{ path: '', isFullPath: true, ndvHideUrl: undefined },
			{ path: 'conversation/establish', isFullPath: undefined, ndvHideUrl: true },
			{ path: 'chat', isFullPath: undefined, ndvHideUrl: true },
			{ path: 'conversation/close', isFullPath: undefined, ndvHideUrl: true },
		]);
	});

	it('answers on each of them what its code returns, to POST only', () => {
		for (const webhook of trigger.webhooks ?? []) {
			expect(webhook).toMatchObject({
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				// Without it n8n sends a text of its own instead of our answer.
				responseData: '',
			});
		}
	});

	it('has no expression in any field of a webhook: each costs a VM isolate a call', () => {
		for (const webhook of trigger.webhooks ?? []) {
			for (const value of Object.values(webhook)) expect(String(value)).not.toMatch(/^=/);
		}
	});

	it('has nothing to register, look up or remove', async () => {
		const { checkExists, create, delete: remove } = new AltaBotsTrigger().webhookMethods.default;
		expect(await Promise.all([checkExists(), create(), remove()])).toEqual([true, true, true]);
	});
});

describe('both nodes and the credential', () => {
	it('go together', () => {
		expect(trigger.name).toBe(`${action.name}Trigger`);
		expect(trigger.displayName).toBe(`${action.displayName} Trigger`);
		for (const { displayName, defaults, credentials, icon } of [action, trigger]) {
			expect(defaults.name).toBe(displayName);
			expect(credentials).toEqual([{ name: credential.name, required: true }]);
			expect(icon).toEqual({
				light: 'file:../../icons/altabots.svg',
				dark: 'file:../../icons/altabots.dark.svg',
			});
		}
	});

	it('are called in their codex files as n8n calls them', () => {
		expect(actionCodex.node).toBe(`n8n-nodes-altabots.${action.name}`);
		expect(triggerCodex.node).toBe(`n8n-nodes-altabots.${trigger.name}`);
		expect(Number(actionCodex.nodeVersion)).toBe(action.version);
		expect(Number(triggerCodex.nodeVersion)).toBe(trigger.version);
	});

	it('are found by what people look for', () => {
		for (const codex of [actionCodex, triggerCodex]) {
			// n8n offers these categories and no other.
			expect(codex.categories).toEqual(['Communication']);
			expect(codex.alias).toEqual(
				expect.arrayContaining(['handoff', 'human', 'live chat', 'GPTBots', 'support', 'chatbot']),
			);
		}
	});

	it('speak English only', () => {
		const texts = JSON.stringify([action, trigger, credential]);
		expect(texts.match(/[^\x20-\x7e…]/g)).toBeNull();
	});

	it('mask every secret', () => {
		const masked = credential.properties.filter(({ typeOptions }) => typeOptions?.password === true);
		expect(masked.map(({ name }) => name)).toEqual(['apiKey', 'webhookTokens']);
	});
});
