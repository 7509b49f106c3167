import type { IExecuteFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { readRecord } from '../../../platform/inbound';
import { updatePropertiesRequest } from '../../../platform/outbound';
import { userId } from '../fields';
import { readUserId, refuse, toObject } from '../parameters';
import { perform } from '../perform';

export const option: INodePropertyOptions = {
	name: 'Update Properties',
	value: 'updateProperties',
	action: 'Update user properties',
	description: 'Write what the agent knows of a user, such as a name or a level',
};

export const properties: INodeProperties[] = [
	userId,
	{
		displayName: 'Properties',
		name: 'properties',
		type: 'json',
		required: true,
		default: '{}',
		placeholder: 'e.g. {"vip_level": "gold"}',
		description: 'Names and new values. The agent must have properties of these names.',
	},
];

export async function execute(ctx: IExecuteFunctions) {
	return await perform(ctx, async ({ itemIndex, call }) => {
		const user = readUserId(ctx, itemIndex);
		const values = toObject(ctx, ctx.getNodeParameter('properties', itemIndex), 'Properties', itemIndex);
		const names = Object.keys(values);
		if (names.length === 0) throw refuse(ctx, itemIndex, "'Properties' is empty");
		const json = { userId: user, ...readRecord('update', await call(updatePropertiesRequest(user, values))) };
		const [updated, rejected] = [json.updated, json.notUpdated].map((list) => (list as unknown[]) ?? []);
		if (updated.length === 0 && rejected.length > 0) {
			const message = `The platform took none of the properties: ${names.join(', ')}`;
			throw refuse(ctx, itemIndex, message, "Add them to the agent's user properties in the console first.");
		}
		return [{ json }];
	});
}
