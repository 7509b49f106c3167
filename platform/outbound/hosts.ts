/**
 * Where each brand and region answers. AltaBots documents one host ("API Overview" v1.5, 2026-03), GPTBots
 * one a region (overview pages); its host without a region part means Singapore.
 */
export const BASE_URLS = {
	altaBots: 'https://altatech.ai',
	gptBotsSingapore: 'https://api-sg.gptbots.ai',
	gptBotsThailand: 'https://api-th.gptbots.ai',
	gptBotsJapan: 'https://api-jp.gptbots.ai',
} as const;

export type Platform = keyof typeof BASE_URLS | 'custom';

/**
 * The address that requests start with, without a trailing slash.
 *
 * @param customUrl used where `platform` is `custom`; private deployments may speak plain http
 * @returns null if the address is none that a request may go to: not http or https, or with a user name, a query or a fragment in it
 */
export function baseUrlOf(platform: Platform, customUrl: string): string | null {
	if (platform !== 'custom') return BASE_URLS[platform] ?? null;
	let url: URL;
	try {
		url = new URL(customUrl.trim());
	} catch {
		return null;
	}
	const isHttp = url.protocol === 'http:' || url.protocol === 'https:';
	const isPlain = url.username === '' && url.password === '' && !/[?#]/.test(url.href);
	return isHttp && isPlain ? url.href.replace(/\/+$/, '') : null;
}
