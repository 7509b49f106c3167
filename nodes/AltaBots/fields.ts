import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** Parameters that several operations share, under one name each. */

/**
 * A text and no list to pick from: IDs come from triggers and earlier nodes, one a customer, and listing
 * them needs a time range and costs calls that a free plan has three of a minute.
 */
export const conversationId: INodeProperties = {
	displayName: 'Conversation ID',
	name: 'conversationId',
	type: 'string',
	required: true,
	default: '={{ $json.conversationId }}',
	description:
		"The ID of the agent's own conversation, as Create, Get Many and the 'On agent reply' event give it. A handoff has another one that does not work here.",
};

export const userId: INodeProperties = {
	displayName: 'User ID',
	name: 'userId',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. customer-4711',
	description: 'Your own ID of the user, at most 32 characters',
};

export const returnAllAndLimit: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		displayOptions: { show: { returnAll: [false] } },
		description: 'Max number of results to return',
	},
];

export const simplify: INodeProperties = {
	displayName: 'Simplify',
	name: 'simple',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

export const conversationsInParallel: INodeProperties = {
	displayName: 'Conversations in Parallel',
	name: 'conversationsInParallel',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 200 },
	default: 20,
	description:
		'How many conversations are served at a time. Within one conversation items always go out one after another, in their order.',
};

/** "User Overview" of AltaBots (2025-12). GPTBots has more, which an expression can name. */
export const channels: INodePropertyOptions[] = [
	{ name: 'AI Search', value: 'AI_SEARCH' },
	{ name: 'API', value: 'API' },
	{ name: 'Discord', value: 'DISCORD' },
	{ name: 'Facebook', value: 'FACEBOOK' },
	{ name: 'Iframe', value: 'EMBED' },
	{ name: 'Instagram', value: 'INSTAGRAM' },
	{ name: 'LINE', value: 'LINE' },
	{ name: 'Share Link', value: 'SHARE' },
	{ name: 'Slack', value: 'SLACK' },
	{ name: 'Telegram', value: 'TELEGRAM' },
	{ name: 'Widget', value: 'WIDGET' },
	{ name: 'Workspace Agent', value: 'CHAT' },
	{ name: 'Workspace Search', value: 'C' },
	{ name: 'Workspace Workflow', value: 'C_WORKFLOW' },
];
