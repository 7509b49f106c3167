import type { Agent } from './agents';
import type { Conversation, Handoff } from './conversations';

/** A conversation as plain JSON, to be kept while the simulator is not running. */
export interface SavedConversation extends Omit<Conversation, 'agent' | 'handoffs'> {
	botId: string;
	handoffs: Array<Omit<Handoff, 'established'>>;
}

export function saved({ agent, handoffs, ...conversation }: Conversation): SavedConversation {
	return structuredClone({
		...conversation,
		botId: agent.botId,
		handoffs: handoffs.map(withoutPromise),
	});
}

/** Null when its Agent is gone. What establish would have been answered nobody knows any more, so the customer sees "Busy". */
export function restored(
	{ botId, handoffs, ...conversation }: SavedConversation,
	agents: readonly Agent[],
): Conversation | null {
	const agent = agents.find((candidate) => candidate.botId === botId);
	if (!agent) return null;
	return {
		...structuredClone(conversation),
		agent,
		handoffs: handoffs.map((handoff) => ({
			...handoff,
			state: handoff.state === 'requested' ? 'busy' : handoff.state,
			established: Promise.resolve(),
		})),
	};
}

function withoutPromise(handoff: Handoff): Omit<Handoff, 'established'> {
	const copy: Partial<Handoff> = { ...handoff };
	delete copy.established;
	return copy as Omit<Handoff, 'established'>;
}
