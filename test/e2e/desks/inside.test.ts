import { randomBytes } from 'node:crypto';

import { outputOf, type Workflow, type WorkflowJson } from '../../../runtime/n8n-types';
import { ALWAYS_OPEN, awayForDays, House, standingStill } from './harness';
import { DeskLog } from './desk-log';
import { LOGIN, Person } from './inside-person';

const GREETING = 'Hello! You are talking to our team now.';
const HOURS = 'business-hours/business-hours.json';
const DESK = 'inside-n8n/desk.json';
const REPLY = 'reply/reply.json';
const HOSTILE = '<script>alert(1)</script><!channel>';

/** A part as somebody may make it who has not read what is asked of one. */
const CARELESS: WorkflowJson = {
	name: 'Careless',
	nodes: [
		{
			id: 'called',
			name: 'When Called',
			type: 'n8n-nodes-base.executeWorkflowTrigger',
			typeVersion: 1.1,
			position: [0, 0],
			parameters: { inputSource: 'passthrough' },
		},
		{
			id: 'code',
			name: 'Code',
			type: 'n8n-nodes-base.code',
			typeVersion: 2,
			position: [200, 0],
			parameters: {
				jsCode: `const { event, dedupeKey } = $input.first().json;
if (event !== 'handoffRequested') return [];
const item = { event, dedupeKey, conversationId: 'somebody-else', source: '', handoff: { id: -1 }, orderNumber: 7 };
return [{ json: { ok: true } }, { json: item }];`,
			},
		},
	],
	connections: { 'When Called': { main: [[{ node: 'Code', type: 'main', index: 0 }]] } },
};

const conversationId = () => randomBytes(12).toString('hex');

/** Front door, hours, guard, Reply and the desk inside n8n, all switched on; two bots, each with a platform of its own. */
describe('inside n8n, behind the front door', () => {
	let house: House;
	let ann: Person;
	let deskLog: DeskLog;

	beforeAll(async () => {
		house = await House.start({ labels: ['', 'Berlin'] });
		const { id, name } = await house.server.client.createCredential('Desk', 'httpBasicAuth', {
			user: LOGIN.username,
			password: LOGIN.password,
		});
		const credentials = { httpBasicAuth: { id, name, type: 'httpBasicAuth' } };
		const desk = await house.import(DESK, { credentials });
		deskLog = new DeskLog(house, DESK);
		await house.import('inside-n8n/pages.json', { credentials });
		const careless = await house.server.client.createWorkflow(CARELESS);
		await house.server.client.publish(careless.id);
		await house.openFrontDoors(({ label }) => ({
			Desk: desk,
			...(label === 'Berlin' ? { 'Open Question': careless, 'First Line': careless } : {}),
		}));
		ann = await Person.at(house, 'Ann');
	});

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
		const execution = await house.call(house.imported(REPLY), item);
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
		await house.change(REPLY, { labels: ', Paris' });
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
		await house.change(REPLY, { labels: ', Berlin' });
		expect(JSON.stringify([first, second].map(({ platform }) => platform.calls))).not.toContain('Crossed');
	});

	it('does not lose, nor mix up, a customer in a part that gives back something else or nothing', async () => {
		const [, berlin] = house.bots;
		const { id, handoffId } = await house.customer('lost@example.com', 'Hello', berlin);
		await house.until(async () => (await deskLog.of(handoffId)).length === 1);
		await berlin.platform.customerSays(id, 'Anybody?');
		const got = await house.until(async () => {
			const items = await deskLog.of(handoffId);
			return items.length === 2 && items;
		});
		expect(got).toMatchObject([
			{ event: 'handoffRequested', source: 'Berlin', open: true, greeted: true, orderNumber: 7 },
			{ event: 'customerMessage', source: 'Berlin', text: 'Anybody?', handoff: { status: 'waiting' } },
		]);
	});

	it('sends once where a handoff is there twice for a moment, and notes it on both', async () => {
		const { id, handoffId } = await taken('double@example.com', 'Hello');
		const { requested_at, waiting_since, last_customer_message_at, ...kept } = await house.handoff(handoffId);
		await house.insert('altabots_handoffs', [
			{
				...{ key: kept.key, conversation_id: handoffId, source: '', status: 'waiting' },
				...{ requested_at, waiting_since, last_customer_message_at },
			},
		]);
		const execution = await house.call(house.imported(REPLY), {
			...{ source: null, conversationId: handoffId, action: 'reply', text: 'Only once' },
			...{ by: 'Ann', replyId: 'only-once' },
		});
		expect(outputOf(execution, 'Call')).toEqual([expect.objectContaining({ outcome: 'sent' })]);
		expect(house.heard(id).slice(1)).toEqual(['Only once']);
		const noted = { sending: '', sent: 'only-once', status: 'answered', first_reply_at: expect.any(String) };
		expect(await openHandoffs(handoffId)).toMatchObject([noted, noted]);
		// A message belongs to the row that stays.
		await house.platform.customerSays(id, 'Which one?');
		const messages = await house.until(async () => {
			const rows = await openHandoffs(handoffId);
			const texts = rows.map(({ last_customer_message: text }) => text ?? '');
			return texts.includes('Which one?') && texts;
		});
		expect(messages).toEqual(['Which one?', '']);
	});

	it('notes a reply over none of another that was noted meanwhile', async () => {
		const { client } = house.server;
		const { handoffId } = await taken('overtaken@example.com', 'Hello');
		const json = await client.workflow(house.imported(REPLY).id);
		const slow = await client.createWorkflow(standingStill(json, 'Read Handoffs', 12));
		await client.publish(slow.id);
		const asked = { source: null, conversationId: handoffId, action: 'reply', by: 'Ann' };
		const automatic = house.call(slow, {
			...{ ...asked, kind: 'automatic', text: 'One moment.', replyId: 'slow' },
		});
		await house.until(async () =>
			(await house.rows('altabots_messages')).some(
				({ key, state }) => key === 'reply:slow' && state === 'sent',
			),
		);
		expect(await reply({ ...asked, text: 'Here I am.', replyId: 'fast' })).toMatchObject({
			outcome: 'sent',
		});
		const { first_reply_at } = await house.handoff(handoffId);
		expect(first_reply_at).not.toBeNull();
		expect(outputOf(await automatic, 'Call')).toMatchObject([{ outcome: 'sent' }]);
		expect(await house.handoff(handoffId)).toMatchObject({
			...{ sending: '', sent: 'slow', status: 'answered', first_reply_at },
		});
	});

	it('takes a replyId for one customer as another one', async () => {
		const customers = [await taken('one-of@example.com', 'Hi'), await taken('two-of@example.com', 'Hi')];
		for (const { id, handoffId } of customers) {
			const welcome = { source: null, conversationId: handoffId, action: 'reply', text: 'Welcome' };
			const asked = { ...welcome, by: 'Ann', replyId: 'welcome' };
			expect(await reply(asked)).toMatchObject({ outcome: 'sent' });
			expect(await reply(asked)).toMatchObject({ outcome: 'duplicate' });
			expect(house.heard(id).slice(1)).toEqual(['Welcome']);
		}
	});

	it('lets nobody but the one who has taken it answer', async () => {
		const { id, handoffId } = await taken('one@example.com', 'Who?');
		const bob = await Person.at(house, 'Bob');
		const refused = await bob.answer(handoffId, 'From <b>Bob</b>');
		// What was typed is not lost.
		expect(refused).toMatch(/not sent.*Ann has taken this conversation.*From &#60;b&#62;Bob/s);
		await bob.close(handoffId);
		await bob.take(handoffId);
		expect((await house.handoff(handoffId)).taken_by).toBe('Ann');
		await bob.take(handoffId, 'Ann');
		await ann.answer(handoffId, 'From Ann');
		await bob.answer(handoffId, 'From Bob at last');
		expect(house.heard(id).slice(1)).toEqual(['From Bob at last']);
	});

	it('loses no answer that cannot be sent', async () => {
		const { id, handoffId } = await taken('left@example.com', 'I am off');
		const nobody = Person.withoutTicket(house);
		expect(await nobody.answer(handoffId, 'From an old page')).toMatch(
			/older than 12 hours.*From an old page/s,
		);
		const { client } = house.server;
		const reply = house.imported('reply/reply.json');
		await client.unpublish(reply.id);
		const unknown = await ann.answer(handoffId, 'Without Reply');
		await client.publish(reply.id);
		expect(unknown).toMatch(/Nobody knows whether your answer was sent.*Without Reply/s);

		await house.platform.closeByCustomer(id);
		const { id: left } = await house.until(async () => {
			const row = await house.handoff(handoffId);
			return row.status === 'closed' && row;
		});
		expect(await ann.answer(handoffId, 'Too late')).toBeUndefined();
		expect(await ann.thread(handoffId)).toMatch(/Too late.*NOT SENT, THE CONVERSATION WAS CLOSED/s);

		const again = { conversation_id: handoffId, timestamp: Date.now() + 1_000 };
		expect(await house.post('/conversation/establish', again)).toBe(200);
		await house.until(async () => (await house.handoff(handoffId)).id !== left);
		const old = await ann.answer(handoffId, 'To the old one', undefined, left);
		expect(old).toMatch(/asked again since.*To the old one/s);
		expect(house.heard(id)).toHaveLength(1);
	});

	it('opens the handoff that was chosen, also where conversations have the same ID', async () => {
		const id = conversationId();
		for (const bot of house.bots) {
			const establish = { conversation_id: id, timestamp: Date.now(), email: `of-${bot.label}@example.com` };
			expect(await house.post('/conversation/establish', establish, bot)).toBe(200);
		}
		const rows = await house.until(async () => {
			const found = await openHandoffs(id);
			return found.length === 2 && found;
		});
		for (const row of rows) {
			const page = await ann.follow(row.id);
			expect(page).toContain(`<h2>${String(row.email)}</h2>`);
		}
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
		const said = async () => {
			const messages = await house.rows('altabots_messages');
			const ofCustomer = messages.filter(
				(row) => row.conversation_id === handoffId && row.kind === 'customer',
			);
			return ofCustomer
				.map(({ text }) => text)
				.sort()
				.join(', ');
		};
		// The second row of an event stands there until the first one is found.
		await house.until(async () => (await said()) === 'Next, Said once');

		// The conversation that was under way when n8n was killed goes on.
		ann = await Person.at(house, 'Ann');
		await ann.take(handoffId);
		await ann.answer(handoffId, 'Back again');
		expect(house.heard(id).slice(1)).toEqual(['Back again']);
		expect(await said()).toBe('Next, Said once');
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

		// Closings of what was before, and before the last message: the conversation goes on, and the desk hears nothing of them.
		const close = async (timestamp: number) =>
			expect(
				await house.post('/conversation/close', { conversation_id: id, timestamp, type: 'USER_CLOSED' }),
			).toBe(200);
		await close(at - 500);
		await close(at + 1_500);
		await house.until(async () => {
			const messages = await house.rows('altabots_messages');
			const closings = messages.filter((row) => row.conversation_id === id && row.kind === 'closed');
			return closings.length === 2 && closings.every((row) => row.handed_on_at !== null);
		});
		expect((await house.handoff(id)).status).toBe('waiting');
		expect((await deskLog.of(id)).filter(({ event }) => event === 'handoffClosed')).toEqual([]);

		// A closing that overtakes the last message: the message does not open the handoff again.
		await close(at + 4_000);
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
		// For a moment each message has one of its own.
		const [made] = await house.until(async () => {
			const handoffs = await openHandoffs(id);
			return handoffs.length === 1 && handoffs[0].last_customer_message === 'Anybody?' && handoffs;
		});
		expect(made.status).toBe('waiting');
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
		await Promise.all(customers.map(async ({ id }) => await house.untilHeard(id, GREETING)));
		await Promise.all(
			customers.map(async ({ handoffId }, number) => {
				await ann.take(handoffId);
				await ann.answer(handoffId, `Hello ${names[number]}`);
			}),
		);
		customers.forEach(({ id }, number) => {
			expect(house.heard(id)).toEqual([expect.stringContaining(GREETING), `Hello ${names[number]}`]);
		});
	});

	it('shows hostile text as text', async () => {
		const eve = await Person.at(house, `Eve\r\nX: 1${HOSTILE}`);
		// The last ones mean something to whoever puts texts into pages.
		const { id, handoffId } = await house.customer(`"${HOSTILE}\r\nBcc: x@example.com`, `${HOSTILE} $& $$`);
		await house.untilHeard(id, GREETING);
		await eve.take(handoffId);
		expect((await house.handoff(handoffId)).taken_by).toBe(`Eve  X: 1${HOSTILE}`);
		await eve.answer(handoffId, `${HOSTILE}\r\nBye`);
		expect(house.heard(id).slice(1)).toEqual([`${HOSTILE}\nBye`]);
		for (const page of [await eve.page(handoffId), await eve.list(), await eve.thread(handoffId)]) {
			expect(page).not.toContain(HOSTILE);
			expect(page).toContain('&#60;script&#62;');
		}
		for (const page of [await eve.list(), await eve.thread(handoffId)])
			expect(page).toContain('channel&#62; &#36;&#38; &#36;&#36;');
	});

	it('speaks for the team outside its hours, and closes if told so', async () => {
		await house.change(HOURS, { ...awayForDays(), outside: 'wait' });
		const waiting = await house.customer('night@example.com', 'At night');
		await house.untilHeard(waiting.id, 'Our team is back on');
		await house.change(HOURS, { outside: 'close' });
		const closed = await house.customer('later@example.com', 'Later at night');
		await house.platform.waitFor(() => house.platform.conversation(closed.id).state === 'closed');
		// Nobody is sent away whom the text has not reached: the team is to see to it.
		house.platform.fault({ kind: 'status', status: 400, path: '/v1/human/message/receive' });
		const untold = await house.customer('untold@example.com', 'Much later at night');
		await house.untilHeard(untold.id, GREETING);
		await house.until(async () => (await deskLog.of(untold.handoffId)).length === 1);
		expect(house.platform.conversation(untold.id).state).not.toBe('closed');
		await house.change(HOURS, ALWAYS_OPEN);
		// No greeting beside it, and the one who waits is on the desk.
		expect([house.heard(waiting.id).length, house.heard(closed.id).length]).toEqual([1, 1]);
		expect(await ann.list()).toContain('night@example.com');
		await house.until(async () => (await house.handoff(closed.handoffId)).status === 'closed');
		expect((await house.handoff(closed.handoffId)).closed_because).toBe('Outside business hours');
	});

	it('refuses what is no event, and no reply, with a sentence', async () => {
		const parts = [HOURS, 'first-reply-guard/first-reply-guard.json', DESK];
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

	it('tells times by the clock of the team, and the day where it is not today', async () => {
		const PAGES = 'inside-n8n/pages.json';
		const { handoffId } = await house.customer('clock@example.com', 'What time is it?');
		const line = { conversation_id: handoffId, source: '', kind: 'customer', state: 'received' };
		await house.insert('altabots_messages', [
			{ ...line, key: 'long ago', text: 'An old line', at: '2025-01-31T22:30:00.000Z' },
			{ ...line, key: 'just now', text: 'A new line', at: new Date().toISOString() },
		]);
		await house.change(PAGES, { timeZone: 'Pacific/Kiritimati' });
		const there = await ann.thread(handoffId);
		expect(there).toMatch(/An old line[^·]*· 2025-02-01 12:30:00</);
		expect(there).toMatch(/A new line[^·]*· \d\d:\d\d:\d\d</);
		await house.change(PAGES, { timeZone: 'Berlin' });
		expect(await ann.thread(handoffId)).toMatch(/An old line[^·]*· 2025-01-31 \d\d:30:00</);
		await house.change(PAGES, { timeZone: '' });
	});

	it('shows whoever has just asked, however many were forgotten, and says that it leaves some out', async () => {
		const forgotten = Array.from({ length: 201 }, (_, number) => ({
			...{
				key: `forgotten ${number}`,
				conversation_id: `forgotten ${number}`,
				source: '',
				status: 'waiting',
			},
			last_customer_message: `Forgotten ${number}.`,
			waiting_since: new Date(Date.UTC(2025, 0, 1, 0, number)).toISOString(),
		}));
		expect(await ann.list()).not.toContain('Only the newest');
		await house.insert('altabots_handoffs', forgotten);
		const { handoffId } = await house.customer('new@example.com', 'Does anybody see me?');
		await house.handoff(handoffId);
		const list = await ann.list();
		expect(list).toMatch(/Forgotten 200\..*Does anybody see me\?.*Only the newest 200 are shown/s);
		expect(list).not.toContain('Forgotten 0.');
	});
});
