import { sleep, type IWebhookFunctions } from 'n8n-workflow';

type Response = ReturnType<IWebhookFunctions['getResponseObject']>;

/** How often to look whether n8n has answered a caller that is gone. */
const POLL_MS = 50;

/** After this an answer is no longer expected, and the event counts as not stored. */
const GIVE_UP_MS = 10 * 60 * 1000;

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
	for (let waitedMs = 0; !response.writableEnded && waitedMs < GIVE_UP_MS; waitedMs += POLL_MS) {
		await sleep(POLL_MS);
	}
	const { statusCode, writableEnded } = response;
	return writableEnded && statusCode >= 200 && statusCode < 300;
}
