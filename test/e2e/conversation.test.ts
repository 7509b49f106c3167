import { outputOf } from '../../runtime/n8n-types';
import { Simulator } from '../../simulator';
import type { AuthorizationForm } from '../../simulator/settings';
import type { SettingsPatch } from '../../simulator/settings-patch';
import {
	actionNode,
	ACTION_NAMES,
	TestN8n,
	TRIGGER,
	triggerNode,
	wires,
	type PublishedWorkflow,
} from './n8n';

const GREETING = 'Hello, a human is here.';

/** One workflow: greets, echoes what the customer writes, and closes when the customer says so. */
describe('a whole conversation against the simulator', () => {
	let server: TestN8n;
	let sim: Simulator;

	beforeAll(async () => {
		server = await TestN8n.start();
	});

	afterAll(async () => await server.stop());

	beforeEach(async () => {
		sim = await Simulator.start();
	});

	afterEach(async () => await sim.stop());

	const brands: Array<[brand: string, header: AuthorizationForm, settings: SettingsPatch]> = [
		['AltaBots', 'bearerKey', { handoffVersion: 'H3', successCode: 0 }],
		[
			'GPTBots',
			'basicBase64UserKey',
			{
				handoffVersion: 'H5',
				successCode: 'absent',
				closeAnswer: 'echo',
				errorStatus: 'ok200',
			},
		],
	];

	it.each(brands)('as %s speaks, with %s', async (_, messageAuthorization, settings) => {
		const desk = await publishDesk();
		sim.set({ ...settings, messageAuthorization, webhookBase: desk.url() });
		const { id } = sim.openConversation({ email: 'bob@example.com', userId: 'KDslas' });

		const reply = await sim.agentReplies(id, { version: 'v2', text: 'I am the bot.' });
		expect([reply.status, reply.body]).toEqual([200, { code: 200, msg: 'success' }]);

		const handoff = await sim.requestHandoff(id, { text: 'A human, please' });
		expect([handoff.status, handoff.body]).toEqual([200, { code: 200, message: 'success' }]);
		const requestedAt = Date.now();
		await sim.waitFor(() => sim.conversation(id).state === 'connected');
		expect(Date.now() - requestedAt).toBeLessThan(10_000);

		await sim.customerSays(id, 'Where is my order?');
		await sim.waitFor(() => said(id).includes('You said: Where is my order?'));
		await sim.customerSays(id, 'bye');
		await sim.waitFor(() => sim.conversation(id).state === 'closed');

		expect(sim.conversation(id).closeReason).toBe('HUMAN_CLOSED');
		expect(said(id)).toEqual([GREETING, 'You said: Where is my order?', 'You said: bye']);
		const executions = await desk.executions(4);
		expect(executions.map(({ status }) => status)).toEqual(['success', 'success', 'success', 'success']);
		expect(outputOf(executions[0], TRIGGER, 0)).toEqual([
			expect.objectContaining({ event: 'agentReply', text: 'I am the bot.' }),
		]);
		expect(outputOf(executions[1], TRIGGER, 1)).toEqual([
			expect.objectContaining({
				conversationId: handoff.handoffId,
				question: 'A human, please',
				customer: expect.objectContaining({ email: 'bob@example.com', userId: 'KDslas' }),
			}),
		]);
		expect(outputOf(executions[1], ACTION_NAMES.sendReply)).toEqual([
			{
				conversationId: handoff.handoffId,
				sent: true,
				sentAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
				response: expect.any(Object),
			},
		]);
	});

	it('tells the reason when the customer leaves', async () => {
		const desk = await publishDesk();
		sim.set({ webhookBase: desk.url() });
		const { id } = sim.openConversation();
		await sim.requestHandoff(id);
		await sim.waitFor(() => sim.conversation(id).state === 'connected');
		await sim.closeByCustomer(id, 'USER_CLOSED');
		const [, closing] = await desk.executions(2);
		expect(outputOf(closing, TRIGGER, 3)).toEqual([
			expect.objectContaining({ event: 'handoffClosed', reason: 'USER_CLOSED' }),
		]);
	});

	it('delivers 50 replies to 5 conversations in one run, each conversation in order', async () => {
		const desk = await publishDesk();
		sim.set({ webhookBase: desk.url() });
		const conversations = await Promise.all(
			Array.from({ length: 5 }, async () => {
				const { id } = sim.openConversation();
				const { handoffId } = await sim.requestHandoff(id);
				await sim.waitFor(() => sim.conversation(id).state === 'connected');
				return { id, handoffId };
			}),
		);

		const replies = Array.from({ length: 50 }, (__, index) => ({
			conversationId: conversations[index % 5].handoffId,
			text: `reply ${Math.floor(index / 5)}`,
		}));
		const run = await runReplies(replies);
		expect(outputOf(run, ACTION_NAMES.sendReply)).toHaveLength(50);
		for (const { id } of conversations) {
			expect(said(id)).toEqual([GREETING, ...Array.from({ length: 10 }, (__, index) => `reply ${index}`)]);
		}
	});

	it('sends nothing twice with Retry On Fail switched on', async () => {
		const desk = await publishDesk();
		sim.set({ webhookBase: desk.url() });
		const [one, two] = [sim.openConversation().id, sim.openConversation().id];
		const { handoffId: good } = await sim.requestHandoff(one);
		const { handoffId: broken } = await sim.requestHandoff(two);
		await sim.waitFor(() => [one, two].every((id) => sim.conversation(id).state === 'connected'));
		// Read and delivered, but the answer never comes: whether it arrived is unknown to the sender.
		sim.fault({ kind: 'resetAfter', conversationId: broken, times: 'always' });

		const run = await runReplies(
			[
				{ conversationId: good, text: 'first' },
				{ conversationId: broken, text: 'uncertain' },
				{ conversationId: broken, text: 'held back' },
				{ conversationId: good, text: 'second' },
			],
			{ retryOnFail: true, maxTries: 3, waitBetweenTries: 100 },
		);
		expect(run.status).toBe('error');
		expect(run.error?.message).toBe('The connection broke off before the platform answered');
		expect(run.error?.description).toContain('It is unknown whether the reply was sent');
		expect(run.error?.description).toContain('Were sent: 2 (item 0, 3)');
		expect(run.error?.description).toContain('Unknown: 1 (item 1)');
		expect(run.error?.description).toContain('Were not sent: 1 (item 2)');
		expect(said(one)).toEqual([GREETING, 'first', 'second']);
		expect(said(two)).toEqual([GREETING, 'uncertain']);
	});

	/** What the human said, as the customer sees it. */
	function said(id: string): string[] {
		return sim
			.conversation(id)
			.messages.filter(({ from }) => from === 'human')
			.map(({ text }) => text);
	}

	async function publishDesk(): Promise<PublishedWorkflow> {
		const credential = await server.credential(sim.url, { apiKey: sim.key });
		const greet = { ...actionNode(credential, 'sendReply', { text: GREETING }), id: 'greet' };
		const echo = actionNode(credential, 'sendReply', { text: '=You said: {{ $json.text }}' });
		const close = actionNode(credential, 'close');
		return await server.publish({
			nodes: [
				triggerNode(credential),
				greet,
				{ ...echo, id: 'echo', name: 'Echo' },
				{
					id: 'bye',
					name: 'Says Bye',
					type: 'n8n-nodes-base.filter',
					typeVersion: 2.2,
					position: [600, 0],
					parameters: {
						conditions: {
							options: { caseSensitive: true, typeValidation: 'strict', version: 2 },
							combinator: 'and',
							conditions: [
								{
									id: 'bye',
									leftValue: `={{ $('${TRIGGER}').item.json.text }}`,
									rightValue: 'bye',
									operator: { type: 'string', operation: 'equals' },
								},
							],
						},
					},
				},
				close,
			],
			connections: wires({
				[TRIGGER]: [[], [ACTION_NAMES.sendReply], ['Echo']],
				Echo: [['Says Bye']],
				'Says Bye': [[ACTION_NAMES.close]],
			}),
		});
	}

	/** Runs a workflow of its own by hand that sends these replies in one run of the node. */
	async function runReplies(replies: object[], settings: Record<string, unknown> = {}) {
		const credential = await server.credential(sim.url, { apiKey: sim.key });
		return await server.runItems(
			replies,
			actionNode(credential, 'sendReply', { text: '={{ $json.text }}' }, settings),
		);
	}
});
