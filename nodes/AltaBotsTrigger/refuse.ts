import { ExpressionError, type IWebhookFunctions, type IWebhookResponseData } from 'n8n-workflow';

import { answerOf, type EventName } from '../../platform/inbound';

/** At most one log line a minute for each cause: whoever finds the URL must not be able to fill the disk. */
const LOG_INTERVAL_MS = 60_000;

/** Causes are few; the map grows with nodes, and is emptied when it is longer than any real instance needs. */
const MAX_LOG_ENTRIES = 10_000;

const lastLogMs = new Map<string, number>();

/**
 * Why a call is not accepted: what the caller gets to read, and what the log says to the owner. Neither
 * holds anything of the call itself, which may contain secrets.
 */
export class Refusal extends Error {
	private constructor(
		readonly status: number,
		readonly sentence: string,
		readonly likelyCause: string,
		readonly cure: string,
	) {
		super(sentence);
	}

	static unknownPath() {
		return new Refusal(
			404,
			'No event comes to this path.',
			'the trigger has no ID yet, because the workflow came in through the command line',
			'save the workflow once in the editor, publish it, and paste the production URL as the trigger then shows it',
		);
	}

	static missingAuthorization() {
		return new Refusal(
			401,
			'The Authorization header is missing.',
			'authentication is not switched on for the webhook in the console, or a proxy removes the header',
			"switch it on in the console, or set the trigger's Authorization option to 'If Present' or 'Off'",
		);
	}

	static wrongAuthorization() {
		return new Refusal(
			401,
			'The Authorization header does not match.',
			'the call carries another key or token than the credential holds, or a proxy adds a header of its own',
			"enter what the platform sends under Webhook Tokens in the credential, or set the trigger's Authorization option to 'Off'",
		);
	}

	static badBody(sentence: string) {
		return new Refusal(
			400,
			sentence,
			'something else than the platform posts to this URL, or the platform has changed what it sends',
			'listen for a test event and compare; if the platform sent it, please report it as an issue of n8n-nodes-altabots',
		);
	}

	static noCredential() {
		return new Refusal(
			503,
			'The workflow cannot check the Authorization header at present.',
			"the trigger's credential is missing or cannot be read",
			'open the trigger, choose the credential again and publish the workflow',
		);
	}

	static internal(error: unknown) {
		if (error instanceof ExpressionError) {
			return new Refusal(
				500,
				'The call could not be taken in.',
				"an expression in the trigger's parameters cannot be evaluated; a trigger knows no other node",
				'correct it in the trigger and publish the workflow',
			);
		}
		return new Refusal(
			500,
			'The call could not be taken in.',
			`a fault in n8n-nodes-altabots (${error instanceof Error ? error.name : typeof error})`,
			'please report it as an issue of n8n-nodes-altabots',
		);
	}
}

/** Answers through the response object: with a status of our own, and without an execution. */
export function refuse(
	ctx: IWebhookFunctions,
	event: EventName | null,
	refusal: Refusal,
): IWebhookResponseData {
	logOnceAMinute(ctx, refusal);
	const { status, sentence } = refusal;
	ctx
		.getResponseObject()
		.status(status)
		.json(answerOf(event, status, sentence));
	return { noWebhookResponse: true };
}

function logOnceAMinute(ctx: IWebhookFunctions, { status, sentence, likelyCause, cure }: Refusal): void {
	const workflow = ctx.getWorkflow();
	const node = ctx.getNode();
	const key = `${workflow.id}/${node.id}/${sentence}`;
	const nowMs = Date.now();
	if (nowMs - (lastLogMs.get(key) ?? 0) < LOG_INTERVAL_MS) return;
	if (lastLogMs.size >= MAX_LOG_ENTRIES) lastLogMs.clear();
	lastLogMs.set(key, nowMs);
	ctx.logger.warn(
		`"${node.name}" of workflow "${workflow.name}" refused a call (${status}). ${sentence} Likely cause: ${likelyCause}. Cure: ${cure}.`,
	);
}
