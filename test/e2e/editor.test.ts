/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- test code never ships */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { checkoutFolder } from '../../runtime/checkout';
import type { Credential, Workflow } from '../../runtime/n8n-types';
import { Simulator } from '../../simulator';
import { describeInBrowser, openBrowser, type OpenBrowser } from './browser';
import { Customer } from './customer';
import { Editor } from './editor';
import { actionNode, TestN8n, TRIGGER, triggerNode, wires } from './n8n';
import { picture } from './pictures';

const TRIGGERS = ['On agent reply', 'On handoff requested', 'On customer message', 'On handoff closed'];
const GREETING = 'Hello, a human is here.';

/** What stands out in the console. */
function tell(line: string): void {
	process.stdout.write(`${line}\n`);
}

describeInBrowser("n8n's editor", () => {
	let server: TestN8n;
	let sim: Simulator;
	let browser: OpenBrowser;
	let editor: Editor;

	beforeAll(async () => {
		browser = await openBrowser();
		server = await TestN8n.start();
		sim = await Simulator.start({ settings: { firstReplyLimitMs: null } });
		editor = await Editor.open(browser, server.n8n);
	});

	afterAll(async () => {
		await browser?.close();
		await sim?.stop();
		await server?.stop();
	});

	const triggersOf = (workflow: Workflow) => workflow.nodes.filter(({ type }) => /Trigger$/.test(type));

	/** Under the name that n8n would give it, for the pictures. */
	async function account(apiKey: string): Promise<Credential> {
		const data = { platform: 'custom', baseUrl: sim.url, apiKey, webhookTokens: '' };
		return await server.client.createCredential('AltaBots account', 'altaBotsApi', data);
	}

	/** A workflow with a trigger and a greeting. */
	async function greeter(): Promise<Workflow> {
		const credential = await account(sim.key);
		return await server.client.createWorkflow({
			name: 'Greeter',
			nodes: [triggerNode(credential), actionNode(credential, 'sendReply', { text: GREETING })],
			connections: wires({ [TRIGGER]: [[], ['Send Reply']] }),
		});
	}

	it('leads a newcomer from the installed package to an answered customer', async () => {
		const { person, page } = editor;
		const began = Date.now();
		await person.click(page.getByText('Build a workflow'));
		await person.click(editor.part('canvas-add-button'));
		await person.type(editor.part('node-creator-search-bar'), 'AltaBots');
		await editor.chooseAltaBots();
		await picture(page, 'editor-triggers');
		await person.click(editor.panel.getByText('On handoff requested'));

		await person.click(editor.details.getByRole('button', { name: 'Connect to AltaBots' }));
		const standIn = person.actions;
		await person.click(editor.field('platform'));
		await person.click(page.getByRole('option', { name: /^Custom/ }));
		await person.paste(editor.field('baseUrl').locator('input'), sim.url);
		const forStandIn = person.actions - standIn;
		await person.paste(editor.field('apiKey').locator('input'), sim.key);
		await picture(page, 'editor-credential');
		await person.click(editor.part('credential-save-button'));
		// It is tested at once, and the dialog closes when that went well.
		await editor.part('credential-edit-dialog').waitFor({ state: 'detached' });

		await person.click(editor.details.getByText('Webhook URLs'));
		await person.click(editor.part('radio-button-production'));
		await picture(page, 'editor-trigger');
		await person.click(editor.details.locator('.webhook-url'));
		const url = await editor.copied();
		expect(url).toMatch(/\/webhook\/[0-9a-f-]{36}$/);
		await person.click(editor.part('ndv-close-button'));

		await person.click(editor.plus(TRIGGER, 'Handoff'));
		await person.type(editor.part('node-creator-search-bar'), 'AltaBots');
		await editor.chooseAltaBots();
		await picture(page, 'editor-actions');
		await person.click(editor.panel.getByText('Send reply to customer'));
		await person.type(editor.field('text').locator('textarea'), GREETING);
		await picture(page, 'editor-send-reply');
		await person.click(editor.part('ndv-close-button'));
		await person.click(editor.part('workflow-open-publish-modal-button'));
		await person.click(editor.part('workflow-publish-button'));
		await page.getByText('Workflow published').first().waitFor();
		await picture(page, 'editor-published');

		// The console: the simulator's page takes the URL where the platform's would.
		const customer = await Customer.open(browser, `${sim.controlUrl}/`);
		const platform = customer.page;
		await person.paste(platform.getByLabel('Webhook URL of the AltaBots Trigger'), url);
		await person.click(platform.getByRole('button', { name: 'Connect', exact: true }));
		const forNewcomer = person.actions;

		await customer.begin('ann@example.com');
		await customer.press('Talk to a Human');
		await customer.bubble('human', GREETING).waitFor();
		await picture(platform, 'editor-answered');
		await platform.context().close();

		const ofOwn = forNewcomer - forStandIn;
		tell(
			`Newcomer: ${ofOwn} actions, and ${forStandIn} for the stand-in (${person.clicks} clicks, ${person.typed.length} typed, ` +
				`${person.pasted} pasted); typed: ${person.typed.join(', ')}; ${Math.round((Date.now() - began) / 1000)} s`,
		);
		expect(forNewcomer).toBeLessThanOrEqual(25);
		expect(person.typed.length).toBeLessThanOrEqual(3);
		expect(readFileSync(join(checkoutFolder(), 'README.md'), 'utf8')).toContain(`${ofOwn} actions`);
	});

	it('has one entry with four triggers and an action for each operation, found by what people look for', async () => {
		await editor.newWorkflow();
		await editor.person.click(editor.part('canvas-add-button'));
		for (const words of ['handoff', 'human', 'live chat', 'GPTBots']) {
			await editor.search(words);
			const names = editor.part('node-creator-item-name');
			await names.filter({ hasText: /^\s*AltaBots\s*$/ }).waitFor();
			expect([words, (await names.allInnerTexts()).filter((name) => /altabots/i.test(name))]).toEqual([
				words,
				['AltaBots'],
			]);
		}
		await editor.chooseAltaBots();
		for (const title of TRIGGERS) await editor.panel.getByText(title, { exact: true }).waitFor();
		await editor.person.click(editor.panel.getByText('Actions (12)'));
		await editor.panel.getByText('Update user properties').first().waitFor();
		await picture(editor.page, 'editor-panel');
	});

	it('shows what one event was, at its output, after Execute step', async () => {
		const { id } = await greeter();
		await editor.workflow(id);
		await editor.person.doubleClick(editor.node(TRIGGER));
		await editor.person.click(editor.details.getByText('Webhook URLs'));
		const url = await editor.details.locator('.webhook-url').innerText();
		expect(await editor.details.locator('.webhook-url').count()).toBe(1);
		expect(url).toContain('/webhook-test/');
		await editor.person.click(editor.part('trigger-execute-button').first());
		await editor.details.getByText('Listening for test event').first().waitFor();
		sim.set({ webhookBase: url.trim() });
		const conversation = sim.openConversation({ email: 'bob@example.com' });
		expect((await sim.requestHandoff(conversation.id)).status).toBe(200);
		const branch = editor.details.getByText('Handoff Branch (1 item)').first();
		await editor.person.click(branch);
		await editor.details.getByText('bob@example.com').first().waitFor();
		await picture(editor.page, 'editor-test-event');
		for (const name of ['Reply Branch', 'Message Branch', 'Closed Branch']) {
			expect(await editor.details.getByText(name, { exact: true }).count()).toBe(1);
		}
		await editor.person.click(editor.part('ndv-close-button'));
		expect(await editor.node(TRIGGER).locator('[data-test-id="canvas-node-output-handle"]').count()).toBe(4);
		await picture(editor.page, 'editor-outputs');
	});

	it('offers the fields of an operation before it has run', async () => {
		const { id } = await greeter();
		await editor.workflow(id);
		await editor.person.click(editor.plus('Send Reply'));
		await editor.search('Edit Fields');
		await editor.person.click(editor.panel.getByText('Edit Fields').first());
		const preview = editor.details.locator('.run-data-schema').first();
		await preview.getByText('sentAt', { exact: true }).first().waitFor();
		expect(await preview.innerText()).toContain('Preview');
		await picture(editor.page, 'editor-preview');
		await editor.person.click(editor.part('ndv-close-button'));
	});

	it('says why a credential does not pass, in plain words', async () => {
		const credential = await account('app-exampleWRONG');
		const { id } = await server.client.createWorkflow({ nodes: [triggerNode(credential)], connections: {} });
		await editor.workflow(id);
		await editor.person.doubleClick(editor.node(TRIGGER));
		await editor.person.click(editor.part('credential-edit-button'));
		await editor.person.click(editor.page.getByText('More details').first());
		await editor.page
			.getByText(/The platform does not know this API key/)
			.first()
			.waitFor();
		await picture(editor.page, 'editor-wrong-key');
	});

	it('refuses to publish a trigger that was copied, and names the cure; a duplicate has a URL of its own', async () => {
		const original = await greeter();
		await server.client.publish(original.id);
		const [{ webhookId }] = triggersOf(original);

		// Ctrl+C and Ctrl+V take the ID along, into the same workflow as into another one.
		await editor.newWorkflow();
		await editor.put(JSON.stringify({ nodes: triggersOf(original), connections: {} }));
		await editor.page.mouse.click(300, 250);
		await editor.page.keyboard.press('Control+v');
		await editor.node(TRIGGER).waitFor();
		await editor.person.click(editor.part('workflow-open-publish-modal-button'));
		await editor.person.click(editor.part('workflow-publish-button'));
		await editor.page.getByText('Conflicting Trigger Path').first().waitFor();
		await editor.page.getByText('insert a new trigger node').first().waitFor();
		await picture(editor.page, 'editor-copied-trigger');

		await editor.workflow(original.id);
		await editor.person.click(editor.part('workflow-menu'));
		await editor.person.click(editor.page.getByText('Duplicate', { exact: true }).first());
		const [copy] = await Promise.all([
			editor.page.context().waitForEvent('page'),
			editor.person.click(editor.page.getByRole('button', { name: 'Duplicate' }).last()),
		]);
		await copy.waitForURL(/\/workflow\/\w+/);
		const [, copyId] = /workflow\/([^/?]+)/.exec(copy.url()) ?? [];
		const [trigger] = triggersOf(await server.client.workflow(copyId));
		expect(trigger.webhookId).toMatch(/^[0-9a-f-]{36}$/);
		expect(trigger.webhookId).not.toBe(webhookId);
		await copy.close();
	});

	it('gives an imported trigger without an ID a URL of its own', async () => {
		const [{ webhookId, ...bare }] = triggersOf(await greeter());
		await editor.newWorkflow();
		await editor.put(JSON.stringify({ nodes: [bare], connections: {} }));
		await editor.page.mouse.click(300, 250);
		await editor.page.keyboard.press('Control+v');
		await editor.person.doubleClick(editor.node(TRIGGER));
		await editor.person.click(editor.details.getByText('Webhook URLs'));
		const url = (await editor.details.locator('.webhook-url').innerText()).trim();
		expect(url).toMatch(/\/webhook-test\/[0-9a-f-]{36}$/);
		expect(url).not.toContain(webhookId);
	});

	it('draws the icon crisply at every size, on light and on dark', async () => {
		const page = await browser.newPage({ viewport: { width: 420, height: 220 } });
		const icons = `${server.n8n.url}/icons/n8n-nodes-altabots/dist/icons`;
		const row = (file: string, ground: string) =>
			`<p style="background:${ground};margin:0;padding:20px">${[16, 20, 24, 32, 40, 48, 64]
				.map((size) => `<img width=${size} height=${size} style="margin:6px" src="${icons}/${file}">`)
				.join('')}</p>`;
		await page.goto(`${server.n8n.url}/signin`);
		await page.setContent(row('altabots.svg', '#fff') + row('altabots.dark.svg', '#1e1e1e'));
		await page.waitForFunction(() => Array.from(document.images).every((image) => image.complete));
		const widths = await page
			.locator('img')
			.evaluateAll((images) => images.map((image) => (image as HTMLImageElement).naturalWidth));
		expect(widths).toHaveLength(14);
		expect(Math.min(...widths)).toBeGreaterThan(0);
		await picture(page, 'icons');
		await page.context().close();
	});
});
