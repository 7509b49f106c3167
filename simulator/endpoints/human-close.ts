import { errorAnswer, successAnswer } from '../answers';
import { fieldProblem } from '../required-fields';
import type { Endpoint } from './endpoint';
import { findHandoff, refusedOutcome } from './find-handoff';

/** "Human Handoff Service": the human ends the handoff. The answer's table repeats the request in every version, hence the switch. */
export const humanClose: Endpoint = {
	method: 'POST',
	path: '/v1/human/close',
	parameters: ['conversation_id', 'timestamp'],
	handle(platform, agent, body) {
		const { settings, handoffs } = platform;
		const problem = fieldProblem(settings, body, { conversation_id: 'id', timestamp: 'time' });
		if (problem) return errorAnswer(settings, 40000, problem);
		const { conversation_id, timestamp } = body as { conversation_id: string; timestamp: number };

		const search = findHandoff(platform, agent, conversation_id);
		if (search.refused) return search.refused;
		const outcome = handoffs.humanClosed(search.conversation, search.handoff);
		if (outcome === 'notEstablished' || outcome === 'over') return refusedOutcome(platform, outcome);
		const explanation =
			outcome === 'done' ? 'The handoff was closed by the human.' : 'The handoff was over already: answered success.';
		if (settings.closeAnswer === 'code') return successAnswer(settings, explanation);
		return { status: 200, body: { conversation_id, timestamp }, explanation };
	},
};
