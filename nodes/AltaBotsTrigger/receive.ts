import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import {
	checkAuthorization,
	dedupeKeyOf,
	EVENT_NAMES,
	eventOfPath,
	findFault,
	isProbe,
	MAX_DEPTH,
	shapeEvent,
	successAnswer,
	type Authorization,
	type EventName,
} from '../../platform/inbound';
import { isJsonObject, type JsonObject } from '../../platform/json';
import { duplicatesOf } from './duplicates';
import { DEFAULT_OPTIONS, type TriggerOptions } from './properties';
import { refuse, Refusal } from './refuse';
import { isStored } from './responseOutcome';

/**
 * Takes one call of the platform: path → authorization → JSON object → probe → event selected → fields →
 * duplicate. An event is accepted by *returning* its data, so that n8n stores it before it answers 200.
 * Whatever goes wrong becomes an answer; nothing is thrown, for n8n would record a run of its own for it.
 */
export async function receive(ctx: IWebhookFunctions): Promise<IWebhookResponseData> {
	const event = eventOfPath(ctx.getRequestObject().path, ctx.getNode().webhookId ?? '');
	try {
		if (event === null) throw Refusal.unknownPath();
		return await accept(ctx, event);
	} catch (error) {
		return refuse(ctx, event, error instanceof Refusal ? error : Refusal.internal(error));
	}
}

async function accept(ctx: IWebhookFunctions, event: EventName): Promise<IWebhookResponseData> {
	const isTest = ctx.getMode() === 'manual';
	const options: Required<TriggerOptions> = {
		...DEFAULT_OPTIONS,
		...(ctx.getNodeParameter('options', {}) as TriggerOptions),
	};
	const authorization = await authorize(ctx, event, options, isTest);
	const body = readBody(ctx);
	const acknowledged = { webhookResponse: successAnswer(event) };

	const selected = ctx.getNodeParameter('events', []) as EventName[];
	if (isProbe(body) || !selected.includes(event)) return acknowledged;

	const fault = findFault(event, body);
	if (fault !== null) throw Refusal.badBody(fault);
	const dedupeKey = dedupeKeyOf(event, body);
	if (dedupeKey === null) throw Refusal.badBody(`The body is nested deeper than ${MAX_DEPTH} levels.`);

	const item = ctx.getNodeParameter('simple', true)
		? shapeEvent(event, body, dedupeKey, {
				source: textOf(options.label).trim() || null,
				placeholderEmails: splitList(textOf(options.placeholderEmails).toLowerCase()),
			})
		: { event, payload: body };
	const json = { ...item, ...(isTest ? { authorization } : {}) } as unknown as IDataObject;

	if (options.ignoreDuplicates && !isTest) {
		const claim = await duplicatesOf(`${ctx.getWorkflow().id}/${ctx.getNode().id}`).claim(dedupeKey);
		if (claim === null) return acknowledged;
		void isStored(ctx.getResponseObject()).then(claim.settle);
	}
	return {
		...acknowledged,
		workflowData: EVENT_NAMES.map((name) => (name === event ? [{ json }] : [])),
	};
}

/** Refuses by the user's policy. On the test URL nothing is refused, so that the user sees the outcome first. */
async function authorize(
	ctx: IWebhookFunctions,
	event: EventName,
	options: Required<TriggerOptions>,
	isTest: boolean,
): Promise<Authorization> {
	const policy = event === 'agentReply' ? options.replyAuthorization : options.handoffAuthorization;
	const header = ctx.getRequestObject().headers.authorization;
	// What an expression yields that is no policy counts as `required`.
	const isFree = policy === 'off' || (policy === 'ifPresent' && header === undefined);
	if (isFree && !isTest) return 'missing';
	const outcome = checkAuthorization(header, header === undefined ? [] : await readSecrets(ctx));
	if (isTest || outcome === 'valid') return outcome;
	if (outcome === 'missing' && policy === 'ifPresent') return outcome;
	throw outcome === 'missing' ? Refusal.missingAuthorization() : Refusal.wrongAuthorization();
}

async function readSecrets(ctx: IWebhookFunctions): Promise<string[]> {
	const credential = await ctx.getCredentials('altaBotsApi').catch(() => null);
	if (credential === null) throw Refusal.noCredential();
	const tokens = splitList(textOf(credential.webhookTokens));
	return tokens.length > 0 ? tokens : [textOf(credential.apiKey).trim()];
}

/** n8n also parses forms and XML into objects, and leaves other types unparsed: only JSON is documented. */
function readBody(ctx: IWebhookFunctions): JsonObject {
	const body: unknown = ctx.getBodyData();
	const contentType = ctx.getRequestObject().headers['content-type'] ?? '';
	if (/^\s*application\/json\s*(;|$)/i.test(contentType) && isJsonObject(body)) return body;
	throw Refusal.badBody("The body must be a JSON object, sent with 'Content-Type: application/json'.");
}

/** Fields may hold expressions, and those yield anything. */
function textOf(value: unknown): string {
	return String(value ?? '');
}

function splitList(text: string): string[] {
	return text
		.split(',')
		.map((entry) => entry.trim())
		.filter((entry) => entry !== '');
}
