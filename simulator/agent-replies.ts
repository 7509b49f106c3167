import { newId } from './agents';
import { replyBody, wireTime, type AudioPart } from './bodies';
import type { CallsOut, Delivery } from './calls-out';
import type { Conversation } from './conversations';
import type { Handoffs } from './handoff';
import type { ReplyVersion, Settings } from './settings';
import { webhookCall } from './webhook-calls';

export interface AgentReply {
	/** Edition of the body: 'v1', 'v2', or 'mixed' (the AltaBots table). Default: 'v2'. */
	version?: ReplyVersion;
	text: string;
	audio?: AudioPart[];
	/** V1 and 'mixed' only. Default: 'ANSWER'. */
	messageType?: 'ANSWER' | 'QUESTION';
	/** Default: a fresh one; give the same twice to repeat a message. */
	messageId?: string;
	/** Default: '1'. */
	branch?: string | null;
	/** Default: 'User Input', as in the samples. */
	componentName?: string;
	/** Further members, or other values for the documented ones. */
	extra?: Record<string, unknown>;
}

/** The Agent's own replies, and echoes of human ones, on the message webhook. */
export class AgentReplies {
	constructor(
		private readonly settings: Settings,
		private readonly callsOut: CallsOut,
		private readonly handoffs: Handoffs,
	) {}

	/** The customer sees the reply and the message webhook gets it. */
	async reply(conversation: Conversation, reply: AgentReply): Promise<Delivery & { messageId: string }> {
		this.handoffs.say(conversation, 'bot', reply.text);
		return await this.post(conversation, reply, 'Agent reply on the message webhook.');
	}

	/** The pages suggest, and none says, that a human reply comes back here; a switch decides (note 29). */
	echoHuman(conversation: Conversation, text: string): void {
		const version = this.settings.echoHumanReplies;
		if (version === 'none') return;
		void this.post(
			conversation,
			{ version, text },
			'Echo of a human reply on the message webhook (a switch).',
		);
	}

	private async post(
		conversation: Conversation,
		reply: AgentReply,
		purpose: string,
	): Promise<Delivery & { messageId: string }> {
		const messageId = reply.messageId ?? newId();
		const body = replyBody(
			reply.version ?? 'v2',
			{
				conversationId: conversation.id,
				messageId,
				createTime: wireTime(Date.now(), this.settings.replyTimeUnit),
				messageType: reply.messageType ?? 'ANSWER',
				text: reply.text,
				branch: reply.branch === undefined ? '1' : reply.branch,
				componentName: reply.componentName ?? 'User Input',
				audio: reply.audio ?? [],
			},
			this.settings,
		);
		const delivery = await this.callsOut.send(
			webhookCall(this.settings, conversation.agent, 'message', {
				body: { ...body, ...reply.extra },
				conversationIds: [conversation.id],
				purpose,
			}),
		);
		return { ...delivery, messageId };
	}
}
