/* eslint-disable @n8n/community-nodes/no-restricted-globals -- test code never ships */
import type { Simulator } from '../../simulator';
import type { ConversationView } from '../../simulator/conversations';

/** Wakes who waits for a conversation to change; one subscription for thousands of conversations. */
export class ChatWatch {
	private readonly waiting = new Map<string, Set<(view: ConversationView) => void>>();

	private readonly unsubscribe: () => void;

	constructor(private readonly sim: Simulator) {
		this.unsubscribe = sim.subscribe((event) => {
			if (event.type !== 'conversation') return;
			for (const wake of this.waiting.get(event.data.id) ?? []) wake(event.data);
		});
	}

	/**
	 * Resolves as soon as the conversation is as wanted.
	 * @throws after `timeoutMs`, with what the customer sees then
	 */
	async until(id: string, isWanted: (view: ConversationView) => boolean, timeoutMs: number): Promise<void> {
		if (isWanted(this.sim.conversation(id))) return;
		const waiters = this.waiting.get(id) ?? new Set();
		this.waiting.set(id, waiters);
		await new Promise<void>((resolve, reject) => {
			const done = () => {
				waiters.delete(wake);
				if (waiters.size === 0) this.waiting.delete(id);
				clearTimeout(timer);
			};
			const wake = (view: ConversationView) => {
				if (!isWanted(view)) return;
				done();
				resolve();
			};
			const timer = setTimeout(() => {
				done();
				const { state, messages } = this.sim.conversation(id);
				reject(
					new Error(
						`Waited ${timeoutMs} ms in vain; the conversation is ${state}: ${JSON.stringify(messages)}`,
					),
				);
			}, timeoutMs);
			waiters.add(wake);
		});
	}

	stop(): void {
		this.unsubscribe();
	}
}

/** What the human said, as the customer sees it. */
export function humanLines(view: ConversationView): string[] {
	return view.messages.filter(({ from }) => from === 'human').map(({ text }) => text);
}

/** Does `work` for the numbers below `count`, in order, at most `atOnce` at a time; the first failure ends it. */
export async function inLanes(
	count: number,
	atOnce: number,
	work: (index: number) => Promise<void>,
): Promise<void> {
	let next = 0;
	const lane = async () => {
		while (next < count) await work(next++);
	};
	await Promise.all(Array.from({ length: Math.min(atOnce, count) }, lane));
}
