import type { IExecuteFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { readRecord } from '../../../platform/inbound';
import { conversationPageRequest } from '../../../platform/outbound';
import { channels, returnAllAndLimit } from '../fields';
import { collect } from '../pages';
import { refuse, toTimeMs } from '../parameters';
import { perform } from '../perform';

const DEFAULT_RANGE_DAYS = 30;

const MS_PER_DAY = 24 * 60 * 60 * 1000;

export const option: INodePropertyOptions = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many conversations',
	description: 'List many conversations of a time range, to look for one or to report on them',
};

export const properties: INodeProperties[] = [
	...returnAllAndLimit,
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		options: [
			{
				displayName: 'Active After',
				name: 'startTime',
				type: 'dateTime',
				default: '',
				description: `Leave out conversations whose last message is older. Without it: ${DEFAULT_RANGE_DAYS} days before 'Active Before'.`,
			},
			{
				displayName: 'Active Before',
				name: 'endTime',
				type: 'dateTime',
				default: '',
				description: 'Leave out conversations whose last message is newer. Without it: now.',
			},
			{
				displayName: 'Channel',
				name: 'conversationType',
				type: 'options',
				options: channels,
				default: 'API',
				description: 'Where the conversations take place; every channel without it',
			},
			{
				displayName: 'User ID',
				name: 'userId',
				type: 'string',
				default: '',
				description: 'Only the conversations of this user of yours',
			},
		],
	},
];

interface Filters {
	startTime?: unknown;
	endTime?: unknown;
	conversationType?: string;
	userId?: string;
}

export async function execute(ctx: IExecuteFunctions) {
	return await perform(ctx, async (item) => {
		const { itemIndex } = item;
		const filters = ctx.getNodeParameter('filters', itemIndex, {}) as Filters;
		const timeOf = (value: unknown, name: string) => (value ? toTimeMs(ctx, value, name, itemIndex) : null);
		const endMs = timeOf(filters.endTime, 'Active Before') ?? Date.now();
		const startMs = timeOf(filters.startTime, 'Active After') ?? endMs - DEFAULT_RANGE_DAYS * MS_PER_DAY;
		if (startMs > endMs) throw refuse(ctx, itemIndex, "'Active After' is later than 'Active Before'");
		const filter = {
			type: filters.conversationType || 'ALL',
			startMs,
			endMs,
			userId: String(filters.userId ?? '').trim(),
		};
		const conversations = await collect(item, 'list', 'conversation_id', (page, pageSize) =>
			conversationPageRequest(filter, page, pageSize),
		);
		return conversations.map((conversation) => ({ json: readRecord('conversation', conversation) }));
	});
}
