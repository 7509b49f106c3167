import type { Locator, Page } from 'playwright-core';

/** Somebody at mouse and keyboard, whose actions are counted. */
export class Person {
	clicks = 0;

	/** Values that have to be thought of or looked up; what is copied and pasted is counted apart. */
	readonly typed: string[] = [];

	pasted = 0;

	constructor(readonly page: Page) {}

	get actions(): number {
		return this.clicks + this.typed.length + this.pasted;
	}

	async click(target: Locator): Promise<void> {
		this.clicks += 1;
		await target.click();
	}

	async type(target: Locator, text: string): Promise<void> {
		this.typed.push(text);
		await target.fill(text);
	}

	async paste(target: Locator, text: string): Promise<void> {
		this.pasted += 1;
		await target.fill(text);
	}
}
