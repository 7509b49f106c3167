import type { IExecuteFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { replyRequest } from '../../../platform/outbound';
import { deliver } from '../deliver';
import { readText } from '../parameters';

export const option: INodePropertyOptions = {
	name: 'Send Reply',
	value: 'sendReply',
	action: 'Send reply to customer',
	description: "Deliver a human's answer to the customer of a handoff",
};

export const properties: INodeProperties[] = [
	{
		displayName: 'Text',
		name: 'text',
		type: 'string',
		typeOptions: { rows: 4 },
		required: true,
		default: '',
		placeholder: 'e.g. Hello, this is Ana. How can I help?',
		displayOptions: { show: { resource: ['handoff'], operation: ['sendReply'] } },
		description: 'What the customer reads. The platform takes text only, no files.',
	},
];

export async function execute(ctx: IExecuteFunctions) {
	return await deliver(ctx, {
		prepare: (itemIndex) => {
			const text = readText(ctx, 'text', 'Text', itemIndex);
			return (conversationId, timestampMs) => replyRequest(conversationId, text, timestampMs);
		},
		describe: (conversationId, at, response) => ({ conversationId, sent: true, sentAt: at, response }),
		words: { subject: 'The reply', done: 'sent' },
	});
}
