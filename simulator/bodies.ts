import type { CloseType, HandoffVersion, ReplyVersion, Settings } from './settings';

/**
 * The bodies of the calls that the platform makes, member by member as documented. Times are whatever unit the caller decided
 * (`wireTime`). Everything here is plain JSON.
 */

export interface WireMessage {
	text: string;
	message_type: 'QUESTION' | 'ANSWER';
}

export interface AudioPart {
	/** Address of the file. */
	audio: string;
	transcript: string;
}

export interface ReplyContent {
	conversationId: string;
	messageId: string;
	/** Seconds or milliseconds since 1970, see `wireTime`. */
	createTime: number;
	/** V1 and AltaBots' table only; GPTBots' V2 has none (note 4). */
	messageType: 'ANSWER' | 'QUESTION';
	text: string;
	branch: string | null;
	componentName: string;
	audio: AudioPart[];
}

/** What the documents write in two ways; 'asDocumented' is what the edition's own page has. */
export type UsageForm = Pick<Settings, 'creditsSpelling' | 'tokensShape'>;

/** Milliseconds since 1970 in the unit of the wire; seconds are cut, not rounded, so that no message comes from the future. */
export function wireTime(milliseconds: number, unit: 's' | 'ms'): number {
	return unit === 's' ? Math.floor(milliseconds / 1_000) : milliseconds;
}

/** An agent reply for the message webhook, in the editions of the pages. */
export function replyBody(
	version: ReplyVersion,
	content: ReplyContent,
	{ creditsSpelling, tokensShape }: UsageForm,
): Record<string, unknown> {
	if (version === 'v1') return replyV1(content);
	const isMixed = version === 'mixed';
	const hasTwo = creditsSpelling === 'asDocumented' ? isMixed : creditsSpelling === 'twoUnderscores';
	const asList = tokensShape === 'asDocumented' ? isMixed : tokensShape === 'list';
	const textOutput = hasTwo ? 'text_output__credits' : 'text_output_credits';
	const tokens = asList ? [tokenCounts(content)] : tokenCounts(content);
	return isMixed ? replyMixed(content, textOutput, tokens) : replyV2(content, textOutput, tokens);
}

/** V1: GPTBots 2024-12, and the example of the AltaBots page. */
function replyV1(content: ReplyContent): Record<string, unknown> {
	return {
		message_id: content.messageId,
		message_type: content.messageType,
		text: content.text,
		flow_output: [
			{ content: content.text, branch: content.branch, from_component_name: content.componentName },
		],
		create_time: content.createTime,
		conversation_id: content.conversationId,
	};
}

/** V2: GPTBots 2025-03; no `message_type`, no top-level `text`. */
function replyV2(content: ReplyContent, textOutput: string, tokens: unknown): Record<string, unknown> {
	return {
		create_time: content.createTime,
		conversation_id: content.conversationId,
		message_id: content.messageId,
		output: [outputOf(content)],
		usage: {
			tokens,
			credits: {
				total_credits: 0.35,
				text_input_credits: 0.1,
				[textOutput]: 0.25,
				audio_input_credits: 0,
				audio_output_credits: 0,
			},
		},
	};
}

/**
 * The table of AltaBots' "Webhook Mode V2" (note 1), taken literally: V1's `message_type` and `text` beside V2's `output`, the token counts under a
 * second `output` (typed as an array), `text_output__credits` with two underscores and no `total_credits`.
 */
function replyMixed(content: ReplyContent, textOutput: string, tokens: unknown): Record<string, unknown> {
	return {
		conversation_id: content.conversationId,
		message_id: content.messageId,
		create_time: content.createTime,
		message_type: content.messageType,
		text: content.text,
		output: [outputOf(content)],
		usage: {
			output: tokens,
			credits: {
				text_input_credits: 0.1,
				[textOutput]: 0.25,
				audio_input_credits: 0,
				audio_output_credits: 0,
			},
		},
	};
}

function outputOf(content: ReplyContent): Record<string, unknown> {
	return {
		from_component_branch: content.branch,
		from_component_name: content.componentName,
		content: content.audio.length ? { text: content.text, audio: content.audio } : { text: content.text },
	};
}

/** Plausible counts: they grow with the text so that a sum in a workflow is visibly a sum. */
function tokenCounts(content: ReplyContent): Record<string, unknown> {
	const prompt = 19;
	const completion = Math.max(1, Math.ceil(content.text.length / 4));
	const spoken = content.audio.length ? 5 : 0;
	return {
		total_tokens: prompt + completion + spoken,
		prompt_tokens: prompt,
		prompt_tokens_details: { audio_tokens: 0, text_tokens: prompt },
		completion_tokens: completion + spoken,
		completion_tokens_details: { reasoning_tokens: 0, audio_tokens: spoken, text_tokens: completion },
	};
}

export interface EstablishContent {
	version: HandoffVersion;
	/** Id of the handoff, which is not the Agent conversation's (note 12). */
	conversationId: string;
	timestamp: number;
	email: string | null;
	botId: string;
	messages: WireMessage[];
	/** false leaves `user_info` out. */
	userInfo: boolean;
	phone: string | null;
	/** The e-mail that the customer typed; null where the platform filled in its placeholder (note 14). */
	typedEmail: string | null;
	userId: string | null;
	anonymousId: string | null;
}

/** H1 to H5 are the editions of the page from 2024-07 to 2025: H1 has no `user_info`, H2 only the phone in it, H3 and H4 all four, H5 adds `istest`. */
export function establishBody(content: EstablishContent): Record<string, unknown> {
	const body: Record<string, unknown> = {
		body: content.messages,
		timestamp: content.timestamp,
		email: content.email,
		conversation_id: content.conversationId,
		bot_id: content.botId,
	};
	if (content.userInfo && content.version === 'H2') body.user_info = { phone: content.phone };
	if (content.userInfo && content.version !== 'H1' && content.version !== 'H2') {
		body.user_info = {
			phone: content.phone,
			email: content.typedEmail,
			user_id: content.userId,
			anonymous_id: content.anonymousId,
		};
	}
	// GPTBots' "Webhook Detection Service" implies the member; that an ordinary call carries it as false is a guess, and a receiver must stand it.
	if (content.version === 'H5') body.istest = false;
	return body;
}

/** "Human Handoff Service": `body` is a text here, an array in establish. */
export function chatBody(
	version: HandoffVersion,
	conversationId: string,
	timestamp: number,
	text: string,
): Record<string, unknown> {
	const body: Record<string, unknown> = { conversation_id: conversationId, timestamp, body: text };
	if (version === 'H5') body.istest = false;
	return body;
}

/** "Human Handoff Service": no other `type` in any version. */
export function closeBody(
	conversationId: string,
	timestamp: number,
	type: CloseType,
): Record<string, unknown> {
	return { conversation_id: conversationId, timestamp, type };
}
