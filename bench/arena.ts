/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only, never published */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { checkoutFolder } from '../runtime/checkout';
import { installPackage } from '../runtime/install-package';
import { N8n, type N8nOptions } from '../runtime/n8n';
import { N8nClient } from '../runtime/n8n-client';
import { communityPackagesFolder } from '../runtime/n8n-environment';
import type { Credential, Workflow, WorkflowJson } from '../runtime/n8n-types';
import { packedPackage } from '../runtime/packed-package';
import { removeTemporaryFolder, temporaryFolder } from '../runtime/temporary-folder';
import type { Target } from './load';

const run = promisify(execFile);

/** An Agent's key as the samples look. */
export const API_KEY = 'app-example0123456789abcdef';

/** The expression engines that n8n 2.41 has. Evaluating in `vm` takes one isolate a call, or two; see docs/performance.md. */
export const ENGINES = {
	vm: {},
	'vm, lazy': { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' },
	legacy: { N8N_EXPRESSION_ENGINE: 'legacy' },
} as const;

export type Engine = keyof typeof ENGINES;

/** One n8n in which all contestants are installed and published, so that they run in the same process. */
export class Arena {
	private constructor(
		readonly n8n: N8n,
		readonly client: N8nClient,
		private readonly folder: string,
	) {}

	static async start(env: Record<string, string> = {}, options: N8nOptions = {}): Promise<Arena> {
		const folder = await temporaryFolder('bench');
		await installPackage(await packedBareTrigger(folder), communityPackagesFolder(folder));
		const n8n = await N8n.start({ package: await packedPackage(), userFolder: folder, env, ...options });
		return new Arena(n8n, await N8nClient.login(n8n.url), folder);
	}

	async stop(): Promise<void> {
		await this.n8n.stop();
		await removeTemporaryFolder(this.folder);
	}

	async credential(baseUrl = 'http://127.0.0.1:9', apiKey = API_KEY): Promise<Credential> {
		const data = { platform: 'custom', baseUrl, apiKey, webhookTokens: '' };
		return await this.client.createCredential('AltaBots', 'altaBotsApi', data);
	}

	/** For n8n's own nodes: the same header with the same key. */
	async headerCredential(apiKey = API_KEY): Promise<Credential> {
		const data = { name: 'Authorization', value: `Bearer ${apiKey}` };
		return await this.client.createCredential('Header', 'httpHeaderAuth', data);
	}

	async publish(json: WorkflowJson): Promise<Workflow> {
		const workflow = await this.client.createWorkflow(json);
		return await this.client.publish(workflow.id);
	}

	/** The production URL of the first trigger. */
	url(workflow: Workflow): string {
		const webhookId = workflow.nodes.find((node) => node.webhookId !== undefined)?.webhookId;
		return `${this.n8n.url}/webhook/${webhookId}`;
	}

	/** Worked off is what has no execution under way. */
	target(workflow: Workflow): Target {
		const settled = async () => {
			while ((await this.client.executionCount(workflow.id, ['new', 'running'])) > 0) {
				await new Promise((done) => setTimeout(done, 50));
			}
		};
		return { url: this.url(workflow), settled, pids: [this.n8n.pid ?? 0] };
	}
}

async function packedBareTrigger(folder: string): Promise<string> {
	const tarball = join(folder, 'bare.tgz');
	await run('tar', ['-czf', tarball, '-C', join(checkoutFolder(), 'bench', 'contestants'), 'bare']);
	return tarball;
}
