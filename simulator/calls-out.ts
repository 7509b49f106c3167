/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only, never published */
import axios, { isAxiosError, type AxiosResponse } from 'axios';
import { setMaxListeners } from 'node:events';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

import type { CallLog } from './call-log';
import type { Fault, Faults } from './faults';
import type { Settings } from './settings';

/** What the webhook answered to a call of the platform. */
export interface Delivery {
	/** HTTP status, 0 when no answer came or nothing was sent. */
	status: number;
	/** Parsed if it was JSON, else the text; null without an answer. */
	body: unknown;
	/** Milliseconds from the first byte out to the whole answer, waiting for retries included. */
	durationMs: number;
	/** How often it was sent: 0 = not at all, more than 1 = retried. */
	attempts: number;
	/** One sentence; says why where nothing was sent or answered. */
	explanation: string;
	/** Played by a `duplicate` fault: the answers to all copies, in the order in which they were sent. */
	copies?: Delivery[];
}

export interface OutCall {
	/** Whole address, or null when none is configured. */
	url: string | null;
	headers: Record<string, string>;
	/** An object is sent as JSON, a text as it is. */
	body: unknown;
	agentName: string;
	/** Every id of the conversation, the Agent conversation's first; empty for probes. */
	conversationIds: string[];
	/** What this call is, for the log: "Establish: the customer asks for a human." */
	purpose: string;
}

/** Longest wait of a reordered call for a later one, in milliseconds, unless the fault says otherwise. */
const REORDER_PATIENCE_MS = 5_000;
const DELAY_MS = 1_000;

/** Makes the calls that the package receives. Timeouts and repetitions are undocumented (note 25) and therefore settings. */
export class CallsOut {
	private cancel = newCancel();
	private readonly running = new Set<Promise<unknown>>();
	private readonly waitingForLater = new Map<string, Set<() => void>>();
	// A connection per call: a pooled one that the receiver just closed would look like a fault of the receiver.
	private readonly httpAgent = new HttpAgent({ keepAlive: false });
	private readonly httpsAgent = new HttpsAgent({ keepAlive: false });

	constructor(
		private readonly settings: Settings,
		private readonly log: CallLog,
		private readonly faults: Faults,
	) {}

	/** Never rejects: what goes wrong is in the answer. */
	async send(call: OutCall): Promise<Delivery> {
		const sending = this.sendThroughFaults(call);
		this.running.add(sending);
		const delivery = await sending;
		this.running.delete(sending);
		return delivery;
	}

	/** Resolves when no call is under way any more. */
	async settled(): Promise<void> {
		while (this.running.size) await Promise.allSettled([...this.running]);
	}

	/** Ends every call that is under way. */
	async abort(): Promise<void> {
		this.cancel.abort();
		await this.settled();
		this.cancel = newCancel();
		this.waitingForLater.clear();
	}

	private async sendThroughFaults(call: OutCall): Promise<Delivery> {
		if (call.url === null) return nothingSent('No webhook address is configured, so nothing was sent.');
		const path = new URL(call.url).pathname.replace(/\/+$/, '');
		const fault = this.faults.take({ direction: 'out', path, conversationIds: call.conversationIds });
		const delivery = await this.play(fault, call, call.url);
		this.releaseEarlier(call);
		return delivery;
	}

	private async play(fault: Fault | null, call: OutCall, url: string): Promise<Delivery> {
		switch (fault?.kind) {
			case 'drop':
				return this.dropped(call, url);
			case 'duplicate':
				return await this.duplicated(fault, call, url);
			case 'delay':
				await this.pause(fault.ms ?? DELAY_MS);
				return await this.sendWithRetries(call, url, 'delay');
			case 'reorder':
				await this.letALaterOnePass(call, fault.ms ?? REORDER_PATIENCE_MS);
				return await this.sendWithRetries(call, url, 'reorder');
			default:
				return await this.sendWithRetries(call, url, null);
		}
	}

	private dropped(call: OutCall, url: string): Delivery {
		const explanation = `${call.purpose} Dropped on request: it was never sent.`;
		const logged = this.beginLog(call, url);
		this.log.end(logged, { fault: 'drop', explanation });
		return nothingSent(explanation);
	}

	private async duplicated(fault: Fault, call: OutCall, url: string): Promise<Delivery> {
		const copies = await Promise.all(
			Array.from({ length: fault.copies ?? 2 }, async (_, position) => {
				await this.pause(position * (fault.spacingMs ?? 0));
				return await this.sendWithRetries(call, url, 'duplicate');
			}),
		);
		return { ...copies[0], copies };
	}

	/** Waits until a later call of the same conversation has been answered, so that this one is certain to arrive after it. */
	private async letALaterOnePass(call: OutCall, patienceMs: number): Promise<void> {
		const conversation = call.conversationIds[0] ?? '';
		const waiting = this.waitingForLater.get(conversation) ?? new Set();
		this.waitingForLater.set(conversation, waiting);
		const patience = new AbortController();
		const passed = () => patience.abort();
		waiting.add(passed);
		await this.pause(patienceMs, patience.signal);
		waiting.delete(passed);
	}

	private releaseEarlier(call: OutCall): void {
		for (const release of this.waitingForLater.get(call.conversationIds[0] ?? '') ?? []) release();
	}

	private async sendWithRetries(call: OutCall, url: string, fault: string | null): Promise<Delivery> {
		const begun = performance.now();
		let delivery = await this.sendOnce(call, url, fault);
		let attempts = 1;
		while (
			attempts <= this.settings.outRetries &&
			this.isRetried(delivery.status) &&
			!this.cancel.signal.aborted
		) {
			await this.pause(this.settings.outRetrySpacingMs);
			attempts += 1;
			delivery = await this.sendOnce(call, url, fault);
		}
		return { ...delivery, attempts, durationMs: Math.round(performance.now() - begun) };
	}

	private isRetried(status: number): boolean {
		if (status === 0 || status >= 500) return true;
		return this.settings.outRetryOn === 'non2xx' && !isSuccess(status);
	}

	private async sendOnce(call: OutCall, url: string, fault: string | null): Promise<Delivery> {
		const logged = this.beginLog(call, url);
		const begun = performance.now();
		const answer = await this.post(call, url);
		const explanation = `${call.purpose} ${answer.explanation}`;
		this.log.end(logged, { status: answer.status || null, answer: answer.body, fault, explanation });
		return { ...answer, attempts: 1, durationMs: Math.round(performance.now() - begun), explanation };
	}

	private async post(call: OutCall, url: string): Promise<Pick<Delivery, 'status' | 'body' | 'explanation'>> {
		const { outTimeoutMs, outRedirects } = this.settings;
		try {
			const response = await this.postOnce(call, url);
			const { location } = response.headers as { location?: string };
			const target = outRedirects === 'follow' && location !== undefined ? new URL(location, url).href : null;
			const { status, data } = target === null ? response : await this.postOnce(call, target);
			const way = target === null ? '' : ', after a redirect that was followed (a switch)';
			return { status, body: parsedOrText(data), explanation: `The webhook answered ${status}${way}.` };
		} catch (error) {
			return { status: 0, body: null, explanation: `No answer: ${reasonOf(error, outTimeoutMs)}.` };
		}
	}

	private async postOnce(call: OutCall, url: string): Promise<AxiosResponse<string>> {
		return await axios.post<string>(
			url,
			typeof call.body === 'string' ? call.body : JSON.stringify(call.body),
			{
				headers: call.headers,
				timeout: this.settings.outTimeoutMs,
				signal: this.cancel.signal,
				httpAgent: this.httpAgent,
				httpsAgent: this.httpsAgent,
				proxy: false,
				maxRedirects: 0,
				responseType: 'text',
				transformRequest: [(data: unknown) => data],
				transformResponse: [(data: unknown) => data],
				validateStatus: () => true,
			},
		);
	}

	private beginLog(call: OutCall, url: string) {
		return this.log.begin({
			direction: 'out',
			agent: call.agentName,
			conversationId: call.conversationIds[0] ?? null,
			method: 'POST',
			url,
			headers: call.headers,
			body: typeof call.body === 'string' ? parsedOrText(call.body) : call.body,
			explanation: call.purpose,
		});
	}

	/** Ends early, without an error, when the simulator stops or the given signal says so. */
	private async pause(ms: number, ...signals: AbortSignal[]): Promise<void> {
		if (ms <= 0) return;
		const signal = AbortSignal.any([this.cancel.signal, ...signals]);
		await sleep(ms, undefined, { signal }).catch(() => undefined);
	}
}

/** Every call under way listens to it; Node.js takes more than ten for a leak unless told. */
function newCancel(): AbortController {
	const cancel = new AbortController();
	setMaxListeners(0, cancel.signal);
	return cancel;
}

/** A delivery that did not take place, with the reason. */
export function nothingSent(explanation: string): Delivery {
	return { status: 0, body: null, durationMs: 0, attempts: 0, explanation };
}

/** JSON where it is JSON, else the text; null for nothing. */
export function parsedOrText(text: unknown): unknown {
	if (typeof text !== 'string' || text === '') return null;
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
}

function isSuccess(status: number): boolean {
	return status >= 200 && status < 300;
}

function reasonOf(error: unknown, timeoutMs: number): string {
	if (!isAxiosError(error)) return String(error);
	if (error.code === 'ECONNABORTED' || error.code === 'ETIMEDOUT') return `nothing within ${timeoutMs} ms`;
	if (error.code === 'ERR_CANCELED') return 'the simulator stopped waiting';
	return error.code ?? error.message;
}
