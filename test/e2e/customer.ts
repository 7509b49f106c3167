import type { Locator, Page } from 'playwright-core';

import type { OpenBrowser } from './browser';

/** The customer's chat on the simulator's page. */
export class Customer {
	private constructor(readonly page: Page) {}

	/** @param url of the page */
	static async open(browser: OpenBrowser, url: string): Promise<Customer> {
		const page = await browser.newPage();
		await page.goto(url);
		await page.locator('#live[data-live=true]').waitFor();
		return new Customer(page);
	}

	/** Somebody else opens the chat. */
	async begin(email: string): Promise<void> {
		await this.press('New Conversation');
		await this.page.getByRole('dialog').getByLabel('E-Mail').fill(email);
		await this.press('Start Conversation');
		await this.page.getByRole('dialog').waitFor({ state: 'detached' });
	}

	async says(text: string): Promise<void> {
		await this.page.getByLabel('Your Message').fill(text);
		await this.page.keyboard.press('Enter');
		await this.bubble('customer', text).waitFor();
	}

	async press(name: string): Promise<void> {
		await this.page.getByRole('button', { name, exact: true }).click();
	}

	bubble(from: 'customer' | 'bot' | 'human', text: string): Locator {
		return this.page.locator(`#messages .bubble.${from}`).filter({ hasText: text });
	}

	/** The state that the platform's diagram shows. */
	state(name: string): Locator {
		return this.page.locator('.node.on').filter({ hasText: name });
	}
}
