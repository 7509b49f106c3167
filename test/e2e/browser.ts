/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- test code never ships */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

import { PATIENCE_MS } from './patience';

const names = ['/usr/bin/chromium', 'chromium-browser', 'google-chrome'];

/** Nothing that calls home, and nothing that a small machine or a container lacks. */
const flags = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

const cure = 'Install Chromium (Debian: apt-get install -y chromium) or name one in CHROMIUM_PATH.';

export interface OpenBrowser {
	browser: Browser;
	/** A page of a fresh profile, as patient as all tests are, and those that it opens; what goes wrong in its scripts is in `problemsOf(page)`. */
	newPage(options?: BrowserContextOptions): Promise<Page>;
	close(): Promise<void>;
}

const problems = new WeakMap<Page, string[]>();

/** Exceptions and console messages of level error, refusals of the Content-Security-Policy among them. */
export function problemsOf(page: Page): string[] {
	return problems.get(page) ?? [];
}

/** Where Chromium is: CHROMIUM_PATH outranks the usual places; null where there is none. */
export function findChromium(): string | null {
	const folders = (process.env.PATH ?? '').split(delimiter);
	const wanted = process.env.CHROMIUM_PATH ? [process.env.CHROMIUM_PATH] : names;
	const paths = wanted.flatMap((name) =>
		name.startsWith('/') ? [name] : folders.map((folder) => join(folder, name)),
	);
	return paths.find((path) => existsSync(path)) ?? null;
}

/** Throws, with the cure, when there is no browser. */
export async function openBrowser(): Promise<OpenBrowser> {
	const executablePath = findChromium();
	if (!executablePath) throw new Error(`There is no browser. ${cure}`);
	const browser = await chromium.launch({ executablePath, args: flags });
	return {
		browser,
		async newPage(options = {}) {
			const context = await browser.newContext({
				viewport: { width: 1400, height: 900 },
				locale: 'en-GB',
				...options,
			});
			context.setDefaultTimeout(PATIENCE_MS);
			const page = await context.newPage();
			const list: string[] = [];
			problems.set(page, list);
			page.on('pageerror', (error) => list.push(error.message));
			page.on('console', (message) => {
				if (message.type() === 'error') list.push(message.text());
			});
			return page;
		},
		async close() {
			await browser.close();
		},
	};
}

/** `describe` for tests in a browser: skipped in plain sight where there is none, but never in CI. */
export function describeInBrowser(name: string, tests: () => void): void {
	if (findChromium() ?? process.env.CI) describe(name, tests);
	else describe.skip(`${name} (skipped: there is no browser. ${cure})`, tests);
}
