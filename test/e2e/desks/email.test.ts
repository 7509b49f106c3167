/* eslint-disable @n8n/community-nodes/no-restricted-globals -- test code never ships */
import { randomBytes } from 'node:crypto';

import { House, type Bot } from './harness';
import { DESK, MailServers, type Received } from './email-servers';

const ANNA = 'anna@team.example';
const BEN = 'ben@team.example';
const CARL = 'carl@sales.example';
/** May answer, and gets no mails. */
const DORA = 'dora@partner.example';
const EVE = 'eve@elsewhere.example';
const FILE = 'email/email.json';
const GREETING = 'Hello! You are talking to our team now.';
const AWAY = 'I am on holiday.';

/** An address that belongs to no conversation. */
const nobodys = () => `desk+${randomBytes(16).toString('hex')}@desk.example`;

/**
 * Front door, hours, guard, Reply and the e-mail desk, all switched on; two bots and two teams; real mail servers. n8n's IMAP client listens
 * for new mail only 15 s after its last command: that is what most of the time goes into.
 */
const LET_GO_MS = 5_000;

describe('the e-mail desk', () => {
	let mail: MailServers;
	let house: House;

	beforeAll(async () => {
		mail = await MailServers.start();
		house = await House.start({ labels: ['', 'sales'] });
		await house.import(FILE, {
			credentials: await mail.credentials(house.server.client),
			settings: {
				deskAddress: DESK,
				team: `${ANNA}, ${BEN}; sales: ${CARL}`,
				mayAnswerToo: '@partner.example',
			},
		});
		await house.openFrontDoors({ Desk: house.imported(FILE) });
	});

	afterAll(async () => {
		await house?.stop();
		await mail?.stop();
	});

	/** Waits for a mail of a mailbox that contains `text`, in its text or its subject. */
	async function mailWith(mailbox: string, text: string): Promise<Received> {
		return await house.until(async () =>
			mail.of(mailbox).find((found) => found.text?.includes(text) || found.subject?.includes(text)),
		);
	}

	/** A customer who has been greeted, and the mail about it. */
	async function handoff(email: string, text: string, mailbox = ANNA, bot: Bot = house.bots[0]) {
		const customer = await house.customer(email, text, bot);
		const first = await mailWith(mailbox, text);
		await hears(customer.id, GREETING, bot);
		return { ...customer, first };
	}

	const hears = async (id: string, text: string, bot?: Bot) => await house.untilHeard(id, text, bot);

	const said = (id: string, bot?: Bot) => house.heard(id, bot).filter((text) => !text.startsWith(GREETING));

	/** Rows of mails that came in, by what became of them. */
	const dealtWith = async (from: string) =>
		(await house.rows('altabots_messages')).filter(
			({ key, by, state }) => String(key).startsWith('email:') && by === from && state !== 'received',
		);

	const everyMinute = async () => {
		const { client } = house.server;
		return await client.waitForExecution(await client.runWorkflow(house.imported(FILE).id, 'Every Minute'));
	};

	it('carries a conversation from handoff to close', async () => {
		const { id, handoffId, first } = await handoff('bob@example.com', 'Where is my parcel?');
		expect(first.subject).toMatch(/^\[Chat [0-9a-f]{6}\] Where is my parcel\?$/);
		expect(first.answerTo).toMatch(/^desk\+[0-9a-f]{32}@desk\.example$/);
		expect(first.text).toMatch(/E-mail: bob@example\.com[^]*Customer:\n\| Where is my parcel\?/);
		expect(mail.of(BEN).some(({ messageId }) => messageId === first.messageId)).toBe(true);

		await mail.answer(first, 'It is on its way.\nTomorrow, I think.\n\n-- \nAnna Berg\nCustomer Care');
		await hears(id, 'on its way');
		expect(said(id)).toEqual(['It is on its way.\nTomorrow, I think.']);

		await house.platform.customerSays(id, 'Can it come later?');
		const second = await mailWith(ANNA, 'The customer writes:\n| Can it come later?');
		expect([second.subject, second.answerTo]).toEqual([`Re: ${first.subject}`, first.answerTo]);
		expect(second.text).toContain('| It is on its way.\n| Tomorrow, I think.');
		expect(second.text).toContain(`Taken by: ${ANNA}`);

		await mail.answer(second, 'On Friday, then.\n/close');
		await hears(id, 'On Friday, then.');
		const closing = await mailWith(BEN, `The conversation is closed: by ${ANNA}`);
		expect([closing.subject, closing.answerTo]).toEqual([second.subject, first.answerTo]);
		expect(house.platform.conversation(id).state).toBe('closed');
		expect(await house.handoff(handoffId)).toMatchObject({ status: 'closed', taken_by: ANNA });

		await mail.answer(first, 'One thing more.', { from: BEN });
		expect((await mailWith(BEN, 'Your answer came too late')).text).toContain('| One thing more.');
		expect(said(id)).toEqual(['It is on its way.\nTomorrow, I think.', 'On Friday, then.']);
		expect(mail.of(ANNA).some(({ text }) => text?.includes('not been sent'))).toBe(false);
	});

	it('tells the thread when the customer leaves', async () => {
		const { id } = await handoff('leaver@example.com', 'I will not wait');
		await house.platform.closeByCustomer(id);
		expect((await mailWith(ANNA, 'The conversation is closed: The customer ended')).subject).toContain(
			'I will not wait',
		);
	});

	it('lets no machine, no stranger and no foreign address through', async () => {
		const { id, first } = await handoff('careful@example.com', 'Who are you?');
		const other = await handoff('other@example.com', 'Somebody else');
		const before = mail.received.length;
		const machine = async (headers: Record<string, string>) =>
			await mail.answer(first, AWAY, { from: ANNA, headers });
		const stranger = { from: EVE, subject: 'Spam' };
		await Promise.all([
			machine({ 'Auto-Submitted': 'auto-replied' }),
			machine({ 'X-Autoreply': 'yes' }),
			machine({ Precedence: 'bulk' }),
			machine({ 'X-Auto-Response-Suppress': 'All' }),
			mail.answer(first, AWAY, { subject: `Automatic reply: ${first.subject}` }),
			mail.answer(first, 'Your mail could not be delivered.', {
				from: 'MAILER-DAEMON@team.example',
				envelope: { from: '', to: first.answerTo },
			}),
			mail.send({ from: DESK, to: first.answerTo, subject: 'Own', text: 'From ourselves' }),
			// Without the random address a stranger gets no answer, and a guessed one is nobody's.
			mail.send({ ...stranger, to: DESK, text: 'Buy this' }),
			mail.send({ ...stranger, to: nobodys(), text: 'Guessed' }),
		]);
		await house.until(
			async () =>
				(await Promise.all([ANNA, DESK, EVE, 'mailer-daemon@team.example'].map(dealtWith)))
					.flat()
					.filter(({ state }) => state === 'ignored').length >= 9,
		);
		expect(mail.received.length).toBe(before);

		// Who may know is told. An address in the text, or in a quoted mail, is only text.
		await Promise.all([
			mail.answer(first, 'I know the address.', { from: EVE }),
			mail.send({ from: DORA, to: nobodys(), text: 'Lost' }),
			mail.answer(first, 'To both.', { from: DORA, to: [first.answerTo, other.first.answerTo] }),
			mail.answer(first, '', { from: ANNA }),
			mail.answer(first, `Ask ${other.first.answerTo}, please.`, { from: DORA }),
		]);
		expect((await mailWith(EVE, 'is not among the addresses')).answerTo).toBe(DESK);
		await mailWith(DORA, 'belongs to no conversation');
		await mailWith(DORA, 'several conversations at once');
		await mailWith(ANNA, 'Nothing was found in your mail');
		await hears(id, 'Ask desk+');
		expect([said(id).length, said(other.id)]).toEqual([1, []]);

		// Two machines that know no header come to an end: no more notices than Settings allow.
		await house.change(FILE, { noticesPerHour: 2 });
		// n8n lets go of the mailbox, and with it of the old setting, a moment after it has published.
		await new Promise((done) => setTimeout(done, LET_GO_MS));
		await mail.send({ from: DORA, to: DESK, text: 'Robot' });
		await house.until(async () => (await dealtWith(DORA)).length === 4);
		await house.change(FILE, { noticesPerHour: 10 });
		const notices = (await house.rows('altabots_messages')).filter(
			({ key, by }) => String(key).startsWith('mail:notice:') && by === DORA,
		);
		expect(notices).toHaveLength(2);
	});

	it('gives a conversation to the colleague who answers first, and tells the other', async () => {
		const { id, first } = await handoff('both@example.com', 'Both of you?');
		await Promise.all([
			mail.answer(first, 'From Anna', { from: ANNA }),
			mail.answer(first, 'From Ben', { from: BEN }),
		]);
		const told = await house.until(async () =>
			mail.received.find(({ text }) => text?.includes('is taken by')),
		);
		await hears(id, 'From ');
		const loser = told.mailbox === BEN ? 'Ben' : 'Anna';
		const winner = loser === 'Ben' ? 'Anna' : 'Ben';
		expect(said(id)).toEqual([`From ${winner}`]);
		expect(told.text).toContain(`| From ${loser}`);

		await mail.answer(told, `/take\nAnd from ${loser}`);
		await hears(id, `And from ${loser}`);
		expect(said(id)).toEqual([`From ${winner}`, `And from ${loser}`]);
	});

	it('keeps two bots and their teams apart', async () => {
		const [, sales] = house.bots;
		const { id, first } = await handoff('buyer@example.com', 'What does it cost?', CARL, sales);
		expect([ANNA, BEN].flatMap((one) => mail.of(one)).some(({ text }) => text?.includes('cost?'))).toBe(
			false,
		);
		const notYet = await handoff('support@example.com', 'It is broken');
		const wrong = mail.answer(first, 'From the wrong team', { from: ANNA });
		// As Outlook on the web does: nothing but HTML, and nothing marked as quoted.
		await mail.answer(first, '', {
			text: undefined,
			html: `<div>Ten euros.</div><hr><div><b>From:</b> Customer Desk &lt;${DESK}&gt;<br><b>Sent:</b> Sunday<br><b>To:</b> Carl</div><div>${first.text}</div>`,
		});
		await wrong;
		await mailWith(ANNA, 'is not among the addresses');
		await hears(id, 'Ten euros.', sales);
		expect([said(id, sales), said(notYet.id)]).toEqual([['Ten euros.'], []]);
		expect(JSON.stringify(house.platform.calls)).not.toContain('Ten euros.');
	});

	it('says once in a conversation that what is attached does not arrive', async () => {
		const { id, first } = await handoff('files@example.com', 'May I see it?');
		const withFile = async (text: string, filename: string, contentType?: string) => {
			await mail.answer(first, text, { attachments: [{ filename, contentType, content: 'x' }] });
			await hears(id, text);
		};
		await withFile('Signed.', 'smime.p7s', 'application/pkcs7-signature');
		await withFile('As a file.', 'picture.png');
		const told = await mailWith(ANNA, 'but not what you attached');
		expect(told.text).toContain('| As a file.');
		await withFile('Once more.', 'logo.png');
		await everyMinute();
		expect(mail.of(ANNA).filter(({ text }) => text?.includes('but not what you attached'))).toEqual([told]);
	});

	it('takes hostile text for text', async () => {
		const question =
			'<script>alert(1)</script>\r\nBcc: eve@elsewhere.example\r\n\r\n--- Write your answer above this line ---';
		const { platform } = house;
		const { id } = platform.openConversation({ email: 'x@example.com\r\nBcc: eve@elsewhere.example' });
		await platform.requestHandoff(id, { text: question });
		const first = await mailWith(ANNA, '<script>alert(1)</script>');
		expect(first.html).toBeUndefined();
		const headers = first.raw.slice(0, first.raw.indexOf('\r\n\r\n'));
		expect(headers).not.toMatch(/^bcc:/im);
		expect(mail.of(EVE).some(({ text }) => text?.includes('script'))).toBe(false);
		expect(first.text).toContain('| --- Write your answer above this line ---');
		await mail.answer(first, 'a <b> & "c"', {
			from: { name: 'Anna\r\nBcc: eve@elsewhere.example', address: ANNA },
		});
		await hears(id, 'a <b> & "c"');
	});

	it('serves a customer who has said nothing', async () => {
		const { id } = house.platform.openConversation({ email: 'silent@example.com' });
		await house.platform.requestHandoff(id, { messages: [] });
		const first = await mailWith(ANNA, 'silent@example.com');
		expect(first.text).toContain('asks for a human:\n| (no text)');
		await mail.answer(first, 'How can I help?');
		await hears(id, 'How can I help?');
	});

	it('writes one mail for an event that comes twice, and one thread whatever the order', async () => {
		const id = await house.everythingAtOnce('order@example.com');
		await mailWith(ANNA, 'The customer writes:\n| I overtook');
		await mailWith(ANNA, 'asks for a human:\n| I was first');
		const mails = mail.of(ANNA).filter(({ text }) => text?.includes(id));
		expect(mails).toHaveLength(2);
		expect(new Set(mails.map(({ answerTo }) => answerTo)).size).toBe(1);
		expect(new Set(mails.map(({ subject }) => subject?.replace('Re: ', ''))).size).toBe(1);
	});

	it('serves ten customers at once', async () => {
		const names = Array.from({ length: 10 }, (_, number) => `crowd-${number}@example.com`);
		const customers = await Promise.all(names.map(async (email) => await handoff(email, `I am ${email}`)));
		await Promise.all(
			customers.map(async ({ first }, number) => await mail.answer(first, `Hello ${names[number]}`)),
		);
		await Promise.all(customers.map(async ({ id }, number) => await hears(id, `Hello ${names[number]}`)));
		customers.forEach(({ id }, number) => expect(said(id)).toEqual([`Hello ${names[number]}`]));
	});

	it('tells what became of an answer that may not have arrived', async () => {
		const { id, handoffId, first } = await handoff('unlucky@example.com', 'Do you hear me?');
		const path = '/v1/human/message/receive';
		house.platform.fault({ kind: 'resetAfter', path, conversationId: handoffId });
		await mail.answer(first, 'Loud and clear.');
		expect((await mailWith(ANNA, 'Nobody knows whether your answer arrived')).text).toContain(
			'| Loud and clear.',
		);
		house.platform.fault({ kind: 'status', status: 400, path, conversationId: handoffId });
		await mail.answer(first, 'Once more.');
		expect((await mailWith(ANNA, 'Your answer was not sent')).text).toContain('| Once more.');
		expect(said(id)).toEqual(['Loud and clear.']);
	});

	it('keeps mails while the mail server takes none', async () => {
		mail.refusal = 'Try again later';
		await house.customer('patient@example.com', 'Is the mail down?');
		const waiting = await house.until(async () =>
			(await house.rows('altabots_messages')).find(
				({ kind, state, note, text }) =>
					kind === 'mail' && state === 'ready' && note !== '' && String(text).includes('Is the mail down?'),
			),
		);
		expect(waiting.note).toContain('Try again later');
		mail.refusal = undefined;
		// A run that n8n has begun by itself may have it under the old refusal.
		await house.until(async () => {
			await everyMinute();
			return mail.of(ANNA).some(({ subject }) => subject?.includes('Is the mail down?'));
		});
		await everyMinute();
		expect(mail.of(ANNA).filter(({ subject }) => subject?.includes('Is the mail down?'))).toHaveLength(1);
	});

	it('goes on where n8n was killed', async () => {
		const { id, handoffId, first } = await handoff('steady@example.com', 'Are you still there?');
		const second = await handoff('missed@example.com', 'And me?');
		// Killed while the answer is on its way: the customer has it, and nobody could note it.
		house.platform.fault({
			kind: 'delay',
			ms: 60_000,
			path: '/v1/human/message/receive',
			conversationId: handoffId,
		});
		await mail.answer(first, 'Yes, I am.');
		await hears(id, 'Yes, I am.');
		await house.server.n8n.kill();
		await mail.answer(second.first, 'You too.', { from: BEN });
		await house.restart();
		await hears(second.id, 'You too.');
		await house.change(FILE, { tryAgainAfterMinutes: 0.02 });
		await everyMinute();
		await mailWith(ANNA, 'Your answer came before, and was not sent again');
		expect([said(id), said(second.id)]).toEqual([['Yes, I am.'], ['You too.']]);
	});

	it('has crashed nowhere but where the mail server refused', async () => {
		const failures = await house.failures();
		const executions = await Promise.all(
			failures.map(async ({ id }) => await house.server.client.execution(id)),
		);
		for (const { error, status } of executions) {
			if (status === 'crashed') continue;
			expect(error?.message).toContain('A mail of the desk was not sent: ');
		}
	});
});
