import { createHash, timingSafeEqual } from 'node:crypto';

export type Authorization = 'valid' | 'missing' | 'wrong';

/**
 * Checks the Authorization header of an inbound call.
 *
 * The documents allow `Bearer` or `Basic` with "the token from the API Key page" and nowhere say how a
 * Basic token is made ("Webhook Mode V2", Request Headers), so each reading counts: `Bearer <key>`,
 * `Basic <key>`, `Basic base64(<key>)` and `Basic base64(<user>:<key>)`, the scheme in any case.
 *
 * @param header the header's value as received, undefined if there was none
 * @param secrets what is accepted: the Agent's key, or the webhook tokens in use; blank ones never match
 */
export function checkAuthorization(header: string | undefined, secrets: readonly string[]): Authorization {
	if (header === undefined || header.trim() === '') return 'missing';
	const offered = offeredSecrets(header).map(digest);
	let match = 0;
	// Every pair is compared, and digests have one length: the time taken tells nothing about a secret.
	for (const secret of secrets) {
		if (secret.trim() === '') continue;
		const expected = digest(secret);
		for (const candidate of offered) match |= Number(timingSafeEqual(candidate, expected));
	}
	return match === 1 ? 'valid' : 'wrong';
}

function offeredSecrets(header: string): string[] {
	// Trimmed first: a pattern that looks for blanks at both ends takes quadratic time for blanks between.
	const parts = /^(bearer|basic)\s+(.+)$/is.exec(header.trim());
	if (parts === null) return [];
	const [, scheme, credentials] = parts;
	if (scheme.toLowerCase() === 'bearer') return [credentials];
	const decoded = Buffer.from(credentials, 'base64').toString('utf8');
	return [credentials, decoded, decoded.slice(decoded.indexOf(':') + 1)];
}

function digest(secret: string): Buffer {
	return createHash('sha256').update(secret).digest();
}
