import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import * as agent from './agent';
import * as conversation from './conversation';
import * as handoff from './handoff';
import * as message from './message';
import * as user from './user';

/** Where the operations are. Adding one: a file in its resource's folder, and a line in that folder's index. */
const RESOURCES = { agent, conversation, handoff, message, user };

export class AltaBots implements INodeType {
	// Programmatic, not declarative: success is decided by HTTP status and body code together, replies keep
	// their order within a conversation, and nothing may be sent twice.
	description: INodeTypeDescription = {
		displayName: 'AltaBots',
		name: 'altaBots',
		icon: { light: 'file:../../icons/altabots.svg', dark: 'file:../../icons/altabots.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description:
			'Answers customers that an AltaBots or GPTBots agent has handed to a human, and talks to the agent itself',
		defaults: { name: 'AltaBots' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [{ name: 'altaBotsApi', required: true }],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: Object.values(RESOURCES).map(({ resource }) => resource),
				default: 'handoff',
			},
			...Object.values(RESOURCES).flatMap(({ properties }) => properties),
			{
				// n8n lays what a model passes to a tool over the item, so `$json` is the model's to write.
				displayName:
					"As a tool, take IDs from a node by name, as in {{ $('AltaBots Trigger').first().json.conversationId }}. What stands in $json a model can overwrite, and so reach another customer.",
				name: 'toolNotice',
				type: 'notice',
				default: '',
				displayOptions: { show: { '@tool': [true] } },
			},
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const resource = this.getNodeParameter('resource', 0) as keyof typeof RESOURCES;
		const operation = this.getNodeParameter('operation', 0) as string;
		return await RESOURCES[resource].operations[operation](this);
	}
}
