/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- test code never ships */
import './environment';
import 'reflect-metadata';
import {
	ExecutionLifecycleHooks,
	PackageDirectoryLoader,
	SupplyDataContext,
	WebhookContext,
	WorkflowExecute,
} from 'n8n-core';
import {
	createRunExecutionData,
	ICredentialsHelper,
	NodeConnectionTypes,
	NodeHelpers,
	Workflow,
	type ICredentialDataDecryptedObject,
	type IConnections,
	type IDataObject,
	type IExecuteFunctions,
	type IHttpRequestOptions,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type INodeTypes,
	type IRun,
	type IWebhookResponseData,
	type IWorkflowExecuteAdditionalData,
	type Logger,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { resolve } from 'node:path';

export type Credentials = IDataObject;

/** The parts of an exported workflow that the engine needs. */
export interface WorkflowJson {
	nodes: INode[];
	connections: IConnections;
}

/** A node that comes without any of our code: a stand-in for whatever a user wires up. */
const NO_OP = 'n8n-nodes-base.noOp';

const noOp = {
	description: {
		displayName: 'No Operation',
		name: 'noOp',
		group: ['organization'],
		version: 1,
		description: 'Passes on what comes in',
		defaults: { name: 'No Operation' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	},
	execute(this: IExecuteFunctions) {
		return Promise.resolve([this.getInputData()]);
	},
} satisfies INodeType;

/** n8n's own engine with the package as it is built in dist/, loaded the way n8n loads it; no server, no database. */
export class Engine {
	private executions = 0;

	private constructor(private readonly loader: PackageDirectoryLoader) {}

	static async load(): Promise<Engine> {
		const loader = new PackageDirectoryLoader(resolve(__dirname, '../../..'));
		await loader.loadAll();
		return new Engine(loader);
	}

	nodeType(type: string, version?: number): INodeType {
		if (type === NO_OP) return noOp;
		return NodeHelpers.getVersionedNodeType(this.loader.getNode(type.split('.')[1]).type, version);
	}

	/** The one logger that n8n gives to all nodes. */
	get logger(): Logger {
		const workflow = new Workflow({ active: false, nodeTypes: this.nodeTypes, nodes: [], connections: {} });
		const node = { id: '', name: '', type: NO_OP, typeVersion: 1, position: [0, 0], parameters: {} } as INode;
		const additionalData = this.additionalData(workflow, null, '');
		return new WebhookContext(workflow, node, additionalData, 'webhook', {} as never, [], null).logger;
	}

	/** Runs `webhook()` of the trigger for one call, in the context that n8n gives it. */
	async webhook(call: {
		node: INode;
		workflowId: string;
		credentials: Credentials | null;
		mode: WorkflowExecuteMode;
		request: object;
		response: object;
	}): Promise<IWebhookResponseData> {
		const { node, workflowId, credentials, mode, request, response } = call;
		const workflow = new Workflow({
			id: workflowId,
			name: 'A workflow',
			active: true,
			nodeTypes: this.nodeTypes,
			nodes: [node],
			connections: {},
		});
		const type = this.nodeType(node.type, node.typeVersion);
		const context = new WebhookContext(
			workflow,
			node,
			{
				...this.additionalData(workflow, credentials, 'x0'),
				httpRequest: request as never,
				httpResponse: response as never,
			},
			mode,
			{
				webhookDescription: type.description.webhooks?.[0] as never,
				node: node.name,
				path: '',
				httpMethod: 'POST',
				workflowId,
			} as never,
			[],
			null,
		);
		return await (type.webhook?.call(context) as Promise<IWebhookResponseData>);
	}

	/** Runs a workflow from a node's input to its end. What it returns can be cancelled. */
	run(
		{ nodes, connections }: WorkflowJson,
		start: { node: string; items: INodeExecutionData[][] },
		credentials: Credentials | null,
		executionId = `x${++this.executions}`,
	): Promise<IRun> & { cancel(): void } {
		const workflow = new Workflow({
			id: 'w1',
			name: 'A workflow',
			active: false,
			nodeTypes: this.nodeTypes,
			nodes,
			connections,
		});
		const node = workflow.getNode(start.node) as INode;
		const hooks = new ExecutionLifecycleHooks('webhook', executionId, { nodes, connections } as never);
		const runData = createRunExecutionData({
			executionData: { nodeExecutionStack: [{ node, data: { main: start.items }, source: null }] },
		});
		const additionalData = { ...this.additionalData(workflow, credentials, executionId), hooks };
		return new WorkflowExecute(additionalData, 'webhook', runData).processRunExecutionData(workflow);
	}

	/** An execution in which an AI agent may call a node as its tool, as often as it likes. */
	toolExecution(node: INode, credentials: Credentials, executionId = `x${++this.executions}`) {
		const workflow = new Workflow({
			id: 'w1',
			name: 'A workflow',
			active: false,
			nodeTypes: this.nodeTypes,
			nodes: [node],
			connections: {},
		});
		const runData = createRunExecutionData({ executionData: {} });
		let runIndex = 0;
		return async (): Promise<INodeExecutionData[][]> => {
			const context = new SupplyDataContext(
				workflow,
				node,
				this.additionalData(workflow, credentials, executionId),
				'webhook',
				runData,
				runIndex++,
				[],
				{ [NodeConnectionTypes.AiTool]: [[{ json: {} }]] },
				NodeConnectionTypes.AiTool,
				{ node, data: { main: [[{ json: {} }]] }, source: null },
				[],
			);
			const result = this.nodeType(node.type, node.typeVersion).execute?.call(context as never);
			return (await result) as INodeExecutionData[][];
		};
	}

	private get nodeTypes(): INodeTypes {
		return {
			getByName: (type) => this.nodeType(type),
			getByNameAndVersion: (type, version) => this.nodeType(type, version),
			getKnownTypes: () => ({}),
		};
	}

	private additionalData(
		workflow: Workflow,
		credentials: Credentials | null,
		executionId: string,
	): IWorkflowExecuteAdditionalData {
		const url = 'http://n8n.example';
		return {
			credentialsHelper: new OneCredential(this.loader, workflow, credentials),
			executionId,
			restApiUrl: `${url}/rest`,
			instanceBaseUrl: `${url}/`,
			webhookBaseUrl: `${url}/webhook`,
			webhookTestBaseUrl: `${url}/webhook-test`,
			webhookWaitingBaseUrl: `${url}/webhook-waiting`,
			formWaitingBaseUrl: `${url}/form-waiting`,
			variables: {},
			secretsHelpers: {},
			currentNodeExecutionIndex: 0,
			setExecutionStatus() {},
			sendDataToUI() {},
			logAiEvent() {},
		} as unknown as IWorkflowExecuteAdditionalData;
	}
}

/** Hands every node the same credential, and applies it to calls by the credential's own rules. */
class OneCredential extends ICredentialsHelper {
	constructor(
		private readonly loader: PackageDirectoryLoader,
		private readonly workflow: Workflow,
		private readonly data: Credentials | null,
	) {
		super();
	}

	getParentTypes(): string[] {
		return [];
	}

	getDecrypted(): Promise<ICredentialDataDecryptedObject> {
		if (this.data === null) return Promise.reject(new Error('The credential cannot be read'));
		return Promise.resolve({ ...this.data } as ICredentialDataDecryptedObject);
	}

	authenticate(
		credentials: ICredentialDataDecryptedObject,
		type: string,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.loader.getCredential(type).type;
		if (typeof authenticate !== 'object') return Promise.reject(new Error(`${type} is not generic`));
		const headers = Object.entries(authenticate.properties.headers ?? {}).map(([name, value]) => [
			name,
			this.workflow.expression.getSimpleParameterValue(
				{ name: 'credential', parameters: {} } as never,
				value as string,
				'internal',
				{ $credentials: credentials },
			),
		]);
		return Promise.resolve({ ...request, headers: { ...request.headers, ...Object.fromEntries(headers) } });
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	getCredentialsProperties(type: string) {
		return this.loader.getCredential(type).type.properties;
	}

	async getCredentials(): Promise<never> {
		return await Promise.reject(new Error('There is no database'));
	}

	async preAuthentication(): Promise<undefined> {
		return await Promise.resolve(undefined);
	}

	async runPreAuthentication(): Promise<undefined> {
		return await Promise.resolve(undefined);
	}

	async updateCredentials(): Promise<void> {}

	async updateCredentialsOauthTokenData(): Promise<void> {}
}
