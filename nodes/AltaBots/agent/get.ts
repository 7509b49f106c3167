import type { IExecuteFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { readRecord } from '../../../platform/inbound';
import { AGENT_DETAIL_REQUEST } from '../../../platform/outbound';
import { simplify } from '../fields';
import { perform } from '../perform';

export const option: INodePropertyOptions = {
	name: 'Get',
	value: 'get',
	action: 'Get agent',
	description: 'Look up name, type and welcome message of the agent that the API key belongs to',
};

export const properties: INodeProperties[] = [simplify];

export async function execute(ctx: IExecuteFunctions) {
	return await perform(ctx, async ({ itemIndex, call }) => {
		const answer = await call(AGENT_DETAIL_REQUEST);
		if (!ctx.getNodeParameter('simple', itemIndex, true)) return [{ json: answer }];
		// What additionalFields holds is the identity prompt and the settings.
		const agent: { additionalFields?: unknown } = readRecord('agent', answer);
		delete agent.additionalFields;
		return [{ json: agent }];
	});
}
