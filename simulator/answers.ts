import type { Settings } from './settings';

/** What an endpoint answers, before it becomes bytes. */
export interface Answer {
	/** HTTP status. */
	status: number;
	/** Sent as JSON. */
	body: unknown;
	/** Sent instead of `body`, as it is. */
	file?: Buffer;
	headers?: Record<string, string>;
	/** For the log: one sentence on why. */
	explanation: string;
}

/** The codes in use here, their documented meaning, and the status of the documented list (200, 400, 401, 403, 429, 500) that fits. */
const codes = {
	40000: { status: 400, message: 'Parameter error' },
	40127: { status: 401, message: 'Developer authentication failed' },
	40005: { status: 400, message: 'Page exceeds the real count' },
	40356: { status: 400, message: 'Conversation does not exist' },
	40358: { status: 400, message: 'Conversation does not belong to this Agent or user' },
	20055: { status: 403, message: 'API use forbidden' },
	20059: { status: 400, message: 'Agent deleted' },
	403204: { status: 403, message: 'This key type cannot be used here' },
	50000: { status: 500, message: 'Internal error' },
} as const;

export type Code = keyof typeof codes;

/** An error in the shape and under the status that the switches say. `detail` joins the documented message. */
export function errorAnswer(settings: Settings, code: Code, detail: string): Answer {
	const { status, message } = codes[code];
	return {
		status: settings.errorStatus === 'ok200' ? 200 : status,
		body: errorBody(settings, code, `${message}: ${detail}`, status),
		explanation: `Refused with code ${code}: ${detail}`,
	};
}

/** An error without a platform code (unknown path, too many calls): the number is the HTTP status, which is kept in every mode. */
export function statusAnswer(settings: Settings, status: number, message: string): Answer {
	return { status, body: errorBody(settings, status, message, status), explanation: `Refused with status ${status}: ${message}` };
}

/** "Human Handoff Service": `{code, message}`; the value of `code` is a switch. */
export function successAnswer(settings: Settings, explanation: string): Answer {
	const code = settings.successCode === 'absent' ? {} : { code: settings.successCode };
	return { status: 200, body: { ...code, message: 'success' }, explanation };
}

function errorBody(settings: Settings, code: number, message: string, status: number): unknown {
	switch (settings.errorBody) {
		case 'nested':
			return { error: { code, message, status } };
		case 'flatMsg':
			return { code, msg: message };
		case 'flat':
			return { code, message };
	}
}
