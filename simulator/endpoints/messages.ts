import { errorAnswer } from '../answers';
import type { ChatMessage, Conversation } from '../conversations';
import { parameterProblem, text, whole } from '../parameters';
import type { Endpoint } from './endpoint';
import { findConversation, messageIdAt } from './find-conversation';
import { pageOf } from './page-of';

const parameters = { conversation_id: text(), page: whole(1), page_size: whole(1, 100) };

/**
 * "Get Conversation Detail": the messages of a conversation. Neither the order (a switch) nor the role of a human's reply (here: assistant)
 * is documented. `total` is a string in the table and a number in the sample: a switch.
 */
export const messages: Endpoint = {
	method: 'GET',
	path: '/v2/messages',
	parameters: Object.keys(parameters),
	handle(platform, agent, given) {
		const { settings } = platform;
		const problem = parameterProblem(settings, given, parameters);
		if (problem) return errorAnswer(settings, 40000, problem);
		const query = given as Record<keyof typeof parameters, string>;
		const search = findConversation(platform, agent, query.conversation_id);
		if (search.refused) return search.refused;
		const all = search.conversation.messages.map((message, position) =>
			wire(search.conversation, message, position),
		);
		if (settings.messagesOrder === 'newestFirst') all.reverse();
		const page = pageOf(settings, all, query);
		if ('refused' in page) return page.refused;
		const total = settings.totalType === 'string' ? String(all.length) : all.length;
		const body = { total, conversation_content: page.entries };
		return { status: 200, body, explanation: `Listed ${page.entries.length} of ${all.length} messages.` };
	},
};

function wire(
	conversation: Conversation,
	{ from, text: words, at, files = [] }: ChatMessage,
	position: number,
): object {
	const isUser = from === 'customer';
	const parts = [...(words === '' ? [] : [{ type: 'text', text: words }]), ...files];
	return {
		message_id: messageIdAt(conversation, position),
		parent_message_id: position === 0 ? '' : messageIdAt(conversation, position - 1),
		create_time: Date.parse(at),
		feedback: null,
		role: isUser ? 'user' : 'assistant',
		content: [isUser ? { branch_content: parts } : { from_component_branch: '1', branch_content: parts }],
	};
}
