/** Below this a time is in seconds, from it on in milliseconds: 1e11 s is the year 5138, 1e11 ms is March 1973. */
const SECONDS_BELOW = 1e11;

/** The last instant that a Date can hold, in milliseconds. */
const LAST_INSTANT_MS = 8.64e15;

/**
 * Reads a time of the platform as ISO 8601 UTC. The message webhook sends seconds, the handoff calls send
 * milliseconds (1679587005 and 1742265090895 in the documents' samples); digits in a string count.
 *
 * @returns undefined if the value is no positive time
 */
export function readTime(value: unknown): string | undefined {
	const number = typeof value === 'string' && /^\s*\d+\s*$/.test(value) ? Number(value) : value;
	if (typeof number !== 'number' || !(number > 0)) return undefined;
	const milliseconds = Math.round(number < SECONDS_BELOW ? number * 1000 : number);
	if (milliseconds > LAST_INSTANT_MS) return undefined;
	return new Date(milliseconds).toISOString();
}
