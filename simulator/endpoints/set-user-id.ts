import { errorAnswer } from '../answers';
import { list, object, parameterProblem, text } from '../parameters';
import type { Endpoint } from './endpoint';

/** "Set UserID V2": binds anonymous ids to a user ID, and answers all that are bound now. */
export const setUserId: Endpoint = {
	method: 'POST',
	path: '/v1/user/set-userid',
	parameters: ['user_id', 'anonymous_ids'],
	handle({ settings, conversations }, agent, given) {
		const binding = object(settings, {
			anonymous_id: text(),
			conversation_type: text(),
			source_id: { optional: text() },
		});
		const problem = parameterProblem(settings, given, { user_id: text(), anonymous_ids: list(binding, 1) });
		if (problem) return errorAnswer(settings, 40000, problem);
		const { user_id: userId, anonymous_ids: ids } = given as {
			user_id: string;
			anonymous_ids: Array<{ anonymous_id: string; conversation_type: string; source_id?: string }>;
		};
		const bindings = ids.map(({ anonymous_id, conversation_type, source_id = null }) => ({
			anonymous_id,
			conversation_type,
			source_id,
		}));
		const user = conversations.users.bind(agent, userId, bindings);
		const data = { user_id: userId, anonymous_ids: user.bindings };
		return {
			status: 200,
			body: { code: 0, message: 'OK', data },
			explanation: `"${userId}" now has ${user.bindings.length} anonymous ids.`,
		};
	},
};
