import type { JsonObject } from '../json';
import type { AltaBotsEvent, EventName } from './events';
import { readCustomerMessage, readHandoffClosing, readHandoffRequest } from './handoff';
import { Members } from './members';
import { readReply } from './reply';

/** A probe of the platform's webhook check: acknowledge, do not treat as business data ("Webhook Detection Service"). */
export function isProbe(body: JsonObject): boolean {
	return body.istest === true || body.istest === 'true';
}

/**
 * What keeps a body from being an event, as a sentence for the caller; null if nothing does. Only the
 * conversation's id is required, and only `body` is bound to its type: any other refusal loses a customer.
 */
export function findFault(event: EventName, body: JsonObject): string | null {
	const { conversation_id: id, body: content = null } = body;
	if (typeof id !== 'string' || id.trim() === '') return "'conversation_id' must be a non-empty string.";
	if (content === null) return null;
	if (event === 'handoffRequested' && !Array.isArray(content)) return "'body' must be a list of messages.";
	if (event === 'customerMessage' && typeof content !== 'string') return "'body' must be a text.";
	return null;
}

export interface ShapeOptions {
	/** The user's name for this bot or team. */
	source: string | null;
	/** Addresses, in lower case, that the platform sends for customers it has no address of. */
	placeholderEmails: readonly string[];
}

/**
 * Shapes a body that `findFault` let pass.
 *
 * @param dedupeKey the key that `dedupeKeyOf` made of the same body
 */
export function shapeEvent(
	event: EventName,
	body: JsonObject,
	dedupeKey: string,
	{ source, placeholderEmails }: ShapeOptions,
): AltaBotsEvent {
	const members = new Members(body);
	const conversationId = members.take('conversation_id', String) ?? '';
	const tail = { source, dedupeKey };
	switch (event) {
		case 'agentReply':
			return { event, conversationId, ...readReply(members), ...tail };
		case 'handoffRequested':
			return { event, conversationId, ...readHandoffRequest(members, placeholderEmails), ...tail };
		case 'customerMessage':
			return { event, conversationId, ...readCustomerMessage(members), ...tail };
		case 'handoffClosed':
			return { event, conversationId, ...readHandoffClosing(members), ...tail };
	}
}
