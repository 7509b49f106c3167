/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- test code never ships */
import { readFileSync } from 'node:fs';

import { outputOf } from '../../runtime/n8n-types';
import { badRequests, type BadRequest } from './badRequests';
import { API_KEY, post, TestN8n, TRIGGER, triggerNode, type PublishedWorkflow } from './n8n';
import { statusesOf, transmit } from './rawSocket';

/** Another list of requests: BAD_INPUT_SEED=… The title below names the one that ran. */
const SEED = Number(process.env.BAD_INPUT_SEED ?? 20261121);

const COUNT = 500;
const AT_ONCE = 8;

/** The trigger's own sentences for faults of its own; see refuse.ts. */
const OUR_FAULTS =
	/The call could not be taken in|cannot check the Authorization header|a fault in n8n-nodes-altabots/;

const SUCCESS = /\{"code":200,"(msg|message)":"success"\}/g;

describe('what a hostile or broken caller sends', () => {
	let server: TestN8n;
	let workflow: PublishedWorkflow;

	beforeAll(async () => {
		server = await TestN8n.start();
		const credential = await server.credential('http://127.0.0.1:9');
		workflow = await server.publish({ nodes: [triggerNode(credential)], connections: {} });
	});

	afterAll(async () => await server.stop());

	beforeEach(() => expect(server.n8n.running).toBe(true));

	it(`${COUNT} raw requests (seed ${SEED}): each runs once if it was answered with success, else never`, async () => {
		const target = {
			path: new URL(workflow.url()).pathname,
			host: `127.0.0.1:${server.n8n.port}`,
			authorization: `Bearer ${API_KEY}`,
		};
		const requests = badRequests(COUNT, SEED, target);
		const answers = await sendAll(requests);

		const report = requests.map(({ title, isHopeless }, index) => {
			const statuses = statusesOf(answers[index]);
			const successes = answers[index].match(SUCCESS)?.length ?? 0;
			return { index, title, isHopeless, statuses, successes, answer: answers[index].slice(0, 1000) };
		});
		expect(report.filter(({ answer }) => OUR_FAULTS.test(answer))).toEqual([]);
		await expectSameOfBuiltInWebhook(
			report.filter(({ statuses }) => statuses.some((status) => status >= 500)),
		);
		expect(report.filter(({ isHopeless, successes }) => isHopeless && successes > 0)).toEqual([]);

		await expectGoodEventToRun('after the raw requests');
		const executions = await server.client.waitForExecutions(workflow.id, 1, 60_000);
		const ran = executions.map((execution) => {
			expect(execution.status).toBe('success');
			const items = [0, 1, 2, 3].flatMap((output) => outputOf(execution, TRIGGER, output));
			expect(items).toHaveLength(1);
			return String(items[0].conversationId);
		});
		expect(new Set(ran).size).toBe(ran.length);
		const runsOf = (index: number) =>
			ran.filter((id) => id === `bad-${index}` || id.startsWith(`bad-${index}-`)).length;
		// Node.js drops the answer of a caller that closes its half of the connection, if it comes first. What it has sent
		// by then, `100 Continue`, is no answer.
		const isBrokenOff = ({ then }: BadRequest, answer: string) =>
			then === 'reset' || (then === 'end' && statusesOf(answer).every((status) => status < 200));
		expect(
			report
				// Whoever does not wait for the answer cannot say what it was: at most one run then.
				.filter(({ index, answer, successes }) =>
					isBrokenOff(requests[index], answer) ? runsOf(index) > 1 : runsOf(index) !== successes,
				)
				.map((entry) => ({ ...entry, runs: runsOf(entry.index) })),
		).toEqual([]);

		expect(server.n8n.logs()).not.toMatch(OUR_FAULTS);
		expect(server.n8n.logs()).not.toMatch(/could not be started|unhandled|uncaught/i);
		// The list is worth something only if it reaches n8n in all these ways.
		const seen = new Set(report.flatMap(({ statuses }) => statuses));
		for (const status of [200, 400, 401, 404, 422, 431]) expect(seen).toContain(status);
	});

	it('an event of 10 MB runs, whole', async () => {
		const text = 'ä"\\\u2028x'.repeat(1_000_000);
		const answer = await post(`${workflow.url()}/chat`, {
			conversation_id: 'large',
			timestamp: 1742265095120,
			body: text,
		});
		expect([answer.status, answer.data]).toEqual([200, { code: 200, message: 'success' }]);
		const execution = await lastExecution();
		const [item] = outputOf(execution, TRIGGER, 2);
		expect(item.text === text).toBe(true);
	});

	/** The beginning of a call of /chat, up to its body. */
	const headOfChat = (bodyBytes: number) =>
		`POST ${new URL(workflow.url()).pathname}/chat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${bodyBytes}\r\n\r\n`;

	it("n8n's own limit of 16 MB is n8n's own answer", async () => {
		const megabyte = Buffer.alloc(2 ** 20, ' ');
		// n8n answers when it has read the length, and closes: whoever sends on without listening finds a broken connection.
		const answer = await transmit(server.n8n.port, {
			chunks: [headOfChat(17 * megabyte.length), ...new Array<Buffer>(17).fill(megabyte)],
			pauseMs: 200,
		});
		expect(statusesOf(answer)).toEqual([500]);
		expect(answer).not.toMatch(OUR_FAULTS);
		await expectGoodEventToRun('after 17 MB');
	});

	it('five million empty messages cost n8n no more than they must', async () => {
		const history = `[${'{},'.repeat(5_000_000)}{}]`;
		const answer = await post(
			`${workflow.url()}/conversation/establish`,
			`{"conversation_id":"empty","body":${history}}`,
		);
		expect(answer.status).toBe(200);
		// Its own Webhook peaks at 2.2 GB for these; shaping each of them would take 5.
		if (process.platform === 'linux') expect(peakMegabytes()).toBeLessThan(3_500);
		await expectGoodEventToRun('after five million messages');
	});

	it('forty connections that stay half open for ten seconds keep nobody out', async () => {
		const { port } = server.n8n;
		const drips = Array.from(
			{ length: 40 },
			async () =>
				await transmit(port, {
					chunks: [`${headOfChat(1000)}{`, ...Array.from({ length: 20 }, () => ' ')],
					pauseMs: 500,
					then: 'reset',
				}),
		);
		for (let index = 0; index < 5; index++) await expectGoodEventToRun(`meanwhile ${index}`);
		await Promise.all(drips);
		await expectGoodEventToRun('after the half-open connections');
	});

	/** n8n itself answers some requests with 500, whatever node they are for; so its own Webhook shows which. */
	async function expectSameOfBuiltInWebhook(
		ours: Array<{ index: number; title: string; statuses: number[] }>,
	): Promise<void> {
		const path = `control-${SEED}`;
		const control = await server.client.createWorkflow({
			nodes: [
				{
					id: 'control',
					name: 'Webhook',
					type: 'n8n-nodes-base.webhook',
					typeVersion: 2,
					position: [0, 0],
					parameters: { httpMethod: 'POST', path: `${path}/chat` },
				},
			],
			connections: {},
		});
		await server.client.publish(control.id);
		const target = {
			path: `/webhook/${path}`,
			host: `127.0.0.1:${server.n8n.port}`,
			authorization: 'Bearer none',
		};
		const requests = badRequests(COUNT, SEED, target);
		for (const { index, title, statuses } of ours) {
			expect([
				title,
				statusesOf(await transmit(server.n8n.port, { ...requests[index], then: 'wait' })),
			]).toEqual([title, statuses]);
		}
	}

	async function sendAll(requests: BadRequest[]): Promise<string[]> {
		const answers: string[] = [];
		let next = 0;
		const worker = async () => {
			while (next < requests.length) {
				const index = next++;
				answers[index] = await transmit(server.n8n.port, requests[index]);
			}
		};
		await Promise.all(Array.from({ length: AT_ONCE }, worker));
		return answers;
	}

	async function expectGoodEventToRun(text: string): Promise<void> {
		const started = Date.now();
		const before = await workflow.executionCount();
		const answer = await post(`${workflow.url()}/chat`, {
			conversation_id: `good ${text}`,
			timestamp: started,
			body: text,
		});
		expect([answer.status, answer.data]).toEqual([200, { code: 200, message: 'success' }]);
		expect(await workflow.executionCount()).toBe(before + 1);
	}

	async function lastExecution() {
		const [{ id }] = await server.client.executions({ workflowId: workflow.id, limit: 1 });
		return await server.client.waitForExecution(id, 60_000);
	}

	/** The most memory that n8n ever had. */
	function peakMegabytes(): number {
		const status = readFileSync(`/proc/${server.n8n.pid}/status`, 'utf8');
		return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
	}
});
