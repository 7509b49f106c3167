import type { EventName } from './events';

/**
 * What the platform gets to read. The message webhook's documented answer has the key `msg`, the handoff
 * calls' has `message`; both say 200 in the body ("Webhook Mode V2", "Human Handoff Service - Webhook").
 */
type Answer = { code: number; msg: string } | { code: number; message: string };

/** @param event the event the call stands for, null if its path stands for none */
export function answerOf(event: EventName | null, code: number, text: string): Answer {
	return event === 'agentReply' ? { code, msg: text } : { code, message: text };
}

export function successAnswer(event: EventName): Answer {
	return answerOf(event, 200, 'success');
}
