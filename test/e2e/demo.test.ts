/* eslint-disable @n8n/community-nodes/no-restricted-imports -- test code never ships */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { checkoutFolder } from '../../runtime/checkout';
import { Demo, type DemoAddresses, type DemoOptions } from '../../runtime/demo/demo';
import { N8nClient } from '../../runtime/n8n-client';
import { removeTemporaryFolder, temporaryFolder } from '../../runtime/temporary-folder';
import { describeInBrowser, openBrowser, problemsOf, type OpenBrowser } from './browser';
import { Customer } from './customer';
import { Desk } from './desk';
import { http, packedPackage } from './n8n';
import { picture } from './pictures';

const GREETING = 'Hello! You are talking to our team now.';
const HOSTILE =
	'<script>document.title = "taken over"</script><img src=x onerror="alert(1)"> & "quotes" {{ 6 * 7 }}';

describeInBrowser('the demo that npm start shows', () => {
	let options: DemoOptions;
	let demo: Demo;
	let at: DemoAddresses;
	let browser: OpenBrowser;

	beforeAll(async () => {
		const examples = JSON.parse(
			readFileSync(join(checkoutFolder(), 'runtime', 'demo', 'examples.json'), 'utf8'),
		) as Record<string, Omit<DemoOptions['example'], 'name'>>;
		options = {
			data: await temporaryFolder('demo'),
			ports: { n8n: 0, simulator: 0, page: 0 },
			tarball: packedPackage(),
			example: { name: 'inside-n8n', ...examples['inside-n8n'] },
		};
		browser = await openBrowser();
		demo = new Demo(options);
		at = await demo.start();
	}, 400_000);

	afterAll(async () => {
		await browser?.close();
		await demo?.stop();
		await removeTemporaryFolder(options.data);
	});

	/** A customer who has just asked for a human and was greeted, without a page. */
	async function waitingCustomer(email: string, text: string): Promise<{ id: string; handoffId: string }> {
		const { id } = demo.platform.openConversation({ email });
		const { handoffId } = await demo.platform.requestHandoff(id, { text });
		await demo.platform.waitFor(() => demo.platform.conversation(id).state === 'connected');
		return { id, handoffId };
	}

	const heard = (id: string) =>
		demo.platform
			.conversation(id)
			.messages.filter(({ from }) => from === 'human')
			.map(({ text }) => text);

	it('is played from both sides, and closed by the human', async () => {
		const customer = await Customer.open(browser, at.platform);
		const desk = await Desk.open(browser, at);
		await desk.list.getByText('Nobody waits.').waitFor();

		await customer.begin('bob@example.com');
		await customer.says('Where is my parcel?');
		await customer.bubble('bot', 'You said: Where is my parcel?').waitFor();
		await desk.list.getByText('You said: Where is my parcel?').waitFor();

		await customer.press('Talk to a Human');
		await customer.bubble('human', GREETING).waitFor();
		const [conversation] = demo.platform.state().conversations;
		const [handoff] = conversation.handoffs;
		const greeting = conversation.messages.find(({ from }) => from === 'human');
		const greetedAfterMs = Date.parse(greeting?.at ?? '') - Date.parse(handoff.requestedAt);
		// The platform waits 60 s.
		expect(greetedAfterMs).toBeLessThan(30_000);

		await customer.says('It was due on Monday.');
		await desk.entry('It was due on Monday.').waitFor();
		expect(await desk.entry('It was due on Monday.').textContent()).toMatch(/waits \d+ s/);
		await desk.choose('It was due on Monday.');
		await desk.take();
		await desk.entry('Ann').waitFor();
		// The transcript, the greeting and what came since, in order; the last words stand above the form.
		await desk.message('It was due on Monday.').waitFor();
		const said = await desk.said();
		expect(said).toEqual([
			'Where is my parcel?',
			'You said: Where is my parcel?',
			'I would like to talk to a human.',
			expect.stringContaining(GREETING),
			'It was due on Monday.',
		]);
		expect(await desk.thread.locator('.last').textContent()).toContain('It was due on Monday.');
		await picture(desk.page, 'desk');

		// The next message comes by itself, and what the human is writing stays.
		await desk.answer.fill('I am looking');
		await customer.says('Are you there?');
		await desk.message('Are you there?').waitFor();
		expect(await desk.answer.inputValue()).toBe('I am looking');
		await desk.send('I am looking it up.\nOne moment.');
		await desk.message('the customer has it').last().waitFor();
		await customer.bubble('human', 'I am looking it up.').waitFor();
		await desk.entry('answered').waitFor();
		await picture(customer.page, 'simulator');

		await customer.says('Thank you');
		await desk.entry('waits').waitFor();
		await desk.close();
		await customer.state('Closed').waitFor();
		expect(demo.platform.conversation(conversation.id).closeReason).toBe('HUMAN_CLOSED');
		await desk.thread.getByText('Closed at the desk').waitFor();
		await desk.entry('closed').waitFor();
		expect([...problemsOf(customer.page), ...problemsOf(desk.page)]).toEqual([]);
		await Promise.all([customer.page.context().close(), desk.page.context().close()]);
	});

	it('shows when the customer leaves, and sends nothing any more', async () => {
		const customer = await Customer.open(browser, at.platform);
		await customer.begin('ann@example.com');
		await customer.says('A question about my invoice');
		await customer.press('Talk to a Human');
		await customer.bubble('human', GREETING).waitFor();
		const { id, handoffId } = demo.platform.state().conversations.at(-1) ?? { id: '', handoffId: '' };
		const desk = await Desk.open(browser, at, handoffId ?? '');
		await desk.answer.fill('Too late');
		await customer.press('End Conversation');
		await desk.thread.getByText('The customer ended the conversation').waitFor();
		await desk.page.getByRole('button', { name: 'Send to' }).click();
		await desk.page.getByText('This conversation is closed.').waitFor();
		expect(heard(id).filter((text) => text === 'Too late')).toEqual([]);
		expect(demo.platform.calls.filter((call) => JSON.stringify(call).includes('Too late'))).toEqual([]);
		await Promise.all([customer.page.context().close(), desk.page.context().close()]);
	});

	it('shows what the agent says, with audio', async () => {
		const { id } = demo.platform.openConversation();
		await demo.platform.agentReplies(id, { version: 'v1', text: 'Old shape' });
		await demo.platform.agentReplies(id, {
			version: 'v2',
			text: 'New shape',
			audio: [{ audio: 'https://example.com/hello.mp3', transcript: 'Spoken' }],
		});
		const desk = await Desk.open(browser, at);
		await desk.list.getByText('Old shape').waitFor();
		await desk.list.getByText('Audio: Spoken https://example.com/hello.mp3').waitFor();
		await desk.page.context().close();
	});

	it('shows hostile text as text', async () => {
		const { id, handoffId } = await waitingCustomer('"><b>eve</b>@example.com', HOSTILE);
		await demo.platform.customerSays(id, `again ${HOSTILE}`);
		await demo.platform.agentReplies(id, { version: 'v2', text: `agent ${HOSTILE}` });
		const desk = await Desk.open(browser, at, handoffId, '<img src=x>"Ann');
		let dialogs = 0;
		desk.page.on('dialog', (dialog) => {
			dialogs += 1;
			void dialog.dismiss();
		});
		await desk.message(`again ${HOSTILE}`).waitFor();
		await desk.entry(`again ${HOSTILE}`).waitFor();
		await desk.list.getByText(`agent ${HOSTILE}`).waitFor();
		await desk.send(`echo ${HOSTILE}`);
		expect(heard(id)).toContain(`echo ${HOSTILE}`);
		for (const frame of desk.page.frames()) {
			expect(await frame.locator('img, b:has-text("eve") b').count()).toBe(0);
			expect(await frame.title()).not.toBe('taken over');
		}
		expect(await desk.page.title()).toContain('"><b>eve</b>@example.com');
		expect(dialogs).toBe(0);
		await desk.page.context().close();
	});

	it('lets nobody in without the login', async () => {
		const { id, handoffId } = await waitingCustomer(
			'secret-customer@example.com',
			'Nobody else may read this',
		);
		const desk = await Desk.open(browser, at, handoffId);
		const row = await desk.page.locator('#answer input[name=handoff]').inputValue();
		const base = at.desk?.replace('altabots-desk', '') ?? '';
		const paths = ['', '-list', '-list?t=', '-list?t=guess', '-messages?h=1', '-messages?h=1&t=guess'];
		for (const path of paths) {
			const answer = await http.get(`${base}altabots-desk${path}`);
			expect([path, answer.status]).toEqual([path, 401]);
			expect(String(answer.data)).not.toMatch(/secret-customer|Nobody else/);
		}

		const form = new URLSearchParams({
			...{ handoff: String(row), form: 'forged', text: 'Forged', ticket: 'guess' },
			...{ name: 'Mallory', from: '', to: 'me' },
		});
		for (const path of ['name', 'take', 'answer', 'close']) {
			expect((await http.post(`${base}altabots-desk-${path}`, form)).status).toBe(401);
			// Another website can have a logged-in browser send a form, but does not know a ticket.
			const auth = { username: at.login.email, password: at.login.password };
			const answer = await http.post(`${base}altabots-desk-${path}`, form, { auth, maxRedirects: 0 });
			expect([path, answer.status]).toEqual([path, path === 'answer' ? 409 : 303]);
		}
		expect(heard(id)).toEqual([expect.stringContaining(GREETING)]);
		expect(demo.platform.conversation(id).state).toBe('connected');
		await desk.page.reload();
		await desk.page.getByRole('button', { name: 'Give Back' }).waitFor();
		await desk.page.context().close();
	});

	it('gives a conversation to one person', async () => {
		const { id, handoffId } = await waitingCustomer('one@example.com', 'Who helps me?');
		const [ann, bob] = await Promise.all([
			Desk.open(browser, at, '', 'Ann'),
			Desk.open(browser, at, '', 'Bob'),
		]);
		for (const { page } of [ann, bob]) {
			const ticket = await page.locator('form.me input[name=ticket]').inputValue();
			await page.goto(`${at.desk}?c=${handoffId}&t=${ticket}`);
		}
		// Both press the button of a page that says that nobody has taken the customer.
		await Promise.all(
			[ann, bob].map(async ({ page }) => {
				await page.getByRole('button', { name: 'Take' }).click();
				await page.getByText('has taken this conversation').or(page.getByLabel('Your answer to')).waitFor();
			}),
		);
		const isAnn = await ann.answer.isVisible();
		expect(await bob.answer.isVisible()).toBe(!isAnn);
		const [first, second] = isAnn ? [ann, bob] : [bob, ann];
		await second
			.entry('one@example.com')
			.filter({ hasText: isAnn ? 'Ann' : 'Bob' })
			.waitFor();

		// What the first one writes when the second one has taken over goes nowhere.
		await first.answer.fill('From the first one');
		await second.page.getByRole('button', { name: 'Take It Over' }).click();
		await second.send('From the second one');
		await first.page.getByRole('button', { name: 'Send to' }).click();
		await first.page.getByText('has taken this conversation').waitFor();
		expect(heard(id).slice(1)).toEqual(['From the second one']);

		await second.page.getByRole('button', { name: 'Give Back' }).click();
		await second.page.getByText('Nobody has taken').waitFor();
		await Promise.all([ann, bob].map(async ({ page }) => await page.context().close()));
	});

	it('sends a form once, however often it comes', async () => {
		const { id, handoffId } = await waitingCustomer('twice@example.com', 'Hello');
		const desk = await Desk.open(browser, at, handoffId);
		const field = async (name: string) => await desk.page.locator(`#answer input[name=${name}]`).inputValue();
		const [ticket, form, handoff] = await Promise.all(['ticket', 'form', 'handoff'].map(field));
		const body = new URLSearchParams({ handoff, ticket, form, text: 'Only once' });
		const auth = { username: at.login.email, password: at.login.password };
		for (let time = 0; time < 3; time += 1) {
			const answer = await http.post(`${at.desk}-answer`, body, { auth, maxRedirects: 0 });
			expect([answer.status, answer.headers.location]).toEqual([
				303,
				`altabots-desk?h=${handoff}&t=${ticket}`,
			]);
		}
		expect(heard(id).filter((text) => text === 'Only once')).toHaveLength(1);
		await desk.message('Only once').waitFor();
		expect((await desk.said()).filter((text) => text.includes('Only once'))).toHaveLength(1);
		await desk.page.context().close();
	});

	it('says so when an answer did not go out, and when nobody knows', async () => {
		const { id, handoffId } = await waitingCustomer('trouble@example.com', 'Hello');
		const desk = await Desk.open(browser, at, handoffId);
		demo.platform.fault({ kind: 'status', status: 500, conversationId: handoffId });
		await desk.send('Refused');
		await desk.message('NOBODY KNOWS').or(desk.message('NOT SENT')).first().waitFor();
		demo.platform.fault({ kind: 'resetAfter', conversationId: handoffId });
		await desk.send('Broken off');
		await desk.message('NOBODY KNOWS WHETHER THE CUSTOMER GOT IT').last().waitFor();
		expect(await desk.message('Broken off').textContent()).toContain(
			'It is unknown whether the reply was sent',
		);
		expect(heard(id)).toContain('Broken off');
		await desk.entry('trouble@example.com').filter({ hasText: 'waits' }).waitFor();

		// Not closed while the platform has not said so.
		demo.platform.fault({ kind: 'status', status: 500, conversationId: handoffId });
		await desk.page.getByRole('button', { name: 'Close Conversation' }).click();
		await desk.thread.getByText('Not closed:').waitFor();
		await desk.close();
		expect(demo.platform.conversation(id).state).toBe('closed');
		await desk.page.context().close();
	});

	it('keeps a handoff whose greeting did not go out', async () => {
		const { id } = demo.platform.openConversation({ email: 'ungreeted@example.com' });
		demo.platform.fault({ kind: 'status', status: 400, path: '/message/receive' });
		const { handoffId } = await demo.platform.requestHandoff(id, { text: 'Hello?' });
		// The greeting was refused, so the desk knows the customer.
		await demo.platform.waitFor(() => demo.platform.faults.length === 0);
		const desk = await Desk.open(browser, at, handoffId);
		await desk.message(GREETING).filter({ hasText: 'NOT SENT' }).waitFor();
		await desk.send('I am here all the same.');
		expect(heard(id)).toEqual(['I am here all the same.']);
		await desk.page.context().close();
	});

	it('shows the workflow and its executions behind the same login', async () => {
		const page = await browser.newPage();
		await page.goto(at.workflow);
		await page.locator('input[type=email], input[name=emailOrLdapLoginId]').fill(at.login.email);
		await page.locator('input[type=password]').fill(at.login.password);
		await page.keyboard.press('Enter');
		await page.locator('[data-test-id=canvas-node]').filter({ hasText: 'Keep Handoff' }).waitFor();
		await page.getByText('Published').first().waitFor();
		const client = await N8nClient.login(at.n8n, at.login);
		const failed = await client.executions({ status: ['error', 'crashed'] });
		expect(failed.map(({ id }) => id)).toEqual([]);
		await page.context().close();
	});

	it('goes on after a restart: workflows, chats and login are the same', async () => {
		const { id, handoffId } = await waitingCustomer('patient@example.com', 'I will wait');
		await demo.stop();
		demo = new Demo(options);
		const before = at;
		at = await demo.start();
		expect(at.login).toEqual(before.login);
		expect(demo.platform.conversation(id).messages.map(({ text }) => text)).toContain('I will wait');
		// Every port is another one now, and n8n's credential has been told.
		const desk = await Desk.open(browser, at, handoffId);
		await desk.message('I will wait').waitFor();
		await desk.send('Thank you for waiting.');
		await demo.platform.waitFor(() => heard(id).includes('Thank you for waiting.'));
		await demo.platform.customerSays(id, 'No hurry');
		await desk.message('No hurry').waitFor();
		await desk.page.context().close();
	}, 400_000);
});
