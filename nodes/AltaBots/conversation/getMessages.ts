import type { IExecuteFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { readStoredMessage, transcriptOfStored } from '../../../platform/inbound';
import { messagePageRequest } from '../../../platform/outbound';
import { conversationId, returnAllAndLimit, simplify } from '../fields';
import { collect } from '../pages';
import { readText } from '../parameters';
import { perform } from '../perform';

export const option: INodePropertyOptions = {
	name: 'Get Messages',
	value: 'getMessages',
	action: 'Get messages of conversation',
	description: 'Read what customer and bot have said so far, message by message or as one transcript',
};

export const properties: INodeProperties[] = [
	conversationId,
	...returnAllAndLimit,
	{
		displayName: 'As Transcript',
		name: 'asTranscript',
		type: 'boolean',
		default: false,
		description:
			"Whether to return one item with the messages as readable text, in the form of the 'On handoff requested' event, instead of one item for each message",
	},
	{ ...simplify, displayOptions: { show: { asTranscript: [false] } } },
];

export async function execute(ctx: IExecuteFunctions) {
	return await perform(ctx, async (item) => {
		const { itemIndex } = item;
		const id = readText(ctx, 'conversationId', 'Conversation ID', itemIndex).trim();
		const raw = await collect(item, 'conversation_content', 'message_id', (page, pageSize) =>
			messagePageRequest(id, page, pageSize),
		);
		// No document says in which order they come: oldest first, those of one instant as they came.
		const messages = raw
			.map((message) => ({ message, ...readStoredMessage(message) }))
			.sort((a, b) => Date.parse(a.createdAt ?? '') - Date.parse(b.createdAt ?? '') || 0);
		if (ctx.getNodeParameter('asTranscript', itemIndex, false)) {
			return [{ json: { conversationId: id, ...transcriptOfStored(messages) } }];
		}
		const simple = ctx.getNodeParameter('simple', itemIndex, true);
		return messages.map(({ message, ...simplified }) => ({
			json: simple ? { conversationId: id, ...simplified } : (message as object),
		}));
	});
}
