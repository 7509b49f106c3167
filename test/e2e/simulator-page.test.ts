/* eslint-disable @n8n/community-nodes/no-restricted-imports -- test code never ships */
import axios from 'axios';
import fastify, { type FastifyInstance } from 'fastify';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

import { checkoutFolder } from '../../runtime/checkout';
import { defaultSettings, Simulator } from '../../simulator';
import { describeInBrowser, openBrowser, problemsOf, type OpenBrowser } from './browser';

const HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script> & "quotes"';

/** Stands where n8n would: remembers what came and answers what the test wants. */
class Receiver {
	readonly bodies: Array<{ path: string; body: Record<string, unknown> }> = [];
	status = 200;
	url = '';
	private readonly app: FastifyInstance = fastify();

	async start(): Promise<void> {
		this.app.post('/*', async (request, reply) => {
			this.bodies.push({
				path: request.url.replace('/webhook/some-id', ''),
				body: request.body as Record<string, unknown>,
			});
			return await reply.code(this.status).send({ code: this.status, message: 'success' });
		});
		this.url = `${await this.app.listen({ port: 0, host: '127.0.0.1' })}/webhook/some-id`;
	}

	async stop(): Promise<void> {
		await this.app.close();
	}
}

describeInBrowser("the simulator's page", () => {
	const receiver = new Receiver();
	let browser: OpenBrowser;
	let sim: Simulator;
	let page: Page;

	const human = async (what: 'message/receive' | 'close', fields: Record<string, unknown> = {}) => {
		const { handoffId } = sim.state().conversations.at(-1) ?? {};
		const body = { conversation_id: handoffId, timestamp: Date.now(), ...fields };
		const headers = { Authorization: `Bearer ${sim.key}` };
		return await axios.post(`${sim.url}/v1/human/${what}`, body, {
			headers,
			proxy: false,
			validateStatus: () => true,
		});
	};
	const says = async (text: string) => await human('message/receive', { body: text });
	const open = async (options?: Parameters<OpenBrowser['newPage']>[0]) => {
		page = await browser.newPage(options);
		await page.goto(`${sim.controlUrl}/`);
		await page.locator('#live[data-live=true]').waitFor();
		return page;
	};
	/** Waits until the element's text matches. */
	const shows = async (selector: string, text: string | RegExp) =>
		await page.locator(selector).filter({ hasText: text }).first().waitFor();
	const press = async (name: string) => await page.getByRole('button', { name, exact: true }).click();
	const send = async (text: string) => {
		await page.getByLabel('Your Message').fill(text);
		await page.keyboard.press('Enter');
	};
	const ticked = async () =>
		await page
			.locator('.step.done')
			.evaluateAll((steps) => steps.map((step) => (step as HTMLElement).dataset.step));

	beforeAll(async () => {
		await receiver.start();
		sim = await Simulator.start({ settings: { webhookBase: receiver.url } });
		browser = await openBrowser();
	});
	beforeEach(async () => {
		await sim.reset({ settings: true });
		sim.setLinks({});
		receiver.bodies.length = 0;
		receiver.status = 200;
	});
	afterEach(async () => {
		// Policy refusals and exceptions alike; only what the simulator refuses on purpose may be there.
		expect(problemsOf(page).filter((text) => !text.includes('status of 400'))).toEqual([]);
		await page.context().close();
	});
	afterAll(async () => {
		await browser.close();
		await sim.stop();
		await receiver.stop();
	});

	it('plays a whole handoff, and the guide ticks itself off', async () => {
		sim.setLinks({
			n8n: 'http://127.0.0.1:9/',
			workflow: 'http://127.0.0.1:9/workflow/1',
			executions: 'http://127.0.0.1:9/workflow/1/executions',
			desk: 'http://127.0.0.1:9/desk',
			login: { email: 'owner@example.com', password: 'generated' },
		});
		await open();
		expect(await page.locator('#connect').isVisible()).toBe(false);
		expect(await page.getByRole('link', { name: 'Open the Human’s Side' }).getAttribute('href')).toBe(
			'http://127.0.0.1:9/desk',
		);
		expect(await page.getByText('generated').isVisible()).toBe(false);
		expect(await ticked()).toEqual([]);

		await send('Hello?');
		await shows('.bubble.customer', 'Hello?');
		await shows('#chat-note', 'No handoff is open');
		await shows('.step.done', 'Write as the Customer');

		await press('Talk to a Human');
		await shows('#chat-status', 'Connecting…');
		await shows('#countdown-text', /^(60|5\d) s Left for the First Reply$/);
		await shows('.node.on', 'Connecting');
		expect(receiver.bodies.map(({ path }) => path)).toEqual(['/conversation/establish']);
		await shows('.call.out', '/conversation/establish');

		await says('Welcome! A colleague is coming.');
		await shows('.bubble.human', 'Welcome!');
		await shows('#state-text', 'A human has replied');
		expect(await page.locator('#countdown').isVisible()).toBe(false);
		expect(await ticked()).toEqual(['write', 'greeting']);

		await send('My parcel is late');
		await shows('.call.out', '/chat');
		expect(receiver.bodies.at(-1)).toMatchObject({ path: '/chat', body: { body: 'My parcel is late' } });
		await says('It comes tomorrow.');
		await shows('.bubble.human', 'It comes tomorrow.');
		await shows('#guide-progress', '4 of 5 Done');

		await human('close');
		await shows('#state-text', 'The human closed it.');
		await shows('.node.on', 'Closed');
		await shows('#guide-progress', 'All done');
		expect(await page.getByRole('button', { name: 'Talk to a Human' }).isVisible()).toBe(true);
	});

	it('shows Busy, the limit that nobody kept, and an end by the customer', async () => {
		await open();
		receiver.status = 500;
		await press('Talk to a Human');
		await shows('#chat-status', 'Busy');
		await shows('.node.on', 'Busy');
		await shows('#chat-note', 'The webhook answered 500.');
		receiver.status = 200;
		sim.set({ firstReplyLimitMs: 300 });
		await press('Talk to a Human');
		await shows('#state-text', 'No human replied within the first-reply limit.');
		sim.set({ firstReplyLimitMs: 60_000 });
		await press('Talk to a Human');
		await shows('#chat-status', 'Connecting…');
		await press('End Conversation');
		await shows('#state-text', 'USER_CLOSED');
		await sim.settled();
		expect(receiver.bodies.at(-1)).toMatchObject({
			path: '/conversation/close',
			body: { type: 'USER_CLOSED' },
		});
	});

	it('shows hostile text as text, wherever it comes from', async () => {
		await open();
		await send(HOSTILE);
		await press('Talk to a Human');
		await shows('#chat-status', 'Connecting…');
		await says(HOSTILE);
		await shows('.bubble.human', HOSTILE);
		sim.openConversation({ email: HOSTILE });
		sim.fault({ kind: 'drop', path: HOSTILE });
		sim.set({ agents: [{ name: HOSTILE }] });
		await axios.get(`${sim.url}/${encodeURIComponent(HOSTILE)}`, {
			proxy: false,
			validateStatus: () => true,
		});
		await shows('.call', 'The documents know no');
		for (const head of await page.locator('.call-head').all()) await head.click();
		await shows('.call pre', 'onerror');
		await page.locator('#customer').selectOption({ label: `${HOSTILE} · Bot` });
		await shows('#state-facts', HOSTILE);
		expect(await page.title()).toBe('Platform Simulator');
		expect(await page.locator('img:not(header img)').count()).toBe(0);
	});

	it('keeps customers apart', async () => {
		await open();
		await send('I am the first');
		await press('New Conversation');
		await page.getByRole('dialog').getByLabel('E-Mail').fill('bob@example.com');
		await press('Start Conversation');
		await shows('#state-facts', 'bob@example.com');
		expect(await page.locator('.bubble').count()).toBe(0);
		await send('I am Bob');
		await shows('.bubble', 'I am Bob');
		await page.locator('#customer').selectOption({ label: 'Customer 1 · Bot' });
		await shows('.bubble', 'I am the first');
		expect(await page.getByText('I am Bob').count()).toBe(0);
	});

	it('explains every call, masks keys, and filters', async () => {
		await open();
		await press('Talk to a Human');
		await shows('#chat-status', 'Connecting…');
		await says('Hi');
		await shows('.call.in', 'The reply was shown to the customer.');
		await page.locator('.call.in .call-head').click();
		await shows('.call.in pre', `Bearer app-…${sim.key.slice(-4)}`);
		await shows('.call.in pre', '"message": "success"');
		expect(await page.locator('#calls').textContent()).not.toContain(sim.key);
		await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
		await page.locator('.call.in').getByRole('button', { name: 'Copy Body' }).click();
		await shows('#notice', 'Copied.');
		expect(JSON.parse(await page.evaluate(async () => await navigator.clipboard.readText()))).toMatchObject({
			body: 'Hi',
		});
		await page.locator('#calls-direction').selectOption('out');
		expect(await page.locator('.call:visible').count()).toBe(1);
		sim.openConversation();
		await page.locator('#calls').getByLabel('Only This Customer').check();
		expect(await page.locator('.call:visible').count()).toBe(1);
		await page.locator('#customer').selectOption({ label: 'Customer 2 · Bot' });
		expect(await page.locator('.call:visible').count()).toBe(0);
	});

	it('has a button for every event', async () => {
		await open();
		for (const name of ['Reply V1', 'Reply V2', 'Reply V2 Mixed Table', 'Reply With Audio']) {
			await press(name);
			await shows('.outcome', /^200 in \d+ ms\. Agent reply/);
			await page.waitForFunction(
				(count) => document.querySelectorAll('.bubble.bot').length === count,
				receiver.bodies.length,
			);
		}
		const replies = receiver.bodies.map(({ body }) => Object.keys(body));
		expect(
			replies.map((keys) => [keys.includes('flow_output'), keys.includes('output'), keys.includes('text')]),
		).toEqual([
			[true, false, true],
			[false, true, false],
			[false, true, true],
			[false, true, false],
		]);
		expect(JSON.stringify(receiver.bodies.at(-1)?.body)).toContain('answer.mp3');

		/** Presses and waits for the call that follows. */
		const causes = async (name: string, path: string, part: Record<string, unknown>) => {
			const before = sim.calls.length;
			await press(name);
			await sim.waitFor(
				() => sim.calls.length > before && sim.calls.every(({ durationMs }) => durationMs !== null),
			);
			expect(receiver.bodies.at(-1)).toMatchObject({ path, body: part });
		};
		await page.getByLabel('Edition of the Body').selectOption('H5');
		await causes('Request Handoff', '/conversation/establish', { istest: false });
		await causes('Send Customer Message', '/chat', { body: 'Are you still there?' });
		await causes('Time-Out', '/conversation/close', { type: 'TIMEOUT' });
		await page.getByLabel('Edition of the Body').selectOption('');
		await causes('Request Handoff', '/conversation/establish', { user_info: {} });
		await causes('Customer Closes', '/conversation/close', { type: 'USER_CLOSED' });
		await causes('Probe Reply', '', { istest: true });
		await causes('Probe Handoff', '/conversation/establish', { istest: true });
		await page.getByLabel('istest as a Text').check();
		await causes('Probe Message', '/chat', { istest: 'true' });
		await page.getByLabel('Nothing but istest in the Body').check();
		await causes('Probe Close', '/conversation/close', { istest: 'true' });
		await page.getByLabel('Path', { exact: true }).fill('/chat');
		await page.locator('#panel-events').getByLabel('Body', { exact: true }).fill('{"conversation_id": 7}');
		await causes('Send Raw Call', '/chat', { conversation_id: 7 });
		await page.locator('#panel-events').getByLabel('Headers').fill('nonsense');
		await press('Send Raw Call');
		await shows('.outcome', 'The headers are not JSON.');
	});

	it('plays faults of both directions, lists them and removes them', async () => {
		await open();
		await page.getByRole('tab', { name: 'Faults' }).click();
		await page.getByLabel('Status', { exact: true }).fill('429');
		await page.getByLabel('Retry-After').fill('7');
		await page.getByLabel('Only Paths Ending With').fill('/v1/human/close');
		await page.getByLabel('Calls to Hit').fill('2');
		await press('Add Fault');
		await shows('.fault-list li', /Answer With a Status.*0 of 2 calls hit.*status 429.*retryAfter 7/);
		await page.getByRole('tab', { name: 'Faults (1)' }).waitFor();
		const { status, headers } = await human('close');
		expect({ status, after: headers['retry-after'] }).toEqual({ status: 429, after: '7' });
		await shows('.fault-list li', '1 of 2 calls hit');
		await shows('.call.in', 'Fault: status');

		await page.getByLabel('Fault', { exact: true }).selectOption({ label: 'Send Twice' });
		await page.getByLabel('Copies', { exact: true }).fill('3');
		await page.getByLabel('Until Removed').check();
		await page.getByLabel('Only Paths Ending With').fill('');
		await press('Add Fault');
		await shows('.fault-list li', /Send Twice.*always, 0 so far.*copies 3/);
		await press('Talk to a Human');
		await shows('.fault-list li', 'always, 1 so far');
		await sim.settled();
		expect(receiver.bodies).toHaveLength(3);

		await press('Remove Send Twice');
		await page.waitForFunction(() => document.querySelectorAll('.fault-list li').length === 1);
		expect(sim.faults).toMatchObject([{ kind: 'status' }]);
		await press('Remove All');
		await sim.waitFor(() => sim.faults.length === 0);
		await shows('#panel-faults', 'None. Every call goes through.');

		// Every kind can be asked for as the form offers it.
		const options = await page.getByLabel('Fault', { exact: true }).locator('option').count();
		for (let option = 0; option < options; option++) {
			await page.getByLabel('Fault', { exact: true }).selectOption(String(option));
			await press('Add Fault');
			await shows('#panel-faults .outcome', /it waits for its call|it has begun/);
		}
		expect(new Set(sim.faults.map(({ direction, kind }) => `${direction} ${kind}`)).size).toBe(options - 1);
	});

	it('offers every setting with its true default, and changes it', async () => {
		await open();
		await page.getByRole('tab', { name: 'Settings' }).click();
		// A text, for TypeScript would turn this import into one of Node's.
		const offered = await page.evaluate<Array<[string, unknown]>>(
			`import('/page/settings-fields.js').then(({ groups }) =>
				groups.flatMap(({ fields }) => fields.map(({ name, preset }) => [name, preset])))`,
		);
		const defaults = Object.fromEntries(
			Object.entries(defaultSettings()).filter(([name]) => name !== 'agents'),
		);
		expect(Object.fromEntries(offered)).toEqual(defaults);
		expect(await page.locator('[data-setting]').count()).toBe(Object.keys(defaults).length);
		expect(await page.locator('[data-setting=replyTimeUnit] .badge').count()).toBe(0);
		expect(await page.locator('[data-setting=successCode] .badge').textContent()).toBe('Undocumented');

		await page.getByLabel('Status of a Refusal', { exact: true }).selectOption('1');
		await sim.waitFor(() => sim.settings.errorStatus === 'ok200');
		await page.getByLabel('First-Reply Limit in Milliseconds', { exact: true }).fill('5000');
		await page.keyboard.press('Enter');
		await sim.waitFor(() => sim.settings.firstReplyLimitMs === 5_000);
		await page.getByLabel('First-Reply Limit in Milliseconds', { exact: true }).fill('');
		await page.keyboard.press('Tab');
		await sim.waitFor(() => sim.settings.firstReplyLimitMs === null);
		await page.getByLabel('Rate Limit On', { exact: true }).check();
		await sim.waitFor(() => sim.settings.rateLimit?.limit === 3);
		await page.getByLabel('API Switch On', { exact: true }).uncheck();
		await sim.waitFor(() => !sim.settings.agents[0].apiEnabled);
		await page.getByLabel('Calls Kept', { exact: true }).fill('0');
		await page.keyboard.press('Enter');
		await shows('#notice', 'whole number from 1');
		expect(await page.getByLabel('Calls Kept', { exact: true }).inputValue()).toBe('5000');
		await press('Set Status of a Refusal to Default');
		await sim.waitFor(() => sim.settings.errorStatus === 'http');
		sim.set({ successCode: '0' });
		await page.locator('[data-setting=successCode].changed').waitFor();
		expect(await page.getByLabel('Code of a Success', { exact: true }).inputValue()).toBe('2');
		await press('Set All to Default');
		await sim.waitFor(() => sim.settings.successCode === 0 && sim.settings.rateLimit === null);
		expect(sim.settings.webhookBase).toBe(receiver.url);
	});

	it('can be joined to a workflow by hand where nobody set links', async () => {
		sim.set({ webhookBase: null });
		await open();
		expect(await page.locator('#connect').textContent()).not.toContain(sim.key);
		await press('Show Key');
		await shows('#connect', sim.key);
		await page.getByLabel('Webhook URL of the AltaBots Trigger').fill('nonsense');
		await press('Connect');
		await shows('#notice', 'That is no http or https address.');
		await page.getByLabel('Webhook URL of the AltaBots Trigger').fill(receiver.url);
		await press('Connect');
		await shows('#connect-summary', `Calls Go to ${receiver.url}`);
		await press('Talk to a Human');
		await shows('#chat-status', 'Connecting…');
		sim.setLinks({ n8n: 'http://127.0.0.1:9/' });
		await page.locator('#connect').waitFor({ state: 'hidden' });
	});

	it('remembers the guide, shows it again and starts it again', async () => {
		await open();
		await send('Hello');
		await shows('#guide-progress', '1 of 5 Done');
		await press('Hide Guide');
		expect(await page.locator('#guide').isVisible()).toBe(false);
		expect(await page.evaluate(() => document.activeElement?.id)).toBe('guide-toggle');
		await page.reload();
		await page.locator('#live[data-live=true]').waitFor();
		expect(await page.locator('#guide').isVisible()).toBe(false);
		await press('Show Guide');
		expect(await ticked()).toEqual(['write']);
		await press('Start Again');
		await shows('#guide-progress', '0 of 5 Done');
	});

	it('works by keyboard alone', async () => {
		await open();
		const name = async () =>
			await page.evaluate(() => {
				const active = document.activeElement as HTMLInputElement;
				return (
					active.labels?.[0]?.textContent?.trim() ??
					active.getAttribute('aria-label') ??
					active.textContent?.trim() ??
					''
				);
			});
		const tabTo = async (wanted: string) => {
			for (let presses = 0; presses < 120; presses++) {
				await page.keyboard.press('Tab');
				if ((await name()) === wanted) return;
			}
			throw new Error(`No Tab leads to ${wanted}`);
		};
		const type = async (text: string) => await page.keyboard.type(text);

		await tabTo('New Conversation');
		await page.keyboard.press('Enter');
		await page.getByRole('dialog').waitFor();
		await type('kim@example.com');
		await page.keyboard.press('Enter');
		await shows('#state-facts', 'kim@example.com');
		await page.getByRole('dialog').waitFor({ state: 'detached' });
		expect(await name()).toBe('Your Message');
		await type('Hello');
		await page.keyboard.press('Shift+Enter');
		await type('again');
		await page.keyboard.press('Enter');
		await shows('.bubble', 'Hello\nagain');
		await page.keyboard.press('Shift+Tab');
		await page.keyboard.press('Shift+Tab');
		expect(await name()).toBe('Talk to a Human');
		await page.keyboard.press('Space');
		await shows('#chat-status', 'Connecting…');
		expect(await name()).toBe('Your Message');
		await says('Hi');
		await shows('.call.in', 'The reply was shown');

		await tabTo('Only This Customer');
		await page.keyboard.press('Tab');
		await page.keyboard.press('Enter');
		expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-expanded'))).toBe('true');
		await tabTo('Copy Answer');
		await tabTo('Faults');
		await page.keyboard.press('Enter');
		await tabTo('Status');
		await type('503');
		await page.keyboard.press('Enter');
		await shows('.fault-list li', 'status 503');
		const outline = await page.evaluate(
			() => getComputedStyle(document.activeElement as Element).outlineStyle,
		);
		expect(outline).toBe('solid');

		await page.locator('#reset').focus();
		await page.keyboard.press('Enter');
		await page.keyboard.press('Escape');
		expect(await name()).toBe('Reset…');
		await page.keyboard.press('Enter');
		await tabTo('Reset');
		await page.keyboard.press('Enter');
		await shows('#customer', 'Nobody Yet');
		expect(sim.state().conversations).toEqual([]);
	});

	it('has a name for every control, and announces what is new', async () => {
		await open();
		const nameless = await page.evaluate(() =>
			Array.from(document.querySelectorAll('button, input, select, textarea, a, progress'))
				.filter((node) => {
					const labels = (node as HTMLInputElement).labels;
					return (
						!(labels?.length ?? 0) &&
						!node.textContent?.trim() &&
						!node.getAttribute('aria-label') &&
						!node.getAttribute('aria-labelledby')
					);
				})
				.map((node) => node.outerHTML),
		);
		expect(nameless).toEqual([]);
		const titles = await page.getByRole('button').allTextContents();
		expect(titles.filter((title) => /^[a-z]/.test(title.trim()))).toEqual([]);
		expect(await page.locator('#messages').getAttribute('aria-live')).toBe('polite');
		expect(await page.locator('#state-text').getAttribute('role')).toBe('status');
		expect((await page.locator('body').innerText()).match(/\b(error|failed|failure)\b/gi)).toBeNull();
		const files = join(checkoutFolder(), 'simulator', 'page');
		for (const file of readdirSync(files).filter((entry) => entry.endsWith('.js'))) {
			expect(`${file}: ${readFileSync(join(files, file), 'utf8')}`).not.toMatch(
				/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(/,
			);
		}
	});

	it.each([
		['light', 360],
		['dark', 360],
		['light', 900],
		['dark', 1400],
	] as const)('fits, %s at %i pixels', async (colorScheme, width) => {
		sim.setLinks({
			n8n: 'http://127.0.0.1:9/',
			workflow: 'http://127.0.0.1:9/workflow/1',
			desk: 'http://127.0.0.1:9/desk',
		});
		const { id } = sim.openConversation({
			email: 'a.customer.with.a.very.long.address@subdomain.example.com',
		});
		await sim.requestHandoff(id, { text: 'A'.repeat(300) });
		await open({ viewport: { width, height: 800 }, colorScheme });
		await shows('.bubble', 'AAA');
		await page.locator('.call-head').first().click();
		for (const tab of ['Events', 'Faults', 'Settings']) {
			await page.getByRole('tab', { name: tab }).click();
			const tooWide = await page.evaluate(() =>
				Array.from(document.querySelectorAll('body *'))
					.filter((node) => {
						const { width: shown, right } = node.getBoundingClientRect();
						if (
							!shown ||
							node.closest('.sr-only, .calls-filter > label') ||
							node instanceof HTMLSelectElement
						)
							return false;
						const cut =
							getComputedStyle(node).display !== 'inline' && node.scrollWidth > node.clientWidth + 1;
						return right > document.documentElement.clientWidth + 1 || (cut && !(node instanceof SVGElement));
					})
					.map((node) => `${node.tagName} ${node.className}`),
			);
			expect({ tab, tooWide }).toEqual({ tab, tooWide: [] });
			expect(await page.evaluate(contrastProblems)).toEqual([]);
		}
	});

	it('stays quick with thousands of calls', async () => {
		await open();
		const call = async () =>
			await axios.get(`${sim.url}/nothing`, { proxy: false, validateStatus: () => true });
		for (let batch = 0; batch < 20; batch++) await Promise.all(Array.from({ length: 50 }, call));
		const begun = Date.now();
		await send('Still there?');
		await shows('.bubble', 'Still there?');
		expect(Date.now() - begun).toBeLessThan(10_000);
		await page.locator(`.call[data-id="${sim.state().newestCallId}"]`).waitFor();
		expect(await page.locator('.call').count()).toBeLessThanOrEqual(100);
		const ids = async () =>
			await page
				.locator('.call')
				.evaluateAll((rows) => rows.map((row) => Number((row as HTMLElement).dataset.id)));
		await press('Show Older');
		await page.waitForFunction(() => document.querySelectorAll('.call').length === 200);
		const { newestCallId } = sim.state();
		expect(await ids()).toEqual(Array.from({ length: 200 }, (_, position) => newestCallId - position));
		await page.reload();
		await page.locator('#live[data-live=true]').waitFor();
		await page.locator(`.call[data-id="${newestCallId}"]`).waitFor();
		expect(await page.locator('.call').count()).toBe(100);
	});

	it('finds its way back when the simulator starts anew', async () => {
		const first = await Simulator.start();
		page = await browser.newPage();
		await page.goto(`${first.controlUrl}/`);
		await page.locator('#live[data-live=true]').waitFor();
		const controlPort = Number(new URL(first.controlUrl).port);
		await first.stop();
		await page.locator('#live[data-live=false]').waitFor();
		const second = await Simulator.start({ controlPort });
		try {
			second.openConversation({ email: 'back@example.com' });
			await page.locator('#live[data-live=true]').waitFor({ timeout: 15_000 });
			await shows('#state-facts', 'back@example.com');
		} finally {
			await second.stop();
		}
		await page.close();
		page = await open();
	});
});

/** WCAG AA, as far as plain colours go: the texts whose contrast with what lies behind them is below 4.5 to 1. Runs in the page. */
function contrastProblems(): string[] {
	type Colour = [number, number, number, number];
	const parse = (text: string) => (text.match(/[\d.]+/g) ?? []).map(Number).concat(1).slice(0, 4) as Colour;
	const light = ([red, green, blue]: Colour) => {
		const [r, g, b] = [red, green, blue].map((value) => {
			const part = value / 255;
			return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
		});
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	};
	const behind = (node: Element | null): Colour => {
		for (let at = node; at; at = at.parentElement) {
			const colour = parse(getComputedStyle(at).backgroundColor);
			if (colour[3] > 0.99) return colour;
		}
		return [255, 255, 255, 1];
	};
	return Array.from(document.querySelectorAll('body *')).flatMap((node) => {
		const own = Array.from(node.childNodes).some(
			(child) => child.nodeType === 3 && child.textContent?.trim(),
		);
		if (!own || node.closest('svg') || !(node as HTMLElement).offsetParent) return [];
		const [a, b] = [light(parse(getComputedStyle(node).color)), light(behind(node))].sort((x, y) => y - x);
		const ratio = (a + 0.05) / (b + 0.05);
		return ratio < 4.5
			? [`${ratio.toFixed(2)}: ${node.tagName} "${node.textContent?.trim().slice(0, 40)}"`]
			: [];
	});
}
