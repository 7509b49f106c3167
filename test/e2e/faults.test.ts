import fastify, { type FastifyInstance } from 'fastify';

import { outputOf, type Execution } from '../../runtime/n8n-types';
import { Simulator } from '../../simulator';
import type { FaultSpec } from '../../simulator/faults';
import { ACTION_NAMES, actionNode, TestN8n, triggerNode } from './n8n';

const NODE = ACTION_NAMES.sendReply;

/** What the customer sees when the way to the platform is bad, and what the item says of it. */
describe('faults on the way to the platform', () => {
	let server: TestN8n;
	let sim: Simulator;
	let handoffId: string;
	let conversationId: string;

	beforeAll(async () => {
		server = await TestN8n.start();
		const credential = await server.credential('http://127.0.0.1:9');
		const trigger = await server.publish({ nodes: [triggerNode(credential)], connections: {} });
		sim = await Simulator.start({ settings: { webhookBase: trigger.url() } });
	});

	afterAll(async () => {
		await sim.stop();
		await server.stop();
	});

	beforeEach(async () => {
		await sim.reset({ settings: true });
		conversationId = sim.openConversation().id;
		handoffId = (await sim.requestHandoff(conversationId)).handoffId;
	});

	describe('where the platform certainly did nothing, the node tries again', () => {
		it.each<[string, FaultSpec]>([
			['429 with Retry-After in seconds', { kind: 'status', status: 429, retryAfter: 1, times: 2 }],
			[
				'429 with Retry-After as a date',
				{ kind: 'status', status: 429, retryAfter: { dateInMs: 1500 }, times: 1 },
			],
			['429 without a word of when', { kind: 'status', status: 429, times: 1 }],
			['503 with Retry-After', { kind: 'status', status: 503, retryAfter: 1, times: 1 }],
			['a refused connection', { kind: 'refuse', ms: 1500 }],
		])('%s', async (_, fault) => {
			sim.fault(fault);
			const run = await sendReplies(['one', 'two']);
			expect(run.status).toBe('success');
			expect(said()).toEqual(['one', 'two']);
			expect(outputOf(run, NODE)).toEqual([sent(), sent()]);
		});

		it('but not for longer than 30 seconds, and then names the time to come back', async () => {
			sim.fault({ kind: 'status', status: 429, retryAfter: 600, times: 'always' });
			const startedAt = Date.now();
			const run = await sendReplies(['one']);
			expect(Date.now() - startedAt).toBeLessThan(10_000);
			expect(said()).toEqual([]);
			const [item] = outputOf(run, NODE);
			expect(item).toMatchObject({ outcome: 'unsent', error: 'The platform takes no more calls for now' });
			const time = /Try again after (\S+Z)/.exec(String(item.message))?.[1] ?? '';
			expect(Math.abs(Date.parse(time) - startedAt - 600_000)).toBeLessThan(20_000);
		});
	});

	describe('where nobody can know, the node does not try again', () => {
		it.each<[string, FaultSpec, string[]]>([
			['503 without Retry-After', { kind: 'status', status: 503 }, []],
			['500', { kind: 'status', status: 500 }, []],
			['500 after the platform delivered it', { kind: 'status', status: 500, process: true }, ['one']],
			['a reset after reading', { kind: 'resetAfter' }, ['one']],
			['a reset before reading', { kind: 'resetBefore' }, []],
			['a cut-off answer', { kind: 'garbage' }, ['one']],
			["a proxy's sign-in page", { kind: 'html' }, []],
		])('%s', async (_, fault, seen) => {
			sim.fault(fault);
			const run = await sendReplies(['one', 'two'], { retryOnFail: true, maxTries: 3, waitBetweenTries: 50 });
			expect(said()).toEqual(seen);
			expect(outputOf(run, NODE)).toEqual([
				expect.objectContaining({ outcome: 'uncertain', conversationId: handoffId }),
				expect.objectContaining({
					outcome: 'unsent',
					error: 'Held back behind item 0 of the same conversation',
				}),
			]);
		});

		it('a platform that never answers: given up after 10 seconds', async () => {
			sim.fault({ kind: 'never' });
			const startedAt = Date.now();
			const run = await sendReplies(['one']);
			expect(Date.now() - startedAt).toBeLessThan(20_000);
			expect(outputOf(run, NODE)).toEqual([
				expect.objectContaining({ outcome: 'uncertain', error: 'The platform did not answer in time' }),
			]);
		});
	});

	it('a redirect to another host is not followed, and the key stays here', async () => {
		const elsewhere: FastifyInstance = fastify();
		const received: unknown[] = [];
		elsewhere.all('/*', async ({ headers }) => {
			received.push(headers);
			return {};
		});
		const location = await elsewhere.listen({ host: '127.0.0.1', port: 0 });
		for (const status of [301, 302, 303, 307, 308]) sim.fault({ kind: 'redirect', location, status });
		for (const status of [301, 302, 303, 307, 308]) {
			const run = await sendReplies(['one']);
			expect(outputOf(run, NODE)).toEqual([
				expect.objectContaining({
					outcome: 'unsent',
					error: `The address answers with a redirect (HTTP ${status})`,
				}),
			]);
		}
		await elsewhere.close();
		expect(received).toEqual([]);
		expect(said()).toEqual([]);
	});

	it.each(['http', 'ok200'] as const)('a handoff that is over, told under %s', async (errorStatus) => {
		await sim.closeByCustomer(conversationId);
		sim.set({ errorStatus });
		const run = await sendReplies(['one']);
		expect(outputOf(run, NODE)).toEqual([
			expect.objectContaining({ outcome: 'unsent', error: 'The platform does not know this conversation' }),
		]);
	});

	it('no key in the data that n8n keeps of such runs', async () => {
		for (const kind of ['resetAfter', 'html'] as const) {
			sim.fault({ kind });
			const run = await sendReplies(['one'], {}, 'stopWorkflow');
			expect(run.status).toBe('error');
			expect(JSON.stringify(run)).not.toContain(sim.key);
		}
		sim.fault({ kind: 'status', status: 400, body: { code: 40000, message: `bad key ${sim.key}` } });
		const run = await sendReplies(['one']);
		expect(JSON.stringify(run)).not.toContain(sim.key);
		expect(server.n8n.logs()).not.toContain(sim.key);
	});

	async function sendReplies(
		texts: string[],
		settings: Record<string, unknown> = {},
		onError = 'continueRegularOutput',
	): Promise<Execution> {
		const credential = await server.credential(sim.url, { apiKey: sim.key });
		const node = actionNode(credential, 'sendReply', { text: '={{ $json.text }}' }, { onError, ...settings });
		return await server.runItems(
			texts.map((text) => ({ conversationId: handoffId, text })),
			node,
		);
	}

	/** What the human said, as the customer sees it. */
	function said(): string[] {
		return sim
			.conversation(conversationId)
			.messages.filter(({ from }) => from === 'human')
			.map(({ text }) => text);
	}

	function sent() {
		return expect.objectContaining({ conversationId: handoffId, sent: true });
	}
});
