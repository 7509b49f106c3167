import { errorAnswer, statusAnswer } from '../answers';
import { parameterProblem, text } from '../parameters';
import type { User } from '../users';
import type { Endpoint } from './endpoint';

const parameters = { user_ids: { optional: text() }, anonymous_ids: { optional: text() } };

const MOST_IDS = 100;

/**
 * "Query User Attributes": reads properties of up to 100 users. The ids stand in the query as in AltaBots' example (how several of them are written is
 * not shown: with commas); the members of the answer are `propertyName` in the example, `property_name` on GPTBots' page: a switch.
 * The statuses 503 and 504 mean an unknown user here, and no gateway.
 */
export const userProperties: Endpoint = {
	method: 'GET',
	path: '/v2/user-property/query',
	parameters: Object.keys(parameters),
	handle({ settings, conversations }, agent, given) {
		const problem = parameterProblem(settings, given, parameters);
		if (problem) return errorAnswer(settings, 40000, problem);
		const { user_ids: userIds, anonymous_ids: anonymousIds } = given as Record<string, string | undefined>;
		const ids = (userIds ?? anonymousIds ?? '').split(',').filter((id) => id !== '');
		if (ids.length === 0)
			return errorAnswer(settings, 40000, 'either "user_ids" or "anonymous_ids" is required.');
		if (ids.length > MOST_IDS) return errorAnswer(settings, 40000, `no more than ${MOST_IDS} ids.`);

		const isByUser = userIds !== undefined;
		const { users } = conversations;
		const found = ids.map((id) => (isByUser ? users.find(agent, id) : users.findAnonymous(agent, id)));
		if (found.includes(undefined)) {
			return isByUser
				? statusAnswer(settings, 503, 'User ID Not Found')
				: statusAnswer(settings, 504, 'Anonymous User ID Not Found');
		}
		const body = ids.map((id, at) => ({
			[isByUser ? 'user_id' : 'anonymous_id']: id,
			property_values: [...(found[at] as User).properties].map(([name, value]) => ({
				[settings.propertyNames]: name,
				value,
			})),
		}));
		return { status: 200, body, explanation: `Answered the properties of ${ids.length} users.` };
	},
};
