/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only, never published */
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { freePort } from '../runtime/free-port';
import { installedN8n } from '../runtime/installed-n8n';
import { N8n, type N8nOptions } from '../runtime/n8n';
import { N8nClient } from '../runtime/n8n-client';
import type { Workflow } from '../runtime/n8n-types';
import { packedPackage } from '../runtime/packed-package';
import { RECOMMENDED } from '../test/queue/arrangement';
import { Services } from '../test/queue/services';
import { API_KEY } from './arena';
import { triggerAlone } from './contestants/nodes';
import type { Target } from './load';
import { busySeconds, processorSeconds } from './processor-time';

interface RedisClient {
	info(section: string): Promise<string>;
	disconnect(): void;
}

const pidsOf = (processes: N8n[]) => processes.map(({ pid }) => pid ?? 0);

/** n8n in queue mode, with our trigger published and as many webhook processors and workers as are wanted. */
export class Cluster {
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
		const { id } = await client.createWorkflow(triggerAlone(credential));
		const workflow = await client.publish(id);
		return new Cluster(services, main, { ...shared, encryptionKey: main.encryptionKey }, workflow);
	}

	/** Starts what is missing and stops what is too many, the youngest first. */
	async resize(processors: number, workers: number): Promise<void> {
		for (const [role, running, wanted] of [
			['webhook', this.processors, processors],
			['worker', this.workers, workers],
		] as const) {
			while (running.length < wanted) running.push(await N8n.start({ ...this.shared, role }));
			while (running.length > wanted) await running.pop()?.stop();
		}
	}

	/** All webhook processors that there are now. */
	target(): Target {
		const webhookId = this.workflow.nodes.find((node) => node.webhookId !== undefined)?.webhookId;
		const everything = pidsOf([this.main, ...this.processors, ...this.workers]);
		return {
			name: 'queue mode',
			urls: this.processors.map(({ url }) => `${url}/webhook/${webhookId}`),
			countExecutions: async (statuses) => {
				const sql = 'SELECT count(*)::int AS count FROM execution_entity WHERE status = ANY($1)';
				return Number((await this.services.query(sql, [statuses]))[0].count);
			},
			processorSeconds: () => ({
				n8n: processorSeconds(everything),
				processors: processorSeconds(pidsOf(this.processors)),
				workers: processorSeconds(pidsOf(this.workers)),
				machine: busySeconds(),
			}),
		};
	}

	/** Of the servers that it runs on. */
	async versions(): Promise<{ PostgreSQL: string; Redis: string }> {
		const [{ server_version: postgres }] = await this.services.query('SHOW server_version');
		const { folder } = await installedN8n('2.41.1');
		const { Redis } = createRequire(join(folder, 'package.json'))('ioredis') as {
			Redis: new (options: object) => RedisClient;
		};
		const { host, port, user, password } = this.services.redisCredential;
		const redis = new Redis({ host, port, username: user, password });
		const info = await redis.info('server').finally(() => redis.disconnect());
		return { PostgreSQL: String(postgres), Redis: /^redis_version:(\S+)/m.exec(info)?.[1] ?? 'unknown' };
	}

	async stop(): Promise<void> {
		await this.resize(0, 0);
		await this.main.stop();
		await this.services.drop();
	}
}
