import { createNodeAsTool } from 'n8n-core/dist/execution-engine/node-execution-context/utils/create-node-as-tool';
import type { INode, INodeProperties, INodePropertyOptions, INodeType } from 'n8n-workflow';

import { Engine } from './engine';

/** What n8n's own code makes of the node when an AI agent gets it as a tool. */

let type: INodeType;
let operations: Array<{ resource: string; option: INodePropertyOptions; texts: INodeProperties[] }>;

const belongsTo = ({ displayOptions }: INodeProperties, resource: string, operation: unknown) =>
	displayOptions?.show?.resource?.includes(resource) &&
	(displayOptions.show.operation?.includes(operation as string) ?? true);

beforeAll(async () => {
	type = (await Engine.load()).nodeType('n8n-nodes-altabots.altaBots');
	const { properties } = type.description;
	operations = properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ displayOptions, options }) =>
			(options as INodePropertyOptions[]).map((option) => {
				const resource = String(displayOptions?.show?.resource?.[0]);
				const texts = properties.filter(
					(property) =>
						(property.type === 'string' || property.type === 'json') &&
						belongsTo(property, resource, option.value),
				);
				return { resource, option, texts };
			}),
		);
});

/** A tool node whose text fields the model fills, as the button beside each field writes it. */
function toolOf({ resource, option, texts }: (typeof operations)[number]) {
	const parameters = Object.fromEntries(
		texts.map(({ name, displayName, description = '', type: kind }) => {
			const key = displayName.replace(/ /g, '_');
			const aiType = kind === 'json' ? 'json' : 'string';
			return [name, `={{ $fromAI('${key}', \`${description}\`, '${aiType}') }}`];
		}),
	);
	const node = {
		id: 'n1',
		name: option.action,
		type: 'n8n-nodes-altabots.altaBotsTool',
		typeVersion: 1,
		position: [0, 0],
		parameters: { descriptionType: 'auto', resource, operation: option.value, ...parameters },
	} as unknown as INode;
	return createNodeAsTool({ node, nodeType: type, handleToolInvocation: () => Promise.resolve('') }).response;
}

it('each operation is told apart by its description, which names what it works on', () => {
	const tools = operations.map(toolOf);
	expect(tools.map(({ description }) => description)).toEqual([
		'Check webhooks of agent in AltaBots',
		'Get agent in AltaBots',
		'Create conversation in AltaBots',
		'Get many conversations in AltaBots',
		'Get messages of conversation in AltaBots',
		'Close handoff in AltaBots',
		'Send reply to customer in AltaBots',
		'Download audio of reply in AltaBots',
		'Send message to agent in AltaBots',
		'Get user properties in AltaBots',
		'Set user ID in AltaBots',
		'Update user properties in AltaBots',
	]);
	expect(new Set(tools.map(({ name }) => name)).size).toBe(tools.length);
});

it('the schema has a key for each text, described in the words of the field', () => {
	const send = operations.find(({ option }) => option.value === 'send') as (typeof operations)[number];
	const { schema } = toolOf(send) as unknown as {
		schema: {
			shape: Record<string, { description?: string }>;
			safeParse(value: unknown): { success: boolean };
		};
	};
	expect(Object.keys(schema.shape)).toEqual(['Conversation_ID', 'Text']);
	expect(schema.shape.Conversation_ID.description).toContain("The ID of the agent's own conversation");
	expect(schema.shape.Text.description).toContain('What the user says to the agent');
	expect(schema.safeParse({ Conversation_ID: 'c1', Text: 'Hello' }).success).toBe(true);
	expect(schema.safeParse({ Conversation_ID: 'c1' }).success).toBe(false);
	expect(schema.safeParse({ Conversation_ID: 'c1', Text: 5 }).success).toBe(false);
});

it('properties are an object to the model, not a text', () => {
	const update = operations.find(
		({ option }) => option.value === 'updateProperties',
	) as (typeof operations)[number];
	const { schema } = toolOf(update) as unknown as {
		schema: { safeParse(value: unknown): { success: boolean } };
	};
	expect(schema.safeParse({ User_ID: 'u', Properties: { level: 'gold' } }).success).toBe(true);
	expect(schema.safeParse({ User_ID: 'u', Properties: 'gold' }).success).toBe(false);
});

it('every text that a model may fill says what belongs into it', () => {
	for (const { resource, option, texts } of operations) {
		for (const { displayName, description, hint } of texts) {
			expect([resource, option.value, displayName, (description ?? hint ?? '').length > 20]).toEqual([
				resource,
				option.value,
				displayName,
				true,
			]);
		}
	}
});
