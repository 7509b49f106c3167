import type { EventName } from './events';

/**
 * Which event a call is, by what its path says behind the webhook's id. The platform appends the three
 * suffixes to the one address that the user gave it ("Human Handoff Service - Webhook", Request URL).
 * Nothing in a body tells a message from a closing, so the path alone decides, and only exactly.
 */
const EVENT_BY_SUFFIX: ReadonlyMap<string, EventName> = new Map<string, EventName>([
	['', 'agentReply'],
	['/conversation/establish', 'handoffRequested'],
	['/chat', 'customerMessage'],
	['/conversation/close', 'handoffClosed'],
]);

/** The path suffixes of the handoff calls, without a leading slash, as n8n registers them. */
export const HANDOFF_PATHS: readonly string[] = [...EVENT_BY_SUFFIX.keys()]
	.filter((suffix) => suffix !== '')
	.map((suffix) => suffix.slice(1));

/**
 * The event that a request path stands for, null if it stands for none.
 *
 * @param path the request's path, possibly percent-encoded: routers match `%63hat` as `chat` but pass it on as it came
 * @param webhookId the random id in the path; what stands before it (`/webhook/`, a proxy's prefix) does not matter
 */
export function eventOfPath(path: string, webhookId: string): EventName | null {
	let decoded: string;
	try {
		decoded = decodeURIComponent(path);
	} catch {
		return null;
	}
	const marker = `/${webhookId}`;
	const start = decoded.indexOf(marker);
	if (webhookId === '' || start === -1) return null;
	// Not from within slashes: from each of them anew, a long row would take quadratic time.
	const suffix = decoded.slice(start + marker.length).replace(/(?<!\/)\/+$/, '');
	return EVENT_BY_SUFFIX.get(suffix) ?? null;
}
