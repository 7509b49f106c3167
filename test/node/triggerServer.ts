/* eslint-disable @n8n/community-nodes/no-restricted-imports -- test code never ships */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import axios, { type AxiosResponse } from 'axios';
import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';

import type { Credentials, Engine } from './engine';

export const WEBHOOK_ID = '0f5c8f6e-2f5b-4a1e-9d1c-3a2b1c0d9e8f';

export interface TriggerSetup {
	parameters?: IDataObject;
	/** null: the credential cannot be read. undefined: the default one. */
	credentials?: Credentials | null;
	/** Without any credential chosen. */
	noCredentialChosen?: boolean;
	isTest?: boolean;
	workflowId?: string;
	nodeId?: string;
	webhookId?: string | null;
}

export const API_KEY = 'app-example0123456789abcdef';

const CREDENTIALS: Credentials = { platform: 'altaBots', baseUrl: '', apiKey: API_KEY, webhookTokens: '' };

const http = axios.create({
	validateStatus: () => true,
	proxy: false,
	timeout: 20_000,
	transformResponse: (text: string) => text,
});

/**
 * What n8n's webhook server does around a trigger, in its order: parse the body, ask the node, store the
 * execution, answer. The node, its context, the sockets and the responses are real.
 */
export class TriggerServer {
	/** The data of every execution that was stored, by output. */
	readonly executions: INodeExecutionData[][][] = [];

	/** What n8n does with a call before it asks the node. */
	accept: () => Promise<void> = () => Promise.resolve();

	/** What n8n's database does with an execution; a rejection is a database that refused. */
	store: () => Promise<void> = () => Promise.resolve();

	/** Runs a stored execution, after the answer as n8n does. */
	started: (items: INodeExecutionData[][]) => Promise<void> = () => Promise.resolve();

	private running: Array<Promise<void>> = [];

	private workflows = 0;

	private constructor(
		private readonly engine: Engine,
		private readonly server: Server,
	) {}

	static async start(engine: Engine): Promise<TriggerServer> {
		const server = createServer();
		const triggerServer = new TriggerServer(engine, server);
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		return triggerServer;
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		this.server.close();
		await once(this.server, 'close');
	}

	reset(): void {
		this.executions.length = 0;
		this.accept = () => Promise.resolve();
		this.store = () => Promise.resolve();
		this.started = () => Promise.resolve();
	}

	/** Resolves when all executions are through. */
	async idle(): Promise<void> {
		await Promise.all(this.running);
	}

	/** Puts a trigger behind the server, in a workflow of its own unless one is named. */
	use(setup: TriggerSetup = {}): INode {
		const node: INode = {
			id: setup.nodeId ?? 'n1',
			name: 'AltaBots Trigger',
			type: 'n8n-nodes-altabots.altaBotsTrigger',
			typeVersion: 2,
			position: [0, 0],
			...(setup.webhookId === null ? {} : { webhookId: setup.webhookId ?? WEBHOOK_ID }),
			parameters: {
				events: ['agentReply', 'handoffRequested', 'customerMessage', 'handoffClosed'],
				simple: true,
				options: {},
				...setup.parameters,
			} as INode['parameters'],
			...(setup.noCredentialChosen ? {} : { credentials: { altaBotsApi: { id: 'c1', name: 'AltaBots' } } }),
		};
		const workflowId = setup.workflowId ?? `w${++this.workflows}`;
		this.server.removeAllListeners('request');
		this.server.on('request', (request, response) => {
			void this.serve(request, response, node, workflowId, setup);
		});
		return node;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/webhook/${WEBHOOK_ID}`;
	}

	/** Answers `{status, body}`; the body as text. */
	async post(suffix: string, body: unknown, headers: { [name: string]: string } = {}, signal?: AbortSignal) {
		const answer: AxiosResponse<string> = await http.post(
			`${this.url}${suffix}`,
			typeof body === 'string' ? body : JSON.stringify(body),
			{ headers: { 'Content-Type': 'application/json', ...headers }, signal },
		);
		return { status: answer.status, body: answer.data };
	}

	/** The items of the only execution there was, by output. */
	onlyExecution(): INodeExecutionData[][] {
		expect(this.executions).toHaveLength(1);
		return this.executions[0];
	}

	private async serve(
		request: IncomingMessage,
		response: ServerResponse,
		node: INode,
		workflowId: string,
		{ credentials = CREDENTIALS, isTest = false }: TriggerSetup,
	): Promise<void> {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const send = (status: number, body: unknown) => {
			response.statusCode = status;
			response.setHeader('Content-Type', 'application/json');
			response.end(JSON.stringify(body));
		};
		// The two methods of Express that nodes use.
		const expressResponse = Object.assign(response, {
			status: (status: number) => Object.assign(response, { statusCode: status }),
			json: (body: unknown) => send(response.statusCode, body),
		});
		const { pathname } = new URL(request.url ?? '/', 'http://n8n.example');
		const expressRequest = Object.assign(request, {
			path: pathname,
			body: parse(Buffer.concat(chunks).toString('utf8'), request.headers['content-type']),
			params: {},
			query: {},
		});
		try {
			await this.accept();
			const result = await this.engine.webhook({
				node,
				workflowId,
				credentials,
				mode: isTest ? 'manual' : 'webhook',
				request: expressRequest,
				response: expressResponse,
			});
			if (result.noWebhookResponse) return;
			if (result.workflowData !== undefined) {
				await this.store();
				const items = result.workflowData as INodeExecutionData[][];
				this.executions.push(items);
				this.running.push(this.started(items));
			}
			send(200, result.webhookResponse);
		} catch {
			send(500, { code: 0, message: 'There was a problem executing the workflow' });
		}
	}
}

/** n8n parses JSON and forms, and leaves other types alone. */
function parse(text: string, contentType = ''): unknown {
	if (/json/i.test(contentType)) return JSON.parse(text);
	if (contentType.includes('urlencoded')) return Object.fromEntries(new URLSearchParams(text));
	return undefined;
}
