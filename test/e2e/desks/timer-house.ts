/* eslint-disable @n8n/community-nodes/require-node-api-error -- test code never ships */
import { importWorkflow } from '../../../runtime/import-workflow';
import {
	outputOf,
	type Execution,
	type Workflow,
	type WorkflowJson,
	type WorkflowNode,
} from '../../../runtime/n8n-types';
import { House, readExample } from './harness';
import { LOGIN } from './inside-person';

export const HOURS = 'business-hours/business-hours.json';
export const TIMER = 'no-answer/no-answer.json';
/** The farewell in the language of this house's customers. */
export const FAREWELL = 'Leider ist gerade niemand aus unserem Team frei';

const MINUTE = 60_000;

/** What a team has chosen to be alerted by: it keeps what it gets, as n8n keeps its executions. */
const ALERT: WorkflowJson = {
	name: 'Alert',
	nodes: [
		{
			id: 'called',
			name: 'When Called',
			type: 'n8n-nodes-base.executeWorkflowTrigger',
			typeVersion: 1.1,
			position: [0, 0],
			parameters: { inputSource: 'passthrough' },
		},
	],
	connections: {},
};

const REFUSES: WorkflowJson = {
	nodes: [
		...ALERT.nodes,
		{
			id: 'refuses',
			name: 'Refuses',
			type: 'n8n-nodes-base.stopAndError',
			typeVersion: 1,
			position: [200, 0],
			parameters: { errorMessage: 'The mail server is down' },
		},
	],
	connections: { 'When Called': { main: [[{ node: 'Refuses', type: 'main', index: 0 }]] } },
};

/** Nothing happens but when a test says so: it would only look while the schedule's own run is at work. */
function withoutClock(node: WorkflowNode): WorkflowNode {
	const rule = { interval: [{ field: 'cronExpression', expression: '0 0 29 2 *' }] };
	return node.name === 'Every Minute' ? { ...node, parameters: { rule } } : node;
}

/** A house with the desk inside n8n, the no-answer timer, hours, and whom it alerts. */
export class TimerHouse {
	private constructor(
		readonly house: House,
		readonly alert: Workflow,
	) {}

	static async start(): Promise<TimerHouse> {
		const house = await House.start();
		try {
			const { client } = house.server;
			const login = await client.createCredential('Desk', 'httpBasicAuth', {
				user: LOGIN.username,
				password: LOGIN.password,
			});
			const credentials = { httpBasicAuth: login };
			const desk = await house.import('inside-n8n/desk.json', { credentials });
			await house.import('inside-n8n/pages.json', { credentials });
			await house.openFrontDoors({ Desk: desk }, { language: 'de' });
			const alert = await client.createWorkflow(ALERT);
			await client.publish(alert.id);
			const { id } = await house.import(TIMER, {
				calls: { Alert: alert, 'Business Hours': house.imported(HOURS) },
			});
			await house.editNodes(id, withoutClock);
			return new TimerHouse(house, alert);
		} catch (error) {
			await house.stop();
			throw error;
		}
	}

	/** A customer who asked for a human some time ago, by the platform's clock, and has been greeted. */
	async waiting(
		email: string,
		minutes: number,
		text = 'Is anybody there?',
	): Promise<{ id: string; handoffId: string }> {
		const { platform } = this.house;
		const { id } = platform.openConversation({ email });
		const timestamp = Date.now() - minutes * MINUTE;
		const { handoffId } = await platform.requestHandoff(id, { text, extra: { timestamp } });
		await this.house.untilHeard(id, 'Guten Tag!');
		// Reply has noted the greeting.
		await this.house.until(async () => (await this.house.handoff(handoffId)).sending === '');
		return { id, handoffId };
	}

	/** Presses *Execute workflow* on *Run Now* and waits for the end. */
	async run(file = TIMER): Promise<Execution> {
		const { client } = this.house.server;
		const id = await client.runWorkflow(this.house.imported(file).id, 'Run Now');
		const execution = await client.waitForExecution(id);
		expect([execution.status, execution.error?.message]).toEqual(['success', undefined]);
		return execution;
	}

	/** Whether the team can be alerted. */
	async alertWorks(works: boolean): Promise<void> {
		const { client } = this.house.server;
		const { nodes, connections } = works ? ALERT : REFUSES;
		await client.updateWorkflow(this.alert.id, { nodes, connections });
		await client.publish(this.alert.id);
	}

	/** Alerts about a customer that have come through, oldest first. */
	async alerts(about: string): Promise<Array<Record<string, unknown>>> {
		const { client } = this.house.server;
		const executions = await client.executions({ workflowId: this.alert.id, status: ['success'] });
		const items = await Promise.all(
			executions.map(async ({ id }) => outputOf(await client.execution(id), 'When Called')),
		);
		return items
			.flat()
			.reverse()
			.filter(({ text }) => String(text).includes(about));
	}

	/** What the customer has heard beside the greeting. */
	heard(id: string): string[] {
		return this.house.heard(id).filter((text) => !text.startsWith('Guten Tag!'));
	}

	/** Imports a timer beside the one that is there, with the same alert and without hours. */
	async another(json: WorkflowJson): Promise<Workflow> {
		const reply = this.house.imported('reply/reply.json');
		return await importWorkflow(this.house.server.client, json, {
			calls: { 'Tell the Customer': reply, Close: reply, Sweep: reply, Alert: this.alert },
		});
	}

	/** Imports an example once more, of which n8n keeps runs by hand. */
	async kept(file: string, settings?: Record<string, unknown>): Promise<Workflow> {
		const json = readExample(file);
		return await importWorkflow(
			this.house.server.client,
			{ ...json, settings: { ...json.settings, saveManualExecutions: true } },
			{ settings },
		);
	}
}
