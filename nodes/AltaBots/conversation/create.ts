import type { IExecuteFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { readRecord } from '../../../platform/inbound';
import { createConversationRequest } from '../../../platform/outbound';
import { userId } from '../fields';
import { readUserId, refuse } from '../parameters';
import { perform } from '../perform';

export const option: INodePropertyOptions = {
	name: 'Create',
	value: 'create',
	action: 'Create conversation',
	description: 'Open a conversation between a user of yours and the agent, to send messages in',
};

export const properties: INodeProperties[] = [userId];

export async function execute(ctx: IExecuteFunctions) {
	return await perform(ctx, async ({ itemIndex, call }) => {
		const user = readUserId(ctx, itemIndex);
		const created = readRecord('created', await call(createConversationRequest(user)));
		if (created.conversationId === null) {
			throw refuse(
				ctx,
				itemIndex,
				'The answer holds no conversation ID',
				'Look at the conversations in the console.',
			);
		}
		return [{ json: { ...created, userId: user } }];
	});
}
