import { NodeOperationError, sleep, type IExecuteFunctions, type IHttpRequestOptions } from 'n8n-workflow';

import {
	baseUrlOf,
	fileAddress,
	judgeAnswer,
	judgeSilence,
	NOT_ALLOWED,
	redact,
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

/** Files are larger than answers. */
const DOWNLOAD_TIMEOUT_MS = 60_000;

/** No more than a chain of a content network needs. */
const MAX_REDIRECTS = 3;

/** A file as it came over the wire. */
export interface Download {
	content: Buffer;
	/** The address that it came from in the end. */
	url: URL;
	contentType: string;
}

/** Sends requests to the platform of one credential. */
export interface Transport {
	send(request: PlatformRequest): Promise<Judgement>;
	/**
	 * Fetches a file that a reply names, without the key.
	 *
	 * @throws NodeOperationError that says why there is none
	 */
	download(address: string, maxBytes: number): Promise<Download>;
}

/**
 * Reads the credential, once for all items of a run. One that is of no use refuses each call: if the node
 * stopped here while it is set to continue, n8n would let all items out where the successes go.
 */
export async function openTransport(ctx: IExecuteFunctions): Promise<Transport> {
	try {
		const { baseUrl, key } = await readCredential(ctx);
		return {
			send: async (request) => await sendPatiently(ctx, baseUrl, key, request),
			download: async (address, maxBytes) => await download(ctx, baseUrl, address, maxBytes),
		};
	} catch (error) {
		const { message } = error as Error;
		const cure = 'Nothing was sent. Correct the credential, then run the workflow again.';
		return {
			send: async () => await Promise.resolve({ outcome: 'refused', message, cure }),
			download: async () =>
				await Promise.reject(new NodeOperationError(ctx.getNode(), message, { description: cure })),
		};
	}
}

async function readCredential(ctx: IExecuteFunctions): Promise<{ baseUrl: string; key: string }> {
	const credential = await ctx.getCredentials('altaBotsApi');
	const baseUrl = baseUrlOf(credential.platform as Platform, String(credential.baseUrl ?? ''));
	if (baseUrl === null) {
		throw new NodeOperationError(
			ctx.getNode(),
			"'Base URL' in the credential must begin with http:// or https:// and hold no user name, no ? and no #",
		);
	}
	const key = String(credential.apiKey ?? '').trim();
	if (key === '') throw new NodeOperationError(ctx.getNode(), "'API Key' in the credential is empty");
	return { baseUrl, key };
}

/**
 * Tries again only where the platform certainly did nothing, or where doing it twice changes nothing, and
 * never past the waiting limit. Waiting in vain for an answer counts.
 */
async function sendPatiently(
	ctx: IExecuteFunctions,
	baseUrl: string,
	key: string,
	request: PlatformRequest,
): Promise<Judgement> {
	for (let waitedMs = 0, pauseMs = FIRST_PAUSE_MS; ; pauseMs *= 2) {
		const startedMs = Date.now();
		const judgement = await sendOnce(ctx, baseUrl, key, request);
		if (judgement.outcome === 'unknown') waitedMs += Date.now() - startedMs;
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
	request: PlatformRequest,
): Promise<Judgement> {
	const { method, path, body, timeoutMs = REQUEST_TIMEOUT_MS } = request;
	const options: IHttpRequestOptions = {
		method,
		baseURL: baseUrl,
		url: path,
		// n8n leaves an empty object out, and the Content-Type with it, which the documents ask for.
		body: body !== undefined && Object.keys(body).length === 0 ? '{}' : body,
		headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
		encoding: 'text',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// n8n would carry the key to wherever a redirect leads.
		disableFollowRedirect: true,
		timeout: timeoutMs,
	};
	try {
		const answer = (await ctx.helpers.httpRequestWithAuthentication.call(ctx, 'altaBotsApi', options)) as {
			statusCode: number;
			headers: PlatformAnswer['headers'];
			body: unknown;
		};
		const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? '');
		return judgeAnswer(
			{ status: answer.statusCode, headers: answer.headers, body: redact(text, key) },
			Date.now(),
			request,
		);
	} catch (error) {
		// The error itself goes no further: it holds the request with the key.
		return judgeSilence(faultCodeOf(error), request);
	}
}

/** Node.js' code of what broke (`ECONNREFUSED`, …), which n8n wraps once or twice; NOT_ALLOWED where n8n's own rules forbid the call. */
function faultCodeOf(error: unknown): string | undefined {
	for (let current = error, depth = 0; current instanceof Object && depth < 5; depth++) {
		const { code, cause } = current as { code?: unknown; cause?: unknown };
		// n8n exports no class to tell them by (N8N_SSRF_PROTECTION_ENABLED).
		if (/^SsrfBlocked/.test(current.constructor.name)) return NOT_ALLOWED;
		if (typeof code === 'string') return code;
		current = cause;
	}
	return undefined;
}

async function download(
	ctx: IExecuteFunctions,
	baseUrl: string,
	address: string,
	maxBytes: number,
	redirects = 0,
): Promise<Download> {
	const refuse = (message: string, description: string) =>
		new NodeOperationError(ctx.getNode(), message, { description });
	const url = fileAddress(address, baseUrl);
	if (url === null || redirects > MAX_REDIRECTS) {
		throw refuse(
			'The address is none that a file may be fetched from',
			`It must begin with http:// or https://, hold no user name, not lie inside the network of n8n and not redirect more than ${MAX_REDIRECTS} times.`,
		);
	}
	const { statusCode, headers, body } = await fetchFile(ctx, url, maxBytes, refuse);
	if (statusCode >= 300 && statusCode < 400 && typeof headers.location === 'string') {
		const next = URL.canParse(headers.location, url.href) ? new URL(headers.location, url).href : '';
		return await download(ctx, baseUrl, next, maxBytes, redirects + 1);
	}
	if (statusCode !== 200) {
		throw refuse(
			`The file cannot be fetched (HTTP ${statusCode})`,
			'Addresses of files may expire: fetch them right after the reply.',
		);
	}
	return { content: body, url, contentType: String(headers['content-type'] ?? '') };
}

/** Through n8n's own client, so that an instance's rules for outgoing calls hold. */
async function fetchFile(
	ctx: IExecuteFunctions,
	url: URL,
	maxBytes: number,
	refuse: (message: string, description: string) => NodeOperationError,
) {
	const tooLarge = () =>
		refuse(`The file is larger than ${maxBytes / 1e6} MB`, "Raise 'Max Size' if there is memory for it.");
	try {
		const { body, ...head } = (await ctx.helpers.httpRequest({
			url: url.href,
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			timeout: DOWNLOAD_TIMEOUT_MS,
			abortSignal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS),
		})) as {
			statusCode: number;
			headers: { [name: string]: unknown };
			body: AsyncIterable<Buffer> & { destroy(): void };
		};
		const chunks: Buffer[] = [];
		let bytes = 0;
		for await (const chunk of body) {
			bytes += chunk.length;
			// Leaving the loop destroys the stream, and with it the connection.
			if (bytes > maxBytes) throw tooLarge();
			chunks.push(chunk);
		}
		return { ...head, body: Buffer.concat(chunks) };
	} catch (error) {
		if (error instanceof NodeOperationError) throw new NodeOperationError(ctx.getNode(), error);
		const { message } = judgeSilence(faultCodeOf(error));
		throw refuse(
			message.replace(/(t)he platform/i, "$1he file's server"),
			'Check the address, and whether n8n may reach it.',
		);
	}
}
