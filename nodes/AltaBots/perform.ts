import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';

import type { PlatformRequest } from '../../platform/outbound';
import { payloadOf } from '../../platform/inbound';
import type { JsonObject } from '../../platform/json';
import { openTransport, type Transport } from './transport';

/** What an operation has for one item. */
export interface ItemContext {
	ctx: IExecuteFunctions;
	itemIndex: number;
	/** Sends a request. @returns the answer, without its envelope @throws NodeOperationError unless accepted */
	call(request: PlatformRequest): Promise<JsonObject>;
	download: Transport['download'];
}

/** An output item; its link to the input item is added. */
interface Output {
	json: object;
	binary?: INodeExecutionData['binary'];
}

/**
 * Runs an operation item by item, in input order. What goes wrong with one item does not touch the others
 * if the node continues; it stops the node otherwise.
 */
export async function perform(
	ctx: IExecuteFunctions,
	operation: (item: ItemContext) => Promise<Output[]>,
): Promise<INodeExecutionData[][]> {
	const { send, download } = await openTransport(ctx);
	const call = async (request: PlatformRequest): Promise<JsonObject> => {
		const judgement = await send(request);
		if (judgement.outcome === 'accepted') return payloadOf(judgement.response);
		throw new NodeOperationError(ctx.getNode(), judgement.message, { description: judgement.cure });
	};
	const items: INodeExecutionData[] = [];
	for (let itemIndex = 0; itemIndex < ctx.getInputData().length; itemIndex++) {
		const pairedItem = { item: itemIndex };
		try {
			if (ctx.getExecutionCancelSignal()?.aborted) break;
			const output = await operation({ ctx, itemIndex, call, download });
			items.push(...output.map((item) => ({ ...item, json: item.json as IDataObject, pairedItem })));
		} catch (error) {
			const { message, description } = error as NodeOperationError;
			if (!ctx.continueOnFail()) {
				const options = { itemIndex, description: description ?? undefined };
				throw new NodeOperationError(ctx.getNode(), message, options);
			}
			// Just these two members: n8n tells an item for the error output by them.
			items.push({ json: { error: message, message: description ?? null }, pairedItem });
		}
	}
	return [items];
}
