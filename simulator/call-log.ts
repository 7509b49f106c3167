import type { Announcer } from './events';
import { maskHeaders, maskValue } from './mask';
import type { Settings } from './settings';

/** One call in either direction. `in` = to the platform, `out` = from the platform to the webhook. */
export interface LoggedCall {
	/** Counts up from 1; never used twice, also not after a reset. */
	id: number;
	/** When it began, ISO 8601. */
	at: string;
	direction: 'in' | 'out';
	/** The Agent's name, or null where the key told none. */
	agent: string | null;
	/** The Agent conversation's id (also where the wire carried the handoff's), or null. */
	conversationId: string | null;
	method: string;
	url: string;
	/** Request headers, credentials masked. */
	headers: Record<string, string>;
	/** Request body: parsed if it was JSON, else the text, else null. */
	body: unknown;
	/** HTTP status of the answer; null while there is none, and for good when none came. */
	status: number | null;
	/** Body of the answer: parsed if it was JSON, else the text, else null. */
	answer: unknown;
	/** Milliseconds from begin to end, or null while it runs. */
	durationMs: number | null;
	/** The kind of the fault that was played, or null. */
	fault: string | null;
	/** One sentence that says what happened and why. */
	explanation: string;
}

export type CallBeginning = Pick<LoggedCall, 'direction' | 'agent' | 'conversationId' | 'method' | 'url' | 'body'> & {
	headers: Record<string, unknown>;
	explanation?: string;
};
export type CallEnding = Partial<
	Pick<LoggedCall, 'status' | 'answer' | 'fault' | 'explanation' | 'agent' | 'conversationId' | 'body'>
>;

/** Longer texts are cut in the log only, so that 5,000 large bodies do not fill the memory. */
const LONGEST_LOGGED_TEXT = 65_536;

/** The last calls in both directions, oldest first. */
export class CallLog {
	private kept: LoggedCall[] = [];
	private lastId = 0;
	private readonly startedAt = new Map<number, number>();

	constructor(
		private readonly settings: Settings,
		private readonly announcer: Announcer,
	) {}

	get calls(): readonly LoggedCall[] {
		return this.kept;
	}

	/** The id of the newest call, 0 when there was none. */
	get newestId(): number {
		return this.lastId;
	}

	since(id: number): LoggedCall[] {
		return this.kept.filter((call) => call.id > id);
	}

	begin(beginning: CallBeginning): LoggedCall {
		const secrets = this.secrets();
		const call: LoggedCall = {
			...beginning,
			id: ++this.lastId,
			at: new Date().toISOString(),
			url: maskValue(beginning.url, secrets),
			headers: maskValue(maskHeaders(beginning.headers), secrets),
			body: shorten(maskValue(beginning.body ?? null, secrets)),
			status: null,
			answer: null,
			durationMs: null,
			fault: null,
			explanation: beginning.explanation ?? 'Waiting for the answer.',
		};
		this.startedAt.set(call.id, performance.now());
		this.kept.push(call);
		while (this.kept.length > this.settings.logLimit) this.kept.shift();
		this.announcer.announce({ type: 'call', data: call });
		return call;
	}

	/** Completes the entry. Only the first ending counts: a caller that hangs up later does not rewrite what was answered. */
	end(call: LoggedCall, ending: CallEnding): void {
		const startedAt = this.startedAt.get(call.id);
		if (startedAt === undefined) return;
		this.startedAt.delete(call.id);
		const secrets = this.secrets();
		const masked = maskValue(ending, secrets);
		Object.assign(call, masked, { durationMs: Math.round(performance.now() - startedAt) });
		call.answer = shorten(call.answer);
		call.body = shorten(call.body);
		this.announcer.announce({ type: 'call', data: call });
	}

	clear(): void {
		this.kept = [];
		this.startedAt.clear();
	}

	private secrets(): string[] {
		const { agents, workflowKeys, webhookToken } = this.settings;
		return [...agents.map((agent) => agent.key), ...workflowKeys, webhookToken ?? ''].filter((secret) => secret !== '');
	}
}

function shorten(value: unknown): unknown {
	const text = typeof value === 'string' ? value : JSON.stringify(value);
	if (text === undefined || text.length <= LONGEST_LOGGED_TEXT) return value;
	return `${text.slice(0, LONGEST_LOGGED_TEXT)}… (${text.length} characters)`;
}
