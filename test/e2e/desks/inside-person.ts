import { http } from '../n8n';
import type { House } from './harness';

export const LOGIN = { username: 'team', password: 'team-password' };

/** Somebody at the desk inside n8n, without a browser: reads its pages and sends its forms. */
export class Person {
	private ticket = '';

	private constructor(
		private readonly house: House,
		readonly name: string,
	) {}

	/** Opens the desk and says who it is. */
	static async at(house: House, name: string): Promise<Person> {
		const person = new Person(house, name);
		person.ticket = field(await person.page(''), 'ticket');
		await person.send('name', { name });
		return person;
	}

	/** The whole page with one conversation chosen. */
	async page(conversation: string): Promise<string> {
		return await this.read('', { c: conversation, t: this.ticket });
	}

	async list(): Promise<string> {
		return await this.read('-list', { t: this.ticket });
	}

	async thread(conversation: string): Promise<string> {
		return await this.read('-messages', { t: this.ticket, h: await this.handoff(conversation) });
	}

	async take(conversation: string, from = ''): Promise<void> {
		await this.send('take', { ...(await this.chosen(conversation)), from, to: 'me' });
	}

	/** @param form the number of the form, the same where one form is sent twice */
	async answer(conversation: string, text: string, form: string = crypto.randomUUID()): Promise<void> {
		await this.send('answer', { ...(await this.chosen(conversation)), text, form });
	}

	async close(conversation: string): Promise<void> {
		await this.send('close', await this.chosen(conversation));
	}

	private async chosen(conversation: string): Promise<Record<string, string>> {
		return { conversation, handoff: await this.handoff(conversation) };
	}

	private async handoff(conversation: string): Promise<string> {
		return String((await this.house.handoff(conversation)).id);
	}

	private async read(path: string, params: Record<string, string>): Promise<string> {
		const answer = await http.get<string>(`${this.house.url}/webhook/altabots-desk${path}`, {
			params,
			auth: LOGIN,
		});
		expect([path, answer.status]).toEqual([path, 200]);
		return answer.data;
	}

	private async send(path: string, form: Record<string, string>): Promise<void> {
		const url = `${this.house.url}/webhook/altabots-desk-${path}`;
		const body = new URLSearchParams({ ticket: this.ticket, ...form });
		const answer = await http.post(url, body, { auth: LOGIN, maxRedirects: 0 });
		expect([path, answer.status]).toEqual([path, 303]);
	}
}

function field(page: string, name: string): string {
	return new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '';
}
