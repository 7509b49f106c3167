import type { Locator, Page } from 'playwright-core';

/** Somebody at mouse and keyboard, whose actions are counted. */
export class Person {
	clicks = 0;

	/** Values that have to be thought of or looked up; what is copied and pasted is counted apart. */
	readonly typed: string[] = [];

	pasted = 0;

	/** Values that were typed before and are asked for again, as a password at a login. */
	repeated = 0;

	/** What the conversation itself takes: no value of a set-up. */
	said = 0;

	constructor(readonly page: Page) {}

	get actions(): number {
		return this.clicks + this.typed.length + this.pasted + this.repeated + this.said;
	}

	async click(target: Locator): Promise<void> {
		this.clicks += 1;
		await target.click();
	}

	async doubleClick(target: Locator): Promise<void> {
		this.clicks += 1;
		await target.dblclick();
	}

	async rightClick(target: Locator): Promise<void> {
		this.clicks += 1;
		await target.click({ button: 'right' });
	}

	async type(target: Locator, text: string): Promise<void> {
		this.typed.push(text);
		await target.fill(text);
	}

	async paste(target: Locator, text: string): Promise<void> {
		this.pasted += 1;
		await target.fill(text);
	}

	async repeat(target: Locator, text: string): Promise<void> {
		this.repeated += 1;
		await target.fill(text);
	}

	async say(target: Locator, text: string): Promise<void> {
		this.said += 1;
		await target.fill(text);
	}
}
