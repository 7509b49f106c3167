/* eslint-disable @n8n/community-nodes/no-restricted-globals -- test code never ships */
import type { BrowserContextOptions } from 'playwright-core';

import { Simulator } from '../../simulator';
import { openBrowser, type OpenBrowser } from './browser';
import { Customer } from './customer';
import { Editor } from './editor';
import { TestN8n } from './n8n';
import { Newcomer } from './newcomer';

/** A walk takes one to two minutes where nothing runs beside it. */
export const WALK_LIMIT_MS = 480_000;

const GREETING = 'Hello! You are talking to our team now.';

/** What a newcomer finds: an empty n8n with the package, the platform's console, and a browser. */
export class WalkGround {
	private constructor(
		private readonly server: TestN8n,
		readonly sim: Simulator,
		readonly browser: OpenBrowser,
	) {}

	/** @param env of n8n */
	static async start(env: Record<string, string> = {}): Promise<WalkGround> {
		const browser = await openBrowser();
		const server = await TestN8n.start({ env });
		const sim = await Simulator.start({ settings: { firstReplyLimitMs: null } });
		return new WalkGround(server, sim, browser);
	}

	async stop(): Promise<void> {
		await this.browser.close();
		await this.sim.stop();
		await this.server.stop();
	}

	/** The newcomer, before n8n's start page. */
	async enter(options: BrowserContextOptions = {}): Promise<{ editor: Editor; newcomer: Newcomer }> {
		const editor = await Editor.open(this.browser, this.server.n8n, options);
		return { editor, newcomer: new Newcomer(editor) };
	}

	/** The newcomer enters the URL in the console; the first customer asks for a human, and is greeted. */
	async firstCustomer(newcomer: Newcomer, url: string, question: string): Promise<Customer> {
		const customer = await newcomer.enterUrl(this.browser, this.sim, url);
		await customer.begin('bob@example.com');
		await customer.says(question);
		await customer.press('Talk to a Human');
		await customer.bubble('human', GREETING).waitFor();
		return customer;
	}
}

/** What has reached the team's system, as soon as it is there. */
export async function arrived<T>(find: () => T | undefined): Promise<T> {
	const deadline = Date.now() + 60_000;
	for (;;) {
		const found = find();
		if (found !== undefined) return found;
		if (Date.now() > deadline) throw new Error(`Waited in vain for: ${find.toString()}`);
		await new Promise((done) => setTimeout(done, 200));
	}
}
