import { isRecord } from './settings-patch';
import type { Settings } from './settings';

/** The types of the documents' parameter tables. A `time` is a long that counts since 1970. */
export type FieldType = 'id' | 'text' | 'time';

/** Below this a time can only be seconds: as milliseconds it would lie in early 1973. */
const LEAST_MILLISECONDS = 100_000_000_000;

/**
 * Checks a request body against a documented table in which every field is required. Answers the sentence for code 40000, or null
 * when all is well. Deliberately strict: what the documents do not allow must fail here and not in front of a customer.
 */
export function fieldProblem(settings: Settings, body: unknown, table: Record<string, FieldType>): string | null {
	if (!isRecord(body)) return 'the body must be a JSON object.';
	for (const [name, type] of Object.entries(table)) {
		const value = body[name];
		if (value === undefined || value === null) return `"${name}" is required.`;
		const problem = type === 'time' ? timeProblem(settings, value) : textProblem(value);
		if (problem) return `"${name}" ${problem}`;
	}
	if (settings.unknownFields === 'ignore') return null;
	const unknown = Object.keys(body).find((name) => !Object.hasOwn(table, name));
	return unknown === undefined ? null : `"${unknown}" is not a parameter of this call.`;
}

function textProblem(value: unknown): string | null {
	if (typeof value !== 'string') return 'must be a string.';
	return value.trim() === '' ? 'must not be empty.' : null;
}

function timeProblem(settings: Settings, value: unknown): string | null {
	if (!Number.isSafeInteger(value)) return 'must be a long (a whole number, not a string).';
	if (settings.acceptedTimestamp === 'ms' && (value as number) < LEAST_MILLISECONDS) return 'must count milliseconds.';
	return (value as number) < 0 ? 'must not be negative.' : null;
}
