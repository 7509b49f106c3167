import { errorAnswer } from '../answers';
import type { Conversation } from '../conversations';
import { oneOf, parameterProblem, text, whole } from '../parameters';
import { pageOf } from './page-of';
import type { Endpoint } from './endpoint';

/** The table of the AltaBots "User Overview" (2025-12). */
const channels = [
	...['ALL', 'C', 'CHAT', 'C_WORKFLOW', 'API', 'EMBED', 'WIDGET', 'AI_SEARCH', 'SHARE'],
	...['DISCORD', 'SLACK', 'TELEGRAM', 'LINE', 'INSTAGRAM', 'FACEBOOK'],
];

/** A time before this many milliseconds since 1970 is one in seconds. */
const leastMilliseconds = 100_000_000_000;

const parameters = {
	conversation_type: oneOf(...channels),
	user_id: { optional: text() },
	start_time: whole(leastMilliseconds),
	end_time: whole(leastMilliseconds),
	page: whole(1),
	page_size: whole(1, 100),
};

/** "Get Conversation List": the conversations with activity in a time range. No document says in which order: a switch. */
export const conversationPage: Endpoint = {
	method: 'GET',
	path: '/v1/bot/conversation/page',
	parameters: Object.keys(parameters),
	handle({ settings, conversations }, agent, given) {
		const problem = parameterProblem(settings, given, parameters);
		if (problem) return errorAnswer(settings, 40000, problem);
		const query = given as Record<keyof typeof parameters, string>;
		const matches = conversations
			.all()
			.filter(({ agent: owner }) => owner.key === agent.key)
			.filter(({ channel }) => query.conversation_type === 'ALL' || channel === query.conversation_type)
			.filter(({ customer }) => query.user_id === undefined || customer.userId === query.user_id)
			.filter(
				(one) => lastActive(one) >= Number(query.start_time) && lastActive(one) <= Number(query.end_time),
			);
		if (settings.conversationsOrder === 'newestFirst') matches.reverse();
		const page = pageOf(settings, matches, query);
		if ('refused' in page) return page.refused;
		const list = page.entries.map((conversation) => ({
			conversation_id: conversation.id,
			user_id: conversation.customer.userId,
			recent_chat_time: lastActive(conversation),
			subject: conversation.messages[0]?.text ?? '',
			conversation_type: conversation.channel,
			message_count: conversation.messages.length,
			cost_credit: 0.01 * conversation.messages.length,
			bot_id: agent.botId,
		}));
		const explanation = `Listed ${list.length} of ${matches.length} conversations.`;
		return { status: 200, body: { list, total: matches.length }, explanation };
	},
};

function lastActive({ messages, openedAt }: Conversation): number {
	return Date.parse(messages.at(-1)?.at ?? openedAt);
}
