/** A JSON object as it came over the wire. Its members are not trusted to have any type. */
export type JsonObject = { [member: string]: unknown };

/** Whether `value` is a JSON object: not null, not an array. */
export function isJsonObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
