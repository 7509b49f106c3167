import { newAgent, type Agent } from './agents';
import { Problem } from './problem';
import type { Settings } from './settings';

/** Settings as a caller may give them: any subset, and Agents of which only some members are named. */
export type SettingsPatch = Partial<Omit<Settings, 'agents'>> & { agents?: Array<Partial<Agent>> };

type Check = { wants: string; holds: (value: unknown) => boolean };

const oneOf = (...values: unknown[]): Check => ({
	wants: `one of ${values.map((value) => JSON.stringify(value)).join(', ')}`,
	holds: (value) => values.includes(value),
});
const text: Check = { wants: 'a text', holds: (value) => typeof value === 'string' };
const yesOrNo = oneOf(true, false);
const whole = (least: number): Check => ({
	wants: `a whole number from ${least}`,
	holds: (value) => Number.isInteger(value) && (value as number) >= least,
});
const orNull = (check: Check): Check => ({
	wants: `${check.wants} or null`,
	holds: (value) => value === null || check.holds(value),
});
const webAddress: Check = {
	wants: 'an http or https address',
	holds: (value) => typeof value === 'string' && /^https?:\/\/[^/]/.test(value) && URL.canParse(value),
};
const listOfTexts: Check = {
	wants: 'a list of texts',
	holds: (value) => Array.isArray(value) && value.every((entry) => typeof entry === 'string'),
};
const authorizationForm = oneOf('bearerKey', 'basicKey', 'basicBase64Key', 'basicBase64UserKey', 'none');
const closeOrNone = oneOf('none', 'TIMEOUT', 'USER_CLOSED');
const replyVersionOrNone = oneOf('none', 'v1', 'v2', 'mixed');
const order = oneOf('oldestFirst', 'newestFirst');
const timeUnit = oneOf('s', 'ms');

const agentChecks: Record<keyof Agent, Check> = {
	key: { wants: 'a text without spaces', holds: (value) => typeof value === 'string' && /^\S+$/.test(value) },
	botId: text,
	name: text,
	webhookBase: orNull(webAddress),
	replyUrl: orNull(webAddress),
	handoffUrl: orNull(webAddress),
	apiEnabled: yesOrNo,
	deleted: yesOrNo,
};

const checks: Record<keyof Settings, Check> = {
	agents: {
		wants: `a list of at least one Agent with members of ${Object.keys(agentChecks).join(', ')}`,
		holds: (value) =>
			Array.isArray(value) &&
			value.length > 0 &&
			value.every(
				(agent) =>
					isRecord(agent) &&
					Object.entries(agent).every(([name, member]) => holds(agentChecks, name, member)),
			),
	},
	workflowKeys: listOfTexts,
	webhookBase: orNull(webAddress),
	replyUrl: orNull(webAddress),
	handoffUrl: orNull(webAddress),
	handoffPathPrefix: text,
	messageAuthorization: authorizationForm,
	handoffAuthorization: authorizationForm,
	webhookToken: orNull(text),
	basicUser: text,
	replyTimeUnit: timeUnit,
	handoffTimeUnit: timeUnit,
	handoffVersion: oneOf('H1', 'H2', 'H3', 'H4', 'H5'),
	placeholderEmail: orNull(text),
	outTimeoutMs: whole(1),
	outRetries: whole(0),
	outRetrySpacingMs: whole(0),
	outRetryOn: oneOf('non2xx', '5xx'),
	outRedirects: oneOf('refuse', 'follow'),
	outContentType: oneOf('application/json', 'application/json; charset=utf-8'),
	webhookReplyVersion: oneOf('asSent', 'v1', 'v2', 'mixed'),
	creditsSpelling: oneOf('asDocumented', 'oneUnderscore', 'twoUnderscores'),
	tokensShape: oneOf('asDocumented', 'object', 'list'),
	transcriptOrder: order,
	probeIstest: oneOf(true, 'true'),
	probeBodies: oneOf('sample', 'bare'),
	errorStatus: oneOf('http', 'ok200'),
	errorBody: oneOf('flat', 'flatMsg', 'nested'),
	successCode: oneOf(0, 200, '0', 'absent'),
	closeAnswer: oneOf('code', 'echo'),
	unknownFields: oneOf('refuse', 'ignore'),
	acceptedTimestamp: oneOf('ms', 'any'),
	rateLimit: {
		wants: 'null or {limit, windowMs}, whole numbers from 1',
		holds: (value) =>
			value === null || (isRecord(value) && whole(1).holds(value.limit) && whole(1).holds(value.windowMs)),
	},
	handoffCreatedBy: oneOf('http200', 'http2xx', 'code200', 'code0'),
	webhookModeAnswer: oneOf('success', 'ids', 'empty'),
	messagesOrder: order,
	conversationsOrder: order,
	totalType: oneOf('number', 'string'),
	propertyNames: oneOf('propertyName', 'property_name'),
	webhookCheckExists: yesOrNo,
	keyVerifyExists: yesOrNo,
	unknownHandoffCode: oneOf(40356, 40000, 50000),
	firstReplyLimitMs: orNull(whole(1)),
	closeAfterFirstReplyLimit: closeOrNone,
	closeAfterHumanClose: closeOrNone,
	echoHumanReplies: replyVersionOrNone,
	separateHandoffId: yesOrNo,
	repliesBeforeEstablished: oneOf('accept', 'refuse'),
	repliesAfterClose: oneOf('refuse', 'swallow'),
	botAnswers: replyVersionOrNone,
	handoffWords: orNull(text),
	logLimit: whole(1),
	randomSeed: whole(0),
};

/** The names of all settings, for the command line's help. */
export const settingNames = Object.keys(checks);

/** Changes `settings` in place; a patch with any wrong member changes nothing and throws a Problem that names the member. */
export function patchSettings(settings: Settings, patch: unknown): void {
	if (!isRecord(patch)) throw new Problem(400, 'Settings are a JSON object.');
	for (const [name, value] of Object.entries(patch)) {
		const check = Object.hasOwn(checks, name) ? checks[name as keyof Settings] : undefined;
		if (!check) throw new Problem(400, `There is no setting "${name}".`);
		if (!check.holds(value)) throw new Problem(400, `The setting "${name}" must be ${check.wants}.`);
	}
	const { agents, ...rest } = patch as SettingsPatch;
	Object.assign(settings, rest);
	// A known Agent stays the same object and keeps what the patch does not name: its conversations follow the change, and a page
	// can switch one thing without repeating the key.
	if (agents) {
		settings.agents = agents.map((agent, position) => {
			const existing = known(settings, agent, position);
			return existing ? Object.assign(existing, agent) : newAgent(agent);
		});
	}
}

function known(settings: Settings, agent: Partial<Agent>, position: number): Agent | undefined {
	if (agent.botId === undefined && agent.key === undefined) return settings.agents[position];
	return settings.agents.find((existing) => existing.botId === agent.botId || existing.key === agent.key);
}

function holds(table: Record<string, Check>, name: string, value: unknown): boolean {
	return Object.hasOwn(table, name) && table[name].holds(value);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
