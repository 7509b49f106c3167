import type { IExecuteFunctions, INodePropertyOptions } from 'n8n-workflow';

import { closeRequest } from '../../../platform/outbound';
import { deliver } from '../deliver';

export const option: INodePropertyOptions = {
	name: 'Close',
	value: 'close',
	action: 'Close handoff',
	description: 'End the human conversation and give the customer back to the bot',
};

export async function execute(ctx: IExecuteFunctions) {
	return await deliver(ctx, {
		prepare: () => closeRequest,
		describe: (conversationId, at, response) => ({ conversationId, closed: true, closedAt: at, response }),
		words: { subject: 'The closing', done: 'carried out' },
	});
}
