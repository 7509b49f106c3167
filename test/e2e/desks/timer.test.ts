/* eslint-disable @n8n/community-nodes/no-restricted-imports -- test code never ships */
import { setTimeout as sleep } from 'node:timers/promises';

import { outputOf, type WorkflowJson } from '../../../runtime/n8n-types';
import { ALWAYS_OPEN, awayForDays, everyDay, readExample, standingStill, type House } from './harness';
import { Person } from './inside-person';
import { retentionCases } from './retention-cases';
import { FAREWELL, HOURS, TIMER, TimerHouse } from './timer-house';

const RECEIVE = '/v1/human/message/receive';
const SHIPPED = {
	remindAfterMinutes: 10,
	closeAfterMinutes: 30,
	sweepAfterHours: 72,
	tryAgainAfterMinutes: 10,
	labels: '',
};
/** No reminder; whoever has waited for half an hour is let go. */
const CLOSING = { ...SHIPPED, remindAfterMinutes: 0 };

/** Front door, guard, hours, Reply and the desk inside n8n; the timer asks for the hours. Customers began to wait long ago by the platform's clock. */
describe('the no-answer timer', () => {
	let timer: TimerHouse;
	let house: House;
	let ann: Person;

	beforeAll(async () => {
		timer = await TimerHouse.start();
		({ house } = timer);
		ann = await Person.at(house, 'Ann');
	});

	afterAll(async () => await house?.stop());

	const setTo = async (settings: Record<string, unknown>) => await house.change(TIMER, settings);

	const isClosed = (id: string) => house.platform.conversation(id).state === 'closed';

	it('asks nobody for the hours while nobody waits', async () => {
		await setTo(SHIPPED);
		await timer.run();
		expect(await house.server.client.executionCount(house.imported(HOURS).id)).toBe(0);
	});

	it('reminds the team once, whoever runs at the same moment', async () => {
		const { id, handoffId } = await timer.waiting(
			'slow@example.com',
			15,
			'Hello?\r\n<!channel>\r\nTaken by: Eve',
		);
		await timer.waiting('new@example.com', 5);
		await setTo(SHIPPED);
		await Promise.all([timer.run(), timer.run(), timer.run()]);
		await timer.run();
		const [alert, ...others] = await timer.alerts('slow@example.com');
		expect(others).toEqual([]);
		expect(alert).toEqual({
			once: true,
			key: expect.stringMatching(/^timer:\d+:\d{13}$/),
			subject: expect.stringMatching(/^slow@example\.com has been waiting for 1[56] minutes$/),
			text: expect.stringMatching(
				/^Customer: slow@example\.com\nLast message: Hello\? <!channel> Taken by: Eve\nTaken by: nobody\nConversation: /m,
			),
		});
		expect(await house.handoff(handoffId)).toMatchObject({
			status: 'waiting',
			reminded_at: expect.any(String),
			timer_since: null,
		});
		expect([await timer.alerts('new@example.com'), timer.heard(id), isClosed(id)]).toEqual([[], [], false]);
		// The waiting is over, and begins anew with what the customer writes next.
		await ann.take(handoffId);
		await ann.answer(handoffId, 'I am here.');
		await timer.run();
		expect(await timer.alerts('slow@example.com')).toHaveLength(1);
	});

	it('reminds nobody again where another execution was through between looking and acting', async () => {
		await timer.waiting('overtaken@example.com', 15);
		await setTo(SHIPPED);
		const slow = await timer.another(standingStill(readExample(TIMER), 'Read Messages', 8));
		const overtaken = await house.server.client.runWorkflow(slow.id, 'Run Now');
		await sleep(3_000);
		await timer.run();
		await house.server.client.waitForExecution(overtaken);
		expect(await timer.alerts('overtaken@')).toHaveLength(1);
	});

	it('reminds nobody of a customer who may have an answer', async () => {
		const { id, handoffId } = await timer.waiting('answered@example.com', 15);
		await ann.take(handoffId);
		house.platform.fault({ kind: 'resetAfter', path: RECEIVE, conversationId: handoffId });
		await ann.answer(handoffId, 'Do you get this?');
		expect((await house.handoff(handoffId)).status).toBe('waiting');
		await setTo({ ...SHIPPED, closeAfterMinutes: 12 });
		await timer.run();
		expect([await timer.alerts('answered@'), isClosed(id)]).toEqual([[], false]);
	});

	it('tries again when the alert fails', async () => {
		const { handoffId } = await timer.waiting('unheard@example.com', 15);
		await timer.alertWorks(false);
		await setTo(SHIPPED);
		await timer.run();
		expect((await house.handoff(handoffId)).reminded_at).toBeNull();
		await timer.alertWorks(true);
		await timer.run();
		expect(await timer.alerts('unheard@')).toEqual([]);
		await setTo({ ...SHIPPED, tryAgainAfterMinutes: 0.01 });
		await timer.run();
		expect(await timer.alerts('unheard@')).toHaveLength(1);
	});

	it('keeps quiet outside the hours, and counts from the opening', async () => {
		await timer.waiting('night@example.com', 15);
		await house.change(HOURS, awayForDays());
		await setTo(SHIPPED);
		await timer.run();
		await house.change(HOURS, openFor(5));
		await timer.run();
		expect(await timer.alerts('night@')).toEqual([]);
		await house.change(HOURS, ALWAYS_OPEN);
		await timer.run();
		expect(await timer.alerts('night@')).toHaveLength(1);
	});

	it('fires by itself once published, also without hours', async () => {
		const { client } = house.server;
		const { id } = await timer.another(everySecond(readExample(TIMER)));
		await client.publish(id);
		const { handoffId } = await timer.waiting('scheduled@example.com', 15);
		await house.until(async () => (await house.handoff(handoffId)).reminded_at !== null);
		await client.unpublish(id);
		expect(await timer.alerts('scheduled@')).toHaveLength(1);
		// n8n keeps no execution for each minute that passes.
		await house.until(async () => (await client.executionCount(id)) === 0);
	});

	it('tells the customer once, closes, and lets nothing through after that', async () => {
		const { id, handoffId } = await timer.waiting('alone@example.com', 60);
		await setTo(CLOSING);
		await Promise.all([timer.run(), timer.run(), timer.run()]);
		await house.until(async () => isClosed(id));
		await timer.run();
		expect(timer.heard(id)).toEqual([expect.stringContaining(FAREWELL)]);
		expect(await house.handoff(handoffId)).toMatchObject({
			status: 'closed',
			closed_because: 'Nobody answered in time',
			first_reply_at: null,
		});
		expect((await timer.alerts('alone@')).map(({ subject }) => subject)).toEqual([
			'Closed without an answer: alone@example.com',
		]);
		const late = await house.call(house.imported('reply/reply.json'), {
			source: null,
			conversationId: handoffId,
			action: 'reply',
			text: 'Still there?',
			by: 'Ann',
			replyId: 'too-late',
		});
		expect(outputOf(late, 'Call')).toEqual([expect.objectContaining({ outcome: 'late' })]);
		expect(timer.heard(id)).toHaveLength(1);
	});

	it('closes nobody without a word because the key is wrong', async () => {
		const { id, handoffId } = await timer.waiting('rotated@example.com', 60);
		for (const path of [RECEIVE, '/v1/human/close'])
			house.platform.fault({
				...{ kind: 'status', status: 401, times: 'always', path, conversationId: handoffId },
				body: { code: 40127, message: 'Developer authentication failed' },
			});
		const closing = { source: null, conversationId: handoffId, action: 'close', by: 'Ann', replyId: 'bye' };
		const refused = await house.call(house.imported('reply/reply.json'), closing);
		expect(outputOf(refused, 'Call')).toEqual([
			expect.objectContaining({ outcome: 'unsent', sentence: expect.stringContaining('this API key') }),
		]);
		await setTo(CLOSING);
		await timer.run();
		const told = (await house.rows('altabots_messages')).filter(({ key }) =>
			/^reply:timer:\d/.test(String(key)),
		);
		expect(told[told.length - 1]).toMatchObject({ conversation_id: handoffId, state: 'unsent' });
		expect([(await house.handoff(handoffId)).status, isClosed(id)]).toEqual(['waiting', false]);
		house.platform.clearFaults();
		await setTo({ ...CLOSING, tryAgainAfterMinutes: 0.01 });
		await house.until(async () => {
			await timer.run();
			return isClosed(id);
		});
		expect(timer.heard(id)).toEqual([expect.stringContaining(FAREWELL)]);
	});

	it('looks after the bots that it is told to', async () => {
		const { handoffId } = await timer.waiting('mine@example.com', 120);
		const sweeping = { ...SHIPPED, closeAfterMinutes: 0, sweepAfterHours: 1 };
		await setTo({ ...sweeping, labels: 'Tokyo' });
		await timer.run();
		expect([await timer.alerts('mine@'), (await house.handoff(handoffId)).status]).toEqual([[], 'waiting']);
		await setTo({ ...sweeping, labels: ', Tokyo' });
		await timer.run();
		expect(await timer.alerts('mine@')).toHaveLength(1);
		expect((await house.handoff(handoffId)).status).toBe('closed');
	});

	it('gives the team its time after a late reminder before it closes', async () => {
		const { id } = await timer.waiting('outage@example.com', 60);
		await setTo(SHIPPED);
		await timer.run();
		await timer.run();
		expect([await timer.alerts('outage@'), isClosed(id)]).toEqual([[expect.anything()], false]);
		await setTo({ ...SHIPPED, closeAfterMinutes: 10.01 });
		await house.until(async () => {
			await timer.run();
			return isClosed(id);
		});
		expect([(await timer.alerts('outage@')).length, timer.heard(id).length]).toEqual([2, 1]);
	});

	it('does not close on a customer who writes, whenever that is', async () => {
		const early = await timer.waiting('early@example.com', 60);
		const between = await timer.waiting('between@example.com', 60);
		await house.platform.customerSays(early.id, 'I am still here');
		await house.until(
			async () => (await house.handoff(early.handoffId)).last_customer_message === 'I am still here',
		);
		house.platform.fault({
			kind: 'delay',
			ms: 9_000,
			path: RECEIVE,
			conversationId: between.handoffId,
		});
		await setTo(CLOSING);
		const running = timer.run();
		await house.untilHeard(between.id, FAREWELL);
		await house.platform.customerSays(between.id, 'Wait!');
		await running;
		expect([isClosed(early.id), timer.heard(early.id), isClosed(between.id)]).toEqual([false, [], false]);
		expect((await house.handoff(between.handoffId)).status).toBe('waiting');
	});

	it('goes on where n8n was killed, without saying anything twice', async () => {
		const { id, handoffId } = await timer.waiting('killed@example.com', 60);
		await setTo(CLOSING);
		house.platform.fault({ kind: 'delay', ms: 60_000, path: RECEIVE, conversationId: handoffId });
		await house.server.client.runWorkflow(house.imported(TIMER).id, 'Run Now');
		await house.untilHeard(id, FAREWELL);
		await house.restart('kill');
		expect((await house.handoff(handoffId)).sending).toMatch(/^timer:/);
		await setTo({ ...CLOSING, tryAgainAfterMinutes: 0.01 });
		await house.until(async () => {
			await timer.run();
			return isClosed(id);
		});
		expect(timer.heard(id)).toHaveLength(1);
		expect(await house.handoff(handoffId)).toMatchObject({ status: 'closed', sending: '' });
	});

	it('touches nothing while a reply of somebody may be on its way', async () => {
		const { id, handoffId } = await timer.waiting('busy@example.com', 60);
		await ann.take(handoffId);
		house.platform.fault({ kind: 'delay', ms: 4_000, path: RECEIVE, conversationId: handoffId });
		const answering = ann.answer(handoffId, 'One moment.');
		await house.untilHeard(id, 'One moment.');
		await setTo(CLOSING);
		await timer.run();
		await answering;
		expect([isClosed(id), timer.heard(id)]).toEqual([false, ['One moment.']]);
	});

	it('ends handoffs of which nothing is heard any more, whatever the platform says', async () => {
		const gone = await timer.waiting('gone@example.com', 120);
		house.platform.fault({ kind: 'drop', path: '/conversation/close' });
		await house.platform.closeByCustomer(gone.id);
		const refused = await timer.waiting('refused@example.com', 120);
		house.platform.fault({
			kind: 'status',
			status: 400,
			times: 'always',
			path: '/v1/human/close',
			conversationId: refused.handoffId,
		});
		const talking = await timer.waiting('talking@example.com', 120);
		await house.platform.customerSays(talking.id, 'Still here');
		await house.until(
			async () => (await house.handoff(talking.handoffId)).last_customer_message === 'Still here',
		);
		const answered = await timer.waiting('helped@example.com', 120);
		await ann.take(answered.handoffId);
		await ann.answer(answered.handoffId, 'There you are.');
		await setTo({ ...SHIPPED, remindAfterMinutes: 0, closeAfterMinutes: 0, sweepAfterHours: 1 });
		await timer.run();
		expect(await house.handoff(gone.handoffId)).toMatchObject({
			status: 'closed',
			closed_because: 'The platform had ended it already',
		});
		expect(await house.handoff(refused.handoffId)).toMatchObject({
			status: 'closed',
			closed_because: 'Nothing came from either side for 1 hours',
			note: expect.stringMatching(/./),
		});
		const statusOf = async (id: string) => (await house.handoff(id)).status;
		expect([await statusOf(talking.handoffId), await statusOf(answered.handoffId)]).toEqual([
			'waiting',
			'answered',
		]);
		expect([gone, refused, talking].map(({ id }) => timer.heard(id))).toEqual([[], [], []]);
		house.platform.clearFaults();
	});

	it('has failed nowhere', async () => {
		const { client } = house.server;
		for (const file of [TIMER, 'reply/reply.json', HOURS]) {
			const { id } = house.imported(file);
			expect([file, await client.executions({ workflowId: id, status: ['error'] })]).toEqual([file, []]);
		}
	});

	// The last ones: they delete.
	retentionCases(() => timer);
});

/** Open every day at once, since so many minutes, in a time zone where it is about noon. */
function openFor(minutes: number): Record<string, string> {
	const offset = 12 - new Date().getUTCHours();
	const opened = new Date(Date.now() + (offset * 60 - minutes) * 60_000).toISOString().slice(11, 16);
	return {
		...everyDay(`${opened}-24:00`),
		timeZone: offset < 0 ? `Etc/GMT+${-offset}` : `Etc/GMT-${offset}`,
	};
}

/** A user's other choice in *Every Minute*. */
function everySecond(json: WorkflowJson): WorkflowJson {
	const rule = { interval: [{ field: 'seconds', secondsInterval: 1 }] };
	return {
		...json,
		nodes: json.nodes.map((node) =>
			node.name === 'Every Minute' ? { ...node, parameters: { rule } } : node,
		),
	};
}
