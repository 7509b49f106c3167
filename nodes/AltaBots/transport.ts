import { NodeOperationError, sleep, type IExecuteFunctions, type IHttpRequestOptions } from 'n8n-workflow';

import {
	baseUrlOf,
	judgeAnswer,
	judgeSilence,
	type Judgement,
	type Platform,
	type PlatformAnswer,
	type PlatformRequest,
} from '../../platform/outbound';

/** A call without an answer for so long is given up; whether it arrived is then unknown. */
const REQUEST_TIMEOUT_MS = 10_000;

/** What all waiting for one call may add up to: workflows have an end that somebody waits for. */
const MAX_WAITING_MS = 30_000;

/**
 * The first pause, each further one is twice as long; or longer, if the platform says so. Never shorter:
 * by a clock that runs ahead, the time to come back is always over.
 */
const FIRST_PAUSE_MS = 1_000;

/** Sends requests to the platform of one credential. */
export interface Transport {
	send(request: PlatformRequest): Promise<Judgement>;
}

/**
 * Reads the credential, once for all items of a run.
 *
 * @throws NodeOperationError where it holds no usable address or no key
 */
export async function openTransport(ctx: IExecuteFunctions): Promise<Transport> {
	const credential = await ctx.getCredentials('altaBotsApi');
	const refuse = (message: string) =>
		new NodeOperationError(ctx.getNode(), message, {
			description: 'Nothing was sent. Correct the credential, then run the workflow again.',
		});
	const baseUrl = baseUrlOf(credential.platform as Platform, String(credential.baseUrl ?? ''));
	if (baseUrl === null) {
		throw refuse("'Base URL' in the credential must begin with http:// or https:// and hold no user name");
	}
	const key = String(credential.apiKey ?? '').trim();
	if (key === '') throw refuse("'API Key' in the credential is empty");
	return { send: async (request) => await sendPatiently(ctx, baseUrl, key, request) };
}

/** Tries again only where the platform certainly did nothing, and never past the waiting limit. */
async function sendPatiently(
	ctx: IExecuteFunctions,
	baseUrl: string,
	key: string,
	request: PlatformRequest,
): Promise<Judgement> {
	for (let waitedMs = 0, pauseMs = FIRST_PAUSE_MS; ; pauseMs *= 2) {
		const judgement = await sendOnce(ctx, baseUrl, key, request);
		if (judgement.outcome === 'accepted' || judgement.retry === undefined) return judgement;
		const delayMs = Math.max(judgement.retry.afterMs ?? 0, pauseMs);
		if (waitedMs + delayMs > MAX_WAITING_MS) {
			const { afterMs } = judgement.retry;
			const comeBack =
				afterMs === null ? '' : ` Try again after ${new Date(Date.now() + afterMs).toISOString()}.`;
			return { ...judgement, cure: `${judgement.cure}${comeBack}` };
		}
		const isCancelled = () => ctx.getExecutionCancelSignal()?.aborted === true;
		if (isCancelled()) return judgement;
		await sleep(delayMs);
		if (isCancelled()) return judgement;
		waitedMs += delayMs;
	}
}

async function sendOnce(
	ctx: IExecuteFunctions,
	baseUrl: string,
	key: string,
	{ method, path, body }: PlatformRequest,
): Promise<Judgement> {
	const options: IHttpRequestOptions = {
		method,
		baseURL: baseUrl,
		url: path,
		body,
		headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
		encoding: 'text',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// n8n would carry the key to wherever a redirect leads.
		disableFollowRedirect: true,
		timeout: REQUEST_TIMEOUT_MS,
	};
	try {
		const answer = (await ctx.helpers.httpRequestWithAuthentication.call(ctx, 'altaBotsApi', options)) as {
			statusCode: number;
			headers: PlatformAnswer['headers'];
			body: unknown;
		};
		const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? '');
		return judgeAnswer(
			// An answer may quote the key, and answers come out in items and messages.
			{ status: answer.statusCode, headers: answer.headers, body: text.split(key).join('[API key]') },
			Date.now(),
		);
	} catch (error) {
		// The error itself goes no further: it holds the request with the key.
		return judgeSilence(faultCodeOf(error));
	}
}

/** Node.js' code of what broke (`ECONNREFUSED`, …), which n8n wraps once or twice. */
function faultCodeOf(error: unknown): string | undefined {
	for (let current = error, depth = 0; current instanceof Object && depth < 5; depth++) {
		const { code, cause } = current as { code?: unknown; cause?: unknown };
		if (typeof code === 'string') return code;
		current = cause;
	}
	return undefined;
}
