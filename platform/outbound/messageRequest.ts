import type { JsonObject } from '../json';
import { AGENT_CONVERSATION, type PlatformRequest } from './requests';

/** A file of a message: lies at an address, or comes along in Base64. */
export interface Attachment {
	type: 'audio' | 'document' | 'image';
	name: string;
	/** File extension in lower case, without the dot. */
	format: string;
	content: { url: string } | { base64_content: string };
}

/** What the user says to the agent. Members that are not set stay out of the request: the Agent's own settings hold. */
export interface OutgoingMessage {
	conversationId: string;
	/** May be empty where there are attachments. */
	text: string;
	attachments: readonly Attachment[];
	responseMode: 'blocking' | 'webhook';
	settings: {
		shortTermMemory?: boolean;
		longTermMemory?: boolean;
		/** Two empty lists mean that no knowledge is searched. */
		knowledge?: { data_ids: string[]; group_ids: string[] };
		customVariables?: JsonObject;
		cornerCitation?: boolean;
	};
}

/**
 * "Send Message" (AltaBots 2026-03, GPTBots V2). Files are lists of objects, as since mid-2025; earlier
 * pages had a single object.
 */
export function messageRequest(message: OutgoingMessage): PlatformRequest {
	const { conversationId, text, attachments, responseMode, settings } = message;
	const files = attachments.map(({ type, content, format, name }) => ({
		type,
		[type]: [{ ...content, format, name }],
	}));
	const parts = text === '' ? files : [{ type: 'text', text }, ...files];
	const config = withoutUndefined({
		long_term_memory: settings.longTermMemory,
		short_term_memory: settings.shortTermMemory,
		knowledge: settings.knowledge,
		custom_variables: settings.customVariables,
		corner_citation: settings.cornerCitation,
	});
	return post('/v2/conversation/message', {
		conversation_id: conversationId,
		response_mode: responseMode,
		messages: [{ role: 'user', content: files.length === 0 ? text : parts }],
		...(Object.keys(config).length === 0 ? {} : { conversation_config: config }),
	});
}

/** Settings that only V2 has, by their names in `OutgoingMessage.settings`. */
export const V2_SETTINGS = ['customVariables', 'cornerCitation'] as const;

/** "Send Message" V1 (GPTBots 2024-12, deprecated; not in AltaBots' documents). */
export function messageRequestV1(message: OutgoingMessage): PlatformRequest {
	const { conversationId, text, attachments, responseMode, settings } = message;
	const files = attachments.map(({ content, name }) => ({ ...content, name }));
	return post('/v1/conversation/message', {
		text,
		conversation_id: conversationId,
		response_mode: responseMode,
		...withoutUndefined({
			short_term_memory: settings.shortTermMemory,
			long_term_memory: settings.longTermMemory,
			files: files.length === 0 ? undefined : files,
			knowledge: settings.knowledge && { data_ids: settings.knowledge.data_ids },
		}),
	});
}

function post(path: string, body: JsonObject): PlatformRequest {
	return { method: 'POST', path, body, meanings: AGENT_CONVERSATION };
}

function withoutUndefined(object: JsonObject): JsonObject {
	return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
