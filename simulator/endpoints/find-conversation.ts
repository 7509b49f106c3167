import type { Agent } from '../agents';
import { errorAnswer, type Answer } from '../answers';
import type { Conversation } from '../conversations';
import type { Platform } from './endpoint';

type Search = { conversation: Conversation; refused?: undefined } | { refused: Answer };

/** The Agent's own conversation of an id. A handoff's id is another one (note 12). */
export function findConversation({ settings, conversations }: Platform, agent: Agent, id: string): Search {
	const found = conversations.find(id);
	if (!found || found.conversation.id !== id) {
		return { refused: errorAnswer(settings, 40356, `there is no conversation "${id}".`) };
	}
	if (found.conversation.agent.key !== agent.key) {
		return { refused: errorAnswer(settings, 40358, `"${id}" is a conversation of another Agent.`) };
	}
	return { conversation: found.conversation };
}

/** The id of a message by its place in the chat; 24 hexadecimal digits as in the samples. */
export function messageIdAt(conversation: Conversation, position: number): string {
	return conversation.id.slice(0, 16) + position.toString(16).padStart(8, '0');
}
