import type { IExecuteFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { readList, readRecord } from '../../../platform/inbound';
import { userPropertiesRequest } from '../../../platform/outbound';
import { readIds } from '../parameters';
import { perform } from '../perform';

export const option: INodePropertyOptions = {
	name: 'Get Properties',
	value: 'getProperties',
	action: 'Get user properties',
	description: 'Look up what the agent knows of one or several users',
};

const DESCRIPTION = 'One ID or up to 100, separated by commas; each becomes an item';

export const properties: INodeProperties[] = [
	{
		displayName: 'Look Up By',
		name: 'lookUpBy',
		type: 'options',
		options: [
			{ name: 'User ID', value: 'userIds' },
			{ name: 'Anonymous ID', value: 'anonymousIds' },
		],
		default: 'userIds',
	},
	{
		displayName: 'User IDs',
		name: 'userIds',
		type: 'string',
		required: true,
		default: '={{ $json.customer.userId }}',
		displayOptions: { show: { lookUpBy: ['userIds'] } },
		description: DESCRIPTION,
	},
	{
		displayName: 'Anonymous IDs',
		name: 'anonymousIds',
		type: 'string',
		required: true,
		default: '={{ $json.customer.anonymousId }}',
		displayOptions: { show: { lookUpBy: ['anonymousIds'] } },
		description: DESCRIPTION,
	},
];

export async function execute(ctx: IExecuteFunctions) {
	return await perform(ctx, async ({ itemIndex, call }) => {
		const byUser = ctx.getNodeParameter('lookUpBy', itemIndex) === 'userIds';
		const request = byUser
			? userPropertiesRequest('user_ids', readIds(ctx, 'userIds', 'User IDs', itemIndex))
			: userPropertiesRequest('anonymous_ids', readIds(ctx, 'anonymousIds', 'Anonymous IDs', itemIndex));
		const users = readList(await call(request), 'list');
		return users.map((user) => ({ json: readRecord('user', user) }));
	});
}
