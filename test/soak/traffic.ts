/* eslint-disable @n8n/community-nodes/no-restricted-globals -- test code never ships */
import type { Delivery, Simulator } from '../../simulator';
import { ChatWatch, humanLines } from '../queue/conversations';
import { QUESTION, WELCOME } from '../queue/desk';

/** What the platform calls for one conversation: an agent reply, a handoff, two messages, the end. */
export const EVENTS_OF_EACH = 5;

/** What the human side says and does in one: welcome, question, two echoes, and the closing. */
export const REPLIES_OF_EACH = 4;

/** A customer who has waited so long for an answer counts as one who got none. */
const PATIENCE_MS = 60_000;

/** A time that somebody waited, and when that was; both in milliseconds. */
export interface Wait {
	atMs: number;
	ms: number;
}

/** Customers who come at a steady rate, however long the answers take, and what was not as it should be. */
export class Traffic {
	/** From the platform's call to n8n's 200. */
	readonly answers: Wait[] = [];

	/** From the customer's message, or the wish for a human, to the reply in the chat. */
	readonly replies: Wait[] = [];

	/** One sentence for each conversation that did not go as it should. */
	readonly faults: string[] = [];

	begun = 0;

	ended = 0;

	private readonly chats: ChatWatch;

	private readonly running = new Set<Promise<void>>();

	constructor(private readonly sim: Simulator) {
		this.chats = new ChatWatch(sim);
	}

	/** @param perSecond conversations; resolves when the last one has begun */
	async run(perSecond: number, durationMs: number): Promise<void> {
		const begunAt = performance.now();
		for (let next = 0; next < (perSecond * durationMs) / 1000; next++) {
			const waitMs = begunAt + (next * 1000) / perSecond - performance.now();
			if (waitMs > 0) await new Promise((done) => setTimeout(done, waitMs));
			const conversation = this.converse().catch((error: Error) => void this.faults.push(error.message));
			this.running.add(conversation);
			void conversation.then(() => this.running.delete(conversation));
		}
	}

	/** Resolves when no conversation is under way any more. */
	async settled(): Promise<void> {
		while (this.running.size > 0) await Promise.all(this.running);
		await this.sim.settled();
		this.chats.stop();
	}

	private async converse(): Promise<void> {
		const { id } = this.sim.openConversation();
		this.begun += 1;
		this.noteAnswer(await this.sim.agentReplies(id, { text: 'I am the bot.' }));
		const expected: string[] = [];
		const act = async (lines: string[], call: Promise<Delivery>) => {
			const begunAt = Date.now();
			expected.push(...lines);
			// Both at once: n8n may have replied before its answer to the call has come through.
			const replied = this.chats.until(id, (view) => humanLines(view).length >= expected.length, PATIENCE_MS);
			const [delivery] = await Promise.all([call, replied]);
			this.noteAnswer(delivery);
			this.replies.push({ atMs: begunAt, ms: Date.now() - begunAt });
		};
		await act([WELCOME, QUESTION], this.sim.requestHandoff(id, { text: 'A human, please' }));
		await act(['You said: one'], this.sim.customerSays(id, 'one'));
		await act(['You said: bye'], this.sim.customerSays(id, 'bye'));
		await this.chats.until(id, ({ state }) => state === 'closed', PATIENCE_MS);
		// A reply that came twice would have come before the end, or would be refused after it.
		const seen = humanLines(this.sim.conversation(id));
		if (seen.join('|') !== expected.join('|')) {
			throw new Error(`The customer read ${JSON.stringify(seen)}`);
		}
		this.ended += 1;
	}

	private noteAnswer({ status, durationMs, explanation }: Delivery): void {
		if (status !== 200) throw new Error(`A call was not answered 200. ${explanation}`);
		this.answers.push({ atMs: Date.now(), ms: durationMs });
	}
}
