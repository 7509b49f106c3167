import { errorAnswer } from '../answers';
import type { MessagePart } from '../conversations';
import { anyObject, list, object, oneOf, parameterProblem, text, yesOrNo, type Check } from '../parameters';
import type { Settings } from '../settings';
import { isRecord } from '../settings-patch';
import { answerOfAgent } from './agent-answer';
import type { Endpoint } from './endpoint';
import { findConversation } from './find-conversation';

/** Largest sets of formats on the page; documents end with "etc.". */
const formats: Record<string, string[] | null> = {
	image: ['jpg', 'jpeg', 'png', 'gif', 'webp'],
	audio: ['mp3', 'wav'],
	document: null,
};

/** "Send Message" V2. Streaming is documented too, but this package never asks for it. */
export const sendMessage: Endpoint = {
	method: 'POST',
	path: '/v2/conversation/message',
	parameters: ['conversation_id', 'response_mode', 'messages', 'conversation_config'],
	handle(platform, agent, given, call) {
		const { settings } = platform;
		const problem = parameterProblem(settings, given, {
			conversation_id: text(),
			response_mode: oneOf('blocking', 'webhook'),
			messages: list(object(settings, { role: oneOf('user', 'assistant'), content: content(settings) }), 1),
			conversation_config: { optional: config(settings) },
		});
		if (problem) return errorAnswer(settings, 40000, problem);
		const body = given as {
			conversation_id: string;
			response_mode: 'blocking' | 'webhook';
			messages: Array<{ role: string; content: string | Array<{ type: string; text?: string }> }>;
			conversation_config?: { corner_citation?: boolean };
		};
		const last = body.messages[body.messages.length - 1];
		if (last.role !== 'user') return errorAnswer(settings, 40000, "the last message must be a user's.");
		const search = findConversation(platform, agent, body.conversation_id);
		if (search.refused) return search.refused;
		const parts = typeof last.content === 'string' ? [{ type: 'text', text: last.content }] : last.content;
		const said = {
			version: 'v2' as const,
			mode: body.response_mode,
			text: parts
				.map((part) => part.text ?? '')
				.filter((words) => words !== '')
				.join('\n'),
			files: parts.filter(({ type }) => type !== 'text').map(stored),
			withCitations: body.conversation_config?.corner_citation === true,
		};
		return answerOfAgent(platform, search.conversation, said, call);
	},
};

function content(settings: Settings): Check {
	return (value) => (typeof value === 'string' ? text()(value) : list(part(settings), 1)(value));
}

function part(settings: Settings): Check {
	return (value) => {
		const type = isRecord(value) ? String(value.type) : '';
		if (type === 'text') return object(settings, { type: text(), text: text() })(value);
		if (!Object.hasOwn(formats, type)) return 'has none of the types text, image, audio and document.';
		const known = formats[type];
		const file = object(settings, {
			url: { optional: text() },
			base64_content: { optional: text() },
			format: known ? oneOf(...known) : text(),
			name: text(),
		});
		const oneSource: Check = (entry) =>
			isRecord(entry) && (entry.url === undefined) === (entry.base64_content === undefined)
				? 'needs either url or base64_content.'
				: file(entry);
		return object(settings, { type: text(), [type]: list(oneSource, 1) })(value);
	};
}

function config(settings: Settings): Check {
	const ids = { optional: list(text()) };
	return object(settings, {
		short_term_memory: { optional: yesOrNo },
		long_term_memory: { optional: yesOrNo },
		knowledge: { optional: object(settings, { group_ids: ids, data_ids: ids }) },
		custom_variables: { optional: anyObject },
		corner_citation: { optional: yesOrNo },
	});
}

/** As `/v2/messages` shows a file: with an address, also where it came in Base64. */
function stored(part: { type: string }): MessagePart {
	const type = part.type as MessagePart['type'];
	const files = (part as unknown as Record<string, Array<Record<string, string>>>)[type];
	return {
		type,
		[type]: files.map(
			({ url = 'https://altatech.ai/example-upload', format, name, base64_content: base64 }) => ({
				url,
				format,
				name,
				size: base64 === undefined ? 1024 : Buffer.from(base64, 'base64').length,
			}),
		),
	};
}
