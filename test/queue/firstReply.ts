/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- test code never ships */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Credential, WorkflowJson, WorkflowNode } from '../../runtime/n8n-types';
import { Simulator } from '../../simulator';
import { TRIGGER, triggerNode, wires, type PublishedWorkflow } from '../e2e/n8n';
import { MANY_AT_ONCE, type Arrangement } from './arrangement';
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
	const servers = { ...arrangement, env: { ...arrangement.env, ...MANY_AT_ONCE }, workers: 0 };
	const forHandoffs = await Cluster.start(servers);
	const forReplies = arrangement.agentReplies === 'own n8n' ? await Cluster.start(servers) : forHandoffs;
	const clusters = [...new Set([forHandoffs, forReplies])];
	const crm = await Crm.start();
	const sim = await Simulator.start({
		settings: { firstReplyLimitMs: FIRST_REPLY_LIMIT_MS, outTimeoutMs: 120_000, logLimit: 100 },
	});
	const chats = new ChatWatch(sim);
	try {
		const published: Published[] = [];
		for (const cluster of clusters) {
			const credential = await cluster.main.credential(sim.url, { apiKey: sim.key });
			const events = cluster === forReplies ? (cluster === forHandoffs ? 'all' : 'agentReply') : 'handoff';
			for (const json of workflowsOf(arrangement, events, credential, crm.url)) {
				published.push({ cluster, workflow: await cluster.main.publish(json) });
			}
		}
		const urls = published.map(({ cluster, workflow }) => cluster.url(workflow));
		// Handoffs first, agent replies last; with one workflow for both it is the same.
		sim.set({ handoffUrl: urls[0], replyUrl: urls[urls.length - 1] });

		const accepting = await acceptBacklog(forReplies, sim, load.backlog);
		await Promise.all([forReplies.addWorker(), forReplies.addWorker()]);
		if (forHandoffs !== forReplies) await forHandoffs.addWorker();
		const cpuBefore = cpuOfWorkers(clusters);
		const begunAt = Date.now();
		const handoffs: Array<Promise<number>> = [];
		let failed = 0;
		for (let next = 1; crm.filed.size + failed < load.backlog; next++) {
			handoffs.push(firstReply(sim, chats));
			await new Promise((done) =>
				setTimeout(done, begunAt + (next * 1000) / load.handoffsPerSecond - Date.now()),
			);
			if (next % load.handoffsPerSecond === 0)
				failed = await countExecutions(published, ['error', 'crashed']);
			if (Date.now() - begunAt > 600_000)
				throw new Error(`Only ${crm.filed.size} of ${load.backlog} replies were filed after 10 minutes`);
		}
		const drainMs = Date.now() - begunAt;
		const firstReplyMs = await Promise.all(handoffs);
		for (const { cluster, workflow } of published) await cluster.waitForExecutions(workflow.id, 1, 120_000);
		const cpuAfter = cpuOfWorkers(clusters);

		const events = load.backlog + handoffs.length;
		expect(await countExecutions(published)).toBe(events);
		// Each was filed once.
		expect(crm.calls).toBe(crm.filed.size);
		return {
			drainMs,
			...accepting,
			firstReplyMs,
			failed: await countExecutions(published, ['error', 'crashed']),
			runCpuMs: cpuBefore === null || cpuAfter === null ? null : (cpuAfter - cpuBefore) / events,
		};
	} finally {
		chats.stop();
		await sim.stop();
		await crm.stop();
		for (const cluster of clusters) await cluster.stop();
	}
}

interface Published {
	cluster: Cluster;
	workflow: PublishedWorkflow;
}

/** Of all statuses unless some are named. */
async function countExecutions(published: Published[], statuses?: string[]): Promise<number> {
	const counts = await Promise.all(
		published.map(async ({ cluster, workflow }) => await cluster.statusCounts(workflow.id)),
	);
	return counts
		.flatMap((count) => Object.entries(count))
		.filter(([status]) => statuses?.includes(status) ?? true)
		.reduce((sum, [, count]) => sum + count, 0);
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

function cpuOfWorkers(clusters: Cluster[]): number | null {
	const each = clusters.flatMap(({ workers }) => workers.map(cpuMsOf));
	return each.includes(null) ? null : each.reduce<number>((sum, one) => sum + (one ?? 0), 0);
}

function workflowsOf(
	{ agentReplies }: Arrangement,
	events: 'all' | 'agentReply' | 'handoff',
	credential: Credential,
	crmUrl: string,
): WorkflowJson[] {
	const file = fileInCrm(crmUrl);
	const welcome = reply(credential, 'Welcome', 'Hello, a human is on the way.');
	if (events === 'all' && agentReplies === 'same workflow') {
		return [
			{
				nodes: [triggerNode(credential), file, welcome],
				connections: wires({ [TRIGGER]: [[file.name], ['Welcome']] }),
			},
		];
	}
	const handoffs = {
		nodes: [
			triggerNode(credential, { events: ['handoffRequested', 'customerMessage', 'handoffClosed'] }),
			welcome,
		],
		connections: wires({ [TRIGGER]: [[], ['Welcome']] }),
	};
	const replies = {
		nodes: [triggerNode(credential, { events: ['agentReply'] }), file],
		connections: wires({ [TRIGGER]: [[file.name]] }),
	};
	return [...(events === 'agentReply' ? [] : [handoffs]), ...(events === 'handoff' ? [] : [replies])];
}

function fileInCrm(url: string): WorkflowNode {
	return {
		id: 'file',
		name: 'File in CRM',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		position: [200, 0],
		parameters: {
			method: 'POST',
			url,
			sendBody: true,
			specifyBody: 'json',
			jsonBody: '={{ { id: $json.messageId, text: $json.text } }}',
			options: {},
		},
	};
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
