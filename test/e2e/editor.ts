import type { BrowserContextOptions, Locator, Page } from 'playwright-core';

import type { N8n } from '../../runtime/n8n';
import type { OpenBrowser } from './browser';
import { PendingCalls } from './pendingCalls';
import { Person } from './person';

/** Pixels of width from which on it can be read. */
const LEGIBLE = 40;

/** Pixels that bars and panels may cover. */
const EDGE = 110;

/** n8n's editor, with somebody before it. */
export class Editor {
	readonly person: Person;

	private constructor(
		readonly page: Page,
		private readonly url: string,
	) {
		// A form can be filled and saved before n8n has given it what it needs, as a credential its name.
		const calls = new PendingCalls(page);
		this.person = new Person(page, async () => await calls.ended());
	}

	/** Logs in; what that takes is not counted. */
	static async open(browser: OpenBrowser, n8n: N8n, options: BrowserContextOptions = {}): Promise<Editor> {
		const page = await browser.newPage({ permissions: ['clipboard-read', 'clipboard-write'], ...options });
		// Leaving unsaved changes.
		page.on('dialog', (dialog) => void dialog.accept());
		await page.goto(`${n8n.url}/signin`);
		await page.locator('input[type=email], input[name=emailOrLdapLoginId]').fill(n8n.owner.email);
		await page.locator('input[type=password]').fill(n8n.owner.password);
		await page.keyboard.press('Enter');
		await page.waitForURL(/\/home/);
		return new Editor(page, n8n.url);
	}

	/** Why nothing goes on here: what bars and messages say, and which nodes n8n finds fault with. */
	async whatIsShown(): Promise<string> {
		const texts = async (found: Locator) =>
			(await found.allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
		const faulty = this.page.locator('[data-test-id=node-issues], [data-test-id=node-setup-required]');
		const said = {
			header: await texts(this.page.locator('#header')),
			messages: await texts(this.page.getByRole('alert')),
			'nodes with issues': await texts(this.part('canvas-node').filter({ has: faulty })),
		};
		return JSON.stringify(said);
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

	/** Brings a node, or what stands in a note, before one's eyes with the wheel, large enough to be read; the wheel is no click. */
	async zoomTo(target: Locator): Promise<void> {
		const { width, height } = this.page.viewportSize() ?? { width: 0, height: 0 };
		const box = async () => await target.boundingBox();
		await this.page.mouse.move(width / 2, height / 2);
		await this.page.keyboard.down('Control');
		await this.turnUntil(async () => {
			const at = await box();
			return at !== null && at.x > EDGE && at.y > EDGE && at.x < width - EDGE && at.y < height - EDGE;
		}, 100);
		await target.hover();
		await this.turnUntil(async () => ((await box())?.width ?? 0) > LEGIBLE, -100);
		await this.page.keyboard.up('Control');
	}

	private async turnUntil(check: () => Promise<boolean>, delta: number): Promise<void> {
		for (let turn = 0; turn < 60 && !(await check()); turn += 1) await this.page.mouse.wheel(0, delta);
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
