/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- test code never ships */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Credential, WorkflowJson, WorkflowNode } from '../../runtime/n8n-types';
import { Simulator } from '../../simulator';
import { TRIGGER, triggerNode, wires, type PublishedWorkflow } from '../e2e/n8n';
import type { Arrangement } from './arrangement';
import { Cluster } from './cluster';
import { ChatWatch, inLanes } from './conversations';
import { reply } from './desk';
import { cpuMsOf } from './processes';

/** The platform's default: without a reply so long after a handoff was accepted, it ends. */
export const FIRST_REPLY_LIMIT_MS = 60_000;

/** What filing one agent reply takes at the other end, as a CRM would. */
export const CRM_MS = 300;

/** How many calls the platform has under way while the backlog builds up. */
const DELIVERIES_AT_ONCE = 20;

export interface Load {
	/** Agent replies that have come while no worker ran. */
	backlog: number;
	/** Handoffs requested each second from the moment on when the workers run, until the backlog is worked off. */
	handoffsPerSecond: number;
}

export interface Measurement {
	/** From the workers' start until the last agent reply of the backlog was filed. */
	drainMs: number;
	/** Agent replies that the webhook processor took each second, while nothing else ran. */
	acceptedPerSecond: number;
	/** From a handoff's acceptance to its first reply, for each handoff; Infinity where the platform ended it before. */
	firstReplyMs: number[];
	/** Executions that did not end well. */
	failed: number;
	/** CPU time for each agent reply taken, of the webhook processor; null where unknown. */
	acceptCpuMs: number | null;
	/** CPU time for each execution run, of the workers; null where unknown. */
	runCpuMs: number | null;
}

/**
 * The hour after an outage: the workers were down, a backlog of agent replies waits, each to be filed in a CRM; now they come back, and
 * customers ask for humans meanwhile. Checks on the way that there is one execution for each event, and that none files twice.
 */
export async function measureFirstReply(arrangement: Arrangement, load: Load): Promise<Measurement> {
	const cluster = await Cluster.start({ ...arrangement, workers: 0 });
	const crm = await Crm.start();
	const sim = await Simulator.start({
		settings: { firstReplyLimitMs: FIRST_REPLY_LIMIT_MS, outTimeoutMs: 120_000, logLimit: 100 },
	});
	const chats = new ChatWatch(sim);
	try {
		const credential = await cluster.main.credential(sim.url, { apiKey: sim.key });
		const workflows = await Promise.all(
			workflowsOf(arrangement, credential, crm.url).map(async (json) => await cluster.main.publish(json)),
		);
		sim.set({
			replyUrl: cluster.url(workflows[0]),
			handoffUrl: cluster.url(workflows[workflows.length - 1]),
		});

		const accepting = await acceptBacklog(cluster, sim, load.backlog);
		await Promise.all([cluster.addWorker(), cluster.addWorker()]);
		const cpuBefore = cpuOfWorkers(cluster);
		const begunAt = Date.now();
		const handoffs: Array<Promise<number>> = [];
		let failed = 0;
		for (let next = 1; crm.filed.size + failed < load.backlog; next++) {
			handoffs.push(firstReply(sim, chats));
			await new Promise((done) =>
				setTimeout(done, begunAt + (next * 1000) / load.handoffsPerSecond - Date.now()),
			);
			if (next % load.handoffsPerSecond === 0) failed = await failedExecutions(cluster, workflows);
			if (Date.now() - begunAt > 600_000)
				throw new Error(`Only ${crm.filed.size} of ${load.backlog} replies were filed after 10 minutes`);
		}
		const drainMs = Date.now() - begunAt;
		const firstReplyMs = await Promise.all(handoffs);
		const expected = load.backlog + handoffs.length;
		for (const { id } of workflows) await cluster.waitForExecutions(id, 1, 120_000);
		const runCpu = cpuOfWorkers(cluster);

		const counts = await Promise.all(workflows.map(async ({ id }) => await cluster.statusCounts(id)));
		expect(counts.flatMap((count) => Object.values(count)).reduce((sum, one) => sum + one, 0)).toBe(expected);
		// Each was filed once.
		expect(crm.calls).toBe(crm.filed.size);
		return {
			drainMs,
			...accepting,
			firstReplyMs,
			failed: await failedExecutions(cluster, workflows),
			runCpuMs: cpuBefore === null || runCpu === null ? null : (runCpu - cpuBefore) / expected,
		};
	} finally {
		chats.stop();
		await sim.stop();
		await crm.stop();
		await cluster.stop();
	}
}

async function acceptBacklog(cluster: Cluster, sim: Simulator, backlog: number) {
	const [processor] = cluster.webhookProcessors;
	const { id } = sim.openConversation();
	const cpuBefore = cpuMsOf(processor);
	const begunAt = Date.now();
	await inLanes(backlog, DELIVERIES_AT_ONCE, async (index) => {
		const { status } = await sim.agentReplies(id, { text: `reply ${index}`, messageId: `m-${index}` });
		expect(status).toBe(200);
	});
	const cpuAfter = cpuMsOf(processor);
	return {
		acceptedPerSecond: backlog / ((Date.now() - begunAt) / 1000),
		acceptCpuMs: cpuBefore === null || cpuAfter === null ? null : (cpuAfter - cpuBefore) / backlog,
	};
}

async function failedExecutions(cluster: Cluster, workflows: PublishedWorkflow[]): Promise<number> {
	const counts = await Promise.all(workflows.map(async ({ id }) => await cluster.statusCounts(id)));
	return counts.reduce((sum, { error = 0, crashed = 0 }) => sum + error + crashed, 0);
}

/** A customer asks for a human; resolves to the milliseconds from "Connecting" to the first reply, Infinity when the platform gave up. */
async function firstReply(sim: Simulator, chats: ChatWatch): Promise<number> {
	const { id } = sim.openConversation();
	expect((await sim.requestHandoff(id)).status).toBe(200);
	const acceptedAt = Date.now();
	await chats.until(
		id,
		({ state }) => state === 'connected' || state === 'closed',
		FIRST_REPLY_LIMIT_MS + 30_000,
	);
	return sim.conversation(id).state === 'connected' ? Date.now() - acceptedAt : Infinity;
}

function cpuOfWorkers({ workers }: Cluster): number | null {
	const each = workers.map(cpuMsOf);
	return each.includes(null) ? null : each.reduce<number>((sum, one) => sum + (one ?? 0), 0);
}

/** That for agent replies first, that for handoffs last; one workflow may be both. */
function workflowsOf(
	{ separateWorkflows }: Arrangement,
	credential: Credential,
	crmUrl: string,
): WorkflowJson[] {
	const file: WorkflowNode = {
		id: 'file',
		name: 'File in CRM',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		position: [200, 0],
		parameters: {
			method: 'POST',
			url: crmUrl,
			sendBody: true,
			specifyBody: 'json',
			jsonBody: '={{ { id: $json.messageId, text: $json.text } }}',
			options: {},
		},
	};
	const welcome = reply(credential, 'Welcome', 'Hello, a human is on the way.');
	if (!separateWorkflows) {
		return [
			{
				nodes: [triggerNode(credential), file, welcome],
				connections: wires({ [TRIGGER]: [[file.name], ['Welcome']] }),
			},
		];
	}
	return [
		{
			nodes: [triggerNode(credential, { events: ['agentReply'] }), file],
			connections: wires({ [TRIGGER]: [[file.name]] }),
		},
		{
			nodes: [
				triggerNode(credential, { events: ['handoffRequested', 'customerMessage', 'handoffClosed'] }),
				welcome,
			],
			connections: wires({ [TRIGGER]: [[], ['Welcome']] }),
		},
	];
}

/** Takes its time for each record, as a CRM does. */
class Crm {
	readonly filed = new Set<string>();

	calls = 0;

	private constructor(private readonly server: Server) {}

	static async start(): Promise<Crm> {
		const server = createServer((request, response) => {
			let body = '';
			request.on('data', (chunk: Buffer) => (body += chunk.toString()));
			request.on('end', () => {
				setTimeout(() => {
					crm.calls += 1;
					crm.filed.add((JSON.parse(body) as { id: string }).id);
					response.writeHead(200, { 'Content-Type': 'application/json' });
					response.end('{"ok":true}');
				}, CRM_MS);
			});
		});
		const crm = new Crm(server);
		await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
		return crm;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/records`;
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((done) => this.server.close(done));
	}
}
