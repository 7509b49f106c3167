import { errorAnswer } from '../answers';
import { parameterProblem, text } from '../parameters';
import type { Endpoint } from './endpoint';

const parameters = { answer_id: text() };

/** Suggested questions after a reply. The package has no operation for it: it stands for all that is left to the HTTP Request node. */
export const nextQuestion: Endpoint = {
	method: 'GET',
	path: '/v1/next/question',
	parameters: Object.keys(parameters),
	handle({ settings }, _agent, given) {
		const problem = parameterProblem(settings, given, parameters);
		if (problem) return errorAnswer(settings, 40000, problem);
		const questions = ['What kind of support do you need?', 'Do you have any questions about our service?'];
		return { status: 200, body: { questions }, explanation: 'Suggested two questions.' };
	},
};
