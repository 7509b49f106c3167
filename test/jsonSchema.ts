/** As much of JSON Schema as n8n's editor reads. */
export interface JsonSchema {
	type: 'array' | 'boolean' | 'null' | 'number' | 'object' | 'string';
	properties?: Record<string, JsonSchema>;
	items?: JsonSchema;
}

/** Members that hold what users named themselves. */
const NAMED_BY_USERS = new Set(['additionalFields', 'properties']);

/** The schema of values that stand in the same place; where some are null, that of the others. */
export function schemaOf(values: readonly unknown[]): JsonSchema {
	const known = values.filter((value) => value !== null && value !== undefined);
	const [first] = known;
	if (known.every(Array.isArray) && first !== undefined) {
		const entries = known.flat() as unknown[];
		return { type: 'array', ...(entries.length > 0 ? { items: schemaOf(entries) } : {}) };
	}
	if (typeof first === 'object' && first !== null)
		return objectSchema(known as Array<Record<string, unknown>>);
	return { type: first === undefined ? 'null' : (typeof first as JsonSchema['type']) };
}

function objectSchema(objects: ReadonlyArray<Record<string, unknown>>): JsonSchema {
	const names = [...new Set(objects.flatMap((object) => Object.keys(object)))];
	const members = names.map((name) => [
		name,
		NAMED_BY_USERS.has(name) ? { type: 'object' } : schemaOf(objects.map((object) => object[name])),
	]);
	return { type: 'object', properties: Object.fromEntries(members) as Record<string, JsonSchema> };
}
