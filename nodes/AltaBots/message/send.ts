import type { IDataObject, IExecuteFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { dedupeKeyOf, payloadOf, shapeEvent } from '../../../platform/inbound';
import { messageRequest, messageRequestV1, type OutgoingMessage } from '../../../platform/outbound';
import { deliver } from '../deliver';
import { conversationId, conversationsInParallel } from '../fields';
import { readText, refuse, toIds, toObject } from '../parameters';
import { attachments, readAttachments } from './attachments';

export const option: INodePropertyOptions = {
	name: 'Send',
	value: 'send',
	action: 'Send message to agent',
	description: 'Say something to the bot in the place of the user, with files if need be, and get its reply',
};

/** Agents think, call tools and search. The documents only say that long runs "may be interrupted". */
const REPLY_TIMEOUT_S = 120;

export const properties: INodeProperties[] = [
	conversationId,
	{
		displayName: 'Text',
		name: 'text',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		placeholder: 'e.g. Where is my order?',
		description: 'What the user says to the agent. May be empty where there are attachments.',
	},
	{
		displayName: 'Response Mode',
		name: 'responseMode',
		type: 'options',
		options: [
			{
				name: 'Wait for Reply',
				value: 'blocking',
				description: 'The reply is the item. No human can take over in this mode.',
			},
			{
				name: 'Reply Comes by Trigger',
				value: 'webhook',
				description: "The item only says that it was sent. Replies of bot and human start 'On agent reply'.",
			},
		],
		default: 'blocking',
		description: 'Streaming is not among them: an item of a workflow is there as a whole, or not at all',
	},
	attachments,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'API Version',
				name: 'apiVersion',
				type: 'options',
				options: [
					{ name: 'V1', value: 'v1', description: 'Deprecated, and on GPTBots only' },
					{ name: 'V2', value: 'v2' },
				],
				default: 'v2',
				description: 'Which edition of the call the account uses; the replies on the webhook follow it',
			},
			{
				displayName: 'Citation Marks',
				name: 'cornerCitation',
				type: 'boolean',
				default: false,
				description:
					"Whether the reply marks its sources as $[1]$; they stand in the reply's additional fields. AltaBots, V2.",
			},
			conversationsInParallel,
			{
				displayName: 'Custom Variables',
				name: 'customVariables',
				type: 'json',
				default: '{}',
				placeholder: 'e.g. {"var_language": "en"}',
				description: 'Values that the agent reads while it answers this message. V2.',
			},
			{
				displayName: 'Knowledge Base IDs',
				name: 'knowledgeBases',
				type: 'string',
				default: '',
				description: 'Search only these for this message, separated by commas. V2.',
			},
			{
				displayName: 'Knowledge Document IDs',
				name: 'knowledgeDocuments',
				type: 'string',
				default: '',
				description:
					'Search only these for this message, separated by commas. Empty, and without knowledge bases: no knowledge at all.',
			},
			{
				displayName: 'Long-Term Memory',
				name: 'longTermMemory',
				type: 'boolean',
				default: true,
				description: 'Whether the agent uses what it remembers of earlier conversations, for this message',
			},
			{
				displayName: 'Short-Term Memory',
				name: 'shortTermMemory',
				type: 'boolean',
				default: true,
				description: 'Whether the agent uses what was said before, for this message',
			},
			{
				displayName: 'Timeout',
				name: 'timeout',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: REPLY_TIMEOUT_S,
				description: 'How many seconds to wait for the answer. A message is never sent again after that.',
			},
		],
	},
];

interface Options extends Pick<
	OutgoingMessage['settings'],
	'cornerCitation' | 'longTermMemory' | 'shortTermMemory'
> {
	apiVersion?: 'v1' | 'v2';
	customVariables?: unknown;
	knowledgeBases?: unknown;
	knowledgeDocuments?: unknown;
	timeout?: number;
}

export async function execute(ctx: IExecuteFunctions) {
	return await deliver(ctx, {
		prepare: (itemIndex) => {
			const options = ctx.getNodeParameter('options', itemIndex, {}) as Options;
			const isV1 = options.apiVersion === 'v1';
			const load = readAttachments(ctx, itemIndex);
			const isBlank = String(ctx.getNodeParameter('text', itemIndex, '') ?? '').trim() === '';
			const text = isBlank && load.length > 0 ? '' : readText(ctx, 'text', 'Text', itemIndex);
			const settings = readSettings(ctx, options, itemIndex);
			const responseMode = ctx.getNodeParameter('responseMode', itemIndex) as OutgoingMessage['responseMode'];
			return async (id) => {
				const files = await Promise.all(load.map(async (one) => await one()));
				const message = { conversationId: id, text, attachments: files, responseMode, settings };
				const request = isV1 ? messageRequestV1(message) : messageRequest(message);
				return { ...request, timeoutMs: Number(options.timeout ?? REPLY_TIMEOUT_S) * 1000 };
			};
		},
		describe: (id, at, response, itemIndex) => {
			if (ctx.getNodeParameter('responseMode', itemIndex) === 'webhook') {
				return { conversationId: id, sent: true, sentAt: at, response };
			}
			const reply = { conversation_id: id, ...payloadOf(response) };
			const shapeOptions = { source: null, placeholderEmails: [] };
			const event = shapeEvent('agentReply', reply, dedupeKeyOf('agentReply', reply) ?? '', shapeOptions);
			return event as unknown as IDataObject;
		},
		words: { subject: 'The message', done: 'sent' },
	});
}

function readSettings(
	ctx: IExecuteFunctions,
	options: Options,
	itemIndex: number,
): OutgoingMessage['settings'] {
	const { apiVersion, cornerCitation, customVariables, longTermMemory, shortTermMemory } = options;
	const [bases, documents] = [toIds(options.knowledgeBases), toIds(options.knowledgeDocuments)];
	if (apiVersion === 'v1' && (cornerCitation || customVariables !== undefined || bases.length > 0)) {
		const message = "'Citation Marks', 'Custom Variables' and 'Knowledge Base IDs' need API version 2";
		throw refuse(ctx, itemIndex, message, "Nothing was sent. Remove them, or choose V2 in 'API Version'.");
	}
	const hasKnowledge = options.knowledgeBases !== undefined || options.knowledgeDocuments !== undefined;
	return {
		cornerCitation,
		longTermMemory,
		shortTermMemory,
		knowledge: hasKnowledge ? { data_ids: documents, group_ids: bases } : undefined,
		customVariables:
			customVariables === undefined
				? undefined
				: toObject(ctx, customVariables, 'Custom Variables', itemIndex),
	};
}
