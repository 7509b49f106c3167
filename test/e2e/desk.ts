import type { FrameLocator, Locator, Page } from 'playwright-core';

import type { DemoAddresses } from '../../runtime/demo/demo';
import type { OpenBrowser } from './browser';

/** The human's page of the example "Inside n8n", in the hands of somebody who knows the login. */
export class Desk {
	private constructor(readonly page: Page) {}

	/** Opens the page, says who answers there, and takes the conversation if one is named. */
	static async open(
		browser: OpenBrowser,
		addresses: DemoAddresses,
		conversation = '',
		name = 'Ann',
	): Promise<Desk> {
		const desk = await Desk.look(browser, addresses, conversation);
		await desk.page.getByLabel('Who are you?').fill(name);
		await desk.page.getByRole('button', { name: 'That Is Me' }).click();
		await desk.page.getByLabel('You are').waitFor();
		if (conversation) await desk.take();
		return desk;
	}

	/** The page that somebody has opened already. */
	static on(page: Page): Desk {
		return new Desk(page);
	}

	/** Opens the page and says nothing. */
	static async look(browser: OpenBrowser, { desk, login }: DemoAddresses, conversation = ''): Promise<Desk> {
		const page = await browser.newPage({
			httpCredentials: { username: login.email, password: login.password },
		});
		await page.goto(`${desk}?c=${conversation}`);
		return new Desk(page);
	}

	get list(): FrameLocator {
		return this.page.frameLocator('iframe.list');
	}

	get thread(): FrameLocator {
		return this.page.frameLocator('iframe.thread');
	}

	get answer(): Locator {
		return this.page.getByLabel('Your answer to');
	}

	/** An entry of the list, by its customer or last message. */
	entry(text: string): Locator {
		return this.list.locator('li').filter({ hasText: text });
	}

	/** A bubble of the chosen conversation. */
	message(text: string): Locator {
		return this.thread.locator('.message').filter({ hasText: text });
	}

	/** What was said in the chosen conversation, in its order. The page comes anew every two seconds: of its last part all the others are there. */
	async said(): Promise<string[]> {
		return await this.thread
			.locator('.last')
			.evaluate((last) =>
				Array.from(last.ownerDocument.querySelectorAll('.message p'), (line) => line.textContent ?? ''),
			);
	}

	async choose(text: string): Promise<void> {
		await this.entry(text).locator('a').click();
		await this.page.locator('.customer').waitFor();
	}

	async take(): Promise<void> {
		await this.page.getByRole('button', { name: 'Take' }).click();
		await this.answer.waitFor();
	}

	/** Sends, and waits for the page that comes when it is known what became of the answer. */
	async send(text: string): Promise<void> {
		// Until then the old page stays, whose conversation may show the answer while it is on its way.
		const form = '#answer input[name=form]';
		const before = await this.page.locator(form).inputValue();
		await this.answer.fill(text);
		await this.page.getByRole('button', { name: 'Send to' }).click();
		await this.page.locator(`${form}:not([value="${before}"])`).waitFor({ state: 'attached' });
		await this.message(text).waitFor();
	}

	async close(): Promise<void> {
		await this.page.getByRole('button', { name: 'Close Conversation' }).click();
		await this.page.getByText('This conversation is closed.').waitFor();
	}
}
