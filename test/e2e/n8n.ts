/* eslint-disable @n8n/community-nodes/no-restricted-imports -- test code never ships */
import axios, { type AxiosResponse } from 'axios';
import { readdirSync } from 'node:fs';
import { Agent } from 'node:http';
import { join } from 'node:path';

import { checkoutFolder } from '../../runtime/checkout';
import { N8n, type N8nOptions } from '../../runtime/n8n';
import { N8nClient } from '../../runtime/n8n-client';
import type { Credential, Execution, Workflow, WorkflowJson, WorkflowNode } from '../../runtime/n8n-types';

export const TRIGGER = 'AltaBots Trigger';

export const ACTION_NAMES = { sendReply: 'Send Reply', close: 'Close' } as const;

/** An Agent's key as the samples look: `app-` and 24 characters. */
export const API_KEY = 'app-example0123456789abcdef';

/** n8n's setting by which it makes an isolate only where there is an expression to evaluate. */
export const LAZY_ENGINE = 'N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE';

/** Where a run by hand begins, with what is pinned to it. */
export const START: WorkflowNode = {
	id: 'start',
	name: 'Start',
	type: 'n8n-nodes-base.manualTrigger',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/** Answers of any status are results here, never exceptions. */
export const http = axios.create({
	validateStatus: () => true,
	proxy: false,
	// The longest body takes n8n half a minute on a busy machine.
	timeout: 100_000,
	// A connection per call: n8n closes an idle one just when the next call takes it, once in a while.
	httpAgent: new Agent({ keepAlive: false }),
});

/** The tarball that `npm test` packed before. */
export function packedPackage(): string {
	const folder = join(checkoutFolder(), '.build', 'package');
	const tarballs = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
	expect(tarballs).toHaveLength(1);
	return join(folder, tarballs[0]);
}

/** A running n8n with the packed package, and somebody logged in. */
export class TestN8n {
	private constructor(
		readonly n8n: N8n,
		readonly client: N8nClient,
	) {}

	/** With the engine as docs/performance.md advises, unless `options.env` says otherwise: an event takes a fifth of the time. */
	static async start(options: N8nOptions = {}): Promise<TestN8n> {
		const env = { [LAZY_ENGINE]: 'true', ...options.env };
		const n8n = await N8n.start({ package: packedPackage(), ...options, env });
		return new TestN8n(n8n, await N8nClient.login(n8n.url));
	}

	async stop(): Promise<void> {
		await this.n8n.stop();
	}

	/** A credential that points at `platformUrl`; fields can be overridden. */
	async credential(platformUrl: string, fields: Record<string, unknown> = {}): Promise<Credential> {
		return await this.client.createCredential(`AltaBots ${Math.random()}`, 'altaBotsApi', {
			platform: 'custom',
			baseUrl: platformUrl,
			apiKey: API_KEY,
			webhookTokens: '',
			...fields,
		});
	}

	/** Creates and publishes a fresh workflow. */
	async publish(json: WorkflowJson): Promise<PublishedWorkflow> {
		const workflow = await this.client.createWorkflow(json);
		await this.client.publish(workflow.id);
		return new PublishedWorkflow(this, workflow);
	}

	/** Runs these nodes by hand, one behind another; one run of the first one gets these items. */
	async runItems(items: object[], ...nodes: WorkflowNode[]): Promise<Execution> {
		const names = [START.name, ...nodes.map(({ name }) => name)];
		const workflow = await this.client.createWorkflow({
			nodes: [START, ...nodes],
			connections: wires(Object.fromEntries(names.slice(1).map((name, index) => [names[index], [[name]]]))),
			pinData: { Start: items.map((json) => ({ json })) },
		});
		const id = await this.client.runWorkflow(workflow.id, 'Start');
		return await this.client.waitForExecution(id, 90_000);
	}
}

export class PublishedWorkflow {
	constructor(
		private readonly server: TestN8n,
		readonly workflow: Workflow,
	) {}

	get id(): string {
		return this.workflow.id;
	}

	/** The one URL that the user copies, production or test. */
	url(kind: 'webhook' | 'webhook-test' = 'webhook'): string {
		const trigger = this.workflow.nodes.find(({ type }) => type.endsWith('altaBotsTrigger'));
		return `${this.server.n8n.url}/${kind}/${trigger?.webhookId}`;
	}

	async executionCount(): Promise<number> {
		return await this.server.client.executionCount(this.id);
	}

	/** Waits for exactly so many finished executions, oldest first. */
	async executions(count: number, timeoutMs?: number): Promise<Execution[]> {
		const executions = await this.server.client.waitForExecutions(this.id, count, timeoutMs);
		expect(executions).toHaveLength(count);
		return executions;
	}
}

export async function post(
	url: string,
	body: unknown,
	headers: Record<string, string> = {},
): Promise<AxiosResponse> {
	return await http.post(url, typeof body === 'string' ? body : JSON.stringify(body), {
		headers: { 'Content-Type': 'application/json', ...headers },
		// The body goes out as it is, also when it is no JSON.
		transformRequest: (data: unknown) => data,
	});
}

export function triggerNode(credential: Credential, parameters: Record<string, unknown> = {}): WorkflowNode {
	return {
		id: 'trigger',
		name: TRIGGER,
		type: 'n8n-nodes-altabots.altaBotsTrigger',
		typeVersion: 2,
		position: [0, 0],
		parameters: {
			events: ['agentReply', 'handoffRequested', 'customerMessage', 'handoffClosed'],
			...parameters,
		},
		credentials: { altaBotsApi: { id: credential.id, name: credential.name } },
	};
}

export function actionNode(
	credential: Credential,
	operation: 'sendReply' | 'close',
	parameters: Record<string, unknown> = {},
	settings: Record<string, unknown> = {},
): WorkflowNode {
	return {
		id: operation,
		name: ACTION_NAMES[operation],
		type: 'n8n-nodes-altabots.altaBots',
		typeVersion: 1,
		position: [400, 0],
		parameters: {
			resource: 'handoff',
			operation,
			conversationId: '={{ $json.conversationId }}',
			...parameters,
		},
		credentials: { altaBotsApi: { id: credential.id, name: credential.name } },
		...settings,
	};
}

/** Wires outputs to nodes: `{ 'AltaBots Trigger': [[], ['Send Reply']] }` means its second output. */
export function wires(connections: Record<string, string[][]>): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(connections).map(([from, outputs]) => [
			from,
			{ main: outputs.map((targets) => targets.map((node) => ({ node, type: 'main', index: 0 }))) },
		]),
	);
}
