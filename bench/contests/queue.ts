/* eslint-disable @n8n/community-nodes/no-restricted-globals -- development only, never published */
import { freePort } from '../../runtime/free-port';
import { N8n, type N8nOptions } from '../../runtime/n8n';
import { N8nClient } from '../../runtime/n8n-client';
import type { Workflow } from '../../runtime/n8n-types';
import { packedPackage } from '../../runtime/packed-package';
import { TRIGGER, triggerNode, wires } from '../../test/e2e/n8n';
import { RECOMMENDED } from '../../test/queue/arrangement';
import { Services } from '../../test/queue/services';
import { API_KEY } from '../arena';
import { noOp } from '../contestants/nodes';
import { figure, type Finding } from '../contest';
import { calibrate, fire, type Target } from '../load';
import type { BenchOptions } from '../options';
import { processorSeconds } from '../processor-time';
import { median } from '../statistics';

/** Webhook processors and workers, as they are added one by one. */
const STEPS = [
	{ processors: 1, workers: 1 },
	{ processors: 1, workers: 2 },
	{ processors: 1, workers: 3 },
	{ processors: 2, workers: 3 },
] as const;

/** Contest H: what each further process of n8n's queue mode brings, on PostgreSQL and Redis of this machine. */
export async function queueContest({ rounds, seconds, say }: BenchOptions): Promise<Finding[]> {
	const cluster = await Cluster.start();
	try {
		const findings: Finding[] = [];
		for (const { processors, workers } of STEPS) {
			await cluster.grow(processors, workers);
			const targets = cluster.targets();
			const count = await calibrate(targets[0], seconds);
			const speeds: number[] = [];
			const shares: number[] = [];
			for (let round = 0; round < Math.ceil(rounds / 2); round++) {
				const before = processorSeconds(cluster.pids());
				const begun = performance.now();
				const volleys = await Promise.all(
					targets.map(async (target) => await fire(target, Math.ceil(count / targets.length))),
				);
				const elapsed = (performance.now() - begun) / 1000;
				shares.push((processorSeconds(cluster.pids()) - before) / elapsed);
				speeds.push((Math.ceil(count / volleys.length) * volleys.length) / elapsed);
			}
			const setting = `${processors} webhook processor${processors > 1 ? 's' : ''}, ${workers} worker${workers > 1 ? 's' : ''}`;
			say(
				`queue mode, ${setting}: ${median(speeds).toFixed(1)} events/s, n8n takes ${median(shares).toFixed(2)} cores`,
			);
			const common = { contest: 'H', setting, aim: null };
			findings.push(
				figure({ ...common, title: 'queue mode', measure: 'events per second', unit: '/s', samples: speeds }),
				figure({
					...common,
					title: 'queue mode',
					measure: 'cores that n8n takes',
					unit: 'cores',
					samples: shares,
				}),
			);
		}
		return findings;
	} finally {
		await cluster.stop();
	}
}

class Cluster {
	private readonly processors: N8n[] = [];

	private readonly workers: N8n[] = [];

	private constructor(
		private readonly services: Services,
		private readonly main: N8n,
		private readonly shared: N8nOptions,
		private readonly workflow: Workflow,
	) {}

	static async start(): Promise<Cluster> {
		const services = await Services.create();
		const shared: N8nOptions = {
			mode: 'queue',
			database: services.database,
			redis: services.redis,
			package: await packedPackage(),
			concurrency: RECOMMENDED.concurrency,
			publicUrl: `http://127.0.0.1:${await freePort()}`,
			env: { ...services.redisLogin, ...RECOMMENDED.env },
		};
		const main = await N8n.start(shared).catch(async (error: Error) => {
			await services.drop();
			return await Promise.reject(error);
		});
		const client = await N8nClient.login(main.url);
		const credential = await client.createCredential('AltaBots', 'altaBotsApi', {
			...{ platform: 'custom', baseUrl: 'http://127.0.0.1:9', apiKey: API_KEY, webhookTokens: '' },
		});
		const { id } = await client.createWorkflow({
			nodes: [triggerNode(credential), noOp()],
			connections: wires({ [TRIGGER]: [['Done'], ['Done'], ['Done'], ['Done']] }),
		});
		const workflow = await client.publish(id);
		return new Cluster(services, main, { ...shared, encryptionKey: main.encryptionKey }, workflow);
	}

	async grow(processors: number, workers: number): Promise<void> {
		while (this.processors.length < processors)
			this.processors.push(await N8n.start({ ...this.shared, role: 'webhook' }));
		while (this.workers.length < workers)
			this.workers.push(await N8n.start({ ...this.shared, role: 'worker' }));
	}

	targets(): Target[] {
		const webhookId = this.workflow.nodes.find((node) => node.webhookId !== undefined)?.webhookId;
		return this.processors.map(({ url }) => ({
			url: `${url}/webhook/${webhookId}`,
			settled: async () => await this.settled(),
			pids: this.pids(),
		}));
	}

	private async settled(): Promise<void> {
		const sql = `SELECT count(*)::int AS count FROM execution_entity WHERE status IN ('new', 'running')`;
		while (Number((await this.services.query(sql))[0].count) > 0) {
			await new Promise((done) => setTimeout(done, 50));
		}
	}

	pids(): number[] {
		return [this.main, ...this.processors, ...this.workers].map(({ pid }) => pid ?? 0);
	}

	async stop(): Promise<void> {
		await Promise.all([...this.processors, ...this.workers].map(async (one) => await one.stop()));
		await this.main.stop();
		await this.services.drop();
	}
}
