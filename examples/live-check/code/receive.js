/*
 * "Look at the Call": what came, without its secret. The token of the Authorization header stays in `token`, which no later node
 * writes down: it only serves to ask the platform whether it is an API key.
 */

/** Headers that say how the platform calls, and nothing about who. */
const TOLD_HEADERS = [
	'content-type',
	'content-encoding',
	'accept',
	'user-agent',
	'content-length',
	'connection',
];

const SUFFIXES = {
	'': 'message',
	'/conversation/establish': 'establish',
	'/chat': 'chat',
	'/conversation/close': 'close',
	'/redirected': 'redirected',
};

/** The form of an Authorization header and, apart from it, its token. */
function readAuthorization(header) {
	if (header === undefined) return { form: 'none' };
	const [, scheme, value] = /^(\S+)\s+(\S+)$/.exec(header) ?? [null, '', ''];
	if (/^bearer$/i.test(scheme)) return { form: 'bearer', token: value };
	if (!/^basic$/i.test(scheme)) return { form: 'other' };
	const decoded = base64Text(value);
	if (decoded === null) return { form: 'basic', token: value };
	const colon = decoded.indexOf(':');
	if (colon < 0) return { form: 'basicBase64', token: decoded };
	return { form: 'basicBase64User', token: decoded.slice(colon + 1) };
}

/** What was encoded, or null where the value is no Base64 of a readable text. */
function base64Text(value) {
	if (!/^[A-Za-z0-9+/]+={0,2}$/.test(value) || value.length % 4 !== 0) return null;
	const text = Buffer.from(value, 'base64').toString('utf8');
	return /^[\x20-\x7e]+$/.test(text) ? text : null;
}

function parsed(text) {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

const { json, binary } = $input.first();
const path = json.webhookUrl.split('/altabots-live-check')[1] ?? '';
const suffix = path.replace(/^\/human\/service/, '');
const raw = Buffer.from(binary?.data?.data ?? '', 'base64').toString('utf8');
const { form, token = '' } = readAuthorization(json.headers.authorization);
const names = Object.keys(json.headers);

const result = [
	{
		json: {
			at: Date.now(),
			path,
			surface: SUFFIXES[suffix] ?? 'unknown',
			conversation: String(parsed(raw)?.conversation_id ?? ''),
			authorization: form,
			token,
			headers: Object.fromEntries(
				TOLD_HEADERS.filter((name) => names.includes(name)).map((name) => [name, json.headers[name]]),
			),
			// A header's name may be news; its value may be somebody's address or a secret.
			headerNames: names,
			raw: token === '' ? raw : raw.replaceAll(token, 'TOKEN'),
		},
	},
];
