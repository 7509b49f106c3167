import type { JsonObject } from '../json';

/**
 * The shapes that leave this package. Every key is always present, null where the platform said nothing.
 * Times are ISO 8601 UTC with milliseconds. Ids are opaque strings: the documents' own samples are no
 * valid ObjectIds. What the platform sent and no key here holds stands in `additionalFields`, at the
 * level where it came.
 */

/** The four events, in the order of the trigger's outputs. */
export const EVENT_NAMES = ['agentReply', 'handoffRequested', 'customerMessage', 'handoffClosed'] as const;

export type EventName = (typeof EVENT_NAMES)[number];

interface CommonFields {
	/** The platform's id of the conversation. A handoff has one of its own (GPTBots handoff page, mid-2025). */
	conversationId: string;
	/** When it happened, by the platform's clock; null if it sent no usable time. */
	occurredAt: string | null;
	/** Equal for two deliveries of one event: `event:conversationId:(messageId or time as sent):hash of the body`. */
	dedupeKey: string;
	/** The label the user gave this trigger, to tell bots or teams apart; null without one. */
	source: string | null;
	additionalFields: JsonObject;
}

/** A reply of the agent, or of a human in webhook mode ("Webhook Mode V2", "Webhook receives messages"). */
export interface AgentReply extends CommonFields {
	event: 'agentReply';
	messageId: string | null;
	messageType: 'ANSWER' | 'QUESTION' | null;
	/** The text to show: the V1 text, else the V2 outputs' texts, else the V1 outputs', joined by line breaks. */
	text: string;
	outputs: ReplyOutput[];
	usage: Usage | null;
	/** `v2` if the body has `output` or `usage`, else `v1`. */
	payloadVersion: 'v1' | 'v2';
}

export interface ReplyOutput {
	text: string;
	branch: string | null;
	fromComponentName: string | null;
	audio: Array<{ url: string | null; transcript: string | null }>;
	additionalFields: JsonObject;
}

export interface Usage {
	tokens: {
		total: number | null;
		prompt: number | null;
		completion: number | null;
		promptDetails: { text: number | null; audio: number | null };
		completionDetails: { text: number | null; audio: number | null; reasoning: number | null };
	};
	credits: {
		total: number | null;
		textInput: number | null;
		textOutput: number | null;
		audioInput: number | null;
		audioOutput: number | null;
	};
	additionalFields: JsonObject;
}

/** The bot hands a customer to a human (`/conversation/establish`). */
export interface HandoffRequested extends CommonFields {
	event: 'handoffRequested';
	agentId: string | null;
	customer: {
		/** Null when the platform sent only a placeholder, so that no CRM merges strangers. */
		email: string | null;
		emailIsPlaceholder: boolean;
		phone: string | null;
		userId: string | null;
		anonymousId: string | null;
		additionalFields: JsonObject;
	};
	/** The customer's last words before the handoff, null if there are none. */
	question: string | null;
	messages: TranscriptMessage[];
	/** The messages as readable text, '' when there is none. */
	transcript: string;
}

export interface TranscriptMessage {
	role: 'customer' | 'bot' | null;
	text: string;
	additionalFields: JsonObject;
}

/** The customer writes while a human is in charge (`/chat`). */
export interface CustomerMessage extends CommonFields {
	event: 'customerMessage';
	text: string;
}

/** The customer left or the handoff timed out (`/conversation/close`). */
export interface HandoffClosed extends CommonFields {
	event: 'handoffClosed';
	/** `TIMEOUT`, `USER_CLOSED`, or whatever the platform sent. */
	reason: string | null;
}

export type AltaBotsEvent = AgentReply | HandoffRequested | CustomerMessage | HandoffClosed;
