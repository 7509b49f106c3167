import fc from 'fast-check';

import { anyString, HOSTILE_NAMES } from './jsonText';

/**
 * Calls as the documents describe them, each with the item that must come out. Both are built side by side
 * from the same choices, so that nothing is computed from a body here.
 */

type JsonObject = { [member: string]: unknown };

export interface DocumentedCall {
	body: JsonObject;
	/** Without `dedupeKey` and `source`. */
	item: JsonObject;
}

/** A part of a body and what it becomes. */
interface Part<T> {
	sent: JsonObject;
	shaped: T;
}

/** A member that is there, null, or missing. */
function member<S, T>(
	name: string,
	value: fc.Arbitrary<S>,
	shape: (value: S) => T,
	missing: T,
): fc.Arbitrary<Part<T>> {
	return fc.oneof(
		{ weight: 5, arbitrary: value.map((sent) => ({ sent: { [name]: sent }, shaped: shape(sent) })) },
		{ weight: 1, arbitrary: fc.constant({ sent: { [name]: null }, shaped: missing }) },
		{ weight: 1, arbitrary: fc.constant({ sent: {}, shaped: missing }) },
	);
}

const same = <T>(value: T): T => value;

const text = (name: string) => member(name, anyString, same, '');

const textOrNull = (name: string) => member<string, string | null>(name, anyString, same, null);

const id = (name: string) =>
	member<string | number, string | null>(
		name,
		fc.oneof(
			anyString.filter((value) => value !== ''),
			fc.maxSafeInteger(),
		),
		(value) => (Object.is(value, -0) ? '0' : `${value}`),
		null,
	);

const amount = (name: string) =>
	member<number | string, number | null>(
		name,
		fc.oneof(
			fc.nat(),
			fc.double({ min: 0, max: 1e6, noNaN: true }),
			fc.nat().map(String),
			fc.nat(99999).map((cents) => (cents / 100).toFixed(2)),
		),
		Number,
		null,
	);

/** In seconds or milliseconds, as number or digits. */
const time = (name: string) =>
	member<number | string, string | null>(
		name,
		fc.oneof(
			fc.integer({ min: 1, max: 4_000_000_000 }),
			fc.integer({ min: 100_000_000_000, max: 4_000_000_000_000 }),
			fc.integer({ min: 1, max: 4_000_000_000 }).map(String),
			fc.integer({ min: 100_000_000_000, max: 4_000_000_000_000 }).map(String),
		),
		(value) => new Date(`${value}`.length < 12 ? Number(value) * 1000 : Number(value)).toISOString(),
		null,
	);

/** Members that no document names, hostile ones among them. */
const extras = fc
	.array(
		fc.tuple(
			fc.oneof(
				fc.constantFrom(...HOSTILE_NAMES),
				anyString.map((name) => `x_${name}`),
			),
			fc.jsonValue({ maxDepth: 2 }),
		),
		{ maxLength: 2 },
	)
	.map((entries) => Object.fromEntries(entries));

const branch = fc.oneof(
	id('from_component_branch').filter(({ sent }) => Object.keys(sent).length > 0),
	id('branch'),
);

const audio = fc.tuple(textOrNull('audio'), textOrNull('transcript')).map(([url, words]) => ({
	sent: { ...url.sent, ...words.sent },
	shaped: { url: url.shaped, transcript: words.shaped },
}));

const content = fc.oneof(
	member('content', anyString, (words) => ({ text: words, audio: [] as unknown[], rest: {} as JsonObject }), {
		text: '',
		audio: [],
		rest: {},
	}),
	fc
		.tuple(text('text'), member('audio', fc.array(audio, { maxLength: 2 }), same, []), extras)
		.map(([words, sounds, rest]) => ({
			sent: {
				content: {
					...rest,
					...words.sent,
					...('audio' in sounds.sent
						? { audio: sounds.sent.audio && sounds.shaped.map(({ sent }) => sent) }
						: {}),
				},
			},
			shaped: {
				text: words.shaped,
				audio: sounds.shaped.map(({ shaped }) => shaped),
				rest: Object.keys(rest).length === 0 ? {} : { content: rest },
			},
		})),
);

const output = fc
	.tuple(content, branch, textOrNull('from_component_name'), extras)
	.map(([words, where, who, rest]) => ({
		sent: { ...rest, ...words.sent, ...where.sent, ...who.sent },
		shaped: {
			text: words.shaped.text,
			branch: where.shaped,
			fromComponentName: who.shaped,
			audio: words.shaped.audio,
			additionalFields: { ...rest, ...words.shaped.rest },
		},
	}));

const outputs = (name: 'output' | 'flow_output'): fc.Arbitrary<Part<JsonObject[]>> =>
	fc.array(output, { minLength: 1, maxLength: 3 }).map((entries) => ({
		sent: { [name]: entries.map(({ sent }) => sent) },
		shaped: entries.map(({ shaped }) => shaped),
	}));

const promptDetails = fc.tuple(amount('text_tokens'), amount('audio_tokens'));

const completionDetails = fc.tuple(amount('text_tokens'), amount('audio_tokens'), amount('reasoning_tokens'));

const usage = fc
	.record({
		totals: fc.tuple(amount('total_tokens'), amount('prompt_tokens'), amount('completion_tokens')),
		promptDetails,
		completionDetails,
		credits: fc.tuple(
			amount('total_credits'),
			amount('text_input_credits'),
			fc.oneof(amount('text_output_credits'), amount('text_output__credits')),
			amount('audio_input_credits'),
			amount('audio_output_credits'),
		),
		tokensName: fc.constantFrom('tokens', 'output'),
		asList: fc.boolean(),
		rest: extras,
	})
	.map(
		({ totals, promptDetails: prompt, completionDetails: completion, credits, tokensName, asList, rest }) => {
			const sentTokens = {
				...merge(totals),
				prompt_tokens_details: merge(prompt),
				completion_tokens_details: merge(completion),
			};
			const wrap = (value: JsonObject) => (asList ? [value] : value);
			return {
				sent: { usage: { ...rest, [tokensName]: wrap(sentTokens), credits: wrap(merge(credits)) } },
				shaped: {
					tokens: {
						total: totals[0].shaped,
						prompt: totals[1].shaped,
						completion: totals[2].shaped,
						promptDetails: { text: prompt[0].shaped, audio: prompt[1].shaped },
						completionDetails: {
							text: completion[0].shaped,
							audio: completion[1].shaped,
							reasoning: completion[2].shaped,
						},
					},
					credits: {
						total: credits[0].shaped,
						textInput: credits[1].shaped,
						textOutput: credits[2].shaped,
						audioInput: credits[3].shaped,
						audioOutput: credits[4].shaped,
					},
					additionalFields: rest,
				},
			};
		},
	);

function merge(parts: ReadonlyArray<{ sent: JsonObject }>): JsonObject {
	return Object.assign({}, ...parts.map(({ sent }) => sent)) as JsonObject;
}

const nothing = <T>(shaped: T) => fc.constant<Part<T>>({ sent: {}, shaped });

const conversationId = anyString.filter((value) => value.trim() !== '');

const agentReply = fc
	.record({
		conversation: conversationId,
		messageId: id('message_id'),
		messageType: member<string, string | null>(
			'message_type',
			fc.constantFrom('ANSWER', 'QUESTION'),
			same,
			null,
		),
		words: text('text'),
		outputs: fc.oneof(nothing<JsonObject[]>([]), outputs('output'), outputs('flow_output')),
		usage: fc.oneof(nothing<JsonObject | null>(null), usage),
		time: time('create_time'),
		rest: extras,
	})
	.map(({ conversation, messageId, messageType, words, outputs: list, usage: used, time: when, rest }) => ({
		body: {
			...rest,
			conversation_id: conversation,
			...merge([messageId, messageType, words, list, used, when]),
		},
		item: {
			event: 'agentReply',
			conversationId: conversation,
			messageId: messageId.shaped,
			messageType: messageType.shaped,
			text:
				words.shaped ||
				list.shaped
					.map((one) => one.text)
					.filter((one) => one !== '')
					.join('\n'),
			outputs: list.shaped,
			usage: used.shaped,
			payloadVersion: 'output' in list.sent || 'usage' in used.sent ? 'v2' : 'v1',
			occurredAt: when.shaped,
			additionalFields: rest,
		},
	}));

const message = fc
	.tuple(
		text('text'),
		member<string, string | null>('message_type', fc.constantFrom('QUESTION', 'ANSWER'), same, null),
		extras,
	)
	.map(([words, type, rest]) => ({
		sent: { ...rest, ...words.sent, ...type.sent },
		shaped: {
			role: type.shaped === null ? null : type.shaped === 'QUESTION' ? 'customer' : 'bot',
			text: words.shaped,
			additionalFields: rest,
		},
	}));

const handoffRequested = fc
	.record({
		conversation: conversationId,
		agentId: id('bot_id'),
		messages: fc.array(message, { maxLength: 4 }),
		email: fc.constantFrom(null, 'bob@example.com', 'Support@GPTBots.ai'),
		phone: id('phone'),
		userId: id('user_id'),
		anonymousId: id('anonymous_id'),
		where: fc.constantFrom('both', 'top', 'user_info'),
		time: time('timestamp'),
		rest: extras,
		customerRest: extras,
	})
	.map(
		({
			conversation,
			agentId,
			messages,
			email,
			phone,
			userId,
			anonymousId,
			where,
			time: when,
			rest,
			customerRest,
		}) => {
			const isPlaceholder = email?.startsWith('Support') ?? false;
			const questions = messages.filter(
				({ shaped }) => shaped.role === 'customer' && shaped.text.trim() !== '',
			);
			return {
				body: {
					...rest,
					conversation_id: conversation,
					body: messages.map(({ sent }) => sent),
					...(where === 'user_info' ? {} : { email }),
					user_info: {
						...customerRest,
						...(where === 'top' ? {} : { email }),
						...merge([phone, userId, anonymousId]),
					},
					...merge([agentId, when]),
				},
				item: {
					event: 'handoffRequested',
					conversationId: conversation,
					agentId: agentId.shaped,
					customer: {
						email: isPlaceholder ? null : email,
						emailIsPlaceholder: isPlaceholder,
						phone: phone.shaped,
						userId: userId.shaped,
						anonymousId: anonymousId.shaped,
						additionalFields: customerRest,
					},
					question: questions[questions.length - 1]?.shaped.text ?? null,
					messages: messages.map(({ shaped }) => shaped),
					occurredAt: when.shaped,
					additionalFields: rest,
				},
			};
		},
	);

const customerMessage = fc
	.record({ conversation: conversationId, words: text('body'), time: time('timestamp'), rest: extras })
	.map(({ conversation, words, time: when, rest }) => ({
		body: { ...rest, conversation_id: conversation, ...merge([words, when]) },
		item: {
			event: 'customerMessage',
			conversationId: conversation,
			text: words.shaped,
			occurredAt: when.shaped,
			additionalFields: rest,
		},
	}));

const handoffClosed = fc
	.record({ conversation: conversationId, reason: textOrNull('type'), time: time('timestamp'), rest: extras })
	.map(({ conversation, reason, time: when, rest }) => ({
		body: { ...rest, conversation_id: conversation, ...merge([reason, when]) },
		item: {
			event: 'handoffClosed',
			conversationId: conversation,
			reason: reason.shaped,
			occurredAt: when.shaped,
			additionalFields: rest,
		},
	}));

export const DOCUMENTED_CALLS = { agentReply, handoffRequested, customerMessage, handoffClosed };
