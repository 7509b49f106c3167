import { errorAnswer, successAnswer } from '../answers';
import { fieldProblem } from '../required-fields';
import type { Endpoint } from './endpoint';
import { findHandoff, refusedOutcome } from './find-handoff';

/** "Human Handoff Service": the human's reply goes to the customer; all three parameters are required. */
export const humanMessageReceive: Endpoint = {
	method: 'POST',
	path: '/v1/human/message/receive',
	parameters: ['conversation_id', 'timestamp', 'body'],
	handle(platform, agent, body) {
		const { settings, handoffs, replies } = platform;
		const problem = fieldProblem(settings, body, { conversation_id: 'id', timestamp: 'time', body: 'text' });
		if (problem) return errorAnswer(settings, 40000, problem);
		const { conversation_id: id, body: text } = body as { conversation_id: string; body: string };

		const search = findHandoff(platform, agent, id);
		if (search.refused) return search.refused;
		const outcome = handoffs.humanReplied(search.conversation, search.handoff, text);
		if (outcome === 'swallowed') return successAnswer(settings, 'The handoff is over: answered success, delivered nothing.');
		if (outcome !== 'done') return refusedOutcome(platform, outcome);
		replies.echoHuman(search.conversation, text);
		return successAnswer(settings, 'The reply was shown to the customer.');
	},
};
