import type { Agent } from '../agents';
import { errorAnswer, type Answer } from '../answers';
import type { Conversation, Handoff } from '../conversations';
import type { HumanCallOutcome } from '../handoff';
import type { Platform } from './endpoint';

type Search = { conversation: Conversation; handoff: Handoff; refused?: undefined } | { refused: Answer };

/** The neighbouring pages have two codes for a wrong conversation id; that `/v1/human/*` uses them too is nowhere written (note 31): a switch. */
export function findHandoff({ settings, conversations }: Platform, agent: Agent, id: string): Search {
	const found = conversations.find(id);
	if (!found)
		return {
			refused: errorAnswer(settings, settings.unknownHandoffCode, `there is no conversation "${id}".`),
		};
	const { conversation, handoff } = found;
	if (conversation.agent.key !== agent.key) {
		return { refused: errorAnswer(settings, 40358, `"${id}" is a conversation of another Agent.`) };
	}
	if (!handoff) {
		const detail = `"${id}" is the Agent conversation's id; the handoff has one of its own.`;
		return { refused: errorAnswer(settings, settings.unknownHandoffCode, detail) };
	}
	return { conversation, handoff };
}

/** The answer to a human call that the state machine did not carry out. */
export function refusedOutcome({ settings }: Platform, outcome: Exclude<HumanCallOutcome, 'done'>): Answer {
	const detail =
		outcome === 'notEstablished' ? 'the handoff is not established yet.' : 'the handoff is over.';
	return errorAnswer(settings, settings.unknownHandoffCode, detail);
}
