const MARK = '[API key]';

/**
 * Takes the key out of an answer: a platform or a proxy may quote the header that it got, and what it says
 * comes out in items, messages and logs.
 *
 * @param body the answer's body, as text
 * @returns the body without the key, neither as it is nor as JSON or a URL would write it
 */
export function redact(body: string, key: string): string {
	const spellings = [key, JSON.stringify(key).slice(1, -1), encodeURIComponent(key)];
	return spellings.reduce((text, spelling) => text.split(spelling).join(MARK), inOneSpelling(body));
}

/** JSON knows several spellings of a character, `/` and `\/` say; afterwards there is one. */
function inOneSpelling(text: string): string {
	try {
		return JSON.stringify(JSON.parse(text));
	} catch {
		return text;
	}
}
