import type { AgentReplies } from '../agent-replies';
import type { Agent } from '../agents';
import type { Answer } from '../answers';
import type { Conversations } from '../conversations';
import type { Handoffs } from '../handoff';
import type { Settings } from '../settings';

/** What the endpoints work on. */
export interface Platform {
	settings: Settings;
	conversations: Conversations;
	handoffs: Handoffs;
	replies: AgentReplies;
}

/** One documented call to the platform. It runs in one go (nothing awaited), so that calls are processed in order of arrival. */
export interface Endpoint {
	method: 'GET' | 'POST';
	path: string;
	/** `agent` owns the key of the call; `body` is the parsed JSON, or undefined without one. */
	handle(platform: Platform, agent: Agent, body: unknown): Answer;
}
