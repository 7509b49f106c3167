import { outputOf, type Workflow } from '../../../runtime/n8n-types';
import { chooseSettings } from '../../../runtime/import-workflow';
import { DESK, MailServers, type Received } from './email-servers';
import { awayForDays, House } from './harness';
import { LOGIN, Person } from './inside-person';

const FILE = 'inside-n8n/complete.json';
const GREETING = 'Hello! You are talking to our team now.';

/** One file, one import, one *Publish*; each call is a call of the same workflow. */
describe('the desk inside n8n, complete in one workflow', () => {
	let house: House;
	let desk: Workflow;
	let ann: Person;

	beforeAll(async () => {
		house = await House.start({ empty: true });
		const { id, name } = await house.server.client.createCredential('Desk', 'httpBasicAuth', {
			user: LOGIN.username,
			password: LOGIN.password,
		});
		desk = await house.openComplete(FILE, { httpBasicAuth: { id, name, type: 'httpBasicAuth' } });
		ann = await Person.at(house, 'Ann');
	});

	afterAll(async () => await house?.stop());

	it('greets, takes, answers, sees the next message, and closes', async () => {
		const { id, handoffId } = await house.customer('bob@example.com', 'Where is my parcel?');
		await house.untilHeard(id, GREETING);
		expect(await ann.list()).toMatch(/bob@example\.com.*waits \d+ s.*Where is my parcel\?/s);
		await ann.take(handoffId);
		await ann.answer(handoffId, 'I am looking.\r\nOne moment.', 'form-1');
		await ann.answer(handoffId, 'I am looking.\r\nOne moment.', 'form-1');
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
			sending: '',
			first_reply_at: expect.any(String),
		});
	});

	it('takes the same event once', async () => {
		const { id, handoffId } = await house.customer('again@example.com', 'Again');
		await house.untilHeard(id, GREETING);
		const chat = { conversation_id: handoffId, timestamp: Date.now(), body: 'Said once' };
		expect(await house.post('/chat', chat)).toBe(200);
		await house.restart();
		expect(await house.post('/chat', chat)).toBe(200);
		expect(await house.post('/chat', { ...chat, timestamp: chat.timestamp + 1, body: 'Next' })).toBe(200);
		// The second one is kept first, then found to be the second, and forgotten.
		await house.until(async () => {
			const messages = await house.rows('altabots_messages');
			const said = messages.filter((row) => row.conversation_id === handoffId && row.kind === 'customer');
			return said.map(({ text }) => text).join() === 'Said once,Next';
		});
		ann = await Person.at(house, 'Ann');
	});

	it('keeps what the Agent says, and sends nothing because of it', async () => {
		const { platform } = house;
		platform.set({ echoHumanReplies: 'v2' });
		const { id, handoffId } = await house.customer('echo@example.com', 'Hello');
		await house.untilHeard(id, GREETING);
		await ann.take(handoffId);
		await ann.answer(handoffId, 'Only one of me');
		await house.until(async () =>
			(await house.rows('altabots_messages')).some(
				({ kind, text }) => kind === 'agent' && text === 'Only one of me',
			),
		);
		platform.set({ echoHumanReplies: 'none' });
		expect(house.heard(id)).toHaveLength(2);
	});

	it('is what another workflow chooses as its Reply', async () => {
		const late = { source: null, conversationId: 'nobody', action: 'reply', text: 'Hello?', by: 'AI' };
		const execution = await house.call(desk, { ...late, replyId: 'late' });
		expect([execution.error?.message, outputOf(execution, 'Call')[0]]).toEqual([
			undefined,
			expect.objectContaining({ outcome: 'late' }),
		]);
		const empty = await house.call(desk, { ...late, text: ' ', replyId: 'empty' });
		expect(empty.error?.message).toContain('What came lacks one of them');
	});

	it('is what another workflow chooses as its Desk', async () => {
		const event = { event: 'agentReply', conversationId: 'c', source: null, dedupeKey: 'handed over' };
		const execution = await house.call(desk, { ...event, text: 'Handed over', outputs: [] });
		expect(execution.error?.message).toBeUndefined();
		expect(await house.rows('altabots_messages')).toContainEqual(
			expect.objectContaining({ key: 'handed over', kind: 'agent', text: 'Handed over' }),
		);
	});

	it('speaks for the team outside its hours, once that part is switched on', async () => {
		const { client } = house.server;
		const { nodes } = await client.workflow(desk.id);
		const closed = { ...awayForDays(), outside: 'close' };
		await client.updateWorkflow(desk.id, {
			nodes: nodes.map((node) =>
				node.name === 'Business Hours · Settings'
					? chooseSettings(node, closed)
					: node.name === 'Business Hours'
						? { ...node, disabled: false }
						: node,
			),
		});
		await client.publish(desk.id);
		const { id, handoffId } = await house.customer('night@example.com', 'At night');
		await house.untilHeard(id, 'Our team is back on');
		await house.platform.waitFor(() => house.platform.conversation(id).state === 'closed');
		await house.until(async () => (await house.handoff(handoffId)).status === 'closed');
		expect(house.heard(id)).toHaveLength(1);
		expect((await house.handoff(handoffId)).closed_because).toBe('Outside business hours');
	});

	it('has run without an execution that failed', async () => {
		const failed = await house.failures();
		// A restart may cut off what is under way.
		const refused = failed.filter(({ workflowId, status }) => workflowId === desk.id && status === 'error');
		// The one that was called without a text, above.
		expect(refused).toHaveLength(1);
	});
});

describe('the e-mail desk, complete in one workflow', () => {
	const ANNA = 'anna@team.example';
	let mail: MailServers;
	let house: House;

	beforeAll(async () => {
		mail = await MailServers.start();
		house = await House.start({ empty: true });
		await house.openComplete('email/complete.json', await mail.credentials(house.server.client), {
			'E-mail · Settings': { deskAddress: DESK, team: ANNA },
		});
	});

	afterAll(async () => {
		await house?.stop();
		await mail?.stop();
	});

	async function mailWith(text: string): Promise<Received> {
		return await house.until(async () => mail.of(ANNA).find((found) => found.text?.includes(text)));
	}

	it('carries a conversation from handoff to close', async () => {
		const { id, handoffId } = await house.customer('bob@example.com', 'Where is my parcel?');
		const first = await mailWith('Where is my parcel?');
		await house.untilHeard(id, GREETING);
		await mail.answer(first, 'It is on its way.');
		await house.untilHeard(id, 'on its way');
		await house.platform.customerSays(id, 'Can it come later?');
		await mail.answer(await mailWith('Can it come later?'), 'On Friday, then.\n/close');
		await house.untilHeard(id, 'On Friday, then.');
		await house.until(async () => (await house.handoff(handoffId)).status === 'closed');
		expect(house.platform.conversation(id).state).toBe('closed');
		expect(house.heard(id).slice(1)).toEqual(['It is on its way.', 'On Friday, then.']);
		expect(await house.failures()).toEqual([]);
	});
});
