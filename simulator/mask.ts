/** Keys never appear in the log: what is left of one tells two keys apart and is of no use to anybody else. */
export function maskKey(key: string): string {
	return key.length < 12 ? '…' : `${key.slice(0, 4)}…${key.slice(-4)}`;
}

const secretHeaders = new Set(['authorization', 'proxy-authorization', 'cookie', 'x-api-key']);

/** `Bearer app-…4f2a`: the scheme stays, the token is masked. Header names are compared in lower case. */
export function maskHeaders(headers: Record<string, unknown>): Record<string, string> {
	const masked: Record<string, string> = {};
	for (const [name, value] of Object.entries(headers)) {
		if (value === undefined || value === null) continue;
		const text = Array.isArray(value) ? value.join(', ') : String(value);
		masked[name] = secretHeaders.has(name.toLowerCase()) ? maskCredentials(text) : text;
	}
	return masked;
}

function maskCredentials(text: string): string {
	const space = text.indexOf(' ');
	return space < 0 ? maskKey(text) : `${text.slice(0, space)} ${maskKey(text.slice(space + 1))}`;
}

/** Masks every occurrence of a known secret in a text or anywhere inside a JSON value. */
export function maskValue<T>(value: T, secrets: string[]): T {
	if (value === null || value === undefined) return value;
	const text = JSON.stringify(value);
	if (text === undefined || !secrets.some((secret) => text.includes(secret))) return value;
	let masked = text;
	for (const secret of secrets) masked = masked.split(secret).join(maskKey(secret));
	return JSON.parse(masked) as T;
}
