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

	/** Somebody whose page is too old, or who has none. */
	static withoutTicket(house: House): Person {
		return new Person(house, 'Nobody');
	}

	/** The whole page with one conversation chosen. */
	async page(conversation: string): Promise<string> {
		return await this.read(`altabots-desk?${this.query({ c: conversation })}`);
	}

	async list(): Promise<string> {
		return await this.frame(await this.page(''), 'list');
	}

	async thread(conversation: string): Promise<string> {
		return await this.frame(await this.page(conversation), 'thread');
	}

	/** Follows a link of the list to the page of a handoff. */
	async follow(handoff: number): Promise<string> {
		const [link] = new RegExp(`altabots-desk\\?h=${handoff}&amp;[^"]*`).exec(await this.list()) ?? [''];
		return await this.read(link.replaceAll('&amp;', '&'));
	}

	async take(conversation: string, from = ''): Promise<void> {
		await this.send('take', { ...(await this.chosen(conversation)), from, to: 'me' });
	}

	/**
	 * @param form the number of the form, the same where one form is sent twice
	 * @returns the page that refuses it; undefined where it leads back to the desk
	 */
	async answer(
		conversation: string,
		text: string,
		form: string = crypto.randomUUID(),
		handoff?: number,
	): Promise<string | undefined> {
		const chosen = handoff ? { handoff: String(handoff) } : await this.chosen(conversation);
		const { status, data } = await this.post('answer', { ...chosen, text, form });
		expect([303, 409]).toContain(status);
		return status === 409 ? data : undefined;
	}

	async close(conversation: string): Promise<void> {
		await this.send('close', await this.chosen(conversation));
	}

	private async chosen(conversation: string): Promise<Record<string, string>> {
		return { handoff: String((await this.house.handoff(conversation)).id) };
	}

	private query(chosen: Record<string, string>): string {
		return new URLSearchParams({ ...chosen, t: this.ticket }).toString();
	}

	private async frame(page: string, name: string): Promise<string> {
		const [, src] = new RegExp(`class="${name}"[^>]* src="([^"]*)"`).exec(page) ?? [];
		return await this.read(src.replaceAll('&amp;', '&'));
	}

	private async read(address: string): Promise<string> {
		const answer = await http.get<string>(`${this.house.url}/webhook/${address}`, { auth: LOGIN });
		expect([address, answer.status]).toEqual([address, 200]);
		return answer.data;
	}

	private async send(path: string, form: Record<string, string>): Promise<void> {
		const { status } = await this.post(path, form);
		expect([path, status]).toEqual([path, 303]);
	}

	private async post(path: string, form: Record<string, string>): Promise<{ status: number; data: string }> {
		const url = `${this.house.url}/webhook/altabots-desk-${path}`;
		const body = new URLSearchParams({ ticket: this.ticket, ...form });
		return await http.post<string>(url, body, { auth: LOGIN, maxRedirects: 0 });
	}
}

function field(page: string, name: string): string {
	return new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '';
}
