import { newAgent, type Agent } from './agents';

export type AuthorizationForm = 'bearerKey' | 'basicKey' | 'basicBase64Key' | 'basicBase64UserKey' | 'none';
export type CloseType = 'TIMEOUT' | 'USER_CLOSED';
export type HandoffVersion = 'H1' | 'H2' | 'H3' | 'H4' | 'H5';
export type ReplyVersion = 'v1' | 'v2' | 'mixed';

/**
 * Every switch of the simulator. Where the documents agree the default is what they say; where they contradict each other or are
 * silent, the note is named: its number in docs/platform-notes.md.
 */
export interface Settings {
	// Who exists

	/** "API Overview": one key, one Agent. The first is the default Agent. Default: one with a random key. */
	agents: Agent[];
	/** "API Overview": keys of Workflows; on an Agent's endpoint they get code 403204. Default: none. */
	workflowKeys: string[];

	// Where the platform calls

	/** Note 13: one base for both webhooks, used by every Agent without an address of its own. Default: null, nothing is called. */
	webhookBase: string | null;
	/** Pages on webhook mode: message webhook only. Default: null, `webhookBase`. */
	replyUrl: string | null;
	/** Note 13: handoff base only. Default: null, `webhookBase`. */
	handoffUrl: string | null;
	/** Note 13: the sample call has `/human/service` between domain and suffix, the table has not. Default: '' (the table). */
	handoffPathPrefix: string;

	// How the platform calls

	/** Note 7: form of the Authorization header on the message webhook. Default: `Bearer <key>`, as in every sample. */
	messageAuthorization: AuthorizationForm;
	/** Note 7: no document has a header on handoff calls. Default: none. */
	handoffAuthorization: AuthorizationForm;
	/** Note 7: "token from the API Key page"; another text here plays a wrong or separate token. Default: null, the Agent's key. */
	webhookToken: string | null;
	/** Note 7: the user part of `base64(user:key)`, defined nowhere. Default: 'user'. */
	basicUser: string;
	/** Note 6: `create_time` of the message webhook. Default: seconds, as in every sample. */
	replyTimeUnit: 's' | 'ms';
	/** Note 6: `timestamp` of the handoff calls. Default: milliseconds, as in the sample. */
	handoffTimeUnit: 's' | 'ms';
	/** "Human Handoff Service": which edition of the establish body is sent. Default: H3, the fields of the AltaBots page (H4 sends the same). */
	handoffVersion: HandoffVersion;
	/** Note 14: `email` of a customer who gave none. Default: GPTBots' `support@gptbots.ai`; null where a brand has no such rule. */
	placeholderEmail: string | null;
	/** Note 25: milliseconds the platform waits for an answer; undocumented. Default: 10,000. */
	outTimeoutMs: number;
	/** Note 25: how often a call without a 2xx answer is repeated; undocumented. Default: 0. */
	outRetries: number;
	/** Milliseconds between such repetitions. Default: 1,000. */
	outRetrySpacingMs: number;
	/** Notes 25, 27: which answers are followed by a repetition; no answer always is. Default: 'non2xx'. */
	outRetryOn: 'non2xx' | '5xx';
	/** Note 25: whether a redirect is followed, with the same body. Default: 'refuse'. */
	outRedirects: 'refuse' | 'follow';
	/** "Human Handoff Service": Content-Type of all calls. Default: as in the table, without a charset. */
	outContentType: 'application/json' | 'application/json; charset=utf-8';
	/** Note 1: edition of the reply to a message sent in webhook mode. Default: that of the call that sent it, as the pages are paired. */
	webhookReplyVersion: ReplyVersion | 'asSent';
	/** Note 2: `text_output_credits` or `text_output__credits`. Default: what the page of the edition has. */
	creditsSpelling: 'asDocumented' | 'oneUnderscore' | 'twoUnderscores';
	/** Note 3: the token counts of a reply. Default: what the page of the edition has. */
	tokensShape: 'asDocumented' | 'object' | 'list';
	/** Note 26: the order of `body` in establish. Default: 'oldestFirst', as in the sample. */
	transcriptOrder: 'oldestFirst' | 'newestFirst';
	/** Note 20: the type of `istest`, not shown. Default: true. */
	probeIstest: true | 'true';
	/** Note 20: whether a probe holds sample data beside `istest`. Default: 'sample'. */
	probeBodies: 'sample' | 'bare';

	// How the platform answers

	/** Note 9: codes come under a 4xx/5xx status ('http') or under 200 ('ok200'). Default: 'http'. */
	errorStatus: 'http' | 'ok200';
	/** Note 9: `{code, message}` ('flat'), `{code, msg}` ('flatMsg') or `{error: {code, message, status}}` ('nested'). Default: 'flat'. */
	errorBody: 'flat' | 'flatMsg' | 'nested';
	/** Note 5: `code` of a success; no value is documented for `/v1/human/*`. Default: 0. */
	successCode: 0 | 200 | '0' | 'absent';
	/** Note 15: the table of `/v1/human/close` repeats the request; a copy error, probably. Default: 'code' (as the reply endpoint). */
	closeAnswer: 'code' | 'echo';
	/** "Human Handoff Service": members that no table names. Default: 'refuse' with code 40000. */
	unknownFields: 'refuse' | 'ignore';
	/** Note 6: `timestamp` of calls to the platform is a long in milliseconds. Default: 'ms' refuses seconds; 'any' takes both. */
	acceptedTimestamp: 'ms' | 'any';
	/** Note 10: calls per key and window (milliseconds), with X-RateLimit headers. Default: null, off. */
	rateLimit: { limit: number; windowMs: number } | null;
	/** Note 28: what the webhook must answer for a handoff to come about. Default: HTTP 200, as GPTBots' page has it. */
	handoffCreatedBy: 'http200' | 'http2xx' | 'code200' | 'code0';
	/** Note 37: what Send Message answers in webhook mode. Default: 'success', as the human calls. */
	webhookModeAnswer: 'success' | 'ids' | 'empty';
	/** Note 39: the order of `/v2/messages`. Default: 'oldestFirst'. */
	messagesOrder: 'oldestFirst' | 'newestFirst';
	/** Note 39: the order of `/v1/bot/conversation/page`. Default: 'newestFirst'. */
	conversationsOrder: 'oldestFirst' | 'newestFirst';
	/** Note 23: `total` of the messages is a string in the table, a number in the sample. Default: 'number'. */
	totalType: 'number' | 'string';
	/** Note 21: `propertyName` in AltaBots' example, `property_name` on GPTBots' page. Default: AltaBots'. */
	propertyNames: 'propertyName' | 'property_name';
	/** Note 36: whether `/v1/webhook/check` exists; GPTBots' newest page only. Default: true. */
	webhookCheckExists: boolean;
	/** Note 36: whether `/v1/api-key/verify` exists; in GPTBots' official skill only, without a page. Default: false. */
	keyVerifyExists: boolean;
	/** Note 31: the code for a handoff that does not exist or is over; undocumented. Default: 40356, "conversation does not exist". */
	unknownHandoffCode: 40356 | 40000 | 50000;

	// How a handoff goes

	/** Note 14: milliseconds until a handoff without a human reply ends. Default: 60,000; null switches the rule off. */
	firstReplyLimitMs: number | null;
	/** Note 33: whether `close` is called after that limit, and with which type. Default: 'none'. */
	closeAfterFirstReplyLimit: CloseType | 'none';
	/** Note 33: whether `close` is called after the developer's own `/v1/human/close`, and with which type. Default: 'none'. */
	closeAfterHumanClose: CloseType | 'none';
	/** Note 29: whether a human reply comes back on the message webhook, and in which edition. Default: 'none'. */
	echoHumanReplies: ReplyVersion | 'none';
	/** Note 12: whether a handoff has an id of its own. Default: true (H4); false uses the Agent conversation's id. */
	separateHandoffId: boolean;
	/** Note 31: a human reply while establish is still unanswered. Default: 'accept', so that a fast receiver is not punished. */
	repliesBeforeEstablished: 'accept' | 'refuse';
	/** Note 31: a human reply or close for a handoff that is over. Default: 'refuse' with 40356; 'swallow' answers success, delivers nothing. */
	repliesAfterClose: 'refuse' | 'swallow';
	/** Not the platform's: the Agent answers each customer message by repeating it on the message webhook. Default: 'none'. */
	botAnswers: ReplyVersion | 'none';
	/** Not the platform's: customers who write just this ask for a human. Default: null, only the operator starts handoffs. */
	handoffWords: string | null;

	// The simulator itself

	/** How many calls the log keeps. Default: 5,000. */
	logLimit: number;
	/** Seed of the dice for faults with a probability, so that a run can be repeated. Default: 1. */
	randomSeed: number;
}

export function defaultSettings(): Settings {
	return {
		agents: [newAgent()],
		workflowKeys: [],
		webhookBase: null,
		replyUrl: null,
		handoffUrl: null,
		handoffPathPrefix: '',
		messageAuthorization: 'bearerKey',
		handoffAuthorization: 'none',
		webhookToken: null,
		basicUser: 'user',
		replyTimeUnit: 's',
		handoffTimeUnit: 'ms',
		handoffVersion: 'H3',
		placeholderEmail: 'support@gptbots.ai',
		outTimeoutMs: 10_000,
		outRetries: 0,
		outRetrySpacingMs: 1_000,
		outRetryOn: 'non2xx',
		outRedirects: 'refuse',
		outContentType: 'application/json',
		webhookReplyVersion: 'asSent',
		creditsSpelling: 'asDocumented',
		tokensShape: 'asDocumented',
		transcriptOrder: 'oldestFirst',
		probeIstest: true,
		probeBodies: 'sample',
		errorStatus: 'http',
		errorBody: 'flat',
		successCode: 0,
		closeAnswer: 'code',
		unknownFields: 'refuse',
		acceptedTimestamp: 'ms',
		rateLimit: null,
		handoffCreatedBy: 'http200',
		webhookModeAnswer: 'success',
		messagesOrder: 'oldestFirst',
		conversationsOrder: 'newestFirst',
		totalType: 'number',
		propertyNames: 'propertyName',
		webhookCheckExists: true,
		keyVerifyExists: false,
		unknownHandoffCode: 40356,
		firstReplyLimitMs: 60_000,
		closeAfterFirstReplyLimit: 'none',
		closeAfterHumanClose: 'none',
		echoHumanReplies: 'none',
		separateHandoffId: true,
		repliesBeforeEstablished: 'accept',
		repliesAfterClose: 'refuse',
		botAnswers: 'none',
		handoffWords: null,
		logLimit: 5_000,
		randomSeed: 1,
	};
}
