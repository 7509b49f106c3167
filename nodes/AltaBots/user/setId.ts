import type { IExecuteFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { readRecord } from '../../../platform/inbound';
import { MAX_IDS, setUserIdRequest } from '../../../platform/outbound';
import { channels, userId } from '../fields';
import { readUserId, refuse } from '../parameters';
import { perform } from '../perform';

export const option: INodePropertyOptions = {
	name: 'Set ID',
	value: 'setId',
	action: 'Set user ID',
	description: 'Tell the agent which user of yours is behind the anonymous IDs of LINE, Telegram or a widget',
};

export const properties: INodeProperties[] = [
	userId,
	{
		displayName: 'Anonymous IDs',
		name: 'anonymousIds',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Anonymous ID',
		default: {},
		description: `A user keeps the newest ${MAX_IDS}; an ID that belongs to another user moves to this one`,
		options: [
			{
				displayName: 'Anonymous ID',
				name: 'id',
				values: [
					{
						displayName: 'Anonymous ID',
						name: 'anonymousId',
						type: 'string',
						default: '={{ $json.customer.anonymousId }}',
						description: "As the 'On handoff requested' event has it",
					},
					{
						displayName: 'Channel',
						name: 'conversationType',
						type: 'options',
						options: channels,
						default: 'WIDGET',
						description: 'Where the ID comes from',
					},
					{
						displayName: 'Source ID',
						name: 'sourceId',
						type: 'string',
						default: '',
						description: 'Which bot or account, where the channel has several',
					},
				],
			},
		],
	},
];

export async function execute(ctx: IExecuteFunctions) {
	return await perform(ctx, async ({ itemIndex, call }) => {
		const user = readUserId(ctx, itemIndex);
		const { id: entries = [] } = ctx.getNodeParameter('anonymousIds', itemIndex, {}) as {
			id?: Array<{ anonymousId?: unknown; conversationType: string; sourceId?: unknown }>;
		};
		const ids = entries.map(({ anonymousId, conversationType, sourceId }) => ({
			anonymous_id: String(anonymousId ?? '').trim(),
			conversation_type: conversationType,
			...(sourceId ? { source_id: String(sourceId) } : {}),
		}));
		if (ids.length === 0 || ids.some((id) => id.anonymous_id === '')) {
			throw refuse(ctx, itemIndex, "'Anonymous ID' is empty");
		}
		if (ids.length > MAX_IDS) throw refuse(ctx, itemIndex, `A user has at most ${MAX_IDS} anonymous IDs`);
		return [{ json: readRecord('binding', await call(setUserIdRequest(user, ids))) }];
	});
}
