/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- test code never ships */
import axios from 'axios';
import { createHmac, randomBytes } from 'node:crypto';
import { Agent } from 'node:http';

/** Slack waits this long for a 200, and then sends the event again. */
const PATIENCE_MS = 3_000;
/** "Nearly immediately"; the later ones, after a minute and after five, are made by {@link SlackEvents.laterRetry}. */
const FIRST_RETRY_MS = 100;

export type SlackEvent = Record<string, unknown>;

interface Delivery {
	id: string;
	event: SlackEvent;
	retry: number;
	status: number;
}

/** Slack's Events API: signed calls of an app's Request URL, and again if it does not answer. */
export class SlackEvents {
	/** The app's Request URL; '' as long as the app has none. */
	url = '';

	/** Every call, as it was answered. */
	readonly deliveries: Delivery[] = [];

	private readonly http = axios.create({
		validateStatus: () => true,
		proxy: false,
		httpAgent: new Agent({ keepAlive: false }),
	});

	private readonly running = new Set<Promise<void>>();

	constructor(
		private readonly signingSecret: string,
		private readonly envelope: Record<string, unknown>,
	) {}

	/** What Slack does when a Request URL is saved; gives what is wrong with it, or ''. */
	async verify(url: string): Promise<string> {
		const challenge = randomBytes(20).toString('hex');
		const { status, data } = await this.send(url, {
			type: 'url_verification',
			challenge,
			token: 'verification',
		});
		if (status !== 200 || (data as { challenge?: string }).challenge !== challenge)
			return `Your URL didn't respond with the value of the challenge parameter (status ${status})`;
		this.url = url;
		return '';
	}

	/** Sends an event to the app, and again at once if it is not answered. */
	emit(event: SlackEvent): void {
		const running = this.deliver(event, `Ev${randomBytes(5).toString('hex')}`).finally(() =>
			this.running.delete(running),
		);
		this.running.add(running);
	}

	/** The same event again, as when the answer of the first call was too late. */
	async again(event: SlackEvent): Promise<void> {
		const found = this.deliveries.find((delivery) => delivery.event === event);
		if (!found) throw new Error('This event has not been sent');
		await this.deliverOnce(event, found.id, 1);
	}

	/** A minute, or five, have passed: events that nobody has taken come once more. */
	async laterRetry(): Promise<void> {
		await this.settled();
		const ids = new Set(this.deliveries.map(({ id }) => id));
		for (const id of ids) {
			const calls = this.deliveries.filter((delivery) => delivery.id === id);
			const last = calls[calls.length - 1];
			if (calls.every(({ status }) => status !== 200) && last.retry < 3)
				await this.deliverOnce(last.event, id, last.retry + 1);
		}
	}

	/** Waits until no call is under way. */
	async settled(): Promise<void> {
		while (this.running.size > 0) await Promise.all(this.running);
	}

	/** A call with another signature than Slack's, by somebody who waits longer; gives the status of the answer. */
	async forge(event: SlackEvent, secret: string): Promise<number> {
		const body = { ...this.envelope, event, type: 'event_callback' };
		return (await this.send(this.url, body, {}, { secret, patienceMs: 20 * PATIENCE_MS })).status;
	}

	private async deliver(event: SlackEvent, id: string): Promise<void> {
		if ((await this.deliverOnce(event, id, 0)) === 200) return;
		await new Promise((done) => setTimeout(done, FIRST_RETRY_MS));
		await this.deliverOnce(event, id, 1);
	}

	private async deliverOnce(event: SlackEvent, id: string, retry: number): Promise<number> {
		const body = {
			...this.envelope,
			event,
			type: 'event_callback',
			event_id: id,
			event_time: Math.floor(Date.now() / 1000),
		};
		const { status } = await this.send(
			this.url,
			body,
			retry === 0 ? {} : { 'X-Slack-Retry-Num': String(retry), 'X-Slack-Retry-Reason': 'http_timeout' },
		);
		this.deliveries.push({ id, event, retry, status });
		return status;
	}

	private async send(
		url: string,
		body: object,
		headers: Record<string, string> = {},
		{ secret = this.signingSecret, patienceMs = PATIENCE_MS } = {},
	): Promise<{ status: number; data: unknown }> {
		const raw = JSON.stringify(body);
		const at = String(Math.floor(Date.now() / 1000));
		const signature = `v0=${createHmac('sha256', secret).update(`v0:${at}:${raw}`).digest('hex')}`;
		const signed = { 'X-Slack-Signature': signature, 'X-Slack-Request-Timestamp': at };
		return await this.http
			.post<unknown>(url, raw, {
				headers: { 'Content-Type': 'application/json', ...signed, ...headers },
				timeout: patienceMs,
			})
			// Not answered in time, or nobody is there.
			.catch(() => ({ status: 0, data: {} }));
	}
}
