import { createHash } from 'node:crypto';

import { isJsonObject, type JsonObject } from '../json';
import type { EventName } from './events';

/** Documented bodies are six levels deep. Far beyond, n8n could not store the event; see `canonicalJson`. */
export const MAX_DEPTH = 100;

/**
 * `event:conversationId:(messageId or time as sent):(first 16 hex of the SHA-256 of the canonical body)`.
 * The platform documents neither retries nor duplicates, so the body is part of the key: equal words at
 * another time stay two messages.
 *
 * @returns null if the body is nested deeper than MAX_DEPTH
 */
export function dedupeKeyOf(event: EventName, body: JsonObject): string | null {
	const canonical = canonicalJson(body, 0);
	if (canonical === null) return null;
	const hash = createHash('sha256').update(canonical).digest('hex').slice(0, 16);
	const mark = event === 'agentReply' ? (body.message_id ?? body.create_time) : body.timestamp;
	return `${event}:${String(body.conversation_id)}:${isMark(mark) ? mark : ''}:${hash}`;
}

function isMark(value: unknown): value is string | number {
	return typeof value === 'string' || typeof value === 'number';
}

/** JSON with sorted keys: a re-serialising proxy may change their order. Null beyond MAX_DEPTH. */
function canonicalJson(value: unknown, depth: number): string | null {
	if (typeof value !== 'object' || value === null) {
		// JSON.stringify escapes lone surrogates, which UTF-8 would all turn into one character.
		return typeof value === 'number' ? String(value) : JSON.stringify(value);
	}
	if (depth === MAX_DEPTH) return null;
	const parts: string[] = [];
	if (isJsonObject(value)) {
		for (const name of Object.keys(value).sort()) {
			const part = canonicalJson(value[name], depth + 1);
			if (part === null) return null;
			parts.push(`${JSON.stringify(name)}:${part}`);
		}
		return `{${parts.join()}}`;
	}
	for (const entry of value as unknown[]) {
		const part = canonicalJson(entry, depth + 1);
		if (part === null) return null;
		parts.push(part);
	}
	return `[${parts.join()}]`;
}
