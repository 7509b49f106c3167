/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only, never published */
import { setTimeout as sleep } from 'node:timers/promises';

import type { Answer } from './answers';
import type { Fault } from './faults';

/** What goes back over the wire when a fault is played: an answer in bytes, a reset, or nothing at all. */
export type Outcome =
	| { kind: 'answer'; status: number; headers: Record<string, string>; text: string | Buffer; explanation: string }
	| { kind: 'reset'; explanation: string }
	| { kind: 'silence'; explanation: string };

type Process = () => Answer | Promise<Answer>;

const DELAY_MS = 1_000;
const JSON_TYPE = { 'Content-Type': 'application/json; charset=utf-8' };

export function outcomeOf(answer: Answer): Outcome {
	return {
		kind: 'answer',
		status: answer.status,
		headers: { ...JSON_TYPE, ...answer.headers },
		text: answer.file ?? JSON.stringify(answer.body),
		explanation: answer.explanation,
	};
}

/**
 * Plays a fault on one call to the platform. `process` does what the call asks; whether it is called at all is the fault's to say.
 * `stopped` ends a delay early.
 */
export async function playFault(fault: Fault, process: Process, stopped: AbortSignal): Promise<Outcome> {
	switch (fault.kind) {
		case 'delay':
			return await delayed(fault, process, stopped);
		case 'never':
			return { kind: 'silence', explanation: `Never answered, on request. ${(await done(fault, process)).explanation}` };
		case 'resetAfter':
			return { kind: 'reset', explanation: `Connection reset after reading, on request. ${(await done(fault, process)).explanation}` };
		case 'status':
			return statusOutcome(fault, await done(fault, process));
		case 'redirect':
			return {
				kind: 'answer',
				status: fault.status ?? 302,
				headers: { Location: fault.location ?? '/sign-in' },
				text: '',
				explanation: `Redirected, on request. ${(await done(fault, process)).explanation}`,
			};
		case 'html':
			return {
				kind: 'answer',
				status: 200,
				headers: { 'Content-Type': 'text/html; charset=utf-8' },
				text: '<!doctype html><html><head><title>Sign in</title></head><body><form>Please sign in.</form></body></html>',
				explanation: `Answered a proxy's sign-in page, on request. ${(await done(fault, process)).explanation}`,
			};
		case 'garbage': {
			const { body, explanation } = await done(fault, process);
			const text = JSON.stringify(body);
			return {
				kind: 'answer',
				status: 200,
				headers: JSON_TYPE,
				text: text.slice(0, Math.ceil(text.length / 2)),
				explanation: `Answered JSON that breaks off, on request. ${explanation}`,
			};
		}
		default:
			return { kind: 'reset', explanation: 'Connection reset before processing, on request. Not processed.' };
	}
}

async function delayed(fault: Fault, process: Process, stopped: AbortSignal): Promise<Outcome> {
	const early = fault.process ? await process() : null;
	await sleep(fault.ms ?? DELAY_MS, undefined, { signal: stopped }).catch(() => undefined);
	const outcome = outcomeOf(early ?? (await process()));
	return { ...outcome, explanation: `${outcome.explanation} Answered ${fault.ms ?? DELAY_MS} ms late, on request.` };
}

async function done(fault: Fault, process: Process): Promise<Answer> {
	if (fault.process) {
		const answer = await process();
		return { ...answer, explanation: `Processed all the same: ${answer.explanation}` };
	}
	return { status: 200, body: { code: 0, message: 'success' }, explanation: 'Not processed.' };
}

function statusOutcome(fault: Fault, { explanation }: Answer): Outcome {
	const status = fault.status ?? 500;
	const body = fault.body ?? { code: status, message: 'Fault on request' };
	return {
		kind: 'answer',
		status,
		headers: { ...JSON_TYPE, ...retryAfterHeader(fault.retryAfter) },
		text: typeof body === 'string' ? body : JSON.stringify(body),
		explanation: `Answered ${status}, on request. ${explanation}`,
	};
}

function retryAfterHeader(retryAfter: Fault['retryAfter']): Record<string, string> {
	if (retryAfter === undefined) return {};
	if (typeof retryAfter === 'object') return { 'Retry-After': new Date(Date.now() + retryAfter.dateInMs).toUTCString() };
	return { 'Retry-After': String(retryAfter) };
}
