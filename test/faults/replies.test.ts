/* eslint-disable @n8n/community-nodes/no-restricted-globals -- test code never ships */

import type { Execution } from '../../runtime/n8n-types';
import { Simulator } from '../../simulator';
import { http, TestN8n, triggerNode } from '../e2e/n8n';
import { humanLines, inLanes } from '../queue/conversations';
import { RECOMMENDED } from '../queue/arrangement';
import { printTable } from '../queue/table';
import { fateFrom, fatesOf, isTrue, tableOf, type Entry } from './repliesLedger';
import { FATES, stir, TOO_SLOW_MS } from './repliesMixture';
import { batchWorkflow, repliesOf, SETTINGS, statementsOf, type Reply, type Setting } from './repliesRuns';
import { chanceOf, pause, SEED } from './rounds';

/** Of one run of the node. */
const CONVERSATIONS = 15;
const REPLIES_OF_EACH = 4;

/** 5,040 replies; CI sends a tenth. */
const RUNS = process.env.CI ? 9 : 84;
const RUNS_AT_ONCE = 9;

/** The share of conversations that the customer closes, or the platform, while replies are under way. */
const CLOSED_SHARE = 0.08;

/** A run may wait 30 s for each of four replies, and once more after Retry On Fail. */
const RUN_LIMIT_MS = 300_000;

describe('replies when the platform misbehaves', () => {
	let server: TestN8n;
	let sim: Simulator;
	const workflows: Array<{ id: string; url: string }> = [];
	/** Handoff IDs of the conversations of each run. */
	const handoffs = new Map<string, { conversationId: string; closesAfter: number }>();

	beforeAll(async () => {
		server = await TestN8n.start({ env: RECOMMENDED.env });
		sim = await Simulator.start({ settings: { logLimit: 50_000, outTimeoutMs: 60_000 } });
		const credential = await server.credential(sim.url, { apiKey: sim.key });
		// Accepts the handoffs, and starts nothing for them.
		const trigger = await server.publish({
			nodes: [triggerNode(credential, { events: ['agentReply'] })],
			connections: {},
		});
		sim.set({ webhookBase: trigger.url() });
		for (const setting of Object.keys(SETTINGS) as Setting[]) {
			const { json, path } = batchWorkflow(credential, setting);
			const { id } = await server.publish(json);
			workflows.push({ id, url: `${server.n8n.url}/webhook/${path}` });
		}
	}, 180_000);

	afterAll(async () => {
		await sim?.stop();
		await server?.stop();
	});

	it(`each of ${RUNS * CONVERSATIONS * REPLIES_OF_EACH} arrives once and in order, or its item says what is known`, async () => {
		stir(sim);
		closeWhereDue();
		await inLanes(RUNS, RUNS_AT_ONCE, sendBatch);
		// What the platform takes its time for may still arrive.
		await pause(TOO_SLOW_MS);

		const executions: Execution[] = [];
		for (const [index, { id }] of workflows.entries()) {
			const runs = Math.ceil((RUNS - index) / workflows.length);
			executions.push(...(await server.client.waitForExecutions(id, runs)));
		}
		expect(executions).toHaveLength(RUNS);
		const { byText, unread } = fatesOf(sim.calls);
		const entries = executions.flatMap((execution) => entriesOf(execution, byText));
		printTable(`Replies when the platform misbehaves (FAULTS_SEED=${SEED})`, tableOf(entries));

		expect(entries).toHaveLength(RUNS * CONVERSATIONS * REPLIES_OF_EACH);
		expect(entries.filter((entry) => !isTrue(entry))).toEqual([]);
		expect(entries.filter(({ overtook }) => overtook)).toEqual([]);
		// Nothing else was heard than what n8n sent.
		const heard = [...handoffs.values()].flatMap(({ conversationId }) =>
			humanLines(sim.conversation(conversationId)),
		);
		expect(new Set(heard).size).toBe(heard.length);
		expect(heard).toHaveLength(entries.filter(({ arrived }) => arrived > 0).length);
		// The faults were felt.
		const felt = entries.filter(({ fate }) => fate === 'reset before reading').length;
		expect(felt).toBeGreaterThanOrEqual(unread);
		for (const fate of process.env.CI ? [] : FATES) {
			expect([fate, entries.filter((entry) => entry.fate === fate).length >= 20]).toEqual([fate, true]);
		}
	}, 1_500_000);

	async function sendBatch(run: number): Promise<void> {
		const conversations = Array.from({ length: CONVERSATIONS }, (_, index) => ({
			id: sim.openConversation().id,
			closes: chanceOf(`close ${run} ${index}`) < CLOSED_SHARE,
			after: Math.floor(chanceOf(`close after ${run} ${index}`) * REPLIES_OF_EACH),
		}));
		const ids = await Promise.all(
			conversations.map(async ({ id, closes, after }) => {
				const { handoffId } = await sim.requestHandoff(id);
				handoffs.set(handoffId, { conversationId: id, closesAfter: closes ? after : Infinity });
				return handoffId;
			}),
		);
		const rounds = Array.from({ length: REPLIES_OF_EACH }, (_, position) => position);
		// Those of different conversations in turns, as answers come out of a help desk.
		const replies: Reply[] = rounds.flatMap((position) =>
			ids.map((conversationId, index) => ({
				conversationId,
				text: `Run ${run}, conversation ${index}, reply ${position}`,
			})),
		);
		const { url } = workflows[run % workflows.length];
		const answered = http.post(url, { replies }, { timeout: RUN_LIMIT_MS });
		for (const { id, closes, after } of conversations)
			if (closes && after === 0) await sim.closeByCustomer(id, 'TIMEOUT');
		await answered;
	}

	/** Closes a handoff as soon as the customer has read as many replies as the dice say, before n8n knows of the last of them. */
	function closeWhereDue(): void {
		sim.subscribe((event) => {
			if (event.type !== 'conversation' || event.data.state !== 'connected') return;
			const handoff = handoffs.get(event.data.handoffId ?? '');
			if (handoff === undefined || humanLines(event.data).length < handoff.closesAfter) return;
			handoff.closesAfter = Infinity;
			void sim.closeByCustomer(event.data.id, 'TIMEOUT');
		});
	}

	function entriesOf(execution: Execution, byText: ReturnType<typeof fatesOf>['byText']): Entry[] {
		const statements = statementsOf(execution);
		return repliesOf(execution).map(({ conversationId, text }, index) => {
			const lines = humanLines(sim.conversation(conversationId));
			const at = lines.indexOf(text);
			const statement = statements.get(index);
			return {
				text,
				fate: fateFrom(byText.get(text), statement),
				arrived: lines.filter((line) => line === text).length,
				// The texts of a conversation sort in the order in which they went into n8n.
				overtook: at >= 0 && lines.slice(at + 1).some((later) => later < text),
				statement,
			};
		});
	}
});
