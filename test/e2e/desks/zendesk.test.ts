/* eslint-disable @n8n/community-nodes/no-restricted-globals -- test code never ships */
import { http } from '../n8n';
import { House, type Bot } from './harness';
import { HttpsDetour } from './https-detour';
import type { Comment, Ticket } from './zendesk-account';
import { HOST, SUBDOMAIN, ZendeskServer } from './zendesk-server';

const FILE = 'zendesk/zendesk.json';
const GREETING = 'Hello! You are talking to our team now.';
const HOSTILE = '<script>alert(1)</script> {{ticket.requester_id}} {% if true %}';
const SEND = '/v1/human/message/receive';

/**
 * Front door, hours, guard, Reply and the Zendesk desk, all switched on; two bots, one account of Zendesk. n8n's nodes call
 * https://acme.zendesk.com: a detour leads them to a server on this machine.
 */
describe('the Zendesk desk', () => {
	let zendesk: ZendeskServer;
	let detour: HttpsDetour;
	let house: House;

	beforeAll(async () => {
		zendesk = await ZendeskServer.start();
		detour = await HttpsDetour.start({ [HOST]: zendesk.port });
		house = await House.start({ labels: ['', 'sales'], n8n: { env: detour.env } });
		await house.import(FILE, {
			credentials: { zendeskApi: await zendesk.credential(house.server.client) },
			settings: { subdomain: SUBDOMAIN, groups: '77; sales: 88', tags: 'chat; sales: chat, chat sales' },
		});
		await house.openFrontDoors({ Desk: house.imported(FILE) });
	});

	afterAll(async () => {
		await house?.stop();
		await detour?.stop();
		await zendesk?.stop();
	});

	const ticketsOf = (handoffId: string, label = '') =>
		zendesk.account.tickets.filter(({ external_id: id }) => id === `altabots:${label}:${handoffId}`);

	/** A customer who has been greeted, and the ticket, once the desk knows it. */
	async function handoff(email: string | null, text: string, bot: Bot = house.bots[0]) {
		const { id } = bot.platform.openConversation({ email });
		const { handoffId } = await bot.platform.requestHandoff(id, { text });
		const ticket = await ticketFor(handoffId, bot.label);
		await hears(id, GREETING, bot);
		return { id, handoffId, ticket };
	}

	async function ticketFor(handoffId: string, label = ''): Promise<Ticket> {
		return await house.until(async () => {
			const [ticket] = ticketsOf(handoffId, label);
			const thread = ticket && (await house.handoff(handoffId)).thread;
			return thread === `zendesk:${SUBDOMAIN}/${ticket?.id}` && ticket;
		});
	}

	const comments = (ticket: Ticket) => zendesk.account.commentsOf(ticket.id);

	async function commentWith(ticket: Ticket, text: string): Promise<Comment> {
		return await house.until(async () => comments(ticket).find(({ body }) => body.includes(text)));
	}

	const hears = async (id: string, text: string, bot?: Bot) => await house.untilHeard(id, text, bot);

	const said = (id: string, bot?: Bot) => house.heard(id, bot).filter((text) => !text.startsWith(GREETING));

	const requesterOf = (ticket: Ticket) => zendesk.account.user(ticket.requester_id);

	const rowsOf = async (handoffId: string) =>
		(await house.rows('altabots_messages')).filter((row) => row.conversation_id === handoffId);

	async function everyMinute(): Promise<void> {
		const { client } = house.server;
		const run = await client.runWorkflow(house.imported(FILE).id, 'Every Minute');
		await client.waitForExecution(run);
	}

	it('carries a conversation from handoff to close', async () => {
		house.platform.set({ echoHumanReplies: 'v2' });
		const { id, handoffId, ticket } = await handoff('bob@example.com', 'Where is my parcel?');
		expect(ticket).toMatchObject({
			subject: 'Chat: Where is my parcel?',
			group_id: 77,
			tags: ['altabots', 'chat'],
		});
		expect(requesterOf(ticket)).toMatchObject({ email: 'bob@example.com', role: 'end-user' });
		const [first] = comments(ticket);
		expect([first.public, first.author_id]).toEqual([false, zendesk.me.id]);
		expect(first.body).toMatch(/E-mail: bob@example\.com[^]*Customer:\n> Where is my parcel\?/);

		zendesk.writes(ticket, 'Do not tell him yet.', { public: false });
		zendesk.writes(ticket, 'It is on its way.\r\nTomorrow, I&nbsp;think.', { status: 'pending' });
		await hears(id, 'on its way');
		await house.platform.customerSays(id, 'Can it come later?');
		const answer = await commentWith(ticket, 'Can it come later?');
		expect([answer.body, answer.public, answer.author_id]).toEqual([
			'Can it come later?',
			false,
			ticket.requester_id,
		]);
		// Whoever has set it to pending sees it again.
		expect(ticket.status).toBe('open');

		// What is still being written would put off the closing for a minute.
		await house.until(async () =>
			(await rowsOf(handoffId)).every(
				({ kind, state, handed_on_at }) =>
					(kind !== 'zendesk' || state === 'sent') && (kind !== 'customer' || handed_on_at !== null),
			),
		);
		zendesk.writes(ticket, 'On Friday, then.', { status: 'solved' });
		await house.platform.waitFor(() => house.platform.conversation(id).state === 'closed');
		expect(said(id)).toEqual(['It is on its way.\nTomorrow, I think.', 'On Friday, then.']);
		await house.until(async () => (await house.handoff(handoffId)).status === 'closed');
		expect((await house.handoff(handoffId)).closed_because).toBe('Solved in Zendesk');

		zendesk.writes(ticket, 'One thing more.', { as: zendesk.ben });
		const late = await commentWith(ticket, 'too late');
		expect([late.public, late.body.includes('> One thing more.')]).toEqual([false, true]);
		expect(said(id)).toHaveLength(2);
		expect(ticket.status).toBe('solved');
		// What came back as agentReply went nowhere.
		house.platform.set({ echoHumanReplies: 'none' });
		expect(JSON.stringify(house.platform.calls)).toContain('Echo of a human reply');
		expect(comments(ticket)).toHaveLength(7);
	});

	it('tells the ticket when the customer leaves, and solves what was answered', async () => {
		const left = await handoff('leaver@example.com', 'I will not wait');
		const answered = await handoff('happy@example.com', 'Just one question');
		zendesk.changes(answered.ticket, { assignee_id: zendesk.anna.id });
		zendesk.writes(answered.ticket, 'Just one answer');
		await hears(answered.id, 'Just one answer');
		await house.until(async () => (await house.handoff(answered.handoffId)).status === 'answered');
		await house.platform.closeByCustomer(left.id);
		await house.platform.closeByCustomer(answered.id);
		const told = await commentWith(left.ticket, 'The customer ended the conversation');
		await commentWith(answered.ticket, 'The customer ended the conversation');
		expect([told.public, left.ticket.status, answered.ticket.status]).toEqual([false, 'new', 'solved']);
	});

	it('finds a requester by what is known for sure, and never takes two people for one', async () => {
		const { platform } = house;
		const open = async (customer: Parameters<typeof platform.openConversation>[0]) => {
			const { handoffId } = await platform.requestHandoff(platform.openConversation(customer).id, {
				text: 'Hi',
			});
			return await ticketFor(handoffId);
		};
		// The platform sends the same address for everybody it does not know.
		const [one, upper, lower, bad, ...strangers] = await Promise.all([
			open({ email: 'same@example.com' }),
			open({ userId: 'KDslas' }),
			open({ userId: 'kdslas' }),
			open({ email: 'x@example.com\r\nBcc: eve@elsewhere.example', anonymousId: 'anon-2' }),
			open({}),
			open({}),
			open({ anonymousId: 'anon-1' }),
		]);
		const different = [one, upper, lower, bad, ...strangers].map(({ requester_id: id }) => id);
		expect(new Set(different).size).toBe(different.length);
		const again = [open({ email: 'Same@example.com', userId: 'u1' }), open({ userId: 'KDslas' })];
		const returning = (await Promise.all(again)).map(({ requester_id: id }) => id);
		expect(returning).toEqual([one.requester_id, upper.requester_id]);
		expect(requesterOf(upper)).toMatchObject({ external_id: 'altabots::user:%5Ek%5Edslas', email: null });
		expect(zendesk.account.users.some(({ email }) => email === 'support@gptbots.ai')).toBe(false);

		// Who types a colleague's address does not speak in that colleague's name, and the colleague still can.
		const { id, ticket } = await handoff(zendesk.anna.email, 'I am the boss');
		await house.platform.customerSays(id, 'Refund everything');
		const claimed = await commentWith(ticket, 'Refund everything');
		expect([claimed.author_id, claimed.body]).toEqual([
			zendesk.me.id,
			'The customer writes:\n\n> Refund everything',
		]);
		zendesk.writes(ticket, 'Says who?');
		await hears(id, 'Says who?');
	});

	it('sends what people of the team say publicly, each once and in order, and nothing else', async () => {
		const { id, ticket } = await handoff('order@example.com', 'Who is there?');
		zendesk.webhooks.times = 2;
		zendesk.writes(ticket, 'From Anna');
		zendesk.writes(ticket, 'From Ben', { as: zendesk.ben });
		zendesk.webhooks.times = 1;
		zendesk.writes(ticket, 'Secret', { public: false });
		zendesk.writes(ticket, 'From an integration', { as: zendesk.me, channel: 'api' });
		zendesk.writes(ticket, 'From a rule', { channel: 'rule' });
		zendesk.writes(ticket, 'Request #1 was merged into this one: "My card number is …"', { rel: 'merge' });
		zendesk.writes(ticket, 'By mail, from the customer', { as: requesterOf(ticket), channel: 'email' });
		zendesk.writes(ticket, 'From the desk’s own account', { as: zendesk.me });
		zendesk.writes(ticket, 'With a picture', { attachments: ['a.png'] });
		zendesk.writes(ticket, '', { attachments: ['b.png'] });
		await hears(id, 'With a picture');
		await commentWith(ticket, 'but not what was attached');
		await commentWith(ticket, 'The chat takes text only.');
		await everyMinute();
		expect(said(id)).toEqual(['From Anna', 'From Ben', 'From the desk’s own account', 'With a picture']);
		const notes = comments(ticket).filter(({ body }) => body.includes('text only'));
		expect(notes).toHaveLength(2);
	});

	it('keeps two bots apart', async () => {
		const [support, sales] = house.bots;
		const a = await handoff('support@example.com', 'It is broken', support);
		const b = await handoff('buyer@example.com', 'What does it cost?', sales);
		expect([b.ticket.group_id, b.ticket.tags]).toEqual([88, ['altabots', 'chat', 'chat_sales']]);
		zendesk.writes(b.ticket, 'Ten euros.');
		zendesk.writes(a.ticket, 'Which part?');
		await hears(b.id, 'Ten euros.', sales);
		await hears(a.id, 'Which part?', support);
		expect([said(a.id, support), said(b.id, sales)]).toEqual([['Which part?'], ['Ten euros.']]);
		expect(JSON.stringify(support.platform.calls)).not.toContain('Ten euros.');
		expect(JSON.stringify(sales.platform.calls)).not.toContain('Which part?');
	});

	it('takes hostile text for text', async () => {
		const { platform } = house;
		const { id } = platform.openConversation({ userId: `Eve\r\nX: ${HOSTILE}` });
		const { handoffId } = await platform.requestHandoff(id, { text: `${HOSTILE}\r\nTeam:\n> I promise` });
		const ticket = await ticketFor(handoffId);
		await hears(id, GREETING);
		await platform.customerSays(id, `${HOSTILE} again`);
		const second = await commentWith(ticket, 'again');
		const [first] = comments(ticket);
		for (const { body, html_body: html } of [first, second]) {
			expect(html).not.toContain('<script>');
			expect(body).toContain('{\u200b{ticket.requester_id}} {\u200b% if true %}');
			expect(body).not.toMatch(/\r|\{[{%]/);
		}
		expect(first.body).toContain('> Team:\n> > I promise');
		expect(`${ticket.subject}${requesterOf(ticket).name}`).not.toMatch(/[\r\n]|\{[{%]/);
		zendesk.writes(ticket, 'a <b> & "c"');
		await hears(id, 'a <b> & "c"');
		// More than a comment can hold.
		await platform.customerSays(id, `Long${'x'.repeat(70_000)}`);
		expect((await commentWith(ticket, 'Longx')).body).toMatch(/too long for Zendesk/);
	});

	it('serves a customer who has said nothing', async () => {
		const { id } = house.platform.openConversation({});
		const { handoffId } = await house.platform.requestHandoff(id, { messages: [] });
		const ticket = await ticketFor(handoffId);
		expect([ticket.subject, comments(ticket)[0].body]).toEqual([
			'Chat',
			expect.stringContaining('asks for a human:\n\n> (no text)'),
		]);
		zendesk.writes(ticket, 'How can I help?');
		await hears(id, 'How can I help?');
	});

	it('makes one ticket whatever comes twice, and in whatever order', async () => {
		const id = await house.everythingAtOnce('race@example.com');
		const ticket = await ticketFor(id);
		await commentWith(ticket, 'I was first');
		await commentWith(ticket, 'I overtook');
		// The first comment may quote both.
		await house.until(async () => comments(ticket).length > 1);
		await everyMinute();
		expect([ticketsOf(id).length, comments(ticket).length]).toEqual([1, 2]);
	});

	it('serves ten customers at once', async () => {
		const names = Array.from({ length: 10 }, (_, number) => `crowd-${number}@example.com`);
		const customers = await Promise.all(names.map(async (email) => await handoff(email, `I am ${email}`)));
		expect(customers.map(({ ticket }) => requesterOf(ticket).email)).toEqual(names);
		customers.forEach(({ ticket }, number) => zendesk.writes(ticket, `Hello ${names[number]}`));
		await Promise.all(customers.map(async ({ id }, number) => await hears(id, `Hello ${names[number]}`)));
		customers.forEach(({ id }, number) => expect(said(id)).toEqual([`Hello ${names[number]}`]));
		customers.forEach(({ handoffId }) => expect(ticketsOf(handoffId)).toHaveLength(1));
	});

	it('tells what became of a reply that may not have arrived', async () => {
		const { id, handoffId, ticket } = await handoff('unlucky@example.com', 'Do you hear me?');
		house.platform.fault({ kind: 'resetAfter', path: SEND, conversationId: handoffId });
		zendesk.writes(ticket, 'Loud and clear.', { status: 'solved' });
		const told = await commentWith(ticket, 'Nobody knows whether a public reply reached');
		expect([told.public, told.body.includes('> Loud and clear.')]).toEqual([false, true]);
		// Solved, but nobody is sent away without an answer: somebody has to see it.
		await house.until(async () => ticket.status === 'open');
		house.platform.fault({ kind: 'status', status: 400, path: SEND, conversationId: handoffId });
		zendesk.writes(ticket, 'Once more.');
		await commentWith(ticket, 'was not sent to the customer');
		await everyMinute();
		expect([said(id), house.platform.conversation(id).state]).toEqual([['Loud and clear.'], 'connected']);
	});

	it('keeps what Zendesk does not take, and writes it once', async () => {
		zendesk.fault(/tickets/, 503, 1_000);
		const { id, handoffId } = await house.customer('patient@example.com', 'Is Zendesk down?');
		await house.until(async () => (await rowsOf(handoffId)).some(({ note }) => /503/.test(String(note))));
		await house.platform.customerSays(id, 'Hello?');
		await house.until(
			async () => (await rowsOf(handoffId)).filter(({ kind }) => kind === 'zendesk').length === 2,
		);
		zendesk.recover();
		// Too often; then the ticket is made, and so is the comment, but nobody hears of it.
		zendesk.fault(/POST .*tickets/, 429);
		zendesk.fault(/POST .*tickets/, 'reset');
		zendesk.fault(/PUT .*tickets/, 'reset');
		await house.until(async () => {
			await everyMinute();
			const rows = (await rowsOf(handoffId)).filter(({ kind }) => kind === 'zendesk');
			return rows.length === 2 && rows.every(({ state, text }) => state === 'sent' && text === '');
		});
		const [ticket, ...others] = ticketsOf(handoffId);
		expect([others, comments(ticket).map(({ body }) => body)]).toEqual([
			[],
			[expect.stringContaining('Is Zendesk down?'), 'Hello?'],
		]);
		expect(zendesk.remaining).toBe(0);
	});

	it('makes another ticket where the old one takes no more', async () => {
		const closed = await handoff('closed@example.com', 'First question');
		// It becomes so while there is something to write; else the conversation would end with it.
		zendesk.fault(/tickets/, 503, 1_000);
		await house.platform.customerSays(closed.id, 'Second question');
		await house.until(async () =>
			(await rowsOf(closed.handoffId)).some(({ note }) => /503/.test(String(note))),
		);
		zendesk.account.ticket(closed.ticket.id).status = 'closed';
		zendesk.recover();
		await everyMinute();
		const second = await house.until(async () =>
			ticketsOf(closed.handoffId).find(({ id }) => id !== closed.ticket.id),
		);
		expect(comments(second)[0].body).toMatch(/A customer writes:\n\n> Second question[^]*> First question/);
		await house.until(
			async () => (await house.handoff(closed.handoffId)).thread === `zendesk:${SUBDOMAIN}/${second.id}`,
		);
		zendesk.account.remove(second.id);
		await house.platform.customerSays(closed.id, 'Third question');
		const third = await house.until(async () =>
			ticketsOf(closed.handoffId).find(({ id }) => ![closed.ticket.id, second.id].includes(id)),
		);
		const thread = `zendesk:${SUBDOMAIN}/${third.id}`;
		await house.until(async () => (await house.handoff(closed.handoffId)).thread === thread);
		zendesk.writes(third, 'The answer');
		await hears(closed.id, 'The answer');
	});

	it('sends no old answer again when the tables know nothing of it any more', async () => {
		const { id, handoffId, ticket } = await handoff('forgotten@example.com', 'Please delete my data');
		zendesk.writes(ticket, 'All of it is deleted.');
		await hears(id, 'is deleted.');
		await house.until(async () => (await house.handoff(handoffId)).status === 'answered');
		await house.forget(handoffId);
		// Zendesk's comments have no fractions of a second.
		await new Promise((done) => setTimeout(done, 1_100));
		await house.platform.customerSays(id, 'Thank you!');
		await commentWith(ticket, 'Thank you!');
		await ticketFor(handoffId);
		await everyMinute();
		zendesk.writes(ticket, 'Good bye.');
		await hears(id, 'Good bye.');
		await everyMinute();
		expect(said(id)).toEqual(['All of it is deleted.', 'Good bye.']);
	});

	it('finds every minute what Zendesk’s call did not tell', async () => {
		const { id, ticket } = await handoff('unheard@example.com', 'Anybody?');
		zendesk.webhooks.isLosing = true;
		zendesk.writes(ticket, 'Yes, me.');
		zendesk.changes(ticket, { status: 'solved' });
		zendesk.webhooks.isLosing = false;
		expect(said(id)).toEqual([]);
		await everyMinute();
		await house.platform.waitFor(() => house.platform.conversation(id).state === 'closed');
		expect(said(id)).toEqual(['Yes, me.']);
	});

	it('goes on where n8n was killed', async () => {
		const { id, handoffId, ticket } = await handoff('steady@example.com', 'Are you still there?');
		const missed = await handoff('missed@example.com', 'And me?');
		// Killed while the reply is on its way: the customer has it, and nobody could note it.
		house.platform.fault({ kind: 'delay', ms: 60_000, path: SEND, conversationId: handoffId });
		zendesk.writes(ticket, 'Yes, I am.');
		await hears(id, 'Yes, I am.');
		await house.server.n8n.kill();
		zendesk.writes(missed.ticket, 'You too.', { as: zendesk.ben });
		await house.restart();
		await house.change(FILE, { tryAgainAfterMinutes: 0.1 });
		await house.until(async () => {
			await everyMinute();
			return comments(ticket).some(({ body }) =>
				body.includes('Nobody knows whether a public reply reached'),
			);
		});
		await hears(missed.id, 'You too.');
		await everyMinute();
		await house.change(FILE, { tryAgainAfterMinutes: 3 });
		expect([said(id), said(missed.id)]).toEqual([['Yes, I am.'], ['You too.']]);
		expect(comments(ticket).filter(({ body }) => body.includes('Nobody knows'))).toHaveLength(1);
		// The trigger still listens, and only to Zendesk.
		zendesk.writes(ticket, 'Still here.');
		await hears(id, 'Still here.');
		const [{ endpoint }] = zendesk.webhooks.webhooks;
		expect(endpoint.startsWith(house.url)).toBe(true);
		expect((await http.post(endpoint, { 'ticket.id': ticket.id })).status).toBe(401);
	});

	it('has made one webhook and one trigger in Zendesk', () => {
		expect([zendesk.webhooks.webhooks.length, zendesk.webhooks.triggers.length]).toEqual([1, 1]);
		expect(zendesk.webhooks.triggers[0].conditions).toEqual({
			all: [{ field: 'current_tags', operator: 'includes', value: 'altabots' }],
			any: [
				{ field: 'comment_is_public', operator: 'is', value: 'true' },
				{ field: 'status', operator: 'value', value: 'solved' },
			],
		});
		expect(detour.refused.filter((host) => host.includes('zendesk'))).toEqual([]);
	});

	it('has failed nowhere but where Zendesk refused', async () => {
		for (const { id } of await house.failures()) {
			const { error, status } = await house.server.client.execution(id);
			if (status !== 'crashed') expect(error?.message).toContain('Not everything is in Zendesk.');
		}
	});
});
