import { isJsonObject, type JsonObject } from '../json';
import type { TranscriptMessage } from './events';
import { Members, readArray, readId, readNumber, readObject, readString } from './members';
import { readTime } from './time';
import { transcriptOf } from './transcript';

/**
 * What the platform's answers hold, in the same manner as events: camel case, ISO times, null where the
 * platform said nothing, and the rest in `additionalFields`.
 */

type Reader = (value: unknown) => unknown;

/** By our name: the platform's name for it, or its names where pages differ, and how to read it. */
type Table = { [name: string]: [member: string | string[], read: Reader] };

const BOUND_ID: Table = {
	anonymousId: ['anonymous_id', readId],
	conversationType: ['conversation_type', readString],
	sourceId: ['source_id', readId],
};

const PROPERTY: Table = { name: [['property_name', 'propertyName'], readString], value: ['value', keep] };

const TABLES = {
	/** "Get Agent Information" without the identity prompt, which is the agent's secret, and the settings. */
	agent: {
		agentId: ['bot_id', readId],
		name: ['name', readString],
		type: ['bot_type', readString],
		introduction: ['introduction', readString],
		welcomeMessage: ['welcome_message', readString],
		logoUrl: ['logo', readString],
		tags: ['tags', keep],
		questionLimit: ['question_limit', readNumber],
		longTermMemory: ['long_term_memory', keep],
	},
	/** "Get Conversation List". */
	conversation: {
		conversationId: ['conversation_id', readId],
		userId: ['user_id', readId],
		agentId: ['bot_id', readId],
		type: ['conversation_type', readString],
		subject: ['subject', readString],
		messageCount: ['message_count', readNumber],
		creditCost: ['cost_credit', readNumber],
		lastActiveAt: ['recent_chat_time', readTime],
	},
	/** "Create Conversation". */
	created: { conversationId: ['conversation_id', readId] },
	/** "Set User ID". */
	binding: { userId: ['user_id', readId], anonymousIds: ['anonymous_ids', listOf(BOUND_ID)] },
	/** "Update User Attributes". */
	update: { updated: ['success_update', listOf(PROPERTY)], notUpdated: ['fail_update', listOf(PROPERTY)] },
	/** "Query User Attributes". */
	user: {
		userId: ['user_id', readId],
		anonymousId: ['anonymous_id', readId],
		properties: ['property_values', readProperties],
	},
	/** GPTBots, "Webhook Detection Service". */
	webhook: {
		type: ['type', readString],
		componentId: ['component_id', readId],
		componentName: ['component_name', readString],
		url: ['webhook_url', readString],
		reachable: ['reachable', keep],
		httpStatus: ['http_status', readNumber],
		latencyMs: ['latency_ms', readNumber],
	},
} satisfies { [kind: string]: Table };

/** Newer endpoints wrap their answer: `{code: 0, message: 'OK', data}`. */
export function payloadOf(response: JsonObject): JsonObject {
	if (Array.isArray(response.data)) return { list: response.data };
	return isJsonObject(response.data) ? response.data : response;
}

export function readRecord<K extends keyof typeof TABLES>(
	kind: K,
	value: unknown,
): { [name in keyof (typeof TABLES)[K]]: unknown } & { additionalFields: JsonObject } {
	return shape(TABLES[kind], value) as never;
}

/** A list in a payload; empty if it is not there. */
export function readList(response: JsonObject, member: string): unknown[] {
	return readArray(response[member]) ?? [];
}

function shape(table: Table, value: unknown): JsonObject {
	const members = new Members(isJsonObject(value) ? value : {});
	const entries = Object.entries(table).map(([name, [member, read]]) => {
		const found = [member].flat().find((candidate) => members.has(candidate)) ?? [member].flat()[0];
		return [name, members.take(found, read)];
	});
	return { ...(Object.fromEntries(entries) as JsonObject), additionalFields: members.rest() };
}

function listOf(table: Table): Reader {
	return (value) => readArray(value)?.map((entry) => shape(table, entry));
}

function readProperties(value: unknown): JsonObject | undefined {
	const entries = readArray(value)?.map((entry) => shape(PROPERTY, entry));
	return entries && Object.fromEntries(entries.map((entry) => [String(entry.name), entry.value]));
}

function keep(value: unknown): unknown {
	return value;
}

export interface StoredMessage {
	messageId: string | null;
	parentMessageId: string | null;
	role: TranscriptMessage['role'];
	text: string;
	files: Array<{ type: string; url: string | null; name: string | null; transcript: string | null }>;
	feedback: string | null;
	createdAt: string | null;
}

function readRole(value: unknown): 'customer' | 'bot' | undefined {
	if (value === 'user' || value === 'QUESTION') return 'customer';
	return value === 'assistant' || value === 'ANSWER' ? 'bot' : undefined;
}

/** A message of "Get Conversation Message Details" V2; of V1 (`message_type`, `text`) too. */
export function readStoredMessage(value: unknown): StoredMessage {
	const message = new Members(isJsonObject(value) ? value : {});
	const parts = (message.take('content', readArray) ?? [])
		.flatMap((branch) => readArray(readObject(branch)?.branch_content) ?? [])
		.filter(isJsonObject);
	const texts = parts.map(({ text }) => readString(text) ?? '').filter((text) => text !== '');
	return {
		messageId: message.take('message_id', readId),
		parentMessageId: message.take('parent_message_id', readId),
		role: message.take('role', readRole) ?? message.take('message_type', readRole),
		text: message.take('text', readString) ?? texts.join('\n'),
		files: parts.flatMap(readFiles),
		feedback: message.take('feedback', readId),
		createdAt: message.take('create_time', readTime),
	};
}

/** The files of a part stand under the name of its type: a list, or in older pages one object. */
function readFiles(part: JsonObject): StoredMessage['files'] {
	const type = readString(part.type) ?? '';
	return [type === 'text' ? [] : (part[type] ?? [])]
		.flat()
		.filter(isJsonObject)
		.map((file) => ({
			type,
			url: readString(file.url) ?? readString(file.audio) ?? null,
			name: readString(file.name) ?? null,
			transcript: readString(file.transcript) ?? null,
		}));
}

/** The messages in the form of `handoffRequested`, oldest first; a file is named where it was sent. */
export function transcriptOfStored(stored: readonly StoredMessage[]): {
	question: string | null;
	messages: TranscriptMessage[];
	transcript: string;
} {
	const messages = stored.map(({ role, text, files }) => {
		const names = files.map(({ type, name, url, transcript }) => `[${type}: ${transcript ?? name ?? url}]`);
		return { role, text: [text, ...names].filter((line) => line !== '').join('\n'), additionalFields: {} };
	});
	const lastWords = messages.filter(({ role, text }) => role === 'customer' && text.trim() !== '').pop();
	return { question: lastWords?.text ?? null, messages, transcript: transcriptOf(messages) };
}
