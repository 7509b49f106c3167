/* eslint-disable @n8n/community-nodes/no-restricted-globals -- test code never ships */
import type { Page, Request } from 'playwright-core';

import { PATIENCE_MS } from './patience';

/** Without a call for so long, and what they brought is shown. */
const QUIET_MS = 100;

/** The calls of n8n's editor to n8n that are still under way. */
export class PendingCalls {
	private readonly pending = new Set<Request>();

	constructor(page: Page) {
		page.on('request', (request) => {
			if (new URL(request.url()).pathname.startsWith('/rest/')) this.pending.add(request);
		});
		const ended = (request: Request) => this.pending.delete(request);
		page.on('requestfinished', ended);
		page.on('requestfailed', ended);
	}

	/** Resolves when all are through; a call that never ends is not waited for longer than a patient person would. */
	async ended(): Promise<void> {
		const deadline = Date.now() + PATIENCE_MS;
		let since = Date.now();
		while (Date.now() - since < QUIET_MS && Date.now() < deadline) {
			await new Promise((done) => setTimeout(done, 20));
			if (this.pending.size > 0) since = Date.now();
		}
	}
}
