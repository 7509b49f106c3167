/* eslint-disable @n8n/community-nodes/no-restricted-imports -- test code never ships */
import { isDeepStrictEqual } from 'node:util';

import type {
	AgentReply,
	AltaBotsEvent,
	HandoffRequested,
	ReplyOutput,
	TranscriptMessage,
	Usage,
} from '../../../platform/inbound';

/**
 * An account of where each member of a body stands in its item. It shares no code with the reader: for every
 * member, at every level, it asks whether the item's documented place holds the same value, or else whether
 * `additionalFields` of that level holds it as it came. Documented members that are null, and texts that are
 * blank, say nothing that could be lost.
 */

type JsonObject = { [member: string]: unknown };

/** Whether the documented place of a member holds this value. */
type Place = (value: unknown) => boolean;

const isObject = (value: unknown): value is JsonObject =>
	Object.prototype.toString.call(value) === '[object Object]';

const own = (object: unknown, name: string): unknown =>
	isObject(object) ? Object.getOwnPropertyDescriptor(object, name)?.value : undefined;

/**
 * @param parts members whose value may stand in `rest` in part, the other part being at documented places
 * @returns the names of members that are held nowhere, and of members of `rest` that never came
 */
function unaccounted(
	source: JsonObject,
	rest: unknown,
	places: { [member: string]: Place },
	parts: string[] = [],
) {
	const faults: string[] = [];
	for (const name of Object.keys(source)) {
		const value = own(source, name);
		const place = Object.getOwnPropertyDescriptor(places, name)?.value as Place | undefined;
		const isKept =
			isObject(rest) && Object.keys(rest).includes(name) && isDeepStrictEqual(own(rest, name), value);
		const isHeld = place !== undefined && (value === null || place(value));
		if (!isKept && !isHeld) faults.push(`lost: ${name}`);
	}
	for (const name of isObject(rest) ? Object.keys(rest) : []) {
		const came = Object.keys(source).includes(name);
		if (!came) faults.push(`never came: ${name}`);
		else if (!parts.includes(name) && !isDeepStrictEqual(own(rest, name), own(source, name))) {
			faults.push(`altered: ${name}`);
		}
	}
	return faults;
}

const isComplete = (...account: Parameters<typeof unaccounted>) => unaccounted(...account).length === 0;

/** Everything that is wrong with an item, as words; [] if it holds the body and nothing else. */
export function faultsOf(
	body: JsonObject,
	item: AltaBotsEvent,
	placeholderEmails: readonly string[],
): string[] {
	const common: { [member: string]: Place } = { conversation_id: (value) => value === item.conversationId };
	const rest = item.additionalFields;
	switch (item.event) {
		case 'agentReply':
			return [
				...unaccounted(body, rest, { ...common, ...placesOfReply(body, item) }),
				...inventedByReply(body, item),
			];
		case 'handoffRequested':
			return [
				...unaccounted(body, rest, { ...common, ...placesOfHandoff(body, item, placeholderEmails) }),
				...inventedByHandoff(body, item),
			];
		case 'customerMessage':
			return [
				...unaccounted(body, rest, {
					...common,
					body: (value) => value === item.text,
					timestamp: (value) => isSameTime(value, item.occurredAt),
				}),
				...invented({
					text: [item.text, [body.body]],
					occurredAt: [item.occurredAt, [body.timestamp], isSameTime],
				}),
			];
		case 'handoffClosed':
			return [
				...unaccounted(body, rest, {
					...common,
					type: (value) => value === item.reason,
					timestamp: (value) => isSameTime(value, item.occurredAt),
				}),
				...invented({
					reason: [item.reason, [body.type]],
					occurredAt: [item.occurredAt, [body.timestamp], isSameTime],
				}),
			];
	}
}

function placesOfReply(body: JsonObject, item: AgentReply): { [member: string]: Place } {
	const holdsOutputs: Place = (value) =>
		Array.isArray(value) &&
		(value.length === 0 ||
			(value.length === item.outputs.length &&
				value.every((entry, index) => holdsOutput(entry, item.outputs[index]))));
	return {
		message_id: (value) => isSameId(value, item.messageId),
		message_type: (value) => value === item.messageType,
		text: (value) => value === '' || value === item.text,
		output: holdsOutputs,
		flow_output: (value) => holdsOutputs(value) && (isEmptyList(value) || !isFilledList(body.output)),
		usage: (value) => isObject(value) && item.usage !== null && holdsUsage(value, item.usage),
		create_time: (value) => isSameTime(value, item.occurredAt),
	};
}

function inventedByReply(body: JsonObject, item: AgentReply): string[] {
	const ownText = typeof body.text === 'string' && body.text !== '' ? [body.text] : [];
	const texts = [...ownText, joinedTexts(body.output), joinedTexts(body.flow_output)].filter(
		(text) => text !== '',
	);
	const isV2 = [body.output, body.usage].some((value) => value !== undefined && value !== null);
	return [
		...invented({
			messageId: [item.messageId, [body.message_id], isSameId],
			messageType: [item.messageType, [body.message_type]],
			text: [item.text, texts.slice(0, 1)],
			occurredAt: [item.occurredAt, [body.create_time], isSameTime],
		}),
		...(texts.length > 0 && item.text === '' ? ['no text, though there is one'] : []),
		...(item.payloadVersion === (isV2 ? 'v2' : 'v1') ? [] : ['wrong payloadVersion']),
		...(item.usage !== null && !isObject(body.usage) ? ['invented: usage'] : []),
		...(item.outputs.length > 0 && !isFilledList(body.output) && !isFilledList(body.flow_output)
			? ['invented: outputs']
			: []),
	];
}

function joinedTexts(list: unknown): string {
	// A longer list than any flow makes is not taken apart.
	const entries: unknown[] = Array.isArray(list) && list.length <= 1_000 ? list : [];
	const texts = entries.map((entry) => {
		const content = own(entry, 'content');
		return [entry, content, own(content, 'text')].find((text) => typeof text === 'string') ?? '';
	});
	return texts.filter((text) => text !== '').join('\n');
}

function holdsOutput(entry: unknown, output: ReplyOutput): boolean {
	const rest = output.additionalFields;
	if (!isObject(entry)) {
		return entry === output.text || isDeepStrictEqual(rest, { value: entry });
	}
	const holdsContent: Place = (content) =>
		typeof content === 'string'
			? content === output.text
			: isObject(content) &&
				isComplete(content, own(rest, 'content'), {
					text: (text) => text === output.text,
					audio: (audio) =>
						Array.isArray(audio) &&
						audio.length === output.audio.length &&
						audio.every((one, index) => holdsAudio(one, output.audio[index])),
				});
	return isComplete(
		entry,
		rest,
		{
			content: holdsContent,
			from_component_branch: (branch) => isSameId(branch, output.branch),
			branch: (branch) => isSameId(branch, output.branch),
			from_component_name: (name) => name === output.fromComponentName,
		},
		['content'],
	);
}

function holdsAudio(entry: unknown, audio: ReplyOutput['audio'][number]): boolean {
	if (!isObject(entry)) return false;
	return isComplete(
		entry,
		{},
		{ audio: (url) => url === audio.url, transcript: (text) => text === audio.transcript },
	);
}

function holdsUsage(source: JsonObject, usage: Usage): boolean {
	const { tokens, credits, additionalFields: rest } = usage;
	const holdsTokens =
		(name: string): Place =>
		(value) => {
			const totals: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
			const tokensRest = own(rest, name);
			const holdsDetails =
				(member: string, places: { [name: string]: number | null }): Place =>
				(details) =>
					isObject(details) && isComplete(details, own(tokensRest, member), amounts(places));
			return (
				isObject(totals) &&
				isComplete(
					totals,
					tokensRest,
					{
						...amounts({
							total_tokens: tokens.total,
							prompt_tokens: tokens.prompt,
							completion_tokens: tokens.completion,
						}),
						prompt_tokens_details: holdsDetails('prompt_tokens_details', {
							text_tokens: tokens.promptDetails.text,
							audio_tokens: tokens.promptDetails.audio,
						}),
						completion_tokens_details: holdsDetails('completion_tokens_details', {
							text_tokens: tokens.completionDetails.text,
							audio_tokens: tokens.completionDetails.audio,
							reasoning_tokens: tokens.completionDetails.reasoning,
						}),
					},
					['prompt_tokens_details', 'completion_tokens_details'],
				)
			);
		};
	const holdsCredits: Place = (value) => {
		const amountsOf: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
		return (
			isObject(amountsOf) &&
			isComplete(
				amountsOf,
				own(rest, 'credits'),
				amounts({
					total_credits: credits.total,
					text_input_credits: credits.textInput,
					text_output_credits: credits.textOutput,
					text_output__credits: credits.textOutput,
					audio_input_credits: credits.audioInput,
					audio_output_credits: credits.audioOutput,
				}),
			)
		);
	};
	const hasTokens = source.tokens !== undefined && source.tokens !== null;
	return isComplete(
		source,
		rest,
		{
			tokens: holdsTokens('tokens'),
			output: (value) => !hasTokens && holdsTokens('output')(value),
			credits: holdsCredits,
		},
		['tokens', 'output', 'credits'],
	);
}

function amounts(places: { [member: string]: number | null }): { [member: string]: Place } {
	return Object.fromEntries(
		Object.entries(places).map(([name, amount]) => [name, (value: unknown) => isSameAmount(value, amount)]),
	);
}

function placesOfHandoff(
	body: JsonObject,
	item: HandoffRequested,
	placeholderEmails: readonly string[],
): { [member: string]: Place } {
	const { customer } = item;
	const isHeldEmail: Place = (email) =>
		typeof email === 'string' &&
		(email.trim() === '' ||
			email.trim() === customer.email ||
			email === own(customer.additionalFields, 'email') ||
			(customer.emailIsPlaceholder && placeholderEmails.includes(email.trim().toLowerCase())));
	// The address that did not win stands here, wherever it came from.
	const { email: loser, ...customerRest } = customer.additionalFields;
	const isForeign = loser !== undefined && loser === body.email && loser !== own(body.user_info, 'email');
	return {
		bot_id: (value) => isSameId(value, item.agentId),
		timestamp: (value) => isSameTime(value, item.occurredAt),
		email: isHeldEmail,
		body: (value) =>
			Array.isArray(value) &&
			value.length === item.messages.length &&
			value.every((entry, index) => holdsMessage(entry, item.messages[index])),
		user_info: (value) =>
			isObject(value) &&
			isComplete(value, isForeign ? customerRest : customer.additionalFields, {
				email: isHeldEmail,
				phone: (phone) => isSameId(phone, customer.phone),
				user_id: (id) => isSameId(id, customer.userId),
				anonymous_id: (id) => isSameId(id, customer.anonymousId),
			}),
	};
}

function inventedByHandoff(body: JsonObject, item: HandoffRequested): string[] {
	const { customer, messages } = item;
	const info = body.user_info;
	const isTrimmed: Same = (value, text) => typeof value === 'string' && value.trim() === text;
	const questions = messages.filter(({ role, text }) => role === 'customer' && text.trim() !== '');
	return [
		...invented({
			agentId: [item.agentId, [body.bot_id], isSameId],
			occurredAt: [item.occurredAt, [body.timestamp], isSameTime],
			email: [customer.email, [own(info, 'email'), body.email], isTrimmed],
			phone: [customer.phone, [own(info, 'phone')], isSameId],
			userId: [customer.userId, [own(info, 'user_id')], isSameId],
			anonymousId: [customer.anonymousId, [own(info, 'anonymous_id')], isSameId],
		}),
		...(messages.length === 0 || (Array.isArray(body.body) && messages.length === body.body.length)
			? []
			: ['invented: messages']),
		...(item.question === (questions[questions.length - 1]?.text ?? null) ? [] : ['wrong question']),
		...(isFaithfulTranscript(item.transcript, messages) ? [] : ['wrong transcript']),
	];
}

function holdsMessage(entry: unknown, message: TranscriptMessage): boolean {
	const rest = message.additionalFields;
	if (!isObject(entry)) {
		return message.role === null && (entry === message.text || isDeepStrictEqual(rest, { value: entry }));
	}
	const role =
		entry.message_type === 'QUESTION' ? 'customer' : entry.message_type === 'ANSWER' ? 'bot' : null;
	return (
		message.role === role &&
		isComplete(entry, rest, { text: (text) => text === message.text, message_type: () => role !== null })
	);
}

/** One speaker a message, and no line that a customer could have put into somebody else's mouth. */
function isFaithfulTranscript(transcript: string, messages: readonly TranscriptMessage[]): boolean {
	const speakers = messages
		.filter(({ text }) => text.trim() !== '')
		.map(({ role }) => ({ customer: 'Customer: ', bot: 'Bot: ', null: 'Unknown: ' })[String(role) as 'null']);
	const heads = transcript.split(/[\n\v\f\r\u0085\u2028\u2029]/).filter((line) => !line.startsWith('  '));
	if (speakers.length === 0) return transcript === '';
	return heads.length === speakers.length && heads.every((line, index) => line.startsWith(speakers[index]));
}

type Same = (value: unknown, shaped: never) => boolean;

/** Names of places that hold what none of their sources said. */
function invented(places: {
	[place: string]: [shaped: unknown, sources: unknown[], isSame?: Same];
}): string[] {
	return Object.entries(places).flatMap(([place, [shaped, sources, isSame = Object.is]]) => {
		const isNothing = shaped === null || shaped === '';
		return isNothing || sources.some((source) => isSame(source, shaped as never))
			? []
			: [`invented: ${place}`];
	});
}

const isEmptyList = (value: unknown) => Array.isArray(value) && value.length === 0;

const isFilledList = (value: unknown) => Array.isArray(value) && value.length > 0;

function isSameId(value: unknown, id: string | null): boolean {
	if (id === null || id === '') return false;
	return typeof value === 'number' ? Number.isSafeInteger(value) && value === Number(id) : value === id;
}

/** Seconds below 1e11, milliseconds from there on; to the millisecond. */
function isSameTime(value: unknown, iso: string | null): boolean {
	if (iso === null || !/^(\d{4}|\+\d{6})-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(iso)) return false;
	const time = typeof value === 'string' && /^[0-9]+$/.test(value.trim()) ? Number(value) : value;
	if (typeof time !== 'number' || time <= 0) return false;
	return Math.abs(Date.parse(iso) - (time < 1e11 ? time * 1000 : time)) <= 0.5;
}

/** To the last digit, for amounts that came as text. */
function isSameAmount(value: unknown, amount: number | null): boolean {
	if (amount === null) return false;
	if (typeof value === 'number') return value === amount;
	const written = decimalOf(value);
	return written !== null && written === decimalOf(String(amount));
}

/** A decimal number in one spelling, `-<digits>e<exponent>`; null for anything else. */
function decimalOf(text: unknown): string | null {
	const match = typeof text === 'string' ? /^([-+]?)(\d*)\.?(\d*)(?:e([-+]?\d+))?$/i.exec(text.trim()) : null;
	if (match === null || match[2] + match[3] === '') return null;
	const digits = (match[2] + match[3]).replace(/^0+/, '');
	const significant = digits.replace(/0+$/, '');
	if (significant === '') return '0';
	const exponent =
		BigInt(match[4] ?? 0) - BigInt(match[3].length) + BigInt(digits.length - significant.length);
	return `${match[1] === '-' ? '-' : ''}${significant}e${exponent}`;
}
