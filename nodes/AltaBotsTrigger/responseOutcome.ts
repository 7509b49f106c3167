import { sleep, type IWebhookFunctions } from 'n8n-workflow';

type Response = ReturnType<IWebhookFunctions['getResponseObject']>;

/** How often to look whether n8n has answered a caller that is gone: each time a little later, but not later than this. */
const MAX_PAUSE_MS = 1_000;

/**
 * After this an answer is no longer expected, and the event counts as not stored. It may well take long: under
 * N8N_CONCURRENCY_PRODUCTION_LIMIT n8n stores an event at once, and answers when the execution gets a free place.
 */
const GIVE_UP_MS = 60 * 60 * 1000;

/**
 * Whether n8n stored the event behind this response: n8n answers 2xx only after it did, and 500 when its
 * database refused. A caller that hangs up early does not stop n8n, and Node.js then reports no `finish`;
 * so the answer is awaited, not the connection.
 */
export async function isStored(response: Response): Promise<boolean> {
	// A caller that is gone already is not reported again.
	if (!response.closed) {
		await new Promise<void>((resolve) => {
			response.once('finish', resolve);
			response.once('close', resolve);
		});
	}
	const giveUpAt = Date.now() + GIVE_UP_MS;
	for (let pauseMs = 50; !response.writableEnded && Date.now() < giveUpAt; pauseMs *= 1.1) {
		await sleep(Math.min(pauseMs, MAX_PAUSE_MS));
	}
	const { statusCode, writableEnded } = response;
	return writableEnded && statusCode >= 200 && statusCode < 300;
}
