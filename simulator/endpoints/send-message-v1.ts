import { errorAnswer } from '../answers';
import type { MessagePart } from '../conversations';
import { anything, list, object, oneOf, parameterProblem, text, yesOrNo } from '../parameters';
import { answerOfAgent } from './agent-answer';
import type { Endpoint } from './endpoint';
import { findConversation } from './find-conversation';

/** "Send Message" V1: deprecated, on GPTBots only. "Either text or files must be entered." */
export const sendMessageV1: Endpoint = {
	method: 'POST',
	path: '/v1/conversation/message',
	parameters: [
		...['text', 'conversation_id', 'response_mode', 'short_term_memory', 'long_term_memory'],
		...['files', 'knowledge'],
	],
	handle(platform, agent, given, call) {
		const { settings } = platform;
		const file = object(settings, {
			url: { optional: text() },
			base64_content: { optional: text() },
			name: text(),
			width: { optional: anything },
			height: { optional: anything },
		});
		const problem = parameterProblem(settings, given, {
			text: { optional: (value) => (typeof value === 'string' ? null : 'must be a string.') },
			conversation_id: text(),
			response_mode: oneOf('blocking', 'webhook'),
			short_term_memory: { optional: yesOrNo },
			long_term_memory: { optional: yesOrNo },
			files: { optional: list(file) },
			knowledge: { optional: object(settings, { data_ids: list(text()) }) },
		});
		if (problem) return errorAnswer(settings, 40000, problem);
		const body = given as {
			text?: string;
			conversation_id: string;
			response_mode: 'blocking' | 'webhook';
			files?: Array<{ name: string; url?: string }>;
		};
		const { text: words = '', files = [] } = body;
		if (words.trim() === '' && files.length === 0) {
			return errorAnswer(settings, 40000, 'either "text" or "files" must be entered.');
		}
		const search = findConversation(platform, agent, body.conversation_id);
		if (search.refused) return search.refused;
		const said = {
			version: 'v1' as const,
			mode: body.response_mode,
			text: words,
			files: files.map(({ name, url }): MessagePart => ({ type: 'document', document: [{ name, url }] })),
			withCitations: false,
		};
		return answerOfAgent(platform, search.conversation, said, call);
	},
};
