import type { Settings } from './settings';
import { isRecord } from './settings-patch';

/** What a documented parameter may be. Answers the rest of the sentence `"name" …`, or null when all is well. */
export type Check = (value: unknown) => string | null;

/** Optional parameters are written as `{optional: check}`. */
export type ParameterTable = Record<string, Check | { optional: Check }>;

/**
 * Checks a body or a query against a documented table. Answers the sentence for code 40000, or null. As strict as
 * `required-fields.ts`: what the documents do not allow must fail here and not in front of a customer.
 */
export function parameterProblem(settings: Settings, given: unknown, table: ParameterTable): string | null {
	if (!isRecord(given)) return 'the body must be a JSON object.';
	for (const [name, entry] of Object.entries(table)) {
		const value = given[name];
		if (value === undefined || value === null) {
			if (typeof entry === 'function') return `"${name}" is required.`;
			continue;
		}
		const problem = (typeof entry === 'function' ? entry : entry.optional)(value);
		if (problem) return `"${name}" ${problem}`;
	}
	if (settings.unknownFields === 'ignore') return null;
	const unknown = Object.keys(given).find((name) => !Object.hasOwn(table, name));
	return unknown === undefined ? null : `"${unknown}" is not a parameter of this call.`;
}

export function text(longest = Infinity): Check {
	return (value) => {
		if (typeof value !== 'string') return 'must be a string.';
		if (value.trim() === '') return 'must not be empty.';
		return value.length > longest ? `must not be longer than ${longest} characters.` : null;
	};
}

/** A whole number in a query, where everything is text. */
export function whole(least: number, most = Number.MAX_SAFE_INTEGER): Check {
	return (value) => {
		if (typeof value !== 'string' || !/^\d+$/.test(value)) return 'must be a whole number.';
		return Number(value) < least || Number(value) > most ? `must be between ${least} and ${most}.` : null;
	};
}

export const yesOrNo: Check = (value) => (typeof value === 'boolean' ? null : 'must be true or false.');

export function oneOf(...values: string[]): Check {
	return (value) => (values.includes(value as string) ? null : `must be one of ${values.join(', ')}.`);
}

/** A list of at least `least` entries, each checked. */
export function list(check: Check, least = 0): Check {
	return (value) => {
		if (!Array.isArray(value)) return 'must be a list.';
		if (value.length < least) return `must have at least ${least} entries.`;
		for (const entry of value) {
			const problem = check(entry);
			if (problem) return `has an entry that ${problem}`;
		}
		return null;
	};
}

/** An object whose members are checked in their turn. */
export function object(settings: Settings, table: ParameterTable): Check {
	return (value) => {
		if (!isRecord(value)) return 'must be an object.';
		const problem = parameterProblem(settings, value, table);
		return problem === null ? null : `is wrong: ${problem}`;
	};
}

export const anyObject: Check = (value) => (isRecord(value) ? null : 'must be an object.');

export const anything: Check = () => null;
