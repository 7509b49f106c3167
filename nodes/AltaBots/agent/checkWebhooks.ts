import type { IExecuteFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { checkWebhook, readList } from '../../../platform/inbound';
import { WEBHOOK_CHECK_REQUEST } from '../../../platform/outbound';
import { refuse } from '../parameters';
import { perform } from '../perform';

export const option: INodePropertyOptions = {
	name: 'Check Webhooks',
	value: 'checkWebhooks',
	action: 'Check webhooks of agent',
	description:
		'Have the platform call every address that is entered for the agent, and say which are down or lead elsewhere',
};

export const properties: INodeProperties[] = [
	{
		displayName: 'Expected URL',
		name: 'expectedUrl',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://n8n.example.com/webhook/…',
		description:
			'The production URL of the AltaBots trigger. With it each item says whether the address is still that one. Only GPTBots documents this check.',
	},
];

export async function execute(ctx: IExecuteFunctions) {
	return await perform(ctx, async ({ itemIndex, call }) => {
		const expected = String(ctx.getNodeParameter('expectedUrl', itemIndex, '') ?? '').trim();
		if (expected !== '' && !/^https?:\/\/[^/]/.test(expected)) {
			throw refuse(ctx, itemIndex, "'Expected URL' must begin with http:// or https://");
		}
		const results = readList(await call(WEBHOOK_CHECK_REQUEST), 'results');
		// No address at all is a finding too.
		return (results.length === 0 ? [{}] : results).map((result) => ({
			json: checkWebhook(result, expected || null),
		}));
	});
}
