import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';

/**
 * A text parameter that must not be empty. Numbers count as text; anything else is most likely an
 * expression that points at a whole object.
 *
 * @throws NodeOperationError that names the parameter
 */
export function readText(
	ctx: IExecuteFunctions,
	name: string,
	displayName: string,
	itemIndex: number,
): string {
	const value: unknown = ctx.getNodeParameter(name, itemIndex, '');
	const text = typeof value === 'number' ? String(value) : value;
	if (typeof text === 'string' && text.trim() !== '') return text;
	const isEmpty = text === undefined || text === null || typeof text === 'string';
	throw new NodeOperationError(
		ctx.getNode(),
		isEmpty ? `'${displayName}' is empty` : `'${displayName}' is not a text`,
		{
			itemIndex,
			description: `Nothing was sent for this item. Check the expression in '${displayName}': does the item that comes in have this field?`,
		},
	);
}
