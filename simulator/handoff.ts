/* eslint-disable @n8n/community-nodes/no-restricted-globals -- development only, never published */
import { newId } from './agents';
import { chatBody, closeBody, establishBody, wireTime, type WireMessage } from './bodies';
import { nothingSent, type CallsOut, type Delivery } from './calls-out';
import {
	currentHandoff,
	viewOf,
	type CloseReason,
	type Conversation,
	type Conversations,
	type Handoff,
} from './conversations';
import type { Announcer } from './events';
import { Problem } from './problem';
import type { CloseType, HandoffVersion, Settings } from './settings';
import { isRecord } from './settings-patch';
import { webhookCall } from './webhook-calls';

export interface HandoffRequest {
	/** What the customer types to ask for a human; joins the chat and the context. Default: nothing new is typed. */
	text?: string;
	/** The context sent along. Default: the chat so far and, as in the sample, an empty ANSWER at the end. */
	messages?: WireMessage[];
	/** Which edition of the body. Default: the setting. */
	version?: HandoffVersion;
	/** The e-mail that the customer typed, null for none. Default: what the conversation knows. */
	email?: string | null;
	phone?: string | null;
	userId?: string | null;
	anonymousId?: string | null;
	/** false leaves `user_info` out. Default: true. */
	userInfo?: boolean;
	/** Further members, or other values for the documented ones: what a future platform might send. */
	extra?: Record<string, unknown>;
}

/** What became of a human reply or close; the endpoints turn it into the platform's answer. */
export type HumanCallOutcome = 'done' | 'swallowed' | 'notEstablished' | 'over';

/** The state machine of GPTBots' page "Human Handoff Service" (mid-2025, Important Notes), and the handoff calls that its changes cause. */
export class Handoffs {
	private readonly firstReplyTimers = new Map<Handoff, NodeJS.Timeout>();

	constructor(
		private readonly settings: Settings,
		private readonly conversations: Conversations,
		private readonly callsOut: CallsOut,
		private readonly announcer: Announcer,
	) {}

	/** The customer asks for a human: establish goes out, and its answer decides between Connecting and Busy. */
	async request(
		conversation: Conversation,
		request: HandoffRequest,
	): Promise<Delivery & { handoffId: string }> {
		if (isOpen(currentHandoff(conversation)))
			throw new Problem(409, 'A handoff of this conversation is already open.');
		const { text, email, phone, userId, anonymousId } = request;
		for (const [name, value] of Object.entries({ email, phone, userId, anonymousId })) {
			if (value !== undefined) Object.assign(conversation.customer, { [name]: value });
		}
		if (text !== undefined) this.say(conversation, 'customer', text);

		const handoff: Handoff = {
			id: this.settings.separateHandoffId ? newId() : conversation.id,
			state: 'requested',
			version: request.version ?? this.settings.handoffVersion,
			requestedAt: new Date().toISOString(),
			closeReason: null,
			firstReplyDeadline: null,
			established: Promise.resolve(),
			humanReplies: 0,
		};
		this.conversations.addHandoff(conversation, handoff);
		this.changed(conversation);

		const sending = this.callsOut.send(
			webhookCall(this.settings, conversation.agent, 'establish', {
				body: this.establishBodyFor(conversation, handoff, request),
				conversationIds: [conversation.id, handoff.id],
				purpose: 'Establish: the customer asks for a human.',
			}),
		);
		handoff.established = sending;
		const delivery = await sending;
		this.establishAnswered(conversation, handoff, delivery);
		return { ...delivery, handoffId: handoff.id };
	}

	/** The customer writes while a handoff is open. Answers null when none is: then the message is the Agent's to answer. */
	async customerWrote(conversation: Conversation, text: string): Promise<Delivery | null> {
		const handoff = currentHandoff(conversation);
		// GPTBots' "Human Handoff Service": only a 200 creates the handoff, so what the customer writes meanwhile follows it.
		await handoff?.established;
		if (!handoff || !isOpen(handoff)) return null;
		const time = wireTime(Date.now(), this.settings.handoffTimeUnit);
		return await this.callsOut.send(
			webhookCall(this.settings, conversation.agent, 'chat', {
				body: chatBody(handoff.version, handoff.id, time, text),
				conversationIds: [conversation.id, handoff.id],
				purpose: 'Chat: the customer writes to the human.',
			}),
		);
	}

	/** The customer closes the chat, or the platform does after a long silence. */
	async closedByCustomer(conversation: Conversation, type: CloseType): Promise<Delivery> {
		const handoff = currentHandoff(conversation);
		await handoff?.established;
		if (!handoff || !isOpen(handoff)) return nothingSent('No handoff is open, so nothing was sent.');
		this.end(conversation, handoff, type);
		return await this.sendClose(conversation, handoff, type, `Close: ${closeWords[type]}.`);
	}

	/** `/v1/human/message/receive`: the text goes to the customer and the first one connects. */
	humanReplied(conversation: Conversation, handoff: Handoff, text: string): HumanCallOutcome {
		const refusal = this.refusal(conversation, handoff);
		if (refusal) return refusal;
		handoff.humanReplies += 1;
		this.stopFirstReplyLimit(handoff);
		if (handoff.state === 'connecting') handoff.state = 'connected';
		this.say(conversation, 'human', text);
		return 'done';
	}

	/** `/v1/human/close`: the customer gets no human messages until a new handoff. */
	humanClosed(conversation: Conversation, handoff: Handoff): HumanCallOutcome {
		const refusal = this.refusal(conversation, handoff);
		if (refusal) return refusal;
		this.end(conversation, handoff, 'HUMAN_CLOSED');
		const type = this.settings.closeAfterHumanClose;
		if (type !== 'none')
			void this.sendClose(conversation, handoff, type, 'Close: it follows the human close (a switch).');
		return 'done';
	}

	/** Adds a line to the chat as the customer sees it. */
	say(conversation: Conversation, from: 'customer' | 'bot' | 'human', text: string): void {
		conversation.messages.push({ from, text, at: new Date().toISOString() });
		this.changed(conversation);
	}

	/** Lets the first-reply limit of a conversation from an earlier run go on. */
	resume(conversation: Conversation): void {
		const handoff = currentHandoff(conversation);
		if (handoff?.state !== 'connecting' || handoff.firstReplyDeadline === null) return;
		this.limitFirstReply(conversation, handoff, Math.max(0, handoff.firstReplyDeadline - Date.now()));
	}

	/** Stops every first-reply limit, without ending the handoffs. */
	stopTimers(): void {
		for (const timer of this.firstReplyTimers.values()) clearTimeout(timer);
		this.firstReplyTimers.clear();
	}

	private refusal(conversation: Conversation, handoff: Handoff): HumanCallOutcome | null {
		if (handoff.state === 'requested') {
			return this.settings.repliesBeforeEstablished === 'accept' ? null : 'notEstablished';
		}
		if (isOpen(handoff) && currentHandoff(conversation) === handoff) return null;
		return handoff.state === 'busy' || this.settings.repliesAfterClose === 'refuse' ? 'over' : 'swallowed';
	}

	private establishAnswered(conversation: Conversation, handoff: Handoff, delivery: Delivery): void {
		// A human close may have ended it while establish was unanswered.
		if (handoff.state !== 'requested') return;
		const created = [delivery, ...(delivery.copies ?? [])].some((answer) =>
			isCreation(this.settings, answer),
		);
		if (!created) handoff.state = 'busy';
		else if (handoff.humanReplies > 0) handoff.state = 'connected';
		else {
			handoff.state = 'connecting';
			this.startFirstReplyLimit(conversation, handoff);
		}
		this.changed(conversation);
	}

	private startFirstReplyLimit(conversation: Conversation, handoff: Handoff): void {
		const limit = this.settings.firstReplyLimitMs;
		if (limit === null) return;
		handoff.firstReplyDeadline = Date.now() + limit;
		this.limitFirstReply(conversation, handoff, limit);
	}

	private limitFirstReply(conversation: Conversation, handoff: Handoff, ms: number): void {
		const timer = setTimeout(() => this.firstReplyLimitReached(conversation, handoff), ms);
		this.firstReplyTimers.set(handoff, timer);
	}

	private firstReplyLimitReached(conversation: Conversation, handoff: Handoff): void {
		this.end(conversation, handoff, 'FIRST_REPLY_LIMIT');
		const type = this.settings.closeAfterFirstReplyLimit;
		if (type !== 'none')
			void this.sendClose(conversation, handoff, type, 'Close: nobody replied in time (a switch).');
	}

	private stopFirstReplyLimit(handoff: Handoff): void {
		handoff.firstReplyDeadline = null;
		clearTimeout(this.firstReplyTimers.get(handoff));
		this.firstReplyTimers.delete(handoff);
	}

	private end(conversation: Conversation, handoff: Handoff, reason: CloseReason): void {
		this.stopFirstReplyLimit(handoff);
		handoff.state = 'closed';
		handoff.closeReason = reason;
		this.changed(conversation);
	}

	private async sendClose(
		conversation: Conversation,
		handoff: Handoff,
		type: CloseType,
		purpose: string,
	): Promise<Delivery> {
		const time = wireTime(Date.now(), this.settings.handoffTimeUnit);
		return await this.callsOut.send(
			webhookCall(this.settings, conversation.agent, 'close', {
				body: closeBody(handoff.id, time, type),
				conversationIds: [conversation.id, handoff.id],
				purpose,
			}),
		);
	}

	private establishBodyFor(conversation: Conversation, handoff: Handoff, request: HandoffRequest) {
		const { agent, customer } = conversation;
		const body = establishBody({
			version: handoff.version,
			conversationId: handoff.id,
			timestamp: wireTime(Date.now(), this.settings.handoffTimeUnit),
			email: customer.email ?? this.settings.placeholderEmail,
			botId: agent.botId,
			messages: request.messages ?? this.inOrder(contextOf(conversation)),
			userInfo: request.userInfo ?? true,
			phone: customer.phone,
			typedEmail: customer.email,
			userId: customer.userId,
			anonymousId: customer.anonymousId,
		});
		return { ...body, ...request.extra };
	}

	private inOrder(messages: WireMessage[]): WireMessage[] {
		return this.settings.transcriptOrder === 'oldestFirst' ? messages : messages.reverse();
	}

	private changed(conversation: Conversation): void {
		this.announcer.announce({ type: 'conversation', data: viewOf(conversation) });
	}
}

const closeWords: Record<CloseType, string> = {
	TIMEOUT: 'the conversation timed out',
	USER_CLOSED: 'the customer closed the chat',
};

/** GPTBots' page names HTTP 200; that the code of the body counts is possible, too (note 28). */
function isCreation({ handoffCreatedBy }: Settings, { status, body }: Delivery): boolean {
	const code = isRecord(body) ? body.code : undefined;
	switch (handoffCreatedBy) {
		case 'http200':
			return status === 200;
		case 'http2xx':
			return status >= 200 && status < 300;
		case 'code200':
			return status === 200 && code === 200;
		case 'code0':
			return status === 200 && code === 0;
	}
}

function isOpen(handoff: Handoff | null): boolean {
	return handoff !== null && ['requested', 'connecting', 'connected'].includes(handoff.state);
}

/** "Human Handoff Service": the request plus its context; the sample ends with an empty ANSWER, the reply that never came. */
function contextOf(conversation: Conversation): WireMessage[] {
	const context = conversation.messages
		.filter((message) => message.from !== 'human')
		.map(
			({ from, text }): WireMessage => ({ text, message_type: from === 'customer' ? 'QUESTION' : 'ANSWER' }),
		);
	if (context.at(-1)?.message_type !== 'ANSWER') context.push({ text: '', message_type: 'ANSWER' });
	return context;
}
