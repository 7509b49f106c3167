/* eslint-disable @n8n/community-nodes/no-restricted-globals -- test code never ships */
import { http } from './n8n';

const STATUS_POLL_MS = 150;
const PAGE_TIMEOUT_MS = 90_000;

/** Somebody who fills in the pages of n8n's form, one after another, as a browser does. */
export class LiveCheckPerson {
	/** Where the next page is; n8n tells it when the first one is sent. */
	private next: URL | null = null;

	constructor(private readonly startUrl: string) {}

	/** Sends the first page. */
	async start(...answers: string[]): Promise<void> {
		const response = await http.post(this.startUrl, form(answers));
		expect(response.status).toBe(200);
		this.next = new URL((response.data as { formWaitingUrl: string }).formWaitingUrl);
	}

	/** Waits for the next page and reads it. */
	async read(): Promise<string> {
		const status = this.address();
		status.pathname += '/n8n-execution-status';
		const deadline = Date.now() + PAGE_TIMEOUT_MS;
		for (let now = ''; now !== 'form-waiting'; now = String((await http.get(status.href)).data)) {
			if (Date.now() > deadline || /error|crashed|null/.test(now)) throw new Error(`No page came: ${now}`);
			await new Promise((done) => setTimeout(done, STATUS_POLL_MS));
		}
		return String((await http.get(this.address().href)).data);
	}

	/** Sends the page that was just read. */
	async send(...answers: string[]): Promise<void> {
		expect((await http.post(this.address().href, form(answers))).status).toBe(200);
	}

	private address(): URL {
		if (this.next === null) throw new Error('The form was not started.');
		return new URL(this.next);
	}
}

function form(answers: string[]): FormData {
	const data = new FormData();
	answers.forEach((answer, position) => data.append(`field-${position}`, answer));
	return data;
}
