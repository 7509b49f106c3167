import type { JsonObject } from '../json';
import type { CodeExplanation } from './codes';

/** A request to the platform, without host and key. */
export interface PlatformRequest {
	method: 'GET' | 'POST';
	/** Begins with a slash; with the query, if there is one. */
	path: string;
	body?: JsonObject;
	/** Whether carrying it out twice changes nothing: then it is tried again also where it may have arrived. */
	isIdempotent?: boolean;
	/** Whether the answer is a list; it then comes as the member `list`. */
	answersWithList?: boolean;
	/** What codes and HTTP statuses mean for this call, where they mean something of their own. */
	meanings?: Readonly<Record<string, CodeExplanation>>;
	/** How long to wait for the answer, in milliseconds, if not as long as usual. */
	timeoutMs?: number;
}

/**
 * Delivers a human's words to the customer ("Receive Customer Service Messages": the platform receives).
 *
 * @param timestampMs milliseconds, as in the documents' handoff samples
 */
export function replyRequest(conversationId: string, text: string, timestampMs: number): PlatformRequest {
	return {
		method: 'POST',
		path: '/v1/human/message/receive',
		body: { conversation_id: conversationId, timestamp: timestampMs, body: text },
	};
}

/**
 * Ends the human conversation ("Manual Customer Service Closes Conversation").
 *
 * @param timestampMs milliseconds
 */
export function closeRequest(conversationId: string, timestampMs: number): PlatformRequest {
	return {
		method: 'POST',
		path: '/v1/human/close',
		body: { conversation_id: conversationId, timestamp: timestampMs },
	};
}

/** The largest page of the two calls that come in pages. */
export const MAX_PAGE_SIZE = 100;

/** "Create Conversation": longer ones are refused with 40000. */
export const MAX_USER_ID_LENGTH = 32;

/** "Query User Attributes", "Set User ID": how many users a call asks for, how many anonymous IDs a user has. */
export const MAX_IDS = 100;

/** For calls about the agent's own conversation: the general explanations speak of handoffs. */
export const AGENT_CONVERSATION: PlatformRequest['meanings'] = {
	40356: {
		message: 'The platform does not know this conversation',
		cure: "Use the ID of the agent's own conversation, as Create and Get Many return it. A handoff's ID does not work here.",
	},
	40358: {
		message: 'This conversation does not belong to the Agent of this API key',
		cure: "Use the credential of the Agent that the conversation is with, and not a handoff's ID.",
	},
};

/** Opens a conversation of the channel API ("Create Conversation"). Each call opens another one. */
export function createConversationRequest(userId: string): PlatformRequest {
	return { method: 'POST', path: '/v1/conversation', body: { user_id: userId } };
}

/** Times in milliseconds. */
export interface ConversationFilter {
	type: string;
	startMs: number;
	endMs: number;
	userId?: string;
}

/** One page, from 1 on, of the conversations with activity in a time range ("Get Conversation List"). */
export function conversationPageRequest(
	{ type, startMs, endMs, userId }: ConversationFilter,
	page: number,
	pageSize: number,
): PlatformRequest {
	return read('/v1/bot/conversation/page', {
		conversation_type: type,
		start_time: startMs,
		end_time: endMs,
		page,
		page_size: pageSize,
		...(userId ? { user_id: userId } : {}),
	});
}

/** One page, from 1 on, of a conversation's messages ("Get Conversation Message Details"). */
export function messagePageRequest(conversationId: string, page: number, pageSize: number): PlatformRequest {
	const query = { conversation_id: conversationId, page, page_size: pageSize };
	return { ...read('/v2/messages', query), meanings: AGENT_CONVERSATION };
}

export interface AnonymousId {
	anonymous_id: string;
	conversation_type: string;
	source_id?: string;
}

/** Binds a user ID to the IDs that channels gave the user ("Set User ID"). */
export function setUserIdRequest(userId: string, anonymousIds: readonly AnonymousId[]): PlatformRequest {
	const body = { user_id: userId, anonymous_ids: anonymousIds };
	return { method: 'POST', path: '/v1/user/set-userid', body, isIdempotent: true };
}

/** Sets properties of a user by name ("Update User Attributes"). */
export function updatePropertiesRequest(userId: string, properties: JsonObject): PlatformRequest {
	const values = Object.entries(properties).map(([name, value]) => ({ property_name: name, value }));
	const body = { user_id: userId, property_values: values };
	return { method: 'POST', path: '/v1/property/update', body, isIdempotent: true };
}

const UNKNOWN_USER: CodeExplanation = {
	message: 'The platform does not know this user',
	cure: 'Check the ID: it must be one that Set ID, Create or a channel gave the user of this Agent.',
};

/**
 * Reads the properties of up to 100 users ("Query User Attributes"). The page's example has both kinds of
 * IDs in the query; GPTBots' page has them in a body, which a GET should not have.
 */
export function userPropertiesRequest(
	kind: 'user_ids' | 'anonymous_ids',
	ids: readonly string[],
): PlatformRequest {
	return {
		...read('/v2/user-property/query', { [kind]: ids.join(',') }),
		answersWithList: true,
		// The page gives them these meanings; of a gateway they would come without a JSON body.
		meanings: { 503: UNKNOWN_USER, 504: UNKNOWN_USER },
	};
}

/** Reads the Agent that a key belongs to: the cheapest call without a side effect ("Get Agent Information"). */
export const AGENT_DETAIL_PATH = '/v1/bot/detail';

export const AGENT_DETAIL_REQUEST = read(AGENT_DETAIL_PATH);

/** Has the platform probe every webhook address of the Agent (GPTBots, "Webhook Detection Service"). */
export const WEBHOOK_CHECK_REQUEST: PlatformRequest = {
	method: 'POST',
	path: '/v1/webhook/check',
	body: {},
	isIdempotent: true,
	// It probes all addresses before it answers, and a dead one takes its time.
	timeoutMs: 60_000,
	meanings: {
		404: {
			message: 'This platform has no webhook check',
			cure: "Only GPTBots documents it. Elsewhere, have the agent write or hand over, and look for the trigger's execution.",
		},
	},
};

function read(path: string, query: { [name: string]: string | number } = {}): PlatformRequest {
	const entries = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
	const fullPath = entries.length === 0 ? path : `${path}?${entries.join('&')}`;
	return { method: 'GET', path: fullPath, isIdempotent: true };
}
