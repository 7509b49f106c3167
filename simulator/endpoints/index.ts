import { botDetail } from './bot-detail';
import { conversationPage } from './conversation-page';
import { createConversation } from './create-conversation';
import type { Endpoint } from './endpoint';
import { humanClose } from './human-close';
import { humanMessageReceive } from './human-message-receive';
import { keyVerify } from './key-verify';
import { messages } from './messages';
import { nextQuestion } from './next-question';
import { replyAudio } from './reply-audio';
import { sendMessage } from './send-message';
import { sendMessageV1 } from './send-message-v1';
import { setUserId } from './set-user-id';
import { updateProperties } from './update-properties';
import { userProperties } from './user-properties';
import { webhookCheck } from './webhook-check';

/** Every call that the simulated platform understands: a new one is a file beside these and a line here. */
export const endpoints: readonly Endpoint[] = [
	humanMessageReceive,
	humanClose,
	createConversation,
	conversationPage,
	messages,
	sendMessage,
	sendMessageV1,
	replyAudio,
	setUserId,
	updateProperties,
	userProperties,
	botDetail,
	webhookCheck,
	keyVerify,
	nextQuestion,
];
