import { replyBody, wireTime, type AudioPart } from '../bodies';
import { successAnswer, type Answer } from '../answers';
import { stateOf, type Conversation, type MessagePart } from '../conversations';
import type { Settings } from '../settings';
import type { CallDetails, Platform } from './endpoint';
import { messageIdAt } from './find-conversation';
import { REPLY_AUDIO_PATH } from './reply-audio';

/** What the user said, whichever edition of the call brought it. */
export interface Said {
	version: 'v1' | 'v2';
	mode: 'blocking' | 'webhook';
	text: string;
	files: MessagePart[];
	/** V2 only: asks for citations. */
	withCitations: boolean;
}

/**
 * The Agent of the simulator repeats what it hears, and answers a voice message by voice. In blocking mode the reply is the answer and
 * no human can take over; in webhook mode an open handoff gets the words, else the reply follows on the message webhook. What the call
 * itself answers in webhook mode is not documented (note 37): a switch.
 */
export function answerOfAgent(
	platform: Platform,
	conversation: Conversation,
	said: Said,
	{ origin }: CallDetails,
): Answer {
	const { settings, handoffs, replies } = platform;
	handoffs.say(conversation, 'customer', said.text);
	const message = conversation.messages[conversation.messages.length - 1];
	if (said.files.length > 0) message.files = said.files;

	const seen = said.files.map(({ type }) => type);
	const text = `You said: ${said.text}${seen.length ? ` (with ${seen.join(', ')})` : ''}`;
	const audio: AudioPart[] = seen.includes('audio')
		? [{ audio: `${origin}${REPLY_AUDIO_PATH}`, transcript: text }]
		: [];
	if (said.mode === 'webhook') {
		if (['requested', 'connecting', 'connected'].includes(stateOf(conversation))) {
			void handoffs.customerWrote(conversation, said.text);
			return taken(settings, conversation, 'Taken. A human is in charge: the words go to the handoff.');
		}
		if (said.text === settings.handoffWords) {
			void handoffs.request(conversation, {});
			return taken(settings, conversation, 'Taken. The user asks for a human.');
		}
		const version = settings.webhookReplyVersion === 'asSent' ? said.version : settings.webhookReplyVersion;
		void replies.reply(conversation, { version, text, audio });
		return taken(settings, conversation, 'Taken. The reply follows on the message webhook.');
	}
	handoffs.say(conversation, 'bot', text);
	const body = replyBody(
		said.version,
		{
			conversationId: conversation.id,
			messageId: messageIdAt(conversation, conversation.messages.length - 1),
			createTime: wireTime(Date.now(), settings.replyTimeUnit),
			messageType: 'ANSWER',
			text: said.withCitations ? `${text}$[1]$` : text,
			branch: '1',
			componentName: 'User Input',
			audio,
		},
		settings,
	);
	const citations = [
		{ index: '1', name: null, type: 'doc', content: 'An example document', segment_index: 1 },
	];
	return {
		status: 200,
		body: said.withCitations ? { ...body, citations } : body,
		explanation: 'The Agent replied; in this mode no human can take over.',
	};
}

function taken(settings: Settings, conversation: Conversation, explanation: string): Answer {
	switch (settings.webhookModeAnswer) {
		case 'success':
			return successAnswer(settings, explanation);
		case 'ids': {
			const messageId = messageIdAt(conversation, conversation.messages.length - 1);
			return { status: 200, body: { conversation_id: conversation.id, message_id: messageId }, explanation };
		}
		case 'empty':
			return { status: 200, body: null, file: Buffer.alloc(0), explanation };
	}
}
