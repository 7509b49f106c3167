import { NodeOperationError, tryToParseDateTime, type IExecuteFunctions } from 'n8n-workflow';

import { MAX_IDS, MAX_USER_ID_LENGTH } from '../../platform/outbound';
import { isJsonObject, type JsonObject } from '../../platform/json';

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

/** For parameters that are of no use, found before the first call. */
export function refuse(
	ctx: IExecuteFunctions,
	itemIndex: number,
	message: string,
	cure = 'Nothing was sent for this item.',
): NodeOperationError {
	return new NodeOperationError(ctx.getNode(), message, { itemIndex, description: cure });
}

/** The developer's own ID of a user. */
export function readUserId(ctx: IExecuteFunctions, itemIndex: number): string {
	const userId = readText(ctx, 'userId', 'User ID', itemIndex).trim();
	if (userId.length <= MAX_USER_ID_LENGTH) return userId;
	throw refuse(ctx, itemIndex, `'User ID' is longer than ${MAX_USER_ID_LENGTH} characters`);
}

/** IDs from a list, or from a text with commas between them. */
export function toIds(value: unknown): string[] {
	const parts = Array.isArray(value) ? (value as unknown[]).map(String) : String(value ?? '').split(',');
	return parts.map((id) => id.trim()).filter((id) => id !== '');
}

/** IDs of which a call takes one to a hundred. */
export function readIds(
	ctx: IExecuteFunctions,
	name: string,
	displayName: string,
	itemIndex: number,
): string[] {
	const ids = toIds(ctx.getNodeParameter(name, itemIndex, ''));
	if (ids.length === 0) throw refuse(ctx, itemIndex, `'${displayName}' is empty`);
	if (ids.length <= MAX_IDS) return ids;
	throw refuse(ctx, itemIndex, `'${displayName}' holds more than ${MAX_IDS} IDs`);
}

/**
 * A time as milliseconds since 1970: what a date field, an expression with Luxon or text in ISO 8601
 * gives, in the workflow's time zone unless it says which; or such milliseconds.
 */
export function toTimeMs(
	ctx: IExecuteFunctions,
	value: unknown,
	displayName: string,
	itemIndex: number,
): number {
	if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
	try {
		return tryToParseDateTime(value as string, ctx.getTimezone()).toMillis();
	} catch {
		throw refuse(ctx, itemIndex, `'${displayName}' is not a time`, 'Write it like 2026-03-01T09:00:00Z.');
	}
}

/** An object, or text in JSON that is one. */
export function toObject(
	ctx: IExecuteFunctions,
	value: unknown,
	displayName: string,
	itemIndex: number,
): JsonObject {
	let object = value;
	try {
		if (typeof value === 'string') object = JSON.parse(value.trim() === '' ? '{}' : value);
	} catch {
		object = undefined;
	}
	if (isJsonObject(object)) return object;
	throw refuse(ctx, itemIndex, `'${displayName}' is not a JSON object`, 'Write it like {"language": "en"}.');
}
