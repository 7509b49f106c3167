import { errorAnswer } from '../answers';
import { anything, list, object, parameterProblem, text } from '../parameters';
import type { Endpoint } from './endpoint';

/**
 * "Update User Properties": sets properties of a user. When one fails is not documented; the page takes "string, number, boolean, etc.", so here
 * everything that is none of them does.
 */
export const updateProperties: Endpoint = {
	method: 'POST',
	path: '/v1/property/update',
	parameters: ['user_id', 'property_values'],
	handle({ settings, conversations }, agent, given) {
		const property = object(settings, { property_name: text(), value: { optional: anything } });
		const problem = parameterProblem(settings, given, {
			user_id: text(),
			property_values: list(property, 1),
		});
		if (problem) return errorAnswer(settings, 40000, problem);
		const { user_id: userId, property_values: values } = given as {
			user_id: string;
			property_values: Array<{ property_name: string; value: unknown }>;
		};
		const user = conversations.users.know(agent, userId);
		const isPlain = ({ value }: { value: unknown }) => ['string', 'number', 'boolean'].includes(typeof value);
		const done = values.filter(isPlain);
		for (const { property_name: name, value } of done) user.properties.set(name, value);
		return {
			status: 200,
			body: { success_update: done, fail_update: values.filter((one) => !isPlain(one)) },
			explanation: `Set ${done.length} of ${values.length} properties of "${userId}".`,
		};
	},
};
