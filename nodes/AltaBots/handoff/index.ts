import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { conversationsInParallel } from '../fields';
import type { Operation } from '../operation';
import * as close from './close';
import * as sendReply from './sendReply';

export const resource: INodePropertyOptions = {
	name: 'Handoff',
	value: 'handoff',
	description: 'A conversation that the bot has handed to a human',
};

export const operations: { [name: string]: Operation } = {
	close: close.execute,
	sendReply: sendReply.execute,
};

export const properties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['handoff'] } },
		options: [close.option, sendReply.option],
		default: 'sendReply',
	},
	{
		displayName: 'Conversation ID',
		name: 'conversationId',
		type: 'string',
		required: true,
		default: '={{ $json.conversationId }}',
		displayOptions: { show: { resource: ['handoff'] } },
		description:
			"The conversation ID of the 'On handoff requested' event. The agent's own conversation has another one.",
	},
	...sendReply.properties,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show: { resource: ['handoff'] } },
		options: [conversationsInParallel],
	},
];
