import { readRecord } from './records';
import { HANDOFF_PATHS } from './route';

/** n8n answers the platform within milliseconds; the time until the platform gives up is not documented. */
const SLOW_MS = 3_000;

/** What to do about a status that our trigger, or n8n before it, gives a probe. */
const HINTS: { [status: number]: string } = {
	401: 'The trigger does not accept the Authorization header: compare its credential with the key or token in the console.',
	403: 'Something before n8n refuses the platform: look at the proxy or firewall.',
	404: 'n8n has no published workflow at this address: publish it, or copy the URL from the trigger again.',
};

/**
 * A result of "Webhook Detection Service", with a hint what to do; '' where all is well.
 *
 * @param expectedUrl the trigger's production URL, null if unknown
 */
export function checkWebhook(result: unknown, expectedUrl: string | null) {
	const webhook = readRecord('webhook', result);
	const url = typeof webhook.url === 'string' ? webhook.url : null;
	const pointsHere = expectedUrl === null ? null : url !== null && baseOf(url) === baseOf(expectedUrl);
	return { ...webhook, pointsHere, hint: hintFor({ ...webhook, url }, pointsHere) };
}

/** An address without the suffixes of the handoff calls and slashes at the end. */
function baseOf(address: string): string {
	const base = address.trim().replace(/\/+$/, '');
	const suffix = HANDOFF_PATHS.find((path) => base.endsWith(`/${path}`));
	return suffix === undefined ? base : base.slice(0, -suffix.length - 1);
}

function hintFor(
	{ url, reachable, httpStatus, latencyMs }: { [name: string]: unknown },
	pointsHere: boolean | null,
): string {
	if (typeof url !== 'string') {
		return "No address is entered: copy the trigger's production URL into the console (Agent > Integration > API > webhook, and the settings of the human service).";
	}
	if (url.includes('/webhook-test/')) {
		return 'This is the test URL, which answers only while the editor listens: enter the production URL.';
	}
	if (pointsHere === false) {
		return "The address leads elsewhere: copy the trigger's production URL into the console again.";
	}
	if (typeof httpStatus !== 'number' || httpStatus === 0) {
		if (reachable === true) return '';
		return 'Nothing answers: n8n must be reachable from the internet, over https with a valid certificate.';
	}
	if (httpStatus >= 500) return 'n8n, or a proxy before it, is in trouble: look into its log.';
	if (httpStatus !== 200) return HINTS[httpStatus] ?? `The address must answer 200, not ${httpStatus}.`;
	if (typeof latencyMs === 'number' && latencyMs > SLOW_MS)
		return 'The answer is slow: look at the load of n8n.';
	return '';
}
