/* eslint-disable @n8n/community-nodes/no-restricted-globals -- development only, never published */
import { randomUUID } from 'node:crypto';
import { readExecution, type StoredExecution } from './n8n-execution';
import { N8nRequestError, N8nRest } from './n8n-rest';
import {
	AT_REST,
	EXECUTION_STATUSES,
	type Credential,
	type CredentialTestResult,
	type Execution,
	type ExecutionStatus,
	type ExecutionSummary,
	type Workflow,
	type WorkflowJson,
} from './n8n-types';
import { DEFAULT_OWNER, type N8nOwner } from './owner';

export interface ExecutionFilter {
	workflowId?: string;
	/** Default: all. */
	status?: readonly ExecutionStatus[];
	/** Newest first; default 100. */
	limit?: number;
}

/** n8n's largest page. */
const PAGE = 100;
const POLL_MS = 150;
const READ_AT_ONCE = 20;
const PUBLISH_TIMEOUT_MS = 30_000;

interface ExecutionPage {
	results: ExecutionSummary[];
	/** -1 where PostgreSQL has no statistics yet. */
	count: number;
	estimated: boolean;
	/** Newer versions page by it, older ones by the last id. */
	nextCursor?: string | null;
}

interface PublicationStatus {
	status: 'in_progress' | 'not_published' | 'published' | 'partial' | 'failed';
	/** The saved state that answers now. */
	liveVersionId: string | null;
	triggers: Array<{ status: string; errorMessage?: string | null }>;
}

/**
 * What a person does in n8n's editor, for tests and the demo. Works on 2.41.1 and 2.8.4.
 * Every method throws {@link N8nRequestError} when n8n refuses.
 */
export class N8nClient {
	private constructor(
		/** For what the methods below leave out. */
		readonly rest: N8nRest,
	) {}

	/** @param url of the main process, without a trailing slash */
	static async login(url: string, owner: N8nOwner = DEFAULT_OWNER): Promise<N8nClient> {
		const rest = new N8nRest(url);
		await rest.login(owner.email, owner.password);
		return new N8nClient(rest);
	}

	async createCredential(name: string, type: string, data: Record<string, unknown>): Promise<Credential> {
		return await this.rest.post<Credential>('/credentials', { name, type, data });
	}

	async updateCredential(credential: Credential, data: Record<string, unknown>): Promise<void> {
		await this.rest.patch(`/credentials/${credential.id}`, { ...pickCredential(credential), data });
	}

	async deleteCredential(id: string): Promise<void> {
		await this.rest.delete(`/credentials/${id}`);
	}

	/** Presses "Test" on a stored credential, with the data that its form shows. */
	async testCredential(credential: Credential, data: Record<string, unknown>): Promise<CredentialTestResult> {
		return await this.rest.post<CredentialTestResult>('/credentials/test', { credentials: { ...pickCredential(credential), data } });
	}

	/** Creates an unpublished workflow. Trigger nodes without a `webhookId` get a random one, as in the editor. */
	async createWorkflow(json: WorkflowJson): Promise<Workflow> {
		const workflow = await this.rest.post<Workflow>('/workflows', {
			name: json.name ?? `Test ${randomUUID().slice(0, 8)}`,
			nodes: json.nodes,
			connections: json.connections,
			settings: { executionOrder: 'v1', ...json.settings },
			pinData: json.pinData ?? {},
			active: false,
		});
		// 2.8.4 leaves this to the editor.
		if (!workflow.nodes.some(lacksWebhookId)) return workflow;
		const nodes = workflow.nodes.map((node) => (lacksWebhookId(node) ? { ...node, webhookId: randomUUID() } : node));
		return await this.updateWorkflow(workflow.id, { nodes });
	}

	/** Saves changes; what is published stays as it was until {@link publish}. */
	async updateWorkflow(id: string, changes: Partial<WorkflowJson>): Promise<Workflow> {
		const { name, nodes, connections, settings } = await this.workflow(id);
		return await this.rest.patch<Workflow>(`/workflows/${id}`, { name, nodes, connections, settings, ...changes });
	}

	async workflow(id: string): Promise<Workflow> {
		return await this.rest.get<Workflow>(`/workflows/${id}`);
	}

	/**
	 * Publishes the saved state of a workflow and waits until its production URLs answer.
	 * @throws when a trigger cannot be activated (two workflows with one path, say) or it takes longer than 30,000 ms
	 */
	async publish(id: string): Promise<Workflow> {
		const { versionId } = await this.workflow(id);
		await this.rest.post(`/workflows/${id}/activate`, { versionId });
		const deadline = Date.now() + PUBLISH_TIMEOUT_MS;
		for (;;) {
			const publication = await this.publicationStatus(id);
			const isLive = publication?.status === 'published' && publication.liveVersionId === versionId;
			if (publication === undefined || isLive) return await this.workflow(id);
			if (publication.status === 'failed' || publication.status === 'partial' || Date.now() > deadline) {
				const reasons = publication.triggers.map(({ errorMessage }) => errorMessage).filter(Boolean);
				throw new Error(`Workflow ${id} was not published (${publication.status}): ${reasons.join('; ')}`);
			}
			await pause();
		}
	}

	/** Takes a workflow's production URLs away; returns when they are gone. */
	async unpublish(id: string): Promise<void> {
		await this.rest.post(`/workflows/${id}/deactivate`);
		const deadline = Date.now() + PUBLISH_TIMEOUT_MS;
		for (;;) {
			const publication = await this.publicationStatus(id);
			if (publication === undefined || publication.status === 'not_published') return;
			if (Date.now() > deadline) throw new Error(`Workflow ${id} is still ${publication.status} after it was unpublished`);
			await pause();
		}
	}

	/** Unpublishes a workflow if need be, archives it and deletes it with its executions. */
	async deleteWorkflow(id: string): Promise<void> {
		// Archiving unpublishes too, but 2.41 then refuses to delete until that has come through.
		if ((await this.workflow(id)).active) await this.unpublish(id);
		await this.rest.post(`/workflows/${id}/archive`);
		await this.rest.delete(`/workflows/${id}`);
	}

	/** Presses "Listen for test event" on a trigger: for two minutes n8n takes one event on its test URLs. */
	async listen(workflowId: string, nodeName: string): Promise<void> {
		const answer = await this.runManually(workflowId, nodeName);
		if (!answer.waitingForWebhook) throw new Error(`${nodeName} did not start to listen; n8n ran execution ${answer.executionId ?? '?'} instead`);
	}

	async stopListening(workflowId: string): Promise<void> {
		await this.rest.delete(`/test-webhook/${workflowId}`);
	}

	/**
	 * Runs a saved workflow by hand from one of its triggers (a Manual Trigger, or one with pinned data).
	 * @returns the execution's id; see {@link waitForExecution}
	 */
	async runWorkflow(workflowId: string, triggerName: string): Promise<string> {
		const answer = await this.runManually(workflowId, triggerName);
		if (answer.executionId === undefined) throw new Error(`${triggerName} waits for an event instead of running`);
		return String(answer.executionId);
	}

	/** Newest first, of all statuses unless the filter names some. */
	async executions(filter: ExecutionFilter = {}): Promise<ExecutionSummary[]> {
		const wanted = filter.limit ?? PAGE;
		const found: ExecutionSummary[] = [];
		let position: Record<string, string> = {};
		for (;;) {
			const page = await this.executionPage(filter, { limit: Math.min(PAGE, wanted - found.length), ...position });
			found.push(...page.results);
			const last = page.results.at(-1);
			if (found.length >= wanted || last === undefined || page.results.length < PAGE || page.nextCursor === null) return found;
			position = page.nextCursor ? { cursor: page.nextCursor } : { lastId: last.id };
		}
	}

	/** How many there are of a workflow, running ones included. */
	async executionCount(workflowId: string, status?: readonly ExecutionStatus[]): Promise<number> {
		const page = await this.executionPage({ workflowId, status }, { limit: 1 });
		if (page.count >= 0 && !page.estimated) return page.count;
		return (await this.executions({ workflowId, status, limit: Number.MAX_SAFE_INTEGER })).length;
	}

	/** One execution with what each node put out. */
	async execution(id: string): Promise<Execution> {
		return readExecution(await this.rest.get<StoredExecution>(`/executions/${id}`));
	}

	/** Waits until that execution has ended (or waits for something itself); throws after `timeoutMs`. */
	async waitForExecution(id: string, timeoutMs = 60_000): Promise<Execution> {
		const deadline = Date.now() + timeoutMs;
		for (;;) {
			const execution = await this.execution(id);
			if (AT_REST.includes(execution.status)) return execution;
			if (Date.now() > deadline) throw new Error(`Execution ${id} is still ${execution.status} after ${timeoutMs} ms`);
			await pause();
		}
	}

	/**
	 * Waits until a workflow has `count` or more executions that have ended, and none under way.
	 * @returns them with their data, oldest first
	 * @throws after `timeoutMs`, telling what there was
	 */
	async waitForExecutions(workflowId: string, count: number, timeoutMs = 60_000): Promise<Execution[]> {
		const deadline = Date.now() + timeoutMs;
		for (;;) {
			const ended = await this.executionCount(workflowId, AT_REST);
			if (ended >= count && (await this.executionCount(workflowId)) === ended) break;
			if (Date.now() > deadline) {
				const seen = (await this.executions({ workflowId })).map(({ id, status }) => `${id} ${status}`);
				throw new Error(`Workflow ${workflowId} had not ${count} finished executions after ${timeoutMs} ms, but: ${seen.join(', ') || 'none'}`);
			}
			await pause();
		}
		const found = (await this.executions({ workflowId, limit: Number.MAX_SAFE_INTEGER })).reverse();
		const executions: Execution[] = [];
		while (executions.length < found.length) {
			const batch = found.slice(executions.length, executions.length + READ_AT_ONCE);
			executions.push(...(await Promise.all(batch.map(async ({ id }) => await this.execution(id)))));
		}
		return executions;
	}

	/** "Retry with original workflow": runs a failed or crashed execution again, with the input it had. Returns the new one's id. */
	async retryExecution(id: string): Promise<string> {
		const started = await this.rest.post<{ id?: string; executionId?: string }>(`/executions/${id}/retry`, { loadWorkflow: false });
		return String(started.id ?? started.executionId ?? '');
	}

	/** A key for the public API (header `X-N8N-API-KEY`), with all that the owner may do. */
	async createApiKey(label = `key ${randomUUID().slice(0, 8)}`): Promise<string> {
		const scopes = await this.rest.get<string[]>('/api-keys/scopes');
		const { rawApiKey } = await this.rest.post<{ rawApiKey: string }>('/api-keys', { label, expiresAt: null, scopes });
		return rawApiKey;
	}

	private async runManually(workflowId: string, triggerName: string): Promise<{ waitingForWebhook?: boolean; executionId?: string }> {
		// 2.8.4 wants the workflow itself, 2.41 takes the saved one and ignores it.
		const workflowData = await this.workflow(workflowId);
		return await this.rest.post(`/workflows/${workflowId}/run`, { workflowData, triggerToStartFrom: { name: triggerName } });
	}

	private async executionPage(filter: ExecutionFilter, page: Record<string, unknown>): Promise<ExecutionPage> {
		const { workflowId, status = EXECUTION_STATUSES } = filter;
		return await this.rest.get<ExecutionPage>('/executions', { filter: JSON.stringify({ workflowId, status }), ...page });
	}

	/** Undefined where publishing happens at once (2.8.4 knows no such status). */
	private async publicationStatus(id: string): Promise<PublicationStatus | undefined> {
		return await this.rest.get<PublicationStatus>(`/workflows/${id}/publication-status`).catch((error: unknown) => {
			if (error instanceof N8nRequestError && error.status === 404) return undefined;
			return Promise.reject(error);
		});
	}
}

function pickCredential({ id, name, type }: Credential): Credential {
	return { id, name, type };
}

function lacksWebhookId(node: { type: string; webhookId?: string }): boolean {
	return node.webhookId === undefined && /(Trigger|\.webhook)$/.test(node.type) && !/\.(manual|schedule|error|executeWorkflow)Trigger$/.test(node.type);
}

async function pause(): Promise<void> {
	await new Promise((done) => setTimeout(done, POLL_MS));
}
