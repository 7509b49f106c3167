/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/require-node-api-error -- test code never ships */
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { checkoutFolder } from '../../../runtime/checkout';
import { chooseSettings, importWorkflow, type Choices } from '../../../runtime/import-workflow';
import type { N8nOptions } from '../../../runtime/n8n';
import type {
	Credential,
	Execution,
	ExecutionSummary,
	Workflow,
	WorkflowJson,
	WorkflowNode,
} from '../../../runtime/n8n-types';
import { Simulator } from '../../../simulator';
import { http, START, TestN8n } from '../n8n';
import { PATIENCE_MS } from '../patience';
import { forBots } from './two-bots';

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** Every day the same hours; '' is closed. */
export function everyDay(hours: string): Record<string, string> {
	return Object.fromEntries(DAYS.map((day) => [day, hours]));
}

/** Open at all hours, so that a test of a desk does not depend on when it runs. */
export const ALWAYS_OPEN = {
	...everyDay('00:00-24:00'),
	holidays: '',
};

/** Closed now, whenever now is: the team is back in three days. */
export function awayForDays(): Record<string, string> {
	const backOn = DAYS[(new Date().getDay() + 3) % DAYS.length];
	return { ...everyDay(''), [backOn]: '09:00-17:00' };
}

export interface HouseOptions {
	/** One bot each, with a platform of its own; default one bot without a label. */
	labels?: string[];
	/** Settings of Business Hours; default open at all hours. */
	hours?: Record<string, unknown>;
	/** Settings of the First-Reply Guard. */
	guard?: Record<string, unknown>;
	/** Without Reply and the parts, for a file that brings its own. */
	empty?: boolean;
	n8n?: N8nOptions;
}

/** A bot of a house: its platform, and the front door that serves it. */
export interface Bot {
	label: string;
	platform: Simulator;
	credential: Credential;
	webhookId: string;
	/** Undefined until {@link House.openFrontDoors}. */
	frontDoor?: Workflow;
}

export type Row = Record<string, unknown> & { id: number };

/**
 * A running n8n with Reply, First-Reply Guard and Business Hours, imported and published as a user would, and a platform for each
 * bot. A test imports its desk with {@link House.import} and then lets events in with {@link House.openFrontDoors}.
 */
export class House {
	/** Imported workflows by their file in `examples/`. */
	readonly workflows = new Map<string, Workflow>();

	private constructor(
		readonly server: TestN8n,
		readonly bots: Bot[],
	) {}

	static async start(options: HouseOptions = {}): Promise<House> {
		const server = await TestN8n.start(options.n8n);
		const house = new House(server, []);
		try {
			for (const label of options.labels ?? ['']) house.bots.push(await house.newBot(label));
			if (!options.empty) {
				await house.makeTables();
				await house.importParts(options);
			}
		} catch (error) {
			await house.stop();
			throw error;
		}
		return house;
	}

	/** The first bot's platform. */
	get platform(): Simulator {
		return this.bots[0].platform;
	}

	get url(): string {
		return this.server.n8n.url;
	}

	async stop(): Promise<void> {
		await this.server.stop();
		for (const { platform } of this.bots) await platform.stop();
	}

	/** Imports a file of `examples/`, chooses, and publishes it. Where nothing else is chosen, a node that calls a workflow calls Reply. */
	async import(file: string, choices: Choices = {}): Promise<Workflow> {
		const json = readExample(file);
		const calls = { ...this.callsOfReply(json), ...choices.calls };
		const workflow = await importWorkflow(this.server.client, json, { ...choices, calls });
		await this.server.client.publish(workflow.id);
		this.workflows.set(file, workflow);
		return workflow;
	}

	/** Imports a front door for each bot, and publishes it. `calls` as `Desk`, `First Line`, for all bots or for each. */
	async openFrontDoors(
		calls: Record<string, Workflow> | ((bot: Bot) => Record<string, Workflow>),
		settings: Record<string, unknown> = {},
	): Promise<void> {
		const { client } = this.server;
		for (const bot of this.bots) {
			const { label, credential, webhookId } = bot;
			bot.frontDoor = await importWorkflow(client, readExample('front-door/front-door.json'), {
				credentials: { altaBotsApi: credential },
				calls: {
					'Business Hours': this.imported('business-hours/business-hours.json'),
					'First-Reply Guard': this.imported('first-reply-guard/first-reply-guard.json'),
					...(typeof calls === 'function' ? calls(bot) : calls),
				},
				settings,
				webhookId,
				label,
			});
			await client.publish(bot.frontDoor.id);
		}
	}

	/** Imports a file that holds a whole desk for the first bot, makes the tables, and publishes it. `settings` by the node's name. */
	async openComplete(
		file: string,
		credentials: Record<string, Credential>,
		settings: Record<string, Record<string, unknown>> = {},
	): Promise<Workflow> {
		const { client } = this.server;
		const [bot] = this.bots;
		const json = readExample(file);
		const nodes = json.nodes.map((node) =>
			settings[node.name] ? chooseSettings(node, settings[node.name]) : node,
		);
		const workflow = await importWorkflow(
			client,
			{ ...json, nodes },
			{
				credentials: { altaBotsApi: bot.credential, ...credentials },
				webhookId: bot.webhookId,
			},
		);
		await this.setUp(workflow);
		await client.publish(workflow.id);
		this.workflows.set(file, workflow);
		bot.frontDoor = workflow;
		return workflow;
	}

	/** Writes other values in the Settings of a published workflow and publishes it again. */
	async change(file: string, settings: Record<string, unknown>): Promise<void> {
		await this.editNodes(this.imported(file).id, (node) =>
			node.name === 'Settings' ? chooseSettings(node, settings) : node,
		);
	}

	/** Changes nodes of a workflow, and publishes it again. */
	async editNodes(id: string, edit: (node: WorkflowNode) => WorkflowNode): Promise<void> {
		const { client } = this.server;
		await client.updateWorkflow(id, { nodes: (await client.workflow(id)).nodes.map(edit) });
		await client.publish(id);
	}

	/** Calls a published workflow with one item, as a node Execute Workflow does; gives that caller's execution. */
	async call(workflow: Workflow, item: Record<string, unknown>): Promise<Execution> {
		const { client } = this.server;
		const json = { ...CALLER, pinData: { Start: [{ json: item }] } };
		const caller = await importWorkflow(client, json, { calls: { Call: workflow } });
		return await client.waitForExecution(await client.runWorkflow(caller.id, 'Start'));
	}

	/** A call of the platform to a bot's front door, with a body as it is; the status of the answer. */
	async post(path: string, body: Record<string, unknown>, bot: Bot = this.bots[0]): Promise<number> {
		return (await http.post(`${this.url}/webhook/${bot.webhookId}${path}`, body)).status;
	}

	/** "I was first" asks for a human, "I overtook" comes after it: each twice, and all at the same moment. */
	async everythingAtOnce(email: string): Promise<string> {
		const id = randomBytes(12).toString('hex');
		const at = Date.now();
		const chat = { conversation_id: id, timestamp: at + 1_000, body: 'I overtook' };
		const establish = {
			...{ conversation_id: id, timestamp: at, email },
			body: [{ text: 'I was first', message_type: 'QUESTION' }],
		};
		const calls = [1, 2].flatMap(() => [
			this.post('/chat', chat),
			this.post('/conversation/establish', establish),
		]);
		expect(await Promise.all(calls)).toEqual([200, 200, 200, 200]);
		return id;
	}

	imported(file: string): Workflow {
		const workflow = this.workflows.get(file);
		if (!workflow) throw new Error(`${file} has not been imported`);
		return workflow;
	}

	/** A customer who has just asked for a human, and whatever the platform got as first reply. */
	async customer(
		email: string,
		text: string,
		bot: Bot = this.bots[0],
	): Promise<{ id: string; handoffId: string }> {
		const { id } = bot.platform.openConversation({ email });
		const { status, handoffId } = await bot.platform.requestHandoff(id, { text });
		expect(status).toBe(200);
		return { id, handoffId };
	}

	/** What humans and parts have said to a customer, in the order in which it arrived. */
	heard(id: string, bot: Bot = this.bots[0]): string[] {
		const { messages } = bot.platform.conversation(id);
		return messages.filter(({ from }) => from === 'human').map(({ text }) => text);
	}

	/** Waits until the customer has heard something that contains `text`. */
	async untilHeard(
		id: string,
		text: string,
		bot: Bot = this.bots[0],
		timeoutMs = PATIENCE_MS,
	): Promise<void> {
		await bot.platform.waitFor(() => this.heard(id, bot).some((said) => said.includes(text)), timeoutMs);
	}

	/** All rows of a data table, oldest first. */
	async rows(table: string): Promise<Row[]> {
		const { data } = await this.server.client.rest.get<{ data: Row[] }>(
			`${await this.tablePath(table)}/rows`,
			{
				take: 1_000,
				sortBy: 'id:asc',
			},
		);
		return data;
	}

	/** Writes rows that no workflow of this house writes. */
	async insert(table: string, rows: Array<Record<string, unknown>>): Promise<void> {
		await this.server.client.rest.post(`${await this.tablePath(table)}/insert`, { data: rows });
	}

	/** Deletes all that the tables hold of a conversation, as Retention and Delete One Customer do. */
	async forget(conversationId: string): Promise<void> {
		const of = { columnName: 'conversation_id', condition: 'eq', value: conversationId };
		const filter = encodeURIComponent(JSON.stringify({ type: 'and', filters: [of] }));
		for (const table of ['altabots_messages', 'altabots_handoffs'])
			await this.server.client.rest.delete(`${await this.tablePath(table)}/rows?filter=${filter}`);
	}

	/** The newest row of a handoff, which the platform has asked for. */
	async handoff(conversationId: string): Promise<Row> {
		return await this.until(async () =>
			(await this.rows('altabots_handoffs')).filter((row) => row.conversation_id === conversationId).at(-1),
		);
	}

	/** Polls n8n until `check` gives something other than undefined and false. */
	async until<T>(check: () => Promise<T | undefined | false>, timeoutMs = PATIENCE_MS): Promise<T> {
		const deadline = Date.now() + timeoutMs;
		for (;;) {
			const result = await check();
			if (result !== undefined && result !== false) return result;
			if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs} ms in vain for: ${check.toString()}`);
			await new Promise((done) => setTimeout(done, 200));
		}
	}

	/** Executions that did not end well, of all workflows. */
	async failures(): Promise<ExecutionSummary[]> {
		return await this.server.client.executions({ status: ['error', 'crashed'] });
	}

	/** Ends n8n, or kills it, and starts it again on the same address. */
	async restart(how: 'stop' | 'kill' = 'stop'): Promise<void> {
		if (how === 'kill') await this.server.n8n.kill();
		await this.server.n8n.restart();
	}

	private async tablePath(table: string): Promise<string> {
		const { rest } = this.server.client;
		const { id: projectId } = await rest.get<{ id: string }>('/projects/personal');
		const tables = await rest.get<{ data: Array<{ id: string; name: string }> }>(
			`/projects/${projectId}/data-tables`,
			{ take: 100 },
		);
		const found = tables.data.find(({ name }) => name === table);
		if (!found) throw new Error(`There is no data table ${table}`);
		return `/projects/${projectId}/data-tables/${found.id}`;
	}

	private async newBot(label: string): Promise<Bot> {
		const webhookId = randomUUID();
		const platform = await Simulator.start({
			// After ten seconds, which ten customers at once may take on a slow machine, it would end the handoff.
			settings: { webhookBase: `${this.url}/webhook/${webhookId}`, outTimeoutMs: 60_000 },
		});
		const credential = await this.server.credential(platform.url, { apiKey: platform.key });
		return { label, platform, credential, webhookId };
	}

	private async importParts({ hours = ALWAYS_OPEN, guard }: HouseOptions): Promise<void> {
		const { client } = this.server;
		const reply = await importWorkflow(client, forBots(readExample('reply/reply.json'), this.bots), {});
		await client.publish(reply.id);
		this.workflows.set('reply/reply.json', reply);
		await this.import('first-reply-guard/first-reply-guard.json', { settings: guard });
		await this.import('business-hours/business-hours.json', { settings: hours });
	}

	private callsOfReply({ nodes }: WorkflowJson): Record<string, Workflow> {
		const callers = nodes.filter(
			({ type, disabled }) => type === 'n8n-nodes-base.executeWorkflow' && !disabled,
		);
		return Object.fromEntries(callers.map(({ name }) => [name, this.imported('reply/reply.json')]));
	}

	/** First of all: what looks every minute must find them. */
	private async makeTables(): Promise<void> {
		const { client } = this.server;
		const frontDoor = await importWorkflow(client, readExample('front-door/front-door.json'), {});
		await this.setUp(frontDoor);
		await client.deleteWorkflow(frontDoor.id);
	}

	private async setUp({ id }: Workflow): Promise<void> {
		const { client } = this.server;
		const execution = await client.waitForExecution(await client.runWorkflow(id, 'Set Up Once'));
		expect([execution.status, execution.error?.message]).toEqual(['success', undefined]);
	}
}

/** The same workflow, which stands still for a while behind the first output of a node, so that others overtake it, or n8n is killed. */
export function standingStill(json: WorkflowJson, behind: string, seconds: number): WorkflowJson {
	const name = `Stand Still behind ${behind}`;
	const still: WorkflowNode = {
		...{ id: name, name, type: 'n8n-nodes-base.wait', typeVersion: 1.1, position: [0, 0] },
		parameters: { amount: seconds, unit: 'seconds' },
	};
	const wires = json.connections as Record<string, { main: unknown[] }>;
	const [first, ...others] = wires[behind].main;
	return {
		...json,
		nodes: [...json.nodes, still],
		connections: {
			...wires,
			[behind]: { main: [[{ node: name, type: 'main', index: 0 }], ...others] },
			[name]: { main: [first] },
		},
	};
}

export function readExample(file: string): WorkflowJson {
	return JSON.parse(readFileSync(join(checkoutFolder(), 'examples', file), 'utf8')) as WorkflowJson;
}

/** A workflow that calls another one with what is pinned to its start. */
const CALLER: WorkflowJson = {
	name: 'Caller',
	nodes: [
		START,
		{
			id: 'call',
			name: 'Call',
			type: 'n8n-nodes-base.executeWorkflow',
			typeVersion: 1.2,
			position: [200, 0],
			parameters: {
				workflowId: { __rl: true, mode: 'list', value: '' },
				workflowInputs: { mappingMode: 'defineBelow', value: {}, schema: [] },
				options: {},
			},
		},
	],
	connections: { Start: { main: [[{ node: 'Call', type: 'main', index: 0 }]] } },
};
