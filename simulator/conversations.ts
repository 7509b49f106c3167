import { newId, type Agent } from './agents';
import { Problem } from './problem';
import type { HandoffVersion } from './settings';
import { Users } from './users';

/**
 * GPTBots' page "Human Handoff Service" (mid-2025, Important Notes). `bot`: no handoff yet. `requested`: establish is on its way. `busy`: the webhook did not answer 200, the customer
 * sees "Busy". `connecting`: answered 200, the customer sees "Connecting". `connected`: a human has replied. `closed`: it is over and
 * the Agent answers again.
 */
export type HandoffState = 'bot' | 'requested' | 'busy' | 'connecting' | 'connected' | 'closed';

export type CloseReason = 'USER_CLOSED' | 'TIMEOUT' | 'HUMAN_CLOSED' | 'FIRST_REPLY_LIMIT';

/** A line of the chat as the customer sees it. `at` is ISO 8601. */
export interface ChatMessage {
	from: 'customer' | 'bot' | 'human';
	text: string;
	at: string;
	/** Files that came along, as `/v2/messages` shows them. */
	files?: MessagePart[];
}

/** A file in a message: `{type: 'image', image: [{url, format, name}]}`. */
export interface MessagePart {
	type: 'audio' | 'document' | 'image';
	[type: string]: unknown;
}

export interface Handoff {
	/** The id that establish carries and that replies and close must carry (note 12). */
	id: string;
	state: Exclude<HandoffState, 'bot'>;
	version: HandoffVersion;
	requestedAt: string;
	closeReason: CloseReason | null;
	/** When the first-reply limit ends it, milliseconds since 1970; null when the limit does not run. */
	firstReplyDeadline: number | null;
	/** Pending until establish is answered; what follows waits for it, so that it goes out in order. */
	established: Promise<unknown>;
	humanReplies: number;
}

export interface Customer {
	/** The developer's own id of the user, or null. */
	userId: string | null;
	/** The channel's id of the user, or null (API channel). */
	anonymousId: string | null;
	email: string | null;
	/** WhatsApp only. */
	phone: string | null;
}

export interface Conversation {
	/** The Agent conversation's id. */
	id: string;
	agent: Agent;
	/** `conversation_type`, the channel, as in "User Overview". */
	channel: string;
	customer: Customer;
	openedAt: string;
	messages: ChatMessage[];
	/** Oldest first; the last one is the current one. */
	handoffs: Handoff[];
}

/** A conversation as the page and the tests see it: plain data, safe to keep. */
export interface ConversationView {
	id: string;
	agent: { botId: string; name: string };
	customer: Customer;
	openedAt: string;
	state: HandoffState;
	/** What the customer sees beside the chat: GPTBots' page knows "Busy" and "Connecting". */
	shown: 'Busy' | 'Connecting' | 'Connected' | null;
	/** Id of the newest handoff, or null. */
	handoffId: string | null;
	closeReason: CloseReason | null;
	/** ISO 8601, or null. */
	firstReplyDeadline: string | null;
	messages: ChatMessage[];
	handoffs: Array<Pick<Handoff, 'id' | 'state' | 'requestedAt' | 'closeReason' | 'humanReplies'>>;
}

/** Where an id from a caller leads. */
export interface Found {
	conversation: Conversation;
	/** The handoff of this id, or null when the id is only the Agent conversation's. */
	handoff: Handoff | null;
}

/** All conversations of all Agents, found by the Agent conversation's id or by a handoff's. */
export class Conversations {
	private readonly byId = new Map<string, Found>();
	private readonly inOrder: Conversation[] = [];
	/** What the Agents know of their users. */
	readonly users = new Users();

	open(agent: Agent, customer: Partial<Customer>, channel = 'WIDGET'): Conversation {
		const conversation: Conversation = {
			id: newId(),
			agent,
			channel,
			customer: { userId: null, anonymousId: newId(), email: null, phone: null, ...customer },
			openedAt: new Date().toISOString(),
			messages: [],
			handoffs: [],
		};
		this.byId.set(conversation.id, { conversation, handoff: null });
		this.inOrder.push(conversation);
		return conversation;
	}

	/** Takes one from an earlier run. */
	add(conversation: Conversation): void {
		this.byId.set(conversation.id, { conversation, handoff: null });
		for (const handoff of conversation.handoffs) this.byId.set(handoff.id, { conversation, handoff });
		this.inOrder.push(conversation);
	}

	addHandoff(conversation: Conversation, handoff: Handoff): void {
		conversation.handoffs.push(handoff);
		this.byId.set(handoff.id, { conversation, handoff });
	}

	find(id: string): Found | undefined {
		return this.byId.get(id);
	}

	/** For the operator: throws a Problem instead of answering undefined. */
	get(id: string): Conversation {
		const found = this.byId.get(id);
		if (!found) throw new Problem(404, `There is no conversation "${id}".`);
		return found.conversation;
	}

	all(): readonly Conversation[] {
		return this.inOrder;
	}

	clear(): void {
		this.byId.clear();
		this.inOrder.length = 0;
		this.users.clear();
	}
}

export function currentHandoff(conversation: Conversation): Handoff | null {
	return conversation.handoffs.at(-1) ?? null;
}

export function stateOf(conversation: Conversation): HandoffState {
	return currentHandoff(conversation)?.state ?? 'bot';
}

const shownInState: Record<HandoffState, ConversationView['shown']> = {
	bot: null,
	requested: 'Connecting',
	busy: 'Busy',
	connecting: 'Connecting',
	connected: 'Connected',
	closed: null,
};

export function viewOf(conversation: Conversation): ConversationView {
	const handoff = currentHandoff(conversation);
	const state = stateOf(conversation);
	const deadline = handoff?.firstReplyDeadline ?? null;
	return {
		id: conversation.id,
		agent: { botId: conversation.agent.botId, name: conversation.agent.name },
		customer: { ...conversation.customer },
		openedAt: conversation.openedAt,
		state,
		shown: shownInState[state],
		handoffId: handoff?.id ?? null,
		closeReason: handoff?.closeReason ?? null,
		firstReplyDeadline: deadline === null ? null : new Date(deadline).toISOString(),
		messages: conversation.messages.map((message) => ({ ...message })),
		handoffs: conversation.handoffs.map(
			({ id, state: stateOfIt, requestedAt, closeReason, humanReplies }) => ({
				id,
				state: stateOfIt,
				requestedAt,
				closeReason,
				humanReplies,
			}),
		),
	};
}
