import { outputOf, type Execution } from '../../runtime/n8n-types';
import { Simulator } from '../../simulator';
import { ACTION_NAMES, TRIGGER, type PublishedWorkflow } from '../e2e/n8n';
import { MANY_AT_ONCE, RECOMMENDED } from './arrangement';
import { Cluster } from './cluster';
import { ChatWatch, humanLines, inLanes } from './conversations';
import { deskWorkflow, QUESTION, WELCOME } from './desk';
import { enqueuedBy, startedBy } from './processes';
import { printTable, quantile, seconds } from './table';

const CONVERSATIONS = 500;
const EVENTS_OF_EACH = [
	'agentReply',
	'customerMessage',
	'customerMessage',
	'customerMessage',
	'handoffClosed',
	'handoffRequested',
];
const AT_ONCE = 50;
/** Customers who write on without waiting. */
const HASTY = 100;
const TEXTS = ['one', 'two', 'three', 'four'];
const REPLY_TIMEOUT_MS = 300_000;

describe('queue mode: main, webhook processor and two workers', () => {
	let cluster: Cluster;
	let sim: Simulator;
	let chats: ChatWatch;
	let desk: PublishedWorkflow;

	beforeAll(async () => {
		cluster = await Cluster.start({ ...RECOMMENDED, env: { ...RECOMMENDED.env, ...MANY_AT_ONCE } });
	}, 300_000);

	afterAll(async () => await cluster?.stop(), 120_000);

	beforeEach(async () => {
		sim = await Simulator.start({
			settings: { closeAfterHumanClose: 'USER_CLOSED', firstReplyLimitMs: null, outTimeoutMs: 60_000 },
		});
		chats = new ChatWatch(sim);
		const credential = await cluster.main.credential(sim.url, { apiKey: sim.key });
		desk = await cluster.main.publish(deskWorkflow(credential));
		sim.set({ webhookBase: cluster.url(desk) });
	});

	afterEach(async () => {
		chats?.stop();
		await sim?.stop();
	});

	it('takes all four events in the webhook processor and runs them, with both operations, on the workers', async () => {
		const positions = new Map(
			[cluster.main.n8n, ...cluster.webhookProcessors, ...cluster.workers].map((n8n) => [n8n, n8n.log.end]),
		);
		await inLanes(8, 8, async () => await converse());
		await sim.settled();
		await cluster.waitForExecutions(desk.id, 8 * EVENTS_OF_EACH.length, 60_000);

		const executions = await cluster.executions(desk.id);
		expect(executions.map(({ status }) => status)).toEqual(Array(48).fill('success'));
		const ids = executions.map(({ id }) => id).sort();
		const [processor] = cluster.webhookProcessors;
		expect(enqueuedBy(processor, positions.get(processor)).sort()).toEqual(ids);
		expect(enqueuedBy(cluster.main.n8n, positions.get(cluster.main.n8n))).toEqual([]);
		const shares = cluster.workers.map((worker) => startedBy(worker, positions.get(worker)));
		expect(shares.flat().sort()).toEqual(ids);
		// Eight conversations at once keep both busy.
		for (const share of shares) expect(share.length).toBeGreaterThan(0);

		const ran = (node: string) => executions.filter(({ nodes }) => nodes[node] !== undefined).length;
		expect({ welcome: ran('Welcome'), echo: ran('Echo'), close: ran(ACTION_NAMES.close) }).toEqual({
			welcome: 8,
			echo: 24,
			close: 8,
		});
	}, 120_000);

	it(`processes each event of ${CONVERSATIONS} conversations exactly once, and delivers each reply once and in order`, async () => {
		const begunAt = Date.now();
		const waits: number[] = [];
		await inLanes(CONVERSATIONS, AT_ONCE, async () => await converse(waits));
		await sim.settled();
		await cluster.waitForExecutions(desk.id, CONVERSATIONS * EVENTS_OF_EACH.length, 60_000);
		const tookMs = Date.now() - begunAt;

		const executions = await cluster.executions(desk.id);
		expect(executions.filter(({ status }) => status !== 'success')).toEqual([]);
		const events = executions.map(eventOf);
		expect(events).toHaveLength(CONVERSATIONS * EVENTS_OF_EACH.length);
		expect(new Set(events.map(({ dedupeKey }) => dedupeKey)).size).toBe(events.length);
		// Of each conversation these six and no other; the Agent's part of it goes by an id of its own.
		const byConversation = new Map<unknown, unknown[]>();
		for (const { conversationId, event } of events) {
			byConversation.set(conversationId, [...(byConversation.get(conversationId) ?? []), event].sort());
		}
		const [ofAgent, ...ofHandoff] = EVENTS_OF_EACH;
		expect(byConversation.size).toBe(2 * CONVERSATIONS);
		for (const seen of byConversation.values()) expect([[ofAgent], ofHandoff]).toContainEqual(seen);
		printTable('500 conversations of 6 events each', [
			{
				events: events.length,
				'events per second': Math.round((events.length / tookMs) * 1000),
				took: seconds(tookMs),
				'reply after, median': seconds(quantile(waits, 0.5)),
				'99 %': seconds(quantile(waits, 0.99)),
				longest: seconds(Math.max(...waits)),
			},
		]);
	}, 900_000);

	it('delivers each reply once, in any order, to customers who do not wait for the answer', async () => {
		const ids = Array.from({ length: HASTY }, () => sim.openConversation().id);
		await inLanes(HASTY, AT_ONCE, async (index) => {
			expect((await sim.requestHandoff(ids[index])).status).toBe(200);
			await chats.until(ids[index], (view) => humanLines(view).length === 2, REPLY_TIMEOUT_MS);
		});
		await inLanes(HASTY, AT_ONCE, async (index) => {
			// The platform delivers one after another: the next when the one before is answered 200.
			for (const text of TEXTS) expect((await sim.customerSays(ids[index], text)).status).toBe(200);
		});
		await cluster.waitForExecutions(desk.id, HASTY * (1 + TEXTS.length), 300_000);
		const echoes = ids.map((id) => humanLines(sim.conversation(id)).slice(2));
		const inOrder = TEXTS.map((text) => `You said: ${text}`);
		for (const lines of echoes) expect([...lines].sort()).toEqual([...inOrder].sort());
		const swapped = echoes.filter((lines) => lines.join() !== inOrder.join()).length;
		printTable('Customers who write four messages without waiting for an answer', [
			{ conversations: HASTY, 'with replies in another order': swapped },
		]);
	}, 600_000);

	/** One customer who reads each answer before the next message; checks the chat as the customer sees it. */
	async function converse(waits: number[] = []): Promise<void> {
		const { id } = sim.openConversation();
		const reply = await sim.agentReplies(id, { text: 'I am the bot.' });
		expect([reply.status, reply.body]).toEqual([200, { code: 200, msg: 'success' }]);
		const expected: string[] = [];
		const answered = async (lines: string[], act: () => Promise<{ status: number; body: unknown }>) => {
			const begunAt = Date.now();
			const delivery = await act();
			expect([delivery.status, delivery.body]).toEqual([200, { code: 200, message: 'success' }]);
			expected.push(...lines);
			await chats.until(id, (view) => humanLines(view).length >= expected.length, REPLY_TIMEOUT_MS);
			waits.push(Date.now() - begunAt);
		};
		await answered(
			[WELCOME, QUESTION],
			async () => await sim.requestHandoff(id, { text: 'A human, please' }),
		);
		await answered(['You said: one'], async () => await sim.customerSays(id, 'one'));
		await answered(['You said: two'], async () => await sim.customerSays(id, 'two'));
		await answered(['You said: bye'], async () => await sim.customerSays(id, 'bye'));
		await chats.until(id, ({ state }) => state === 'closed', REPLY_TIMEOUT_MS);
		expect(humanLines(sim.conversation(id))).toEqual(expected);
	}
});

/** What the trigger put out in an execution: exactly one item on one of its outputs. */
function eventOf(execution: Execution): Record<string, unknown> {
	const items = [0, 1, 2, 3].flatMap((output) => outputOf(execution, TRIGGER, output));
	expect(items).toHaveLength(1);
	return items[0];
}
