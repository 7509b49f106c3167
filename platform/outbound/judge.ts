import { isJsonObject, type JsonObject } from '../json';
import { CODES, CODES_OF_UNKNOWN_OUTCOME, type CodeExplanation } from './codes';
import type { PlatformRequest } from './requests';

/** An answer of the platform, or of whatever stands before it. */
export interface PlatformAnswer {
	status: number;
	/** Names in lower case. */
	headers: { [name: string]: unknown };
	body: string;
}

/**
 * What an answer says of the call.
 *
 * `accepted`: the platform did it. `refused`: it certainly did not. `unknown`: nobody can know, so sending
 * again might do it twice.
 */
export type Judgement =
	| { outcome: 'accepted'; response: JsonObject }
	| {
			outcome: 'refused' | 'unknown';
			message: string;
			cure: string;
			/** Set where the platform asks to come back: in so many milliseconds, null if it does not say when. */
			retry?: { afterMs: number | null };
	  };

type NegativeJudgement = Extract<Judgement, { cure: string }>;

/** Codes that mean success; newer endpoints send 0, the handoff pages name none, the webhooks' own answers say 200. */
const SUCCESS_CODES: ReadonlySet<string> = new Set(['0', '200']);

const MAX_QUOTE_LENGTH = 300;

type CallTraits = Pick<PlatformRequest, 'answersWithList' | 'isIdempotent' | 'meanings'>;

/**
 * Judges an answer by HTTP status *and* body code, because neither alone is reliable: some endpoints report
 * a bad key under 4xx, others under 200, and the text's key is `message`, `msg` or both nested in `error`
 * ("API Overview", the endpoint pages, the official script). The close endpoint's page repeats the
 * request as its answer, so an object without a code is a success.
 *
 * @param nowMs the present in milliseconds since 1970, for a time given as a date
 * @param call what is special about the request
 */
export function judgeAnswer(answer: PlatformAnswer, nowMs: number, call: CallTraits = {}): Judgement {
	const body = parseObject(answer.body, call.answersWithList);
	const { code, text } = body === null ? { code: null, text: null } : readVerdict(body);
	const quote = text === null ? '' : ` The platform said: “${text.slice(0, MAX_QUOTE_LENGTH)}”`;
	const isSuccess = code === null || SUCCESS_CODES.has(code);

	if (answer.status === 429 || (answer.status === 503 && answer.headers['retry-after'] !== undefined)) {
		return {
			outcome: 'refused',
			message: 'The platform takes no more calls for now',
			cure: `Send fewer messages at a time, or ask the platform for a higher limit.${quote}`,
			retry: { afterMs: retryDelay(answer, nowMs) },
		};
	}
	if (answer.status >= 300 && answer.status < 400) {
		return {
			outcome: 'refused',
			message: `The address answers with a redirect (HTTP ${answer.status})`,
			cure: 'It was not followed, because the API key would have gone along. Enter the final address as Base URL in the credential; a sign-in page or a proxy before the platform may also be the cause.',
		};
	}
	const ownMeaning =
		answer.status >= 400 && body !== null ? own(call.meanings, String(answer.status)) : undefined;
	const known = isSuccess ? ownMeaning : (own(call.meanings, code) ?? own(CODES, code) ?? ownMeaning);
	if (known !== undefined) {
		const source = isSuccess ? `HTTP ${answer.status}` : `code ${code}`;
		return { outcome: 'refused', message: known.message, cure: `${known.cure}${quote} (${source})` };
	}
	if (!isSuccess) {
		const stumbled = CODES_OF_UNKNOWN_OUTCOME.has(code) || answer.status >= 500;
		if (stumbled) return uncertain(`The platform stumbled over the call (code ${code})`, quote, call);
		return {
			outcome: 'refused',
			message: `The platform refused the call (code ${code})`,
			cure: `The platform's documents do not explain this code.${quote}`,
		};
	}
	if (answer.status >= 500) {
		return uncertain(`The platform stumbled over the call (HTTP ${answer.status})`, quote, call);
	}
	if (answer.status >= 400) {
		return { outcome: 'refused', ...explainStatus(answer.status, quote) };
	}
	if (body === null) {
		return {
			outcome: 'unknown',
			message: 'The answer did not come from the platform: it is no JSON object',
			cure: 'A sign-in page or a proxy may stand before the platform, or the Base URL in the credential may be wrong.',
		};
	}
	if (isJsonObject(body.error) || isWords(body.error)) {
		return {
			outcome: 'refused',
			message: 'The platform refused the call',
			cure: `It gave no code.${quote}`,
		};
	}
	return { outcome: 'accepted', response: body };
}

const CHECK_FIRST =
	'It may have taken effect all the same: look at the conversation in the console before you send it again.';

/** Nobody knows whether the call arrived: tried again only where that changes nothing. */
function uncertain(message: string, suffix: string, { isIdempotent }: CallTraits): NegativeJudgement {
	const outcome = 'unknown';
	if (!isIdempotent) return { outcome, message, cure: `${CHECK_FIRST}${suffix}` };
	return {
		outcome,
		message,
		cure: `Run it again later; twice does no harm.${suffix}`,
		retry: { afterMs: null },
	};
}

/** An own member: a code may be any text, `constructor` too. */
function own(
	meanings: Readonly<Record<string, CodeExplanation>> = {},
	code: string | null,
): CodeExplanation | undefined {
	return code !== null && Object.prototype.hasOwnProperty.call(meanings, code) ? meanings[code] : undefined;
}

function explainStatus(status: number, quote: string): { message: string; cure: string } {
	if (status === 401 || status === 403) {
		return {
			message: `The platform does not accept this API key (HTTP ${status})`,
			cure: `Check key and platform in the credential; the key must be an Agent's.${quote}`,
		};
	}
	if (status === 404 || status === 405) {
		return {
			message: `The platform does not know this address (HTTP ${status})`,
			cure: `Check platform and Base URL in the credential.${quote}`,
		};
	}
	return {
		message: `The platform refused the call (HTTP ${status})`,
		cure: quote === '' ? 'It gave no reason.' : quote.trim(),
	};
}

function parseObject(text: string, mayBeList = false): JsonObject | null {
	try {
		const value: unknown = JSON.parse(text);
		if (mayBeList && Array.isArray(value)) return { list: value };
		return isJsonObject(value) ? value : null;
	} catch {
		return null;
	}
}

/** The code and the words of an answer, from its top level or from `error` ("API Overview" of AltaBots). */
function readVerdict(body: JsonObject): { code: string | null; text: string | null } {
	const nested = isJsonObject(body.error) ? body.error : body;
	const code = nested.code ?? body.code;
	const text = nested.message ?? nested.msg ?? body.message ?? body.msg ?? body.error;
	return {
		code: typeof code === 'number' || typeof code === 'string' ? String(code).trim() : null,
		text: isWords(text) ? text.trim() : null,
	};
}

/** An error may be a bare text, as many gateways write it; `null` and '' mean that there is none. */
function isWords(value: unknown): value is string {
	return typeof value === 'string' && value.trim() !== '';
}

/**
 * How long to wait, in milliseconds: `Retry-After` in seconds or as a date, else AltaBots'
 * `X-RateLimit-Reset` (Unix time in seconds); null if the answer does not say, or names a time that no
 * calendar holds.
 */
function retryDelay({ headers }: PlatformAnswer, nowMs: number): number | null {
	const delayMs = Math.max(0, retryTimeMs(headers, nowMs) - nowMs);
	return Number.isNaN(new Date(nowMs + delayMs).getTime()) ? null : delayMs;
}

/** NaN if the headers do not say. */
function retryTimeMs(headers: PlatformAnswer['headers'], nowMs: number): number {
	const retryAfter = headers['retry-after'];
	if (typeof retryAfter === 'string') {
		if (/^\s*\d+\s*$/.test(retryAfter)) return nowMs + Number(retryAfter) * 1000;
		const date = Date.parse(retryAfter);
		if (!Number.isNaN(date)) return date;
	}
	const reset = Number(headers['x-ratelimit-reset']);
	return reset > 0 ? reset * 1000 : NaN;
}

/** In the place of such a code: whoever sends the calls has a rule against this one. */
export const NOT_ALLOWED = 'NOT_ALLOWED';

/**
 * What is known when no answer came, by the code that Node.js gives the fault. Only faults before a
 * connection stood prove that nothing arrived. The code itself stays out of the message: n8n replaces a
 * message that holds one by words of its own, which advise to send again.
 */
export function judgeSilence(faultCode: string | undefined, call: CallTraits = {}): NegativeJudgement {
	switch (faultCode) {
		case 'ECONNREFUSED':
			return {
				outcome: 'refused',
				message: 'Nothing answers at the address of the platform',
				cure: 'Check the Base URL in the credential, and whether n8n may reach it.',
				retry: { afterMs: null },
			};
		case 'ENOTFOUND':
		case 'EAI_AGAIN':
			return {
				outcome: 'refused',
				message: 'The name of the platform cannot be looked up',
				cure: 'Check the Base URL in the credential, and whether n8n has a network connection.',
				retry: { afterMs: null },
			};
		case NOT_ALLOWED:
			return {
				outcome: 'refused',
				message: 'This n8n does not allow calls to the address of the platform',
				cure: 'Check the Base URL in the credential. If the address lies inside your own network, have the administrator of n8n allow it (N8N_SSRF_ALLOWED_HOSTNAMES, N8N_SSRF_ALLOWED_IP_RANGES).',
			};
		default:
			break;
	}
	if (faultCode !== undefined && /CERT|SIGNED|VERIFY|ERR_TLS/.test(faultCode)) {
		return {
			outcome: 'refused',
			message: "The platform's certificate cannot be trusted",
			cure: 'Check the Base URL in the credential. A private deployment needs a certificate that n8n trusts (NODE_EXTRA_CA_CERTS).',
		};
	}
	const timedOut = faultCode === 'ECONNABORTED' || faultCode === 'ETIMEDOUT';
	const message = timedOut
		? 'The platform did not answer in time'
		: 'The connection broke off before the platform answered';
	return uncertain(message, ` (${faultCode ?? 'no reason known'})`, call);
}
