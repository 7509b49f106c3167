import { errorAnswer } from '../answers';
import { parameterProblem, text } from '../parameters';
import type { Endpoint } from './endpoint';

const parameters = { user_id: text(32) };

/** "Create Conversation": opens a conversation of the API channel, which has no anonymous id. Each call opens another one. */
export const createConversation: Endpoint = {
	method: 'POST',
	path: '/v1/conversation',
	parameters: Object.keys(parameters),
	handle({ settings, conversations }, agent, given) {
		const problem = parameterProblem(settings, given, parameters);
		if (problem) return errorAnswer(settings, 40000, problem);
		const { user_id: userId } = given as { user_id: string };
		conversations.users.know(agent, userId);
		const { id } = conversations.open(agent, { userId, anonymousId: null }, 'API');
		return {
			status: 200,
			body: { conversation_id: id },
			explanation: `Opened a conversation with "${userId}".`,
		};
	},
};
