const PRIVATE_IPV4 =
	/^(0|10|127|169\.254|172\.(1[6-9]|2\d|3[01])|192\.168|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./;

const PRIVATE_NAME = /^[^.]+$|\.(localhost|local|internal|lan|home\.arpa)$/;

/**
 * Whether a file may be fetched from an address that came in a reply: over http or https, without a user
 * name, and not from inside the network that n8n runs in, except from the platform's own host (private
 * deployments). Names that lead inside by DNS are for n8n's own protection to find.
 *
 * @returns null if not
 */
export function fileAddress(address: string, baseUrl: string): URL | null {
	let url: URL;
	try {
		url = new URL(address.trim());
	} catch {
		return null;
	}
	if (!/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return null;
	// URL writes every spelling of an IPv4 address as four decimals, and IPv6 in brackets.
	const host = url.hostname.replace(/\.$/, '');
	const isInside =
		host.startsWith('[') || (/^[\d.]+$/.test(host) && PRIVATE_IPV4.test(host)) || PRIVATE_NAME.test(host);
	return isInside && url.host !== new URL(baseUrl).host ? null : url;
}
