import type { JsonObject } from '../json';
import type { EventName } from './events';
import { fingerprintOf } from './fingerprint';

/**
 * `event:conversationId:(messageId or time as sent):(first 16 hex of the SHA-256 of the canonical body)`.
 * The platform documents neither retries nor duplicates, so the body is part of the key: equal words at
 * another time stay two messages.
 *
 * @returns null if the body is nested deeper than MAX_DEPTH
 */
export function dedupeKeyOf(event: EventName, body: JsonObject): string | null {
	const fingerprint = fingerprintOf(body);
	if (fingerprint === null) return null;
	const mark = event === 'agentReply' ? (body.message_id ?? body.create_time) : body.timestamp;
	return `${event}:${String(body.conversation_id)}:${isMark(mark) ? mark : ''}:${fingerprint.slice(0, 16)}`;
}

function isMark(value: unknown): value is string | number {
	return typeof value === 'string' || typeof value === 'number';
}
