/* eslint-disable @n8n/community-nodes/no-restricted-globals -- test code never ships */
import { fixturesOf } from '../fixtures';
import { post } from '../e2e/n8n';

export interface SentEvent {
	/** Its conversation, which no other event has. */
	id: string;
	/** Undefined when nobody answered, or not to the end. */
	status: number | undefined;
	/** Of the answer. */
	body?: unknown;
}

/** Whether the trigger has acknowledged an event: n8n has a 200 of its own, see docs/n8n-limits/answers-200-while-it-starts.md. */
export function isAcknowledged({ status, body }: SentEvent): boolean {
	return status === 200 && (body as { message?: unknown } | null)?.message === 'success';
}

/** Finds {@link SentEvent.id} in what n8n has stored. */
export const EVENT_ID = /event-[a-z]+(?:-[a-z]+)*-\d+-\d+/;

/** What this machine works off easily, five processes of n8n and all. */
const EVENTS_PER_SECOND = 5;

const HANDOFF = JSON.parse(fixturesOf('handoffRequested')[0].body) as object;
const MESSAGE = JSON.parse(fixturesOf('customerMessage')[0].body) as object;

/**
 * Posts handoffs and messages as documented at a steady rate, whether they are answered or not. Each goes out once: so what was answered
 * 200 is known exactly, and what was not answered does not come again.
 */
export class EventStream {
	private readonly sent: Array<Promise<SentEvent>> = [];

	private readonly timer: NodeJS.Timeout;

	/** @param url of the trigger; @param name begins all ids: letters and hyphens, then the round's number */
	constructor(
		private readonly url: string,
		private readonly name: string,
	) {
		this.timer = setInterval(
			() => this.sent.push(this.send(this.sent.length + 1)),
			1_000 / EVENTS_PER_SECOND,
		);
	}

	/** Ends it, and waits for the answers that are still to come. */
	async stop(): Promise<SentEvent[]> {
		clearInterval(this.timer);
		return await Promise.all(this.sent);
	}

	private async send(number: number): Promise<SentEvent> {
		const id = `event-${this.name}-${number}`;
		const [path, body] = number % 4 === 1 ? ['conversation/establish', HANDOFF] : ['chat', MESSAGE];
		const answer = await post(`${this.url}/${path}`, {
			...body,
			conversation_id: id,
			timestamp: Date.now(),
		}).catch(() => undefined);
		return { id, status: answer?.status, body: answer?.data };
	}
}
