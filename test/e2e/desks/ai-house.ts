import { randomBytes } from 'node:crypto';

import { StandInModel } from './ai-model';
import { Answers } from './ask-answers';
import { DeskLog } from './desk-log';
import { House, type Bot, type Row } from './harness';
import { LOGIN, Person } from './inside-person';

export const AI = 'ai-first-line/ai-first-line.json';
const ASK = 'ask-and-continue/ask-and-continue.json';
const ORDER = 'ask-and-continue/ask-order-number.json';
const DESK = 'inside-n8n/desk.json';
const GREETING = 'Hello! You are talking to our team now.';

/**
 * Front door, hours, guard, Reply and the desk inside n8n, all switched on. The first bot has the AI first line, with a stand-in for the model;
 * the second one, the shop's, asks for an order number first.
 */
export class AiHouse {
	private constructor(
		readonly house: House,
		readonly model: StandInModel,
		readonly modelKey: string,
		readonly ann: Person,
		readonly answers: Answers,
		private readonly desk: DeskLog,
	) {}

	static async start(): Promise<AiHouse> {
		const model = await StandInModel.start();
		const house = await House.start({ labels: ['', 'shop'] });
		const modelKey = randomBytes(12).toString('hex');
		await furnish(house, { apiKey: modelKey, url: model.url });
		const ann = await Person.at(house, 'Ann');
		return new AiHouse(house, model, modelKey, ann, new Answers(house, ASK), new DeskLog(house, DESK));
	}

	async stop(): Promise<void> {
		await this.house.stop();
		await this.model.stop();
	}

	get shop(): Bot {
		return this.house.bots[1];
	}

	/** What the desk was called with about a conversation, oldest first. */
	async deskGot(handoffId: string): Promise<Array<Record<string, unknown>>> {
		return await this.desk.of(handoffId);
	}

	async events(handoffId: string): Promise<unknown[]> {
		return (await this.deskGot(handoffId)).map(({ event }) => event);
	}

	/** All that a customer has heard but the greeting. */
	said(id: string, bot?: Bot): string[] {
		return this.house.heard(id, bot).filter((text) => !text.startsWith(GREETING));
	}

	async hears(id: string, text: string, bot?: Bot): Promise<void> {
		await this.house.untilHeard(id, text, bot);
	}

	/** The handoff, once the AI has handed it over. */
	async untilEnded(handoffId: string): Promise<Row> {
		return await this.house.until(async () => {
			const rows = await this.house.rows('altabots_handoffs');
			return rows.find((row) => row.conversation_id === handoffId && Boolean(row.ai_ended));
		});
	}

	/** A customer whose first question the AI has answered. */
	async answered(email: string, text: string, answer = `About that: ${email}`) {
		this.model.when(new RegExp(`^${text.replace(/[?.]/g, '\\$&')}$`), { answer });
		const customer = await this.house.customer(email, text);
		await this.hears(customer.id, answer);
		return customer;
	}

	/** A customer of the first bot who is with the team. */
	async withTeam(email: string) {
		const customer = await this.house.customer(email, 'A human, please');
		await this.untilEnded(customer.handoffId);
		return customer;
	}
}

async function furnish(house: House, model: { apiKey: string; url: string }): Promise<void> {
	const { client } = house.server;
	const login = await client.createCredential('Desk', 'httpBasicAuth', {
		user: LOGIN.username,
		password: LOGIN.password,
	});
	const openAiApi = await client.createCredential('Model', 'openAiApi', model);
	const desk = await house.import(DESK, { credentials: { httpBasicAuth: login } });
	await house.import('inside-n8n/pages.json', { credentials: { httpBasicAuth: login } });
	const ask = await house.import(ASK, { settings: { lookEverySeconds: 10 } });
	const order = await house.import(ORDER, { calls: { 'Ask and Continue': ask } });
	const ai = await house.import(AI, {
		credentials: { openAiApi, altaBotsApi: house.bots[0].credential },
		calls: { Desk: desk },
		settings: { maxAnswers: 3, modelSeconds: 10 },
	});
	await house.openFrontDoors(({ label }) => ({
		Desk: desk,
		'Open Question': ask,
		'First Line': label === 'shop' ? order : ai,
	}));
}
