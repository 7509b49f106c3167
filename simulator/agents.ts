import { randomBytes } from 'node:crypto';

import type { Settings } from './settings';

/** One Agent of the platform. A key belongs to one Agent (API overview of both brands); null addresses fall back to the general settings. */
export interface Agent {
	/** The API key that calls the platform. Documented samples look like `app-` and 24 characters. */
	key: string;
	/** `bot_id` in the establish call and in the Agent's details. */
	botId: string;
	name: string;
	/** One base address for the message webhook and the handoff webhook. */
	webhookBase: string | null;
	/** Message webhook only; outranks `webhookBase`. */
	replyUrl: string | null;
	/** Handoff base only; outranks `webhookBase`. */
	handoffUrl: string | null;
	/** false: the console's API switch is off, every call answers code 20055. */
	apiEnabled: boolean;
	/** true: every call answers code 20059. */
	deleted: boolean;
}

/** A random key in the documented shape. */
export function newAgentKey(): string {
	return `app-${randomBytes(12).toString('hex')}`;
}

/** An opaque id of 24 hexadecimal digits, the shape of most ids in the documents. */
export function newId(): string {
	return randomBytes(12).toString('hex');
}

/** Fills what is not given: a fresh key and id, no addresses of its own, switched on. */
export function newAgent(given: Partial<Agent> = {}): Agent {
	return {
		key: newAgentKey(),
		botId: newId(),
		name: 'Example Agent',
		webhookBase: null,
		replyUrl: null,
		handoffUrl: null,
		apiEnabled: true,
		deleted: false,
		...given,
	};
}

/** Where the message webhook of this Agent is, or null when nobody configured one. */
export function replyUrlOf(agent: Agent, settings: Settings): string | null {
	return agent.replyUrl ?? agent.webhookBase ?? settings.replyUrl ?? settings.webhookBase;
}

/** The base to which the platform appends the handoff suffixes, or null when nobody configured one. */
export function handoffUrlOf(agent: Agent, settings: Settings): string | null {
	return agent.handoffUrl ?? agent.webhookBase ?? settings.handoffUrl ?? settings.webhookBase;
}
