/* eslint-disable @n8n/community-nodes/no-restricted-globals -- test code never ships */
import type { Credential } from '../../runtime/n8n-types';
import { EchoPlatform } from './echoPlatform';
import {
	ACTION_NAMES,
	actionNode,
	post,
	TestN8n,
	TRIGGER,
	triggerNode,
	wires,
	type PublishedWorkflow,
} from './n8n';

/** Calls at a time, and how many replies may be behind: a fixed rate would drown n8n on a busy machine. */
const AT_ONCE = 4;
const MAX_BEHIND = 10;

/** How many events come in each phase of a change, before and after it. */
const EVENTS_PER_PHASE = 20;

/** Events at the rate that n8n holds, whatever becomes of them, with whatever secret is set at the time. */
class Traffic {
	readonly statuses: number[] = [];

	private sent = 0;

	private isFlowing = true;

	private readonly senders: Promise<unknown>;

	constructor(
		private readonly url: string,
		public secret: string,
		private readonly repliesOut: () => number,
	) {
		this.senders = Promise.all(Array.from({ length: AT_ONCE }, async () => await this.sendAll()));
	}

	/** Until so many more have been answered. */
	async flow(count = EVENTS_PER_PHASE): Promise<void> {
		const target = this.statuses.length + count;
		while (this.statuses.length < target) await new Promise((done) => setTimeout(done, 20));
	}

	/** @returns how many there were */
	async stop(): Promise<number> {
		this.isFlowing = false;
		await this.senders;
		return this.statuses.length;
	}

	private async sendAll(): Promise<void> {
		while (this.isFlowing) {
			const accepted = this.statuses.filter((status) => status === 200).length;
			if (accepted - this.repliesOut() > MAX_BEHIND) {
				await new Promise((done) => setTimeout(done, 20));
				continue;
			}
			const index = this.sent++;
			const body = { conversation_id: `c-${index}`, message_id: `m-${index}`, text: 'Hi' };
			const { status } = await post(this.url, body, { Authorization: `Bearer ${this.secret}` });
			this.statuses.push(status);
		}
	}
}

describe('changing a secret while events come in', () => {
	let server: TestN8n;
	let platform: EchoPlatform;
	let traffic: Traffic;
	let acceptedKeys: string[] = [];

	beforeAll(async () => {
		server = await TestN8n.start();
		platform = await EchoPlatform.start();
		platform.answering = (authorization) => {
			const isKnown = acceptedKeys.some((key) => authorization === `Bearer ${key}`);
			return isKnown
				? { status: 200, body: '{"code":0}' }
				: { status: 401, body: '{"code":40127,"message":"unknown key"}' };
		};
	});

	afterAll(async () => {
		await platform.stop();
		await server.stop();
	});

	beforeEach(() => (platform.calls.length = 0));

	afterEach(async () => await traffic.stop());

	it('webhook tokens: old, old and new, new', async () => {
		const { credential, desk, fields } = await publishDesk({
			apiKey: 'app-example-key',
			webhookTokens: 'example-old',
		});
		acceptedKeys = ['app-example-key'];
		traffic = new Traffic(desk.url(), 'example-old', () => platform.calls.length);
		await traffic.flow();
		await server.client.updateCredential(credential, {
			...fields,
			webhookTokens: 'example-old, example-new',
		});
		await traffic.flow();
		// Now the console gets the new one.
		traffic.secret = 'example-new';
		await traffic.flow();
		await server.client.updateCredential(credential, { ...fields, webhookTokens: 'example-new' });
		await traffic.flow();
		await expectNothingLost(desk);

		await expectRefused(desk, 'example-old');
	});

	it("the Agent's key, which is also what comes in: both as tokens for the time being", async () => {
		const old = { apiKey: 'app-example-old', webhookTokens: '' };
		const { credential, desk, fields } = await publishDesk(old);
		acceptedKeys = ['app-example-old'];
		traffic = new Traffic(desk.url(), 'app-example-old', () => platform.calls.length);
		await traffic.flow();
		// A second key is made in the console.
		acceptedKeys = ['app-example-old', 'app-example-new'];
		await server.client.updateCredential(credential, {
			...fields,
			apiKey: 'app-example-new',
			webhookTokens: 'app-example-old, app-example-new',
		});
		const [{ id: lastBeforeChange }] = await server.client.executions({ workflowId: desk.id, limit: 1 });
		await traffic.flow();
		traffic.secret = 'app-example-new';
		await traffic.flow();
		// The old one is deleted in the console, once no execution from before the change is under way.
		await untilEnded(desk, lastBeforeChange);
		acceptedKeys = ['app-example-new'];
		await server.client.updateCredential(credential, {
			...fields,
			apiKey: 'app-example-new',
			webhookTokens: '',
		});
		await traffic.flow();
		await expectNothingLost(desk);

		await expectRefused(desk, 'app-example-old');
	});

	it('without the step between, events are refused: this test would see a loss', async () => {
		const { credential, desk, fields } = await publishDesk({
			apiKey: 'app-example-key',
			webhookTokens: 'example-old',
		});
		acceptedKeys = ['app-example-key'];
		traffic = new Traffic(desk.url(), 'example-old', () => platform.calls.length);
		await traffic.flow();
		await server.client.updateCredential(credential, { ...fields, webhookTokens: 'example-new' });
		await traffic.flow();
		traffic.secret = 'example-new';
		await traffic.flow();
		await traffic.stop();
		expect(traffic.statuses).toContain(401);
		expect(traffic.statuses).toContain(200);
	});

	async function untilEnded(desk: PublishedWorkflow, lastId: string): Promise<void> {
		for (;;) {
			const open = await server.client.executions({ workflowId: desk.id, status: ['new', 'running'] });
			if (open.every(({ id }) => Number(id) > Number(lastId))) return;
			await new Promise((done) => setTimeout(done, 100));
		}
	}

	/** A secret that is no longer in use opens nothing. */
	async function expectRefused(desk: PublishedWorkflow, secret: string): Promise<void> {
		const late = await post(
			desk.url(),
			{ conversation_id: 'late', text: 'x' },
			{ Authorization: `Bearer ${secret}` },
		);
		expect(late.status).toBe(401);
	}

	/** Every event was answered with success, ran, and its reply went out. */
	async function expectNothingLost(desk: PublishedWorkflow): Promise<void> {
		const sent = await traffic.stop();
		expect(sent).toBeGreaterThanOrEqual(4 * EVENTS_PER_PHASE);
		expect(traffic.statuses.filter((status) => status !== 200)).toEqual([]);
		const executions = await desk.executions(sent, 100_000);
		expect(executions.filter(({ status }) => status !== 'success')).toEqual([]);
		expect(platform.calls).toHaveLength(sent);
	}

	async function publishDesk(secrets: { apiKey: string; webhookTokens: string }): Promise<{
		credential: Credential;
		desk: PublishedWorkflow;
		fields: Record<string, unknown>;
	}> {
		const fields = { platform: 'custom', baseUrl: platform.url, ...secrets };
		const credential = await server.credential(platform.url, fields);
		const desk = await server.publish({
			nodes: [triggerNode(credential), actionNode(credential, 'sendReply', { text: 'Hello' })],
			connections: wires({ [TRIGGER]: [[ACTION_NAMES.sendReply]] }),
		});
		return { credential, desk, fields };
	}
});
