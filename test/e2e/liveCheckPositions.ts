import type { SettingsPatch } from '../../simulator';

/** What a customer writes to get a human. */
export const WORDS = 'human service';

/** What the person enters: how long an unanswered handoff lasts, and how long the check waits (and dawdles, where it does on purpose). */
export const LIMIT_SECONDS = 10;
export const PATIENCE_SECONDS = 3;

/** Far enough apart to be told on a machine that takes a second for a call. */
export const SPACINGS_MS = [300, 2_300];

const NOT_SEEN = 'not seen';

/** The same numbers from 0 to 1 for the same seed (mulberry32). */
function dice(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

type Deal = <T>(...values: T[]) => T;

/**
 * Platforms by lot: each deals every switch anew. A position comes again only after all others of its switch, so that few platforms show
 * nearly every position.
 */
export function platforms(seed: number, count: number) {
	const next = dice(seed);
	const decks: unknown[][] = [];
	return Array.from({ length: count }, () => {
		let position = 0;
		const deal: Deal = <T>(...values: T[]) => {
			const deck = (decks[position++] ??= []) as T[];
			if (deck.length === 0) deck.push(...shuffled(values, next));
			return deck.pop() as T;
		};
		return drawn(deal);
	});
}

function shuffled<T>(values: readonly T[], next: () => number): T[] {
	return values
		.map((value) => ({ value, place: next() }))
		.sort((one, other) => one.place - other.place)
		.map(({ value }) => value);
}

export type Position = ReturnType<typeof drawn>;

function drawn(one: Deal) {
	const authorization = () =>
		one('bearerKey' as const, 'basicKey', 'basicBase64Key', 'basicBase64UserKey', 'none');
	const order = () => one('oldestFirst' as const, 'newestFirst');
	const closing = () => one('none' as const, 'TIMEOUT', 'USER_CLOSED');
	const unit = () => one('s' as const, 'ms');
	return {
		settings: {
			handoffWords: WORDS,
			handoffPathPrefix: one('', '/human/service'),
			messageAuthorization: authorization(),
			handoffAuthorization: authorization(),
			webhookToken: one(null, 'a-token-of-its-own'),
			replyTimeUnit: unit(),
			handoffTimeUnit: unit(),
			handoffVersion: one('H1' as const, 'H2', 'H3', 'H4', 'H5'),
			placeholderEmail: one(null, 'support@gptbots.ai', 'nobody@platform.example'),
			outTimeoutMs: one(2_000, 10_000),
			outRetries: one(0, 1, 2),
			outRetrySpacingMs: one(...SPACINGS_MS),
			outRetryOn: one('non2xx' as const, '5xx'),
			outRedirects: one('refuse' as const, 'follow'),
			outContentType: one('application/json' as const, 'application/json; charset=utf-8'),
			webhookReplyVersion: one('asSent' as const, 'v1', 'v2', 'mixed'),
			creditsSpelling: one('asDocumented' as const, 'oneUnderscore', 'twoUnderscores'),
			tokensShape: one('asDocumented' as const, 'object', 'list'),
			transcriptOrder: order(),
			probeIstest: one<true | 'true'>(true, 'true'),
			probeBodies: one('sample' as const, 'bare'),
			errorStatus: one('http' as const, 'ok200'),
			errorBody: one('flat' as const, 'flatMsg', 'nested'),
			successCode: one<0 | 200 | '0' | 'absent'>(0, 200, '0', 'absent'),
			closeAnswer: one('code' as const, 'echo'),
			acceptedTimestamp: one('ms' as const, 'any'),
			rateLimit: one(null, { limit: 1_000, windowMs: 60_000 }),
			handoffCreatedBy: one('http200' as const, 'http2xx', 'code200', 'code0'),
			webhookModeAnswer: one('success' as const, 'ids', 'empty'),
			messagesOrder: order(),
			conversationsOrder: order(),
			totalType: one('number' as const, 'string'),
			propertyNames: one('propertyName' as const, 'property_name'),
			webhookCheckExists: one(true, false),
			keyVerifyExists: one(true, false),
			unknownHandoffCode: one(40356 as const, 40000, 50000),
			firstReplyLimitMs: one(null, LIMIT_SECONDS * 1_000),
			closeAfterFirstReplyLimit: closing(),
			closeAfterHumanClose: closing(),
			echoHumanReplies: one('none' as const, 'v1', 'v2', 'mixed'),
			separateHandoffId: one(true, false),
			repliesBeforeEstablished: one('accept' as const, 'refuse'),
			repliesAfterClose: one('refuse' as const, 'swallow'),
		} satisfies SettingsPatch,
		person: {
			fields: one('One' as const, 'Three', 'Another Number'),
			bold: one('In Bold Letters' as const, 'Between Asterisks'),
			asked: one('Yes' as const, 'No'),
			ending: one<'TIMEOUT' | 'USER_CLOSED'>('TIMEOUT', 'USER_CLOSED'),
		},
	};
}

const FORMS = {
	bearerKey: 'bearer',
	basicKey: 'basic',
	basicBase64Key: 'basicBase64',
	basicBase64UserKey: 'basicBase64User',
	none: 'none',
};
const ORDERS = { oldestFirst: 'oldest first', newestFirst: 'newest first' };
const UNITS = { s: 'seconds', ms: 'milliseconds' };

/** What the report must say of such a platform, by the id of the question. */
export function expected({ settings, person }: Position): Record<string, string> {
	const yes = (is: boolean) => (is ? 'yes' : 'no');
	const replyVersion = settings.webhookReplyVersion === 'asSent' ? 'v2' : settings.webhookReplyVersion;
	const ofUsage = (asDocumented: string, other: string | undefined) =>
		replyVersion === 'v1' ? NOT_SEEN : (other ?? asDocumented);
	const token = (form: keyof typeof FORMS) => {
		if (form === 'none') return NOT_SEEN;
		return settings.webhookToken === null ? "the Agent's API key" : 'another one';
	};
	const repeated = settings.outRetries === 0 ? 'no' : `${settings.outRetries} more`;
	const isLimited = settings.firstReplyLimitMs !== null;
	const refusal = { 40356: 400, 40000: 400, 50000: 500 }[settings.unknownHandoffCode];
	const userInfo = { H1: 'no user_info', H2: 'phone' } as Record<string, string>;
	const isH5 = settings.handoffVersion === 'H5';
	return {
		fields: person.fields,
		path: settings.handoffPathPrefix === '' ? 'as the table' : 'as the sample: /human/service before it',
		replyAuthorization: FORMS[settings.messageAuthorization],
		replyToken: token(settings.messageAuthorization),
		handoffAuthorization: FORMS[settings.handoffAuthorization],
		handoffToken: token(settings.handoffAuthorization),
		contentType: settings.outContentType,
		replyShape: replyVersion,
		messageType: yes(replyVersion !== 'v2'),
		creditsSpelling: ofUsage(
			replyVersion === 'mixed' ? 'text_output__credits' : 'text_output_credits',
			{
				oneUnderscore: 'text_output_credits',
				twoUnderscores: 'text_output__credits',
				asDocumented: undefined,
			}[settings.creditsSpelling],
		),
		tokensShape: ofUsage(
			replyVersion === 'mixed' ? 'list' : 'object',
			settings.tokensShape === 'asDocumented' ? undefined : settings.tokensShape,
		),
		citations: 'no',
		replyTime: UNITS[settings.replyTimeUnit],
		handoffTime: UNITS[settings.handoffTimeUnit],
		ids: 'string of 24, hexadecimal',
		repeatedAfter500: repeated,
		repeatedAfter400: settings.outRetryOn === '5xx' ? 'no' : repeated,
		redirects: yes(settings.outRedirects === 'follow'),
		webhookCheck: yes(settings.webhookCheckExists),
		probes: settings.webhookCheckExists
			? `${settings.probeIstest === true ? 'true (boolean)' : '"true" (string)'}, ${settings.probeBodies === 'bare' ? 'nothing else' : 'with sample data'}`
			: NOT_SEEN,
		keyVerify: yes(settings.keyVerifyExists),
		rateLimit: yes(settings.rateLimit !== null),
		success: {
			http200: 'HTTP 200, whatever the code',
			http2xx: 'any HTTP 2xx, whatever the code',
			code200: 'HTTP 200 with code 200',
			code0: 'HTTP 200 with code 0',
		}[settings.handoffCreatedBy],
		slowAnswer: yes(settings.outTimeoutMs > PATIENCE_SECONDS * 1_000),
		handoffId: yes(!settings.separateHandoffId),
		agentId: settings.separateHandoffId ? 'refused' : 'accepted',
		userInfo:
			(userInfo[settings.handoffVersion] ?? 'anonymous_id, email, phone, user_id') +
			(isH5 ? ' and istest' : ''),
		placeholder: settings.placeholderEmail ?? 'none',
		transcriptOrder: ORDERS[settings.transcriptOrder],
		echo: yes(settings.echoHumanReplies !== 'none'),
		closeAfterOurs: settings.closeAfterHumanClose,
		firstReplyLimit: yes(isLimited),
		closeAfterLimit: isLimited ? settings.closeAfterFirstReplyLimit : 'none',
		lateReply: settings.repliesAfterClose === 'refuse' ? 'refused' : 'accepted and lost',
		unknownHandoff: `HTTP ${settings.errorStatus === 'http' ? refusal : 200}, code ${settings.unknownHandoffCode}`,
		errorShape: { flat: 'code and message', flatMsg: 'code and msg', nested: 'nested' }[settings.errorBody],
		successCode: settings.successCode === 'absent' ? 'none' : JSON.stringify(settings.successCode),
		closeAnswer: settings.closeAnswer === 'code' ? 'a success' : 'the request',
		secondsAccepted: yes(settings.acceptedTimestamp === 'any'),
		webhookModeAnswer: {
			success: settings.successCode === 'absent' ? 'message' : 'code, message',
			ids: 'conversation_id, message_id',
			empty: 'no JSON object',
		}[settings.webhookModeAnswer],
		messagesOrder: ORDERS[settings.messagesOrder],
		conversationsOrder: ORDERS[settings.conversationsOrder],
		totalType: settings.totalType,
		humanListed: 'yes',
		propertyNames: settings.propertyNames,
		unknownUser: 'HTTP 503, code 503',
		closeReason: person.ending,
		chatBody: isH5 ? 'body, conversation_id, istest, timestamp' : 'body, conversation_id, timestamp',
		markdown: person.bold,
		addressAsked: person.asked,
	};
}
