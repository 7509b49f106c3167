import type { Endpoint } from './endpoint';

/** "Get Agent Information": `GET /v1/bot/detail`, no parameters; the answer is the bare object with the members of the newer GPTBots page. */
export const botDetail: Endpoint = {
	method: 'GET',
	path: '/v1/bot/detail',
	parameters: [],
	handle(_platform, agent) {
		return {
			status: 200,
			body: {
				bot_id: agent.botId,
				name: agent.name,
				logo: 'https://altatech.ai/example-logo.png',
				bot_type: 'QuestionAnswer',
				welcome_message: 'Hi, is there anything I can help you?',
				introduction: 'An Agent that exists only in the simulator.',
				tags: [],
				identity_prompt: 'You are a helpful assistant.',
				creativity_level: 0.5,
				doc_correlation: 0.7,
				irrelevant_questions: 'UNRELATED_GPT',
				question_limit: 4000,
				long_term_memory: false,
			},
			explanation: `Answered the details of the Agent "${agent.name}".`,
		};
	},
};
