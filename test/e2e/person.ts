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

	/** @param ready what is waited for before each action: nobody is faster than the page that they look at */
	constructor(
		readonly page: Page,
		private readonly ready: () => Promise<void> = async () => {},
	) {}

	get actions(): number {
		return this.clicks + this.typed.length + this.pasted + this.repeated + this.said;
	}

	async click(target: Locator): Promise<void> {
		await this.press(async () => await target.click());
	}

	async doubleClick(target: Locator): Promise<void> {
		await this.press(async () => await target.dblclick());
	}

	async rightClick(target: Locator): Promise<void> {
		await this.press(async () => await target.click({ button: 'right' }));
	}

	async type(target: Locator, text: string): Promise<void> {
		this.typed.push(text);
		await this.fill(target, text);
	}

	async paste(target: Locator, text: string): Promise<void> {
		this.pasted += 1;
		await this.fill(target, text);
	}

	async repeat(target: Locator, text: string): Promise<void> {
		this.repeated += 1;
		await this.fill(target, text);
	}

	async say(target: Locator, text: string): Promise<void> {
		this.said += 1;
		await this.fill(target, text);
	}

	private async press(button: () => Promise<void>): Promise<void> {
		this.clicks += 1;
		await this.ready();
		await button();
	}

	private async fill(target: Locator, text: string): Promise<void> {
		await this.ready();
		await target.fill(text);
	}
}
