import { House, type Bot } from './harness';
import { HttpsDetour } from './https-detour';
import { SALES, SlackServer, SUPPORT, type SlackMessage } from './slack-server';

export const FILE = 'slack/slack.json';
export const GREETING = 'Hello! You are talking to our team now.';

/**
 * Front door, hours, guard, Reply and the Slack desk, all switched on; two bots and two channels. n8n's Slack nodes call https://slack.com,
 * which leads to a server here that speaks the Web API and sends signed events, also of the bot's own messages.
 */
export class SlackDesk {
	private constructor(
		readonly house: House,
		readonly slack: SlackServer,
		private readonly detour: HttpsDetour,
	) {}

	static async start(): Promise<SlackDesk> {
		const slack = await SlackServer.start();
		const detour = await HttpsDetour.start({ 'slack.com': slack.port });
		const house = await House.start({ labels: ['', 'sales'], n8n: { env: detour.env } });
		const { client } = house.server;
		const { id } = await house.import(FILE, {
			credentials: { slackApi: await slack.credential(client) },
			settings: { channels: `${SUPPORT}; sales: ${SALES}`, tryAgainAfterSeconds: 1 },
		});
		await house.openFrontDoors({ Desk: house.imported(FILE) });
		const { nodes } = await client.workflow(id);
		const webhookId = nodes.find(({ name }) => name === 'Slack Trigger')?.webhookId;
		const url = `${house.url}/webhook/${webhookId}/webhook`;
		await house.until(async () => (await slack.events.verify(url)) === '');
		return new SlackDesk(house, slack, detour);
	}

	async stop(): Promise<void> {
		await this.house.stop();
		await this.slack.stop();
		await this.detour.stop();
	}

	/** Other hosts that n8n has asked for. */
	get refused(): string[] {
		return this.detour.refused;
	}

	async until<T>(check: () => T | undefined | false): Promise<T> {
		return await this.house.until(async () => await Promise.resolve(check()));
	}

	/** Waits for the message that opens a thread and contains `text`. */
	async opened(text: string): Promise<SlackMessage> {
		return await this.until(() => this.slack.opening(text));
	}

	/** Waits for what the desk says in a thread. */
	async toldIn(root: SlackMessage, text: string): Promise<SlackMessage> {
		return await this.until(() =>
			this.slack.thread(root).find(({ bot_id, text: said }) => bot_id !== undefined && said.includes(text)),
		);
	}

	/** Waits until an answer has the reaction. */
	async marked({ ts }: { ts?: unknown }): Promise<void> {
		await this.until(() =>
			this.slack.messages.some((one) => one.ts === ts && one.reactions.includes('white_check_mark')),
		);
	}

	async hears(id: string, text: string, bot?: Bot): Promise<void> {
		await this.house.untilHeard(id, text, bot);
	}

	/** What the team has said to a customer. */
	said(id: string, bot?: Bot): string[] {
		return this.house.heard(id, bot).filter((text) => !text.startsWith(GREETING));
	}

	/** A customer who has been greeted, and the message that opens the thread. */
	async handoff(
		email: string,
		text: string,
		bot: Bot = this.house.bots[0],
	): Promise<{ id: string; handoffId: string; root: SlackMessage }> {
		const customer = await this.house.customer(email, text, bot);
		const root = await this.opened(text);
		await this.hears(customer.id, GREETING, bot);
		return { ...customer, root };
	}

	/** As if a minute had passed. */
	async everyMinute(): Promise<void> {
		const { client } = this.house.server;
		const id = await client.runWorkflow(this.house.imported(FILE).id, 'Every Minute');
		await client.waitForExecution(id);
	}

	/** What the executions of the desk say that have failed. */
	async failures(): Promise<Array<string | undefined>> {
		const desk = this.house.imported(FILE).id;
		const failed = (await this.house.failures()).filter(
			({ workflowId, status }) => workflowId === desk && status === 'error',
		);
		const executions = failed.map(async ({ id }) => await this.house.server.client.execution(id));
		return (await Promise.all(executions)).map(({ error }) => error?.message);
	}
}
