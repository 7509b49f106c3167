/** A request to the platform, without host and key. */
export interface PlatformRequest {
	method: 'GET' | 'POST';
	/** Begins with a slash. */
	path: string;
	body?: { [member: string]: string | number };
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

/** Reads the Agent that a key belongs to: the cheapest call without a side effect ("Get Agent Information"). */
export const AGENT_DETAIL_PATH = '/v1/bot/detail';
