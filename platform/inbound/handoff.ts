import { isJsonObject } from '../json';
import type { CustomerMessage, HandoffClosed, HandoffRequested, TranscriptMessage } from './events';
import { Members, readArrayUpTo, readId, readObject, readString } from './members';
import { readMessageType } from './reply';
import { readTime } from './time';
import { transcriptOf } from './transcript';

/** Far beyond any history. A longer one stays in additionalFields, whole. */
const readHistory = readArrayUpTo(10_000);

type Fields<E extends { event: string }> = Omit<E, 'event' | 'conversationId' | 'dedupeKey' | 'source'>;

/** Reads `/conversation/establish`, every version of the handoff page from 2024-07 on, with or without `user_info`. */
export function readHandoffRequest(
	body: Members,
	placeholderEmails: readonly string[],
): Fields<HandoffRequested> {
	const messages = (body.take('body', readHistory) ?? []).map(readMessage);
	const lastWords = [...messages].reverse().find(({ role, text }) => role === 'customer' && text.trim() !== '');
	return {
		agentId: body.take('bot_id', readId),
		customer: readCustomer(body, placeholderEmails),
		question: lastWords?.text ?? null,
		messages,
		transcript: transcriptOf(messages),
		occurredAt: body.take('timestamp', readTime),
		additionalFields: body.rest(),
	};
}

/** Reads `/chat`: here `body` is the customer's text. */
export function readCustomerMessage(body: Members): Fields<CustomerMessage> {
	return {
		text: body.take('body', readString) ?? '',
		occurredAt: body.take('timestamp', readTime),
		additionalFields: body.rest(),
	};
}

/** Reads `/conversation/close`. */
export function readHandoffClosing(body: Members): Fields<HandoffClosed> {
	return {
		reason: body.take('type', readString),
		occurredAt: body.take('timestamp', readTime),
		additionalFields: body.rest(),
	};
}

function readMessage(value: unknown): TranscriptMessage {
	if (!isJsonObject(value)) {
		const text = readString(value);
		return { role: null, text: text ?? '', additionalFields: text === undefined ? { value } : {} };
	}
	const message = new Members(value);
	const type = message.take('message_type', readMessageType);
	return {
		role: type === null ? null : type === 'QUESTION' ? 'customer' : 'bot',
		text: message.take('text', readString) ?? '',
		additionalFields: message.rest(),
	};
}

/**
 * On WhatsApp, Telegram and LiveChat the platform sends an address of its own where it knows none (GPTBots
 * handoff page): a look-up by it would make one customer of all. The better of the two addresses of a
 * request wins; the other one, if it differs, is kept in additionalFields.
 */
function readCustomer(body: Members, placeholderEmails: readonly string[]): HandoffRequested['customer'] {
	const userInfo = new Members(body.take('user_info', readObject) ?? {});
	const own = userInfo.take('email', readString) ?? '';
	const topLevel = body.take('email', readString) ?? '';
	const isPlaceholder = (email: string) => placeholderEmails.includes(email.trim().toLowerCase());

	const ownWins = own.trim() !== '' && (!isPlaceholder(own) || topLevel.trim() === '');
	const [email, loser] = ownWins ? [own, topLevel] : [topLevel, own];
	const emailIsPlaceholder = isPlaceholder(email);
	const loserDiffers = loser.trim() !== '' && loser !== email;
	const customer = {
		email: emailIsPlaceholder || email.trim() === '' ? null : email.trim(),
		emailIsPlaceholder,
		phone: userInfo.take('phone', readId),
		userId: userInfo.take('user_id', readId),
		anonymousId: userInfo.take('anonymous_id', readId),
	};
	const rest = userInfo.rest();
	return { ...customer, additionalFields: loserDiffers ? { ...rest, email: loser } : rest };
}
