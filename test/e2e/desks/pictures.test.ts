/* eslint-disable @n8n/community-nodes/no-restricted-imports -- test code never ships */
import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Page } from 'playwright-core';

import { checkoutFolder } from '../../../runtime/checkout';
import { importWorkflow } from '../../../runtime/import-workflow';
import type { Credential } from '../../../runtime/n8n-types';
import { DEFAULT_OWNER } from '../../../runtime/owner';
import { openBrowser, type OpenBrowser } from '../browser';
import { picturesWanted, picture } from '../pictures';
import { House, readExample } from './harness';

const MARGIN = 16;

const CALL = 'n8n-nodes-base.executeWorkflow';

/** What is made of the others: too large to be read. */
const OTHERS = /\bcomplete\.json$/;

const files = readdirSync(join(checkoutFolder(), 'examples'), { recursive: true, encoding: 'utf8' }).filter(
	(file) => file.endsWith('.json') && !OTHERS.test(file),
);

/** `email/mail-in.json` is `email-mail-in`, `reply/reply.json` is `reply`. */
function pictureOf(file: string): string {
	const [folder, name] = [dirname(file), basename(file, '.json')];
	return folder === name ? name : `${folder}-${name}`;
}

/** Only `npm run pictures` wants it: what the workflows look like in n8n's editor. */
(picturesWanted() ? describe : describe.skip)('pictures of the ready-made workflows', () => {
	let house: House;
	let browser: OpenBrowser;
	let page: Page;
	/** By type, so that no node shows that it lacks one. */
	let credentials: Record<string, Credential>;

	beforeAll(async () => {
		house = await House.start();
		const { client } = house.server;
		credentials = {
			altaBotsApi: house.bots[0].credential,
			httpBasicAuth: await client.createCredential('Desk', 'httpBasicAuth', { user: 'a', password: 'b' }),
			openAiApi: await client.createCredential('OpenAI', 'openAiApi', { apiKey: 'none' }),
			redis: await client.createCredential('Redis', 'redis', { host: 'localhost' }),
			postgres: await client.createCredential('PostgreSQL', 'postgres', { host: 'localhost' }),
			slackApi: await client.createCredential('Customer Desk', 'slackApi', { accessToken: 'a' }),
		};
		browser = await openBrowser();
		page = await browser.newPage({ viewport: { width: 2000, height: 1100 } });
		await page.goto(`${house.url}/signin`);
		await page.locator('input[type=email], input[name=emailOrLdapLoginId]').fill(DEFAULT_OWNER.email);
		await page.locator('input[type=password]').fill(DEFAULT_OWNER.password);
		await page.keyboard.press('Enter');
		await page.waitForURL((url) => !url.pathname.includes('signin'));
	});

	afterAll(async () => {
		await browser?.close();
		await house?.stop();
	});

	it.each(files)('%s', async (file) => {
		const json = readExample(file);
		const calling = json.nodes.filter(({ type, disabled }) => type === CALL && !disabled);
		const reply = house.imported('reply/reply.json');
		const { id } = await importWorkflow(house.server.client, json, {
			credentials,
			calls: Object.fromEntries(calling.map(({ name }) => [name, reply])),
		});
		await page.goto(`${house.url}/workflow/${id}`);
		await page.locator('[data-test-id=canvas-node]').first().waitFor();
		const close = page.locator('[data-test-id=suggested-actions-close]');
		if (await close.isVisible()) await close.click();
		await page.locator('.vue-flow__pane').click({ position: { x: 5, y: 200 } });
		await page.keyboard.press('1');
		// The view moves there.
		await page.waitForTimeout(1_500);
		await picture(page, pictureOf(file), await surroundings(page));
	});

	/** Of all nodes and notes, as they lie on the screen. */
	async function surroundings(shown: Page): Promise<{ x: number; y: number; width: number; height: number }> {
		const boxes = await Promise.all(
			(await shown.locator('.vue-flow__node').all()).map(async (node) => await node.boundingBox()),
		);
		const found = boxes.filter((box) => box !== null);
		const left = Math.min(...found.map(({ x }) => x)) - MARGIN;
		const top = Math.min(...found.map(({ y }) => y)) - MARGIN;
		const right = Math.max(...found.map(({ x, width }) => x + width)) + MARGIN;
		const bottom = Math.max(...found.map(({ y, height }) => y + height)) + MARGIN;
		return { x: left, y: top, width: right - left, height: bottom - top };
	}
});
