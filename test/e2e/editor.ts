import type { Locator, Page } from 'playwright-core';

import type { N8n } from '../../runtime/n8n';
import type { OpenBrowser } from './browser';
import { Person } from './person';

const WAIT_MS = 20_000;

/** n8n's editor, with somebody before it. */
export class Editor {
	readonly person: Person;

	private constructor(
		readonly page: Page,
		private readonly url: string,
	) {
		this.person = new Person(page);
	}

	/** Logs in; what that takes is not counted. */
	static async open(browser: OpenBrowser, n8n: N8n): Promise<Editor> {
		const page = await browser.newPage({ permissions: ['clipboard-read', 'clipboard-write'] });
		page.setDefaultTimeout(WAIT_MS);
		// Leaving unsaved changes.
		page.on('dialog', (dialog) => void dialog.accept());
		await page.goto(`${n8n.url}/signin`);
		await page.locator('input[type=email], input[name=emailOrLdapLoginId]').fill(n8n.owner.email);
		await page.locator('input[type=password]').fill(n8n.owner.password);
		await page.keyboard.press('Enter');
		await page.waitForURL(/\/home/);
		return new Editor(page, n8n.url);
	}

	/** By the mark that n8n's own tests use. */
	part(id: string): Locator {
		return this.page.locator(`[data-test-id="${id}"]`);
	}

	/** The list of nodes. */
	get panel(): Locator {
		return this.part('node-creator');
	}

	/** The opened node. */
	get details(): Locator {
		return this.part('ndv');
	}

	field(name: string): Locator {
		return this.part(`parameter-input-${name}`);
	}

	node(name: string): Locator {
		return this.part('canvas-node').filter({ has: this.page.getByText(name, { exact: true }) });
	}

	/** The + at the end of an output. */
	plus(node: string, output?: string): Locator {
		const handle = this.node(node).locator('[data-test-id="canvas-node-output-handle"]');
		const plus = '[data-test-id="canvas-handle-plus"]';
		return (output ? handle.filter({ hasText: output }) : handle).locator(plus);
	}

	/** An unsaved workflow; nothing is counted. */
	async newWorkflow(): Promise<void> {
		await this.page.goto(`${this.url}/workflow/new`);
		await this.part('canvas-add-button').waitFor();
	}

	async workflow(id: string): Promise<void> {
		await this.page.goto(`${this.url}/workflow/${id}`);
		await this.part('canvas-node').first().waitFor();
	}

	async search(words: string): Promise<void> {
		await this.part('node-creator-search-bar').fill(words);
	}

	/** Opens the package's page in the list of nodes. */
	async chooseAltaBots(): Promise<void> {
		await this.person.click(this.panel.getByText('AltaBots', { exact: true }).first());
		await this.panel.getByText(/^Actions \(\d+\)$/).waitFor();
	}

	/** The clipboard, after something was copied. */
	async copied(): Promise<string> {
		return await this.page.evaluate(async () => await navigator.clipboard.readText());
	}

	async put(text: string): Promise<void> {
		await this.page.evaluate(async (content) => await navigator.clipboard.writeText(content), text);
	}

	/** The ID of the workflow that is open. */
	get workflowId(): string {
		return /workflow\/([^/?]+)/.exec(this.page.url())?.[1] ?? '';
	}
}
