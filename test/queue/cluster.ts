/* eslint-disable @n8n/community-nodes/no-restricted-globals -- test code never ships */
import { freePort } from '../../runtime/free-port';
import { N8n, type N8nOptions } from '../../runtime/n8n';
import { readExecution, type StoredExecution } from '../../runtime/n8n-execution';
import type { Execution } from '../../runtime/n8n-types';
import { LAZY_ENGINE, packedPackage, TestN8n, type PublishedWorkflow } from '../e2e/n8n';
import { Services, type ServerUrls } from './services';

export interface ClusterOptions {
	/** Default 1. */
	webhookProcessors?: number;
	/** Default 2. */
	workers?: number;
	/** Executions that a worker runs at a time; default n8n's own, 10. */
	concurrency?: number;
	/** Laid over the environment of every process. */
	env?: Record<string, string | undefined>;
	/** PostgreSQL and Redis; default those of this machine. */
	servers?: ServerUrls;
}

/**
 * n8n in queue mode, as a self-hoster would run it, on one machine: main, webhook processors and workers are processes of their own with
 * folders and ports of their own, the packed package in each; they share a PostgreSQL database and a Redis prefix.
 */
export class Cluster {
	readonly webhookProcessors: N8n[] = [];

	readonly workers: N8n[] = [];

	private constructor(
		readonly services: Services,
		readonly main: TestN8n,
		private readonly shared: N8nOptions,
	) {}

	/** Nothing is left behind when it fails. */
	static async start({
		webhookProcessors = 1,
		workers = 2,
		concurrency,
		env,
		servers,
	}: ClusterOptions = {}): Promise<Cluster> {
		const services = await Services.create(servers);
		const firstPort = await freePort();
		const shared: N8nOptions = {
			mode: 'queue',
			database: services.database,
			redis: services.redis,
			package: packedPackage(),
			concurrency,
			// What n8n shows as the webhook's address: in production a load balancer's, here the first webhook processor's.
			publicUrl: `http://127.0.0.1:${firstPort}`,
			env: { ...services.redisLogin, ...env },
		};
		const main = await TestN8n.start({
			...shared,
			// Which engine, the arrangement says, for all processes alike.
			env: { [LAZY_ENGINE]: undefined, ...shared.env, N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true' },
		}).catch(async (error: Error) => {
			await services.drop();
			return await Promise.reject(error);
		});
		const cluster = new Cluster(services, main, { ...shared, encryptionKey: main.n8n.encryptionKey });
		const others = [
			...Array.from(
				{ length: webhookProcessors },
				async (_, index) => await cluster.addWebhookProcessor(index === 0 ? { port: firstPort } : {}),
			),
			...Array.from({ length: workers }, async () => await cluster.addWorker()),
		];
		const failed = (await Promise.allSettled(others)).find((one) => one.status === 'rejected');
		if (failed === undefined) return cluster;
		await cluster.stop();
		throw failed.reason as Error;
	}

	async addWorker(options: N8nOptions = {}): Promise<N8n> {
		const worker = await N8n.start({ ...this.shared, role: 'worker', ...options });
		this.workers.push(worker);
		return worker;
	}

	async addWebhookProcessor(options: N8nOptions = {}): Promise<N8n> {
		const processor = await N8n.start({ ...this.shared, role: 'webhook', ...options });
		this.webhookProcessors.push(processor);
		return processor;
	}

	/** The trigger's URL on one of the webhook processors. */
	url(workflow: PublishedWorkflow, processor: N8n = this.webhookProcessors[0]): string {
		return workflow.url().replace(this.main.n8n.url, processor.url);
	}

	/** All executions of a workflow with their data, oldest first, straight from the database: thousands take seconds. */
	async executions(workflowId: string): Promise<Execution[]> {
		const rows = await this.services.query<StoredExecution & Record<string, unknown>>(
			`SELECT e.id::text, e."workflowId", e.status, e.mode, e."createdAt", e."startedAt", e."stoppedAt", d.data
			 FROM execution_entity e JOIN execution_data d ON d."executionId" = e.id WHERE e."workflowId" = $1 ORDER BY e.id`,
			[workflowId],
		);
		return rows.map(readExecution);
	}

	/** How many executions there are of a workflow, by status. */
	async statusCounts(workflowId: string): Promise<Record<string, number>> {
		const rows = await this.services.query<{ status: string; count: number }>(
			'SELECT status, count(*)::int AS count FROM execution_entity WHERE "workflowId" = $1 GROUP BY status',
			[workflowId],
		);
		return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
	}

	/**
	 * Waits until a workflow has `count` executions or more and none of them is under way.
	 * @throws after `timeoutMs`, telling what there was
	 */
	async waitForExecutions(workflowId: string, count: number, timeoutMs: number): Promise<void> {
		const deadline = Date.now() + timeoutMs;
		for (;;) {
			const counts = await this.statusCounts(workflowId);
			const { new: queued = 0, running = 0 } = counts;
			const total = Object.values(counts).reduce((sum, one) => sum + one, 0);
			if (total >= count && queued + running === 0) return;
			if (Date.now() > deadline) {
				throw new Error(
					`Not ${count} finished executions after ${timeoutMs} ms, but ${JSON.stringify(counts)}`,
				);
			}
			await new Promise((done) => setTimeout(done, 200));
		}
	}

	/** Ends every process, then removes database and keys. */
	async stop(): Promise<void> {
		await Promise.all([...this.workers, ...this.webhookProcessors].map(async (one) => await one.stop()));
		await this.main.stop();
		await this.services.drop();
	}
}
