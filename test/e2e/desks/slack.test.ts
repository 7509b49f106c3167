import { randomBytes } from 'node:crypto';

import { importWorkflow } from '../../../runtime/import-workflow';
import type { LoggedCall } from '../../../simulator';
import { readExample, type House } from './harness';
import { FILE, GREETING, SlackDesk } from './slack-desk';
import { ALERTS, ANN, BEN, SALES, SUPPORT, type SlackMessage, type SlackServer } from './slack-server';

const RECEIVE = '/v1/human/message/receive';

describe('the Slack desk', () => {
	let desk: SlackDesk;
	let house: House;
	let slack: SlackServer;

	beforeAll(async () => {
		desk = await SlackDesk.start();
		({ house, slack } = desk);
	});

	afterAll(async () => await desk?.stop());

	it('carries a conversation from handoff to close', async () => {
		const { id, handoffId, root } = await desk.handoff('bob@example.com', 'Where is my parcel?');
		expect(root.channel).toBe(SUPPORT);
		expect(root.text).toMatch(
			/^A customer asks for a human:\n\| Where is my parcel\?\n\nE-mail: bob@example\.com/,
		);
		expect(root.text).toMatch(/What was said so far:\nCustomer:\n\| Where is my parcel\?/);
		await house.until(async () => (await house.handoff(handoffId)).thread === `${SUPPORT}:${root.ts}`);

		const { ts } = slack.types(ANN, root, 'It is on its way.\nTomorrow, I think.');
		await desk.marked({ ts });
		expect(desk.said(id)).toEqual(['It is on its way.\nTomorrow, I think.']);
		await house.platform.customerSays(id, 'Can it come later?');
		await desk.toldIn(root, 'The customer writes:\n| Can it come later?');
		expect(await house.handoff(handoffId)).toMatchObject({ taken_by: 'Ann', status: 'waiting' });

		slack.types(BEN, root, 'On Friday, then.\n!close');
		await desk.toldIn(root, 'The conversation is closed: by Ben Stone. Answers do not arrive any more.');
		expect(desk.said(id)).toEqual(['It is on its way.\nTomorrow, I think.', 'On Friday, then.']);
		expect(house.platform.conversation(id).state).toBe('closed');
		expect(await house.handoff(handoffId)).toMatchObject({ status: 'closed', taken_by: 'Ann' });

		slack.types(ANN, root, 'One thing more.');
		expect((await desk.toldIn(root, 'came too late')).text).toMatch(`<@${ANN}> Your answer came too late.`);
		expect(desk.said(id)).toHaveLength(2);
		expect(slack.thread(root).filter(({ text }) => text.includes('is closed: '))).toHaveLength(1);
	});

	it('says in the thread that the customer has left', async () => {
		const { id, root } = await desk.handoff('leaver@example.com', 'I will not wait');
		await house.platform.closeByCustomer(id);
		await desk.toldIn(root, 'The conversation is closed: The customer ended the conversation');
	});

	it('lets nothing through but what people write in the thread of a handoff', async () => {
		const { id, root } = await desk.handoff('careful@example.com', 'Who are you?');
		const lunch = slack.types(BEN, SUPPORT, 'Lunch at twelve?');
		const theirs = slack.messages.find(({ ts }) => ts === lunch.ts) as SlackMessage;
		slack.types(ANN, theirs, 'I am in, for lunch');
		slack.types(ANN, SUPPORT, 'Beside the thread');
		slack.types(ANN, root, '// Does anybody know them?');
		const bot = { bot_id: 'B0000000009', bot_profile: { name: 'Another app' } };
		slack.types('U000000BOT2', root, 'From another app', bot);
		slack.types(ANN, root, 'I have joined', { subtype: 'channel_join' });
		const inThread = { user: ANN, thread_ts: root.ts };
		const message = { ...inThread, type: 'message', text: 'Edited', ts: '1.000001' };
		slack.tell('message_changed', SUPPORT, { hidden: true, message, previous_message: message });
		slack.tell('message_deleted', SUPPORT, {
			hidden: true,
			deleted_ts: '1.000001',
			previous_message: message,
		});
		const forged = { ...message, channel: SUPPORT, ts: '2.000001', event_ts: '2.000001' };
		expect(await slack.events.forge(forged, 'not-the-signing-secret')).toBe(401);

		// Also sent to the channel: an answer all the same.
		const { ts } = slack.types(BEN, root, 'We are the team.', { subtype: 'thread_broadcast' });
		await desk.marked({ ts });
		await slack.events.settled();
		const rows = async () => JSON.stringify(await house.rows('altabots_messages'));
		await house.until(async () => !/"ready|lunch/i.test(await rows()));
		expect(desk.said(id)).toEqual(['We are the team.']);
		expect(slack.thread(root).filter(({ bot_id }) => bot_id === 'B0000000001')).toEqual([]);
		expect(slack.thread(theirs)).toHaveLength(1);
		await slack.events.laterRetry();
		const own = slack.events.deliveries.filter(({ event }) => event.ts === root.ts);
		// Taken, though not within Slack's three seconds where the machine is busy.
		expect(own.map(({ status }) => status)).toContain(200);
	});

	it('says so in a thread of its own that belongs to no handoff', async () => {
		const { root } = await desk.handoff('old@example.com', 'From long ago');
		const orphan = { ...root, ts: '1000000000.000001' };
		slack.messages.push(orphan);
		slack.types(BEN, orphan, 'Anybody there?');
		await desk.toldIn(
			orphan,
			`<@${BEN}> This thread belongs to no conversation any more, so nothing was sent.`,
		);
	});

	it('sends what two colleagues write at once, in the order of the thread', async () => {
		const { id, root } = await desk.handoff('both@example.com', 'Both of you?');
		const texts = ['One', 'Two', 'Three', 'Four'];
		const events = texts.map((text, number) => slack.types(number % 2 ? BEN : ANN, root, text));
		for (const { ts } of events) await desk.marked({ ts });
		expect(desk.said(id)).toHaveLength(4);
		expect([...desk.said(id)].sort()).toEqual([...texts].sort());
		// One after another, where they do not come within the same moment.
		const last = slack.types(ANN, root, 'Last');
		await desk.marked(last);
		expect(desk.said(id)[4]).toBe('Last');
	});

	it('keeps two bots and their channels apart', async () => {
		const [, sales] = house.bots;
		const a = await desk.handoff('support@example.com', 'It is broken');
		const b = await desk.handoff('buyer@example.com', 'What does it cost?', sales);
		expect([a.root.channel, b.root.channel]).toEqual([SUPPORT, SALES]);
		expect(b.root.text).toContain('Bot: sales');
		await desk.marked(slack.types(BEN, b.root, 'Ten euros.'));
		await desk.marked(slack.types(ANN, a.root, 'Send it back.'));
		expect([desk.said(a.id), desk.said(b.id, sales)]).toEqual([['Send it back.'], ['Ten euros.']]);
		expect(JSON.stringify(house.platform.calls)).not.toContain('Ten euros.');
		expect(JSON.stringify(sales.platform.calls)).not.toContain('Send it back.');
	});

	it('takes hostile text for text, both ways', async () => {
		const { platform } = house;
		const hostile = `<script>alert(1)</script> <!channel> <@${BEN}> & \u0000*bold*`;
		const { id } = platform.openConversation({ email: 'x@example.com\r\nBot: <!here>' });
		await platform.requestHandoff(id, { text: `Hello ${hostile}\r\nE-mail: me@example.com` });
		const root = await desk.opened('Hello &lt;script&gt;');
		await platform.customerSays(id, hostile);
		await desk.toldIn(root, '| &lt;script&gt;');
		const ours = [root, ...slack.thread(root)];
		for (const { text } of ours) expect(text).not.toMatch(/<[!@#a-z]/i);
		expect(root.text).toContain('\n| E-mail: me@example.com');
		expect(root.text).toContain('\nE-mail: x@example.com Bot: &lt;!here&gt;\n');

		const emoji = {
			blocks: [{ type: 'rich_text', elements: [{ type: 'emoji', name: 'tada', unicode: '1f389' }] }],
		};
		await desk.marked(slack.types(ANN, root, 'a <b> & "c" &amp; <script>'));
		await desk.marked(
			slack.writes(
				ANN,
				root,
				`See <https://example.com/?a=1&amp;b=2|the page> or <https://example.com>, <@${BEN}>, <#${SUPPORT}|support> <!here> :tada:`,
				emoji,
			),
		);
		expect(desk.said(id)).toEqual([
			'a <b> & "c" &amp; <script>',
			'See the page (https://example.com/?a=1&b=2) or https://example.com, @colleague, #support @here 🎉',
		]);
	});

	it('serves a customer who has said nothing, and one who has said a lot', async () => {
		const silent = house.platform.openConversation({ email: 'silent@example.com' });
		await house.platform.requestHandoff(silent.id, { messages: [] });
		const root = await desk.opened('silent@example.com');
		expect(root.text).toContain('asks for a human:\n| (no text)');
		await desk.marked(slack.types(ANN, root, 'How can I help?'));
		expect(desk.said(silent.id)).toEqual(['How can I help?']);

		const talker = house.platform.openConversation({ email: 'talker@example.com' });
		const long = Array.from({ length: 8 }, (_, number) => `Line ${number} ${'<&>'.repeat(200)} end`);
		await house.platform.requestHandoff(talker.id, { text: long.join('\n') });
		const thread = await desk.opened('talker@example.com');
		await desk.toldIn(thread, 'Line 7');
		const texts = slack.thread(thread).map(({ text }) => text);
		const begin = texts.findIndex((text) => text.startsWith('What was said so far:\nCustomer:\n| Line 0 '));
		const transcript = texts
			.slice(begin)
			.join('\n')
			.replace(/\n\| |\n/g, '');
		expect(transcript).toContain(`Line 6 ${'&lt;&amp;&gt;'.repeat(200)} endLine 7`);
		// A file without a word, and a word with a file.
		slack.types(ANN, thread, '', { subtype: 'file_share', files: [{ id: 'F1' }] });
		await desk.toldIn(thread, 'Nothing was sent: the chat takes text only.');
		slack.types(ANN, thread, 'As you see', { subtype: 'file_share', files: [{ id: 'F1' }] });
		await desk.toldIn(thread, 'The customer has your text, but not the files');
		expect(desk.said(talker.id)).toEqual(['As you see']);
	});

	it('does once what comes twice, and opens one thread whatever the order', async () => {
		const id = await house.everythingAtOnce('order@example.com');
		const root = await desk.opened('I was first');
		await desk.toldIn(root, '| I overtook');
		expect(slack.openings().filter(({ text }) => text.includes(id))).toHaveLength(1);
		expect(slack.thread(root).filter(({ text }) => text.includes('I overtook'))).toHaveLength(1);

		// Slack repeats what it has no answer to: at the same moment, and later.
		const { id: customer, root: other } = await desk.handoff('again@example.com', 'Once, please');
		const event = slack.types(ANN, other, 'Only once');
		await desk.until(() => slack.events.deliveries.some((one) => one.event === event));
		await Promise.all([slack.events.again(event), slack.events.again(event)]);
		await desk.marked(event);
		await slack.events.again(event);
		await house.until(async () => {
			const rows = await house.rows('altabots_messages');
			const same = rows.filter(({ key }) => key === `slack:${SUPPORT}:${String(event.ts)}`);
			return same.length >= 4 && same.every(({ state }) => !String(state).startsWith('ready'));
		});
		expect(desk.said(customer)).toEqual(['Only once']);
		expect(slack.thread(other)).toHaveLength(1);
	});

	it('makes no loop of a reply that comes back', async () => {
		house.platform.set({ echoHumanReplies: 'v2' });
		const { id, root } = await desk.handoff('echo@example.com', 'Hello, echo');
		await desk.marked(slack.types(ANN, root, 'Only one of me'));
		const echo = ({ direction, body }: LoggedCall) =>
			direction === 'out' && JSON.stringify(body).includes('Only one of me');
		await desk.until(() => house.platform.calls.some((call) => echo(call) && call.status === 200));
		house.platform.set({ echoHumanReplies: 'none' });
		await desk.marked(slack.types(ANN, root, 'And now me'));
		expect(desk.said(id)).toEqual(['Only one of me', 'And now me']);
		expect(slack.thread(root)).toHaveLength(2);
	});

	it('serves ten customers at once', async () => {
		const names = Array.from({ length: 10 }, (_, number) => `crowd-${number}@example.com`);
		const customers = await Promise.all(
			names.map(async (email) => await desk.handoff(email, `I am ${email}`)),
		);
		const answers = customers.map(({ root }, number) => slack.types(ANN, root, `Hello ${names[number]}`));
		for (const { ts } of answers) await desk.marked({ ts });
		customers.forEach(({ id }, number) => expect(desk.said(id)).toEqual([`Hello ${names[number]}`]));
		expect(slack.openings().filter(({ text }) => text.includes('I am crowd-'))).toHaveLength(10);
	});

	it('tells what became of an answer that may not have arrived', async () => {
		const { id, handoffId, root } = await desk.handoff('unlucky@example.com', 'Do you hear me?');
		house.platform.fault({ kind: 'resetAfter', path: RECEIVE, conversationId: handoffId });
		slack.types(ANN, root, 'Loud and clear.');
		await desk.toldIn(root, 'Nobody knows whether your answer arrived');
		house.platform.fault({ kind: 'status', status: 400, path: RECEIVE, conversationId: handoffId });
		slack.types(ANN, root, 'Once more.\n!close');
		const { text } = await desk.toldIn(root, 'Your answer was not sent');
		expect(text).toContain('Because of that the conversation was not closed.');
		expect(desk.said(id)).toEqual(['Loud and clear.']);
		expect((await house.handoff(handoffId)).status).not.toBe('closed');
	});

	it.each([
		['ratelimited', 'Too much?'],
		['down', 'Is Slack down?'],
	] as const)(
		'keeps messages while Slack is %s',
		async (refusal, question) => {
			slack.refusal = refusal;
			const { id } = await house.customer('patient@example.com', question);
			await house.until(async () => {
				const rows = await house.rows('altabots_messages');
				return rows.some(
					({ kind, note, text }) => kind === 'slack' && note !== '' && String(text).includes(question),
				);
			});
			await house.platform.customerSays(id, `${question} Still there?`);
			await desk.hears(id, GREETING);
			expect(slack.opening(question)).toBeUndefined();
			slack.refusal = undefined;
			await house.until(async () => {
				await desk.everyMinute();
				const root = slack.opening(question);
				return root && slack.thread(root).some(({ text }) => text.includes('Still there?'));
			});
			await desk.everyMinute();
			expect(slack.openings().filter(({ text }) => text.includes(question))).toHaveLength(1);
			expect(await desk.failures()).toContainEqual(expect.stringContaining('Slack did not take something'));
		},
		180_000,
	);

	it('opens a thread for a message whose handoff it has not heard of', async () => {
		const id = randomBytes(12).toString('hex');
		await house.post('/chat', {
			conversation_id: id,
			timestamp: Date.now(),
			body: 'Does anybody read this?',
		});
		const root = await desk.opened(id);
		await desk.toldIn(root, 'The customer writes:\n| Does anybody read this?');
		await house.post('/conversation/close', {
			conversation_id: id,
			timestamp: Date.now(),
			type: 'USER_CLOSED',
		});
		await desk.toldIn(root, 'The conversation is closed: The customer ended the conversation');
		expect(slack.thread(root)).toHaveLength(2);
	});

	it('keeps messages until their bot has a channel', async () => {
		await house.change(FILE, { channels: `sales: ${SALES}` });
		await house.customer('nowhere@example.com', 'Who serves me?');
		await house.until(async () => {
			const rows = await house.rows('altabots_messages');
			return rows.some(({ note }) => String(note).startsWith('Settings name no channel for'));
		});
		await house.change(FILE, { channels: `${SUPPORT}; sales: ${SALES}` });
		await house.until(async () => {
			await desk.everyMinute();
			return slack.opening('Who serves me?');
		});
		expect(slack.opening('Who serves me?')?.channel).toBe(SUPPORT);
	});

	it('takes alerts in a channel of their own, each once', async () => {
		const { client } = house.server;
		const json = readExample('alert/alert.json');
		const nodes = json.nodes.map((node) => (node.name === 'Send Mail' ? { ...node, disabled: true } : node));
		const credentials = { slackApi: await slack.credential(client) };
		const alert = await importWorkflow(client, { ...json, nodes }, { credentials });
		await client.publish(alert.id);
		const item = { subject: 'A customer waits', text: '<!channel> since 10:00', key: 'waits:1' };
		for (let time = 0; time < 2; time++) {
			const { status, error } = await house.call(alert, item);
			expect([status, error?.message]).toEqual(['success', undefined]);
		}
		expect(slack.messages.filter(({ channel }) => channel === ALERTS).map(({ text }) => text)).toEqual([
			'[AltaBots] A customer waits\n\n&lt;!channel&gt; since 10:00',
		]);
	});

	it('goes on where n8n was killed', async () => {
		const { id, handoffId, root } = await desk.handoff('steady@example.com', 'Are you still there?');
		const second = await desk.handoff('missed@example.com', 'And me?');
		// Killed while the answer is on its way: the customer has it, and nobody could note it.
		house.platform.fault({ kind: 'delay', ms: 60_000, path: RECEIVE, conversationId: handoffId });
		slack.types(ANN, root, 'Yes, I am.');
		await desk.hears(id, 'Yes, I am.');
		await house.server.n8n.kill();
		slack.types(BEN, second.root, 'You too.');
		await slack.events.settled();
		await house.restart();
		// A minute later, Slack sends once more what nobody has answered.
		await slack.events.laterRetry();
		await desk.hears(second.id, 'You too.');
		await house.change(FILE, { takenForMinutes: 0.02 });
		await house.until(async () => {
			await desk.everyMinute();
			return slack.thread(root).some(({ text }) => text.includes('Your answer came before'));
		});
		expect([desk.said(id), desk.said(second.id)]).toEqual([['Yes, I am.'], ['You too.']]);
	});

	it('has failed nowhere but where Slack refused, and called nobody else', async () => {
		for (const message of await desk.failures())
			expect(message).toContain('Slack did not take something of the desk: ');
		expect(slack.calls).not.toContain('conversations.list');
		expect(desk.refused.filter((host) => /slack/.test(host))).toEqual([]);
	});
});
