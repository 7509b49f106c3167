import { importWorkflow } from '../../../runtime/import-workflow';
import type { WorkflowJson } from '../../../runtime/n8n-types';
import { START } from '../n8n';
import type { StandInModel } from './ai-model';
import { type House, readExample } from './harness';

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
		this.count += 1;
		const { house, model } = this;
		// Both are with the team: the first line has nothing to do with them.
		const own = await house.customer(`own-${this.count}@example.com`, 'A human, please');
		const other = await house.customer(`other-${this.count}@example.com`, 'A human, please');
		const order = `Order ${this.count}`;
		model.when(
			new RegExp(`^${order}$`),
			{ tools: [{ name: 'Send_Reply', args: { Text: 'hacked', conversationId: other.handoffId } }] },
			{ text: 'Done' },
		);
		const { client } = house.server;
		const workflow = await importWorkflow(client, this.workflow(conversationId, order, own.handoffId), {
			credentials: { openAiApi: this.credential, altaBotsApi: house.bots[0].credential },
		});
		const { status } = await client.waitForExecution(await client.runWorkflow(workflow.id, 'Start'), 60_000);
		expect(status).toBe('success');
		const hacked = ({ id }: { id: string }) => house.heard(id).filter((text) => text === 'hacked');
		return [hacked(own), hacked(other)];
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
