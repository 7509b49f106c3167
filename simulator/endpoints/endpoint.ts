import type { AgentReplies } from '../agent-replies';
import type { Agent } from '../agents';
import type { Answer } from '../answers';
import type { Conversations } from '../conversations';
import type { Handoffs } from '../handoff';
import type { Probes } from '../probes';
import type { Settings } from '../settings';

/** What the endpoints work on. */
export interface Platform {
	settings: Settings;
	conversations: Conversations;
	handoffs: Handoffs;
	replies: AgentReplies;
	probes: Probes;
}

/** What a few endpoints need of a call beyond its body. */
export interface CallDetails {
	/** The platform's own address, as the caller wrote it. */
	origin: string;
	authorization: string | undefined;
}

/** One documented call to the platform. What it changes it changes at once (before anything is awaited), so that calls are processed in order of arrival. */
export interface Endpoint {
	method: 'GET' | 'POST';
	path: string;
	/** The names of all its documented parameters, required or not. */
	parameters: readonly string[];
	/** true: a file, which anybody may fetch without a key. Default: false. */
	isPublic?: true;
	/** Whether the platform has this call at all, where documents disagree. Default: it has. */
	isThere?: (settings: Settings) => boolean;
	/** `agent` owns the key of the call; `given` is the query of a GET, else the parsed JSON, or undefined without one. */
	handle(platform: Platform, agent: Agent, given: unknown, call: CallDetails): Answer | Promise<Answer>;
}
