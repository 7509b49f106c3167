/* eslint-disable @n8n/community-nodes/no-restricted-globals -- test code never ships */
import { randomBytes } from 'node:crypto';

import type { Workflow, WorkflowJson } from '../../../runtime/n8n-types';
import { http } from '../n8n';
import { DeskLog } from './desk-log';
import { standingStill } from './harness';
import { ALERT, DESK, WATCHDOG, WatchedHouse } from './watchdog-house';

const GREETING = 'Hello! You are talking to our team now.';
const SECRET = 'app-a-key-that-nobody-may-read';

const pause = async (ms: number) => await new Promise((done) => setTimeout(done, ms));

describe('alert and watchdog', () => {
	let watched: WatchedHouse;
	let alert: Workflow;

	beforeAll(async () => {
		watched = await WatchedHouse.start();
		alert = watched.house.imported(ALERT);
		await watched.importWatchdog({ graceMinutes: 0.03, stuckMinutes: 0.15, unansweredMinutes: 60 });
	});

	afterAll(async () => await watched?.stop());

	const tell = async (item: Record<string, unknown>) =>
		(await watched.house.call(alert, item)).error?.message;

	const alertRows = async (key: string) =>
		(await watched.house.rows('altabots_messages')).filter((row) => row.key === `alert:${key}`);

	it('tells the same thing once, however often and however close together it is said', async () => {
		const item = { subject: 'Lamp\r\nBcc: eve@example.com', text: 'The lamp is out.', key: 'lamp' };
		await Promise.all([tell(item), tell(item), tell(item)]);
		await tell(item);
		const mail = await watched.alerted('The lamp is out.');
		expect(mail.subject).toBe('[AltaBots] Lamp Bcc: eve@example.com');
		expect(mail.raw.slice(0, mail.raw.indexOf('\r\n\r\n'))).not.toMatch(/^bcc:/im);
		await tell({ ...item, text: 'The lamp is still out.', key: 'lamp 2' });
		await watched.alerted('still out');
		expect(watched.alerts).toHaveLength(2);
		expect((await alertRows('lamp')).map(({ state }) => state)).toEqual(['sent']);
		expect(await tell({ subject: 'Half' })).toContain('Alert takes subject, text and key');
	});

	it('keeps an alert that the mail server refuses, and the watchdog sends it', async () => {
		watched.mail.refusal = 'Try again later';
		const item = { subject: 'Door', text: 'The door is open.', key: 'door' };
		expect(await tell(item)).toContain('Try again later');
		expect((await alertRows('door')).map(({ state }) => state)).toEqual(['unsent']);
		watched.mail.refusal = undefined;
		await watched.look();
		await watched.alerted('The door is open.');
		expect((await alertRows('door')).every(({ state }) => state === 'sent')).toBe(true);
	});

	it('finds who waits, and tells it once', async () => {
		const { house } = watched;
		const greeted = await house.customer('waits@example.com', `My card is ${SECRET}`);
		await house.untilHeard(greeted.id, GREETING);
		// Nobody on the platform's side: the greeting cannot be sent.
		const unknown = randomBytes(12).toString('hex');
		const establish = { conversation_id: unknown, body: [{ text: SECRET, message_type: 'QUESTION' }] };
		expect(await house.post('/conversation/establish', { ...establish, timestamp: Date.now() })).toBe(200);
		const isRefused = async () =>
			(await house.rows('altabots_messages')).some(
				({ conversation_id, state }) => conversation_id === unknown && state !== 'sending',
			);
		await house.until(isRefused);
		await pause(3_000);
		await watched.look();
		const mail = await watched.alerted(unknown);
		expect(mail.text).toContain('it was never greeted');
		expect(mail.text).not.toContain(greeted.handoffId);

		await house.change(WATCHDOG, { unansweredMinutes: 0.02, deskUsesThreads: true });
		await watched.look();
		const worse = await watched.alerted(greeted.handoffId);
		expect(worse.text).toMatch(/nobody has answered; the desk has no thread for it/);
		expect(watched.alerts.some(({ raw }) => raw.includes(SECRET))).toBe(false);
		const before = watched.alerts.length;
		await watched.look();
		expect(watched.alerts).toHaveLength(before);
		await house.change(WATCHDOG, { unansweredMinutes: 60, deskUsesThreads: false });
	});

	it('sees whether the front door answers, and starts nothing by looking', async () => {
		const { house } = watched;
		const { frontDoor, webhookId } = house.bots[0];
		const url = `${house.url}/webhook/${webhookId}`;
		const count = async () => await house.server.client.executionCount(frontDoor?.id ?? '');
		const before = await count();
		const closed = 'http://127.0.0.1:1/webhook';
		await house.change(WATCHDOG, { frontDoors: `${url}, ${house.url}/webhook/nobody, ${closed}` });
		const { data } = await watched.look();
		expect(JSON.stringify(data)).not.toContain(house.platform.key);
		const mail = await watched.alerted('The front door does not answer');
		expect(mail.text).toContain('/webhook/nobody');
		expect(mail.text).toContain(closed);
		expect(mail.text).not.toContain(webhookId);
		expect(await count()).toBe(before);
		await house.change(WATCHDOG, { frontDoors: url });
	});

	it('is the error workflow of others: says what failed and where, and nothing that was said', async () => {
		const { client } = watched.house.server;
		const json = {
			name: 'Breaks',
			nodes: [
				{
					id: 'a',
					name: 'Call',
					type: 'n8n-nodes-base.webhook',
					typeVersion: 2.1,
					position: [0, 0] as [number, number],
					parameters: { path: 'breaks', httpMethod: 'POST', responseMode: 'onReceived', options: {} },
				},
				{
					id: 'b',
					name: 'Falls Over',
					type: 'n8n-nodes-base.stopAndError',
					typeVersion: 1,
					position: [200, 0] as [number, number],
					parameters: { errorMessage: `=Refused with ${SECRET}: {{ $json.body.text }}` },
				},
			],
			connections: { Call: { main: [[{ node: 'Falls Over', type: 'main', index: 0 }]] } },
			settings: { errorWorkflow: watched.house.imported(WATCHDOG).id },
		};
		const { id } = await client.createWorkflow(json);
		await client.publish(id);
		const call = async () =>
			(await http.post(`${watched.house.url}/webhook/breaks`, { text: 'My name is Eve' })).status;
		expect(await call()).toBe(200);
		const mail = await watched.alerted('Breaks failed at Falls Over');
		expect(mail.text).toMatch(new RegExp(`/workflow/${id}/executions/\\d+`));
		expect(mail.raw).not.toMatch(/My name is Eve|app-a-key/);
		const before = watched.alerts.length;
		expect(await call()).toBe(200);
		await client.waitForExecutions(id, 2);
		const watchdog = watched.house.imported(WATCHDOG).id;
		const asked = async () =>
			(await client.executions({ workflowId: watchdog, status: ['success'] })).filter(
				({ mode }) => mode === 'error',
			);
		await watched.house.until(async () => (await asked()).length >= 2);
		expect(watched.alerts).toHaveLength(before);
		// n8n's own list has both; the watchdog knows them already.
		await watched.look();
		expect(watched.alerts).toHaveLength(before);
	});

	describe('after kill -9', () => {
		/** Between two customers; the last one is acknowledged just before. */
		const PAUSES_MS = [600, 250, 100, 50, 0];

		/** An alert over which n8n was killed counts as under way for two minutes more. */
		const ALERT_MS = 180_000;

		beforeAll(async () => {
			// A restart takes longer than the platform waits for a first reply, if the machine is slow.
			watched.house.platform.set({ firstReplyLimitMs: null });
			await watched.lookEvery({ field: 'seconds', secondsInterval: 15 });
		});

		/** Customers who ask for a human one after the other; n8n is killed when the last one has its 200, and started again. */
		async function killAfterCustomers(): Promise<Array<{ id: string; handoffId: string }>> {
			const { house } = watched;
			const customers = [];
			for (const ms of PAUSES_MS) {
				const { id } = house.platform.openConversation();
				const { status, handoffId } = await house.platform.requestHandoff(id, { text: 'Is anybody there?' });
				expect(status).toBe(200);
				customers.push({ id, handoffId });
				await pause(ms);
			}
			await house.server.n8n.kill();
			await house.restart();
			return customers;
		}

		/** Whether the customer has heard something, or the keeper: of the handoff itself, or of the execution that held it. */
		async function isCaredFor({ id, handoffId }: { id: string; handoffId: string }): Promise<boolean> {
			if (watched.house.heard(id).length > 0) return true;
			const told = watched.alerts.map(({ text }) => text ?? '').join('\n');
			if (told.includes(handoffId)) return true;
			const { client } = watched.house.server;
			const executions = await client.executions({ workflowId: watched.house.bots[0].frontDoor?.id });
			for (const execution of executions.filter((one) => told.includes(`/executions/${one.id}\n`))) {
				const { data } = await client.execution(execution.id);
				if (JSON.stringify(data).includes(handoffId)) return true;
			}
			return false;
		}

		async function everybodyIsCaredFor(customers: Array<{ id: string; handoffId: string }>): Promise<void> {
			for (const customer of customers)
				await watched.house.until(async () => await isCaredFor(customer), ALERT_MS);
		}

		it('every acknowledged handoff has an answer or an alert, whenever n8n was killed', async () => {
			const { house } = watched;
			// A greeting that is on its way when n8n is killed: the platform has it, and n8n gets no answer.
			house.platform.fault({ kind: 'delay', ms: 60_000, path: '/v1/human/message/receive' });
			const greeted = await house.customer('greeted@example.com', 'Did you say something?');
			await house.untilHeard(greeted.id, GREETING);
			await everybodyIsCaredFor(await killAfterCustomers());
			await watched.alerted('Nobody knows whether a reply arrived', ALERT_MS);
			expect(
				watched.alerts.some(({ text }) =>
					text?.includes(`Conversation ${greeted.handoffId}, by First-Reply Guard`),
				),
			).toBe(true);
		});

		/** Has the front door take its time behind these nodes, and not wait for a minute before it takes up what was cut off. */
		async function slowDown(...names: string[]): Promise<void> {
			const { client } = watched.house.server;
			const id = watched.house.bots[0].frontDoor?.id ?? '';
			const json = JSON.parse(
				JSON.stringify(await client.workflow(id)).replaceAll('Math.max(1, 60 - ', 'Math.max(1, 2 - '),
			) as WorkflowJson;
			const { nodes, connections } = names.reduce((slow, name) => standingStill(slow, name, 12), json);
			await client.updateWorkflow(id, { nodes, connections });
			await client.publish(id);
		}

		it('by Retry the desk gets what had been written down, once', async () => {
			const { house } = watched;
			const { client } = house.server;
			const frontDoor = house.bots[0].frontDoor?.id ?? '';
			const shipped = await client.workflow(frontDoor);
			const desk = new DeskLog(house, DESK);
			const events = async (id: string) => (await desk.of(id)).map(({ event }) => event);
			const answered = await house.customer('answered@example.com', 'Hello');
			await house.untilHeard(answered.id, GREETING);
			await house.until(async () => (await events(answered.handoffId)).length === 1);
			await house.call(house.imported('reply/reply.json'), {
				...{ source: null, conversationId: answered.handoffId, action: 'reply', text: 'Hello, Ann here.' },
				...{ by: 'Ann', replyId: 'ann-1' },
			});
			expect((await house.handoff(answered.handoffId)).status).toBe('answered');

			await slowDown('With Handoff', 'Is First Message');
			const chat = {
				conversation_id: answered.handoffId,
				timestamp: Date.now(),
				body: 'Are you still there?',
			};
			expect(await house.post('/chat', chat)).toBe(200);
			const { id } = house.platform.openConversation();
			const { handoffId } = await house.platform.requestHandoff(id, { text: 'Is anybody there?' });
			const said = async () =>
				(await house.rows('altabots_messages')).filter(({ text }) => text === 'Are you still there?');
			await house.until(async () => {
				const handoffs = await house.rows('altabots_handoffs');
				return (await said()).length > 0 && handoffs.some((row) => row.conversation_id === handoffId);
			});
			// n8n may list as crashed only now what the test before has cut off.
			const crashedOver = async (conversation: string) => {
				for (const one of await client.executions({ workflowId: frontDoor, status: ['crashed'] })) {
					const { data } = await client.execution(one.id);
					if (JSON.stringify(data).includes(conversation)) return one.id;
				}
				return undefined;
			};
			await house.restart('kill');
			expect((await house.handoff(answered.handoffId)).status).toBe('answered');
			const retried: string[] = [];
			for (const conversation of [answered.handoffId, handoffId]) {
				const cutOff = await house.until(async () => await crashedOver(conversation));
				retried.push(await client.retryExecution(cutOff));
			}
			await house.untilHeard(id, GREETING);
			await house.until(async () => (await house.handoff(handoffId)).handed_on_at !== null);
			await house.until(async () => (await said()).some(({ handed_on_at }) => handed_on_at !== null));
			expect(await house.handoff(answered.handoffId)).toMatchObject({
				status: 'waiting',
				last_customer_message: 'Are you still there?',
			});

			for (const retry of retried) await client.waitForExecution(retry);

			// Once more, now that it has been handed on; the trigger's memory is gone.
			expect(await house.post('/chat', chat)).toBe(200);
			const [again] = await client.executions({ workflowId: frontDoor, limit: 1 });
			expect(retried).not.toContain(again.id);
			expect((await client.waitForExecution(again.id)).status).toBe('success');
			expect([await events(handoffId), await events(answered.handoffId)]).toEqual([
				['handoffRequested'],
				['handoffRequested', 'customerMessage'],
			]);
			expect([house.heard(id).length, (await said()).length]).toEqual([1, 1]);
			await client.updateWorkflow(frontDoor, { nodes: shipped.nodes, connections: shipped.connections });
			await client.publish(frontDoor);
		});

		it('also when nothing had been written down yet', async () => {
			const { house } = watched;
			const { client } = house.server;
			const id = house.bots[0].frontDoor?.id ?? '';
			await slowDown('Settings');
			const customers = await killAfterCustomers();
			const kept = await house.rows('altabots_handoffs');
			for (const { handoffId } of customers)
				expect(kept.some((row) => row.conversation_id === handoffId)).toBe(false);
			await everybodyIsCaredFor(customers);
			expect(customers.flatMap((customer) => house.heard(customer.id))).toEqual([]);

			// What the alert advises.
			const [execution] = await client.executions({ workflowId: id, status: ['crashed'] });
			const { data } = await client.execution(execution.id);
			const found = customers.find(({ handoffId }) => JSON.stringify(data).includes(handoffId));
			await client.retryExecution(execution.id);
			await house.untilHeard(found?.id ?? '', GREETING);
		});
	});
});
