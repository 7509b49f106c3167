/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only, never published */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { checkoutFolder } from '../runtime/checkout';
import { freePort } from '../runtime/free-port';
import { Inspector } from '../runtime/inspector';
import { installPackage } from '../runtime/install-package';
import { N8n } from '../runtime/n8n';
import { N8nClient } from '../runtime/n8n-client';
import { communityPackagesFolder } from '../runtime/n8n-environment';
import type { Credential, Workflow, WorkflowJson } from '../runtime/n8n-types';
import { packedPackage } from '../runtime/packed-package';
import { removeTemporaryFolder, temporaryFolder } from '../runtime/temporary-folder';
import type { Target } from './load';
import { processorSeconds } from './processor-time';

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

	static async start(env: Record<string, string> = {}): Promise<Arena> {
		const folder = await temporaryFolder('bench');
		await installPackage(await packedBareTrigger(folder), communityPackagesFolder(folder));
		const n8n = await N8n.start({ package: await packedPackage(), userFolder: folder, env });
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

	target(workflow: Workflow): Target {
		return {
			name: workflow.name,
			urls: [this.url(workflow)],
			countExecutions: async (statuses) => await this.client.executionCount(workflow.id, statuses),
			processorSeconds: () => ({ n8n: processorSeconds([this.n8n.pid ?? 0]) }),
		};
	}
}

/** With somebody at n8n's inspector, who must leave before n8n can end. */
export async function startInspected(
	env: Record<string, string>,
): Promise<{ arena: Arena; inspector: Inspector }> {
	const port = await freePort();
	const arena = await Arena.start({ ...env, NODE_OPTIONS: `--inspect=127.0.0.1:${port}` });
	return { arena, inspector: await Inspector.connect(port) };
}

async function packedBareTrigger(folder: string): Promise<string> {
	const tarball = join(folder, 'bare.tgz');
	await run('tar', ['-czf', tarball, '-C', join(checkoutFolder(), 'bench', 'contestants'), 'bare']);
	return tarball;
}
