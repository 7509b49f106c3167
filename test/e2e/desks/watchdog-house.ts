import type { Credential, Execution, Workflow } from '../../../runtime/n8n-types';
import { House, type HouseOptions } from './harness';
import { LOGIN } from './inside-person';
import { SmtpServer, type Mail } from './smtp-server';

export const ALERT = 'alert/alert.json';
export const DESK = 'inside-n8n/desk.json';
export const WATCHDOG = 'watchdog/watchdog.json';
/** Who looks after n8n. */
export const KEEPER = 'keeper@example.com';

const SCHEDULE = 'n8n-nodes-base.scheduleTrigger';
/** Nothing happens but when the test says so. */
const SELDOM = { field: 'hours', hoursInterval: 24 };

/** A house with the desk inside n8n, the workflow Alert, and the mail server that it writes to. */
export class WatchedHouse {
	private constructor(
		readonly house: House,
		readonly mail: SmtpServer,
	) {}

	static async start(options: HouseOptions = {}): Promise<WatchedHouse> {
		const mail = await SmtpServer.start();
		const house = await House.start(options).catch(async (error: Error) => {
			await mail.stop();
			return await Promise.reject(error);
		});
		const watched = new WatchedHouse(house, mail);
		const { client } = house.server;
		const login = { user: LOGIN.username, password: LOGIN.password };
		const desk = await house.import(DESK, {
			credentials: { httpBasicAuth: await client.createCredential('Desk', 'httpBasicAuth', login) },
		});
		await house.openFrontDoors({ Desk: desk });
		await house.import(ALERT, {
			credentials: { smtp: await watched.smtp() },
			settings: { mailTo: KEEPER, mailFrom: 'Desk <alerts@desk.example>' },
		});
		return watched;
	}

	async stop(): Promise<void> {
		await this.house.stop();
		await this.mail.stop();
	}

	/** The watchdog with n8n's API and a probe of the first bot's front door; it looks only when told to. */
	async importWatchdog(settings: Record<string, unknown>): Promise<Workflow> {
		const { house } = this;
		const { client } = house.server;
		const [bot] = house.bots;
		const watchdog = await house.import(WATCHDOG, {
			credentials: {
				httpHeaderAuth: await client.createCredential('Probe', 'httpHeaderAuth', {
					name: 'Authorization',
					value: `Bearer ${bot.platform.key}`,
				}),
				n8nApi: await this.n8nApi(),
			},
			calls: { Alert: house.imported(ALERT) },
			settings: { frontDoors: `${house.url}/webhook/${bot.webhookId}`, ...settings },
		});
		await this.lookEvery(SELDOM);
		return watchdog;
	}

	/** Changes the interval of the watchdog's Schedule Trigger. */
	async lookEvery(interval: Record<string, unknown>): Promise<void> {
		await this.house.editNodes(this.house.imported(WATCHDOG).id, (node) =>
			node.type === SCHEDULE ? { ...node, parameters: { rule: { interval: [interval] } } } : node,
		);
	}

	/** The watchdog looks, now. */
	async look(): Promise<Execution> {
		const { client } = this.house.server;
		const id = await client.runWorkflow(this.house.imported(WATCHDOG).id, 'Look Now');
		const execution = await client.waitForExecution(id);
		expect([execution.status, execution.error?.message]).toEqual(['success', undefined]);
		return execution;
	}

	/** Mails of Alert, oldest first. */
	get alerts(): Mail[] {
		return this.mail.of(KEEPER);
	}

	/** Waits for a mail of Alert that contains `text`. */
	async alerted(text: string, timeoutMs?: number): Promise<Mail> {
		return await this.house.until(
			async () => this.alerts.find((mail) => `${mail.subject}\n${mail.text}`.includes(text)),
			timeoutMs,
		);
	}

	async smtp(): Promise<Credential> {
		return await this.mail.credential(this.house.server.client);
	}

	private async n8nApi(): Promise<Credential> {
		const { client } = this.house.server;
		const apiKey = await client.createApiKey();
		return await client.createCredential('This n8n', 'n8nApi', {
			apiKey,
			baseUrl: `${this.house.url}/api/v1`,
		});
	}
}
