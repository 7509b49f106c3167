import { randomBytes } from 'node:crypto';

import { outputOf, type Workflow } from '../../../runtime/n8n-types';
import { ALWAYS_OPEN, awayForDays, House } from './harness';
import { LOGIN, Person } from './inside-person';

const GREETING = 'Hello! You are talking to our team now.';
const HOURS = 'business-hours/business-hours.json';
const HOSTILE = '<script>alert(1)</script><!channel>';

const conversationId = () => randomBytes(12).toString('hex');

/** Front door, hours, guard, Reply and the desk inside n8n, all switched on; two bots, each with a platform of its own. */
describe('inside n8n, behind the front door', () => {
	let house: House;
	let ann: Person;

	beforeAll(async () => {
		house = await House.start({ labels: ['', 'Berlin'] });
		const { id, name } = await house.server.client.createCredential('Desk', 'httpBasicAuth', {
			user: LOGIN.username,
			password: LOGIN.password,
		});
		const credentials = { httpBasicAuth: { id, name, type: 'httpBasicAuth' } };
		const desk = await house.import('inside-n8n/desk.json', { credentials });
		await house.import('inside-n8n/pages.json', { credentials });
		await house.openFrontDoors({ Desk: desk });
		ann = await Person.at(house, 'Ann');
	}, 300_000);

	afterAll(async () => await house?.stop());

	/** A customer who has been greeted and whom Ann has taken. */
	async function taken(email: string, text: string, bot = house.bots[0]) {
		const customer = await house.customer(email, text, bot);
		await house.untilHeard(customer.id, GREETING, bot);
		await ann.take(customer.handoffId);
		return customer;
	}

	const openHandoffs = async (conversation: string) =>
		(await house.rows('altabots_handoffs')).filter(
			(row) => row.conversation_id === conversation && row.status !== 'closed',
		);

	const reply = async (item: Record<string, unknown>) => {
		const execution = await house.call(house.imported('reply/reply.json'), item);
		return execution.error?.message ?? outputOf(execution, 'Call')[0];
	};

	it('greets, takes, answers, sees the next message, and closes', async () => {
		const { id, handoffId } = await taken('bob@example.com', 'Where is my parcel?');
		expect(await ann.list()).toMatch(/bob@example\.com.*waits \d+ s.*Where is my parcel\?.*Ann/s);
		await ann.answer(handoffId, 'I am looking.\r\nOne moment.');
		expect(house.heard(id)).toEqual([expect.stringContaining(GREETING), 'I am looking.\nOne moment.']);
		expect((await house.handoff(handoffId)).status).toBe('answered');

		await house.platform.customerSays(id, 'Thank you');
		await house.until(async () => (await house.handoff(handoffId)).status === 'waiting');
		expect(await ann.thread(handoffId)).toMatch(/Last from bob@example\.com<\/b><span>Thank you/);
		await ann.close(handoffId);
		expect(house.platform.conversation(id).closeReason).toBe('HUMAN_CLOSED');
		expect(await house.handoff(handoffId)).toMatchObject({
			status: 'closed',
			closed_because: 'Closed at the desk by Ann',
			taken_by: 'Ann',
			sending: '',
			first_reply_at: expect.any(String),
		});
		// After that, nothing goes out any more, and whoever asks is told.
		const late = { source: null, conversationId: handoffId, action: 'reply', text: 'Still there?' };
		expect(await reply({ ...late, by: 'Ann', replyId: 'late' })).toMatchObject({ outcome: 'late' });
		expect(house.heard(id)).toHaveLength(2);
	});

	it('keeps two bots apart, whoever answers', async () => {
		const [first, second] = house.bots;
		const a = await taken('a@example.com', 'From the first', first);
		const b = await taken('b@example.com', 'From the second', second);
		expect((await house.handoff(b.handoffId)).source).toBe('Berlin');
		await ann.answer(b.handoffId, 'To the second');
		await ann.answer(a.handoffId, 'To the first');
		expect(house.heard(a.id, first).slice(1)).toEqual(['To the first']);
		expect(house.heard(b.id, second).slice(1)).toEqual(['To the second']);
		expect(JSON.stringify(first.platform.calls)).not.toContain(b.handoffId);
		expect(JSON.stringify(second.platform.calls)).not.toContain(a.handoffId);

		const crossed = { conversationId: a.handoffId, action: 'reply', text: 'Crossed', by: 'Ann' };
		expect(await reply({ ...crossed, source: 'Berlin', replyId: 'crossed' })).toMatchObject({
			outcome: 'late',
		});
		expect(await reply({ ...crossed, source: 'Paris', replyId: 'unknown' })).toMatchObject({
			outcome: 'late',
		});

		// Reply knows the second one's label no more: it does not try another bot's key.
		await house.change('reply/reply.json', { labels: ', Paris' });
		const unknown = {
			source: 'Berlin',
			conversationId: b.handoffId,
			action: 'reply',
			text: 'Crossed',
			by: 'Ann',
		};
		expect(await reply({ ...unknown, replyId: 'no-bot' })).toMatchObject({
			outcome: 'unsent',
			sentence: expect.stringContaining('no bot with the Label "Berlin"'),
		});
		await house.change('reply/reply.json', { labels: ', Berlin' });
		expect(JSON.stringify([first, second].map(({ platform }) => platform.calls))).not.toContain('Crossed');
	});

	it('lets nobody but the one who has taken it answer', async () => {
		const { id, handoffId } = await taken('one@example.com', 'Who?');
		const bob = await Person.at(house, 'Bob');
		await bob.answer(handoffId, 'From Bob');
		await bob.close(handoffId);
		await bob.take(handoffId);
		expect((await house.handoff(handoffId)).taken_by).toBe('Ann');
		await bob.take(handoffId, 'Ann');
		await ann.answer(handoffId, 'From Ann');
		await bob.answer(handoffId, 'From Bob at last');
		expect(house.heard(id).slice(1)).toEqual(['From Bob at last']);
	});

	it('sends nothing twice, however close together', async () => {
		const { id, handoffId } = await taken('twice@example.com', 'Hi');
		await Promise.all([1, 2, 3].map(async () => await ann.answer(handoffId, 'Once', 'same-form')));
		expect(house.heard(id).slice(1)).toEqual(['Once']);
	});

	it('takes the same event once, also without the memory of the trigger', async () => {
		const { platform } = house;
		const { id } = platform.openConversation({ email: 'again@example.com' });
		const { handoffId } = await platform.requestHandoff(id, { text: 'Again' });
		await house.untilHeard(id, GREETING);
		const chat = { conversation_id: handoffId, timestamp: Date.now(), body: 'Said once' };
		expect(await house.post('/chat', chat)).toBe(200);
		await house.restart('kill');
		expect(await house.post('/chat', chat)).toBe(200);
		expect(await house.post('/chat', { ...chat, timestamp: chat.timestamp + 1, body: 'Next' })).toBe(200);
		const rows = await house.until(async () => {
			const messages = await house.rows('altabots_messages');
			const said = messages.filter((row) => row.conversation_id === handoffId && row.kind === 'customer');
			return said.some(({ text }) => text === 'Next') && said;
		});
		expect(rows.map(({ text }) => text)).toEqual(['Said once', 'Next']);

		// The conversation that was under way when n8n was killed goes on.
		ann = await Person.at(house, 'Ann');
		await ann.take(handoffId);
		await ann.answer(handoffId, 'Back again');
		expect(house.heard(id).slice(1)).toEqual(['Back again']);
	});

	it('puts in order what comes out of order', async () => {
		const id = conversationId();
		const at = Date.now();
		const say = async (timestamp: number, body: string) =>
			expect(await house.post('/chat', { conversation_id: id, timestamp, body })).toBe(200);
		// Both messages overtake the handoff, the newer one first.
		await say(at + 2_000, 'Second');
		await say(at + 1_000, 'First');
		const establish = {
			conversation_id: id,
			timestamp: at,
			body: [{ text: 'Human!', message_type: 'QUESTION' }],
		};
		expect(await house.post('/conversation/establish', establish)).toBe(200);
		await house.until(async () => {
			const handoff = await house.handoff(id);
			return handoff.last_customer_message === 'Second' && handoff.question === 'Human!';
		});
		expect(await openHandoffs(id)).toHaveLength(1);
		expect(await ann.thread(id)).toMatch(/Human!.*First.*Second.*Last from.*Second/s);

		// A closing that overtakes the last message: the message does not open the handoff again.
		expect(
			await house.post('/conversation/close', {
				conversation_id: id,
				timestamp: at + 4_000,
				type: 'USER_CLOSED',
			}),
		).toBe(200);
		await house.until(async () => (await house.handoff(id)).status === 'closed');
		await say(at + 3_000, 'Third');
		await house.until(async () => (await house.handoff(id)).last_customer_message === 'Third');
		expect((await house.handoff(id)).status).toBe('closed');
	});

	it('makes a handoff of a message that has none', async () => {
		const id = conversationId();
		await house.post('/chat', {
			conversation_id: id,
			timestamp: Date.now(),
			body: 'Does anybody read this?',
		});
		await house.post('/chat', { conversation_id: id, timestamp: Date.now() + 1, body: 'Anybody?' });
		await house.until(async () => (await openHandoffs(id))[0]?.last_customer_message === 'Anybody?');
		expect(await openHandoffs(id)).toMatchObject([{ status: 'waiting' }]);
		expect(await ann.list()).toContain('Anybody?');

		// The handoff comes much later: it takes over what was written.
		const establish = { conversation_id: id, timestamp: Date.now() - 60_000, email: 'slow@example.com' };
		expect(await house.post('/conversation/establish', establish)).toBe(200);
		const [handoff] = await house.until(async () => {
			const handoffs = await openHandoffs(id);
			return handoffs.length === 1 && handoffs[0].email === 'slow@example.com' && handoffs;
		});
		await house.until(async () => (await house.handoff(id)).last_customer_message === 'Anybody?');
		expect(handoff.status).toBe('waiting');
	});

	it('makes no loop of a reply that comes back', async () => {
		house.platform.set({ echoHumanReplies: 'v2' });
		const { id, handoffId } = await taken('echo@example.com', 'Hello');
		await ann.answer(handoffId, 'Only one of me');
		await house.until(async () =>
			(await house.rows('altabots_messages')).some(
				({ kind, text }) => kind === 'agent' && text === 'Only one of me',
			),
		);
		house.platform.set({ echoHumanReplies: 'none' });
		expect(house.heard(id)).toHaveLength(2);
		expect((await ann.thread(handoffId)).match(/Only one of me/g)).toHaveLength(1);
	});

	it('ends a handoff whose closing never came', async () => {
		const { platform } = house;
		const { id, handoffId } = await taken('gone@example.com', 'Hello');
		platform.fault({ kind: 'drop', path: '/conversation/close' });
		await platform.closeByCustomer(id);
		await ann.answer(handoffId, 'Are you there?');
		expect(await ann.thread(handoffId)).toMatch(/Are you there\?.*NOT SENT.*does not know/s);
		await ann.close(handoffId);
		expect(await house.handoff(handoffId)).toMatchObject({
			status: 'closed',
			closed_because: 'The platform had ended it already',
		});
		expect(house.heard(id)).toHaveLength(1);
	});

	it('serves a customer who has said nothing', async () => {
		const { platform } = house;
		const { id } = platform.openConversation({});
		const { handoffId } = await platform.requestHandoff(id, { messages: [] });
		await house.untilHeard(id, GREETING);
		expect(await ann.list()).toContain('(no text)');
		await ann.take(handoffId);
		await ann.answer(handoffId, 'How can I help?');
		expect(house.heard(id).slice(1)).toEqual(['How can I help?']);
	});

	it('serves ten customers at once', async () => {
		const names = Array.from({ length: 10 }, (_, number) => `customer-${number}@example.com`);
		const customers = await Promise.all(
			names.map(async (email) => await house.customer(email, `I am ${email}`)),
		);
		await Promise.all(
			customers.map(async ({ id }) => await house.untilHeard(id, GREETING, house.bots[0], 60_000)),
		);
		await Promise.all(
			customers.map(async ({ handoffId }, number) => {
				await ann.take(handoffId);
				await ann.answer(handoffId, `Hello ${names[number]}`);
			}),
		);
		customers.forEach(({ id }, number) => {
			expect(house.heard(id)).toEqual([expect.stringContaining(GREETING), `Hello ${names[number]}`]);
		});
	}, 180_000);

	it('shows hostile text as text', async () => {
		const eve = await Person.at(house, `Eve\r\nX: 1${HOSTILE}`);
		const { id, handoffId } = await house.customer(`"${HOSTILE}\r\nBcc: x@example.com`, HOSTILE);
		await house.untilHeard(id, GREETING);
		await eve.take(handoffId);
		expect((await house.handoff(handoffId)).taken_by).toBe(`Eve  X: 1${HOSTILE}`);
		await eve.answer(handoffId, `${HOSTILE}\r\nBye`);
		expect(house.heard(id).slice(1)).toEqual([`${HOSTILE}\nBye`]);
		for (const page of [await eve.page(handoffId), await eve.list(), await eve.thread(handoffId)]) {
			expect(page).not.toContain(HOSTILE);
			expect(page).toContain('&#60;script&#62;');
		}
	});

	it('speaks for the team outside its hours, and closes if told so', async () => {
		await house.change(HOURS, { ...awayForDays(), outside: 'wait' });
		const waiting = await house.customer('night@example.com', 'At night');
		await house.untilHeard(waiting.id, 'Our team is back on');
		await house.change(HOURS, { outside: 'close' });
		const closed = await house.customer('later@example.com', 'Later at night');
		await house.platform.waitFor(() => house.platform.conversation(closed.id).state === 'closed', 20_000);
		await house.change(HOURS, ALWAYS_OPEN);
		// No greeting beside it, and the one who waits is on the desk.
		expect([house.heard(waiting.id).length, house.heard(closed.id).length]).toEqual([1, 1]);
		expect(await ann.list()).toContain('night@example.com');
		await house.until(async () => (await house.handoff(closed.handoffId)).status === 'closed');
		expect((await house.handoff(closed.handoffId)).closed_because).toBe('Outside business hours');
	});

	it('refuses what is no event, and no reply, with a sentence', async () => {
		const parts = [HOURS, 'first-reply-guard/first-reply-guard.json', 'inside-n8n/desk.json'];
		for (const file of parts) {
			const execution = await house.call(house.imported(file), {
				event: 'somethingElse',
				conversationId: 'x',
			});
			expect([file, execution.status, execution.error?.message]).toEqual([
				file,
				'error',
				expect.stringContaining('takes the items of the AltaBots Trigger'),
			]);
		}
		expect(
			await reply({ source: null, conversationId: 'x', action: 'reply', text: ' ', by: 'Ann', replyId: '1' }),
		).toContain('What came lacks one of them');
	});

	it('greets all the same when a part cannot do its work', async () => {
		await house.change(HOURS, { timeZone: 'Mars/Olympus' });
		const { id } = await house.customer('mars@example.com', 'Hello from far away');
		await house.untilHeard(id, GREETING);
		await house.change(HOURS, { timeZone: 'Europe/Berlin' });
		const { client } = house.server;
		const hours: Workflow = house.imported(HOURS);
		const [failed] = await client.executions({ workflowId: hours.id, status: ['error'], limit: 1 });
		expect((await client.execution(failed.id)).error?.message).toContain(
			'n8n knows no time zone Mars/Olympus',
		);
	});
});
