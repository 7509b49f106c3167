import { importWorkflow } from '../../../runtime/import-workflow';
import type { WorkflowJson } from '../../../runtime/n8n-types';
import { START } from '../n8n';
import type { Move, StandInModel } from './ai-model';
import { type House, readExample } from './harness';

/** The conversation that the workflow is about, which the model cannot write. */
export const BOUND = "={{ $('Start').first().json.conversationId }}";

/** An AI agent that has the node as a tool that sends, and a model that does what a customer tells it. */
export class SendingAgent {
	private count = 0;

	private constructor(
		private readonly house: House,
		private readonly model: StandInModel,
		private readonly credential: { id: string; name: string; type: string },
	) {}

	static async create(house: House, model: StandInModel): Promise<SendingAgent> {
		const data = { apiKey: 'sk-other', url: model.url };
		const { id, name } = await house.server.client.createCredential('Other model', 'openAiApi', data);
		return new SendingAgent(house, model, { id, name, type: 'openAiApi' });
	}

	/**
	 * Has the model pass the ID of another conversation to the tool.
	 * @param conversationId the tool's field
	 * @returns what its own customer heard, and what the other one heard
	 */
	async obeys(conversationId: string): Promise<[string[], string[]]> {
		// Both are with the team: the first line has nothing to do with them.
		const own = await this.customer();
		const other = await this.customer();
		const call = { name: 'Send_Reply', args: { Text: 'hacked', conversationId: other.handoffId } };
		await this.run(own.handoffId, conversationId, { tools: [call] });
		const hacked = ({ id }: { id: string }) => this.house.heard(id).filter((text) => text === 'hacked');
		return [hacked(own), hacked(other)];
	}

	/**
	 * Has the model send the same words again when it hears that they may not have arrived.
	 * @returns what the customer heard of them, and what the model read of each try
	 */
	async insists(): Promise<{ heard: string[]; told: string[] }> {
		const { id, handoffId } = await this.customer();
		const path = '/v1/human/message/receive';
		this.house.platform.fault({ kind: 'resetAfter', path, conversationId: handoffId, times: 1 });
		const again = { tools: [{ name: 'Send_Reply', args: { Text: 'insisting' } }] };
		const order = await this.run(handoffId, BOUND, again, again);
		const messages = this.model.callsAbout(order).at(-1)?.messages ?? [];
		return {
			heard: this.house.heard(id).filter((text) => text === 'insisting'),
			told: messages.filter(({ role }) => role === 'tool').map(({ content }) => JSON.stringify(content)),
		};
	}

	private async customer(): Promise<{ id: string; handoffId: string }> {
		this.count += 1;
		const customer = await this.house.customer(`of-agent-${this.count}@example.com`, 'A human, please');
		await this.house.until(async () => (await this.house.handoff(customer.handoffId)).handed_on_at !== null);
		return customer;
	}

	/** @returns what the model was asked */
	private async run(own: string, conversationId: string, ...moves: Move[]): Promise<string> {
		const order = `Order ${this.count}`;
		this.model.when(new RegExp(`^${order}$`), ...moves, { text: 'Done' });
		const { client } = this.house.server;
		const workflow = await importWorkflow(client, this.workflow(conversationId, order, own), {
			credentials: { openAiApi: this.credential, altaBotsApi: this.house.bots[0].credential },
		});
		const { status } = await client.waitForExecution(await client.runWorkflow(workflow.id, 'Start'));
		expect(status).toBe('success');
		return order;
	}

	/** The agent and the model of the first line, with another tool. */
	private workflow(conversationId: string, order: string, own: string): WorkflowJson {
		const { nodes } = readExample('ai-first-line/ai-first-line.json');
		const [agent, chat, tool] = ['AI Agent', 'OpenAI Chat Model', 'Customer Properties'].map((name) => {
			const found = nodes.find((node) => node.name === name);
			if (!found) throw new Error(`There is no ${name}`);
			return found;
		});
		const sends = {
			resource: 'handoff',
			operation: 'sendReply',
			conversationId,
			text: "={{ $fromAI('Text', 'What the customer reads', 'string') }}",
			options: {},
		};
		return {
			name: 'Sending Agent',
			nodes: [
				START,
				{ ...agent, parameters: { promptType: 'define', text: order, options: {} }, onError: undefined },
				{ ...chat, parameters: { ...chat.parameters, options: {} } },
				{ ...tool, name: 'Send Reply', parameters: { descriptionType: 'auto', ...sends } },
			],
			connections: {
				Start: { main: [[{ node: 'AI Agent', type: 'main', index: 0 }]] },
				[chat.name]: { ai_languageModel: [[{ node: 'AI Agent', type: 'ai_languageModel', index: 0 }]] },
				'Send Reply': { ai_tool: [[{ node: 'AI Agent', type: 'ai_tool', index: 0 }]] },
			},
			pinData: { Start: [{ json: { conversationId: own } }] },
		} as WorkflowJson;
	}
}
