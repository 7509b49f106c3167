/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- test code never ships */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';

import { checkoutFolder } from '../../runtime/checkout';
import type { Simulator } from '../../simulator';
import type { OpenBrowser } from './browser';
import { Customer } from './customer';
import type { Editor } from './editor';
import { TRIGGER } from './n8n';
import type { Person } from './person';

/** From the installed package to the first answer, in n8n, in the console and where the team answers. */
const MOST_CLICKS = 25;

/** How many clicks a page says that it takes to set up a desk in one file. */
function clicksSaidIn(file: string, desk: string): number[] {
	const lines = readFileSync(join(checkoutFolder(), file), 'utf8').split('\n');
	const named = lines.filter((line) => line.includes(`${desk}/complete.json`));
	return named.flatMap((line) => [...line.matchAll(/(\d+) clicks\b/g)]).map(([, clicks]) => Number(clicks));
}

/** Sets up a desk from one file, as the note in it says; every click and every value is counted. */
export class Newcomer {
	/** What only the stand-in for the platform, or for a mail server, asks for. */
	forStandIns = 0;

	private readonly began = Date.now();

	constructor(private readonly editor: Editor) {}

	get person(): Person {
		return this.editor.person;
	}

	get clicks(): number {
		return this.person.clicks - this.forStandIns;
	}

	/** Copies a desk where it is kept (GitHub: Copy raw file), and pastes it on an empty canvas. */
	async pasteDesk(desk: string): Promise<void> {
		const { person, page } = this.editor;
		person.clicks += 1;
		await this.editor.put(readFileSync(join(checkoutFolder(), 'examples', desk, 'complete.json'), 'utf8'));
		await person.click(page.getByText('Build a workflow'));
		await this.editor.part('canvas-add-button').waitFor();
		person.pasted += 1;
		await page.keyboard.press('Control+v');
		await this.editor.part('canvas-node').first().waitFor();
	}

	/** Enters the key in the trigger; n8n puts the credential into the other nodes that want it. */
	async connectAltaBots(sim: Simulator): Promise<void> {
		const { person, page } = this.editor;
		await this.connect(TRIGGER, async (field) => {
			await this.standIn(async () => {
				await person.click(this.editor.field('platform'));
				await person.click(page.getByRole('option', { name: /^Custom/ }));
				await field('baseUrl').fill(sim.url);
			});
			await person.paste(field('apiKey'), sim.key);
		});
	}

	/** Opens a node, and makes the credential that it wants. */
	async connect(node: string, fill: (field: (name: string) => Locator) => Promise<void>): Promise<void> {
		await this.open(node);
		await this.person.click(this.editor.details.getByRole('button', { name: /^Connect/ }));
		await fill((name) => this.editor.field(name).locator('input'));
		await this.person.click(this.editor.part('credential-save-button'));
		// It is tested at once, and the dialog closes when that went well.
		await this.editor.part('credential-edit-dialog').waitFor({ state: 'detached' });
		await this.close();
	}

	/** A value in an opened node Settings, counted from 0. */
	setting(number: number): Locator {
		const values = this.editor.details.locator('[data-test-id=assignment-value]');
		return values.nth(number).locator('input, textarea').first();
	}

	async open(node: string): Promise<void> {
		await this.editor.zoomTo(this.editor.node(node));
		await this.person.doubleClick(this.editor.node(node));
	}

	async close(): Promise<void> {
		await this.person.click(this.editor.part('ndv-close-button'));
	}

	/** Clicks that a user of the platform, with a mail server of today, does not need. */
	async standIn(work: () => Promise<void>): Promise<void> {
		const before = this.person.clicks;
		await work();
		this.forStandIns += this.person.clicks - before;
	}

	async setUpOnce(): Promise<void> {
		await this.editor.zoomTo(this.editor.node('Set Up Once'));
		await this.editor.node('Set Up Once').hover();
		await this.person.click(this.editor.part('execute-workflow-button-Set Up Once'));
		await this.editor.page.getByText('Workflow executed successfully').first().waitFor();
	}

	async publish(): Promise<void> {
		const { person, page } = this.editor;
		const button = this.editor.part('workflow-open-publish-modal-button');
		// Until n8n has saved, which takes a while on a busy machine, it cannot be pressed.
		const enabled = button.and(page.locator(':enabled'));
		await enabled.waitFor().catch(async (error: Error) => {
			throw new Error(`${error.message}\n${await this.editor.whatIsShown()}`);
		});
		await person.click(button);
		await person.click(this.editor.part('workflow-publish-button'));
		await page.getByText('Workflow published').first().waitFor();
		await person.click(page.getByRole('button', { name: 'Got it' }));
	}

	/** Copies the URL of a trigger, from its menu. */
	async productionUrl(trigger: string = TRIGGER): Promise<string> {
		const { person } = this.editor;
		await this.editor.zoomTo(this.editor.node(trigger));
		await person.rightClick(this.editor.node(trigger));
		await person.click(this.editor.part('context-menu-item-copy_production_url'));
		return await this.editor.copied();
	}

	/** The console: the simulator's page takes the URL where the platform's would. */
	async enterUrl(browser: OpenBrowser, sim: Simulator, url: string): Promise<Customer> {
		const customer = await Customer.open(browser, `${sim.controlUrl}/`);
		await this.person.paste(customer.page.getByLabel('Webhook URL of the AltaBots Trigger'), url);
		await this.person.click(customer.page.getByRole('button', { name: 'Connect', exact: true }));
		return customer;
	}

	/** The walk is over: the console shows what it took, and the pages have to say the same. */
	hasWalked(desk: string, pages: string[] = []): void {
		const { typed, repeated, pasted, said } = this.person;
		const seconds = Math.round((Date.now() - this.began) / 1000);
		process.stdout.write(
			`Newcomer, ${desk}: ${this.clicks} clicks, ${typed.length} values typed (${typed.join(', ')}), ` +
				`${repeated} of them again, ${pasted} pasted, ${said} answer; ${seconds} s, and ${this.forStandIns} ` +
				'clicks for stand-ins\n',
		);
		expect(this.clicks).toBeLessThanOrEqual(MOST_CLICKS);
		for (const page of ['examples/README.md', `examples/${desk}/README.md`, ...pages])
			expect([page, ...clicksSaidIn(page, desk)]).toEqual([page, this.clicks]);
	}
}
