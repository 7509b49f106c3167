/* eslint-disable @n8n/community-nodes/no-restricted-globals -- development only, never published */
import autocannon from 'autocannon';

import type { ExecutionStatus } from '../runtime/n8n-types';
import { API_KEY } from './arena';

/** As many calls under way at a time, over all URLs; more only wait longer in n8n. */
export const CONNECTIONS = 10;

/** Longer than any volley takes. */
const PATIENCE_MS = 120_000;

const UNDER_WAY: readonly ExecutionStatus[] = ['new', 'running'];
export const FAILED: readonly ExecutionStatus[] = ['error', 'crashed', 'canceled'];

/** Whom to send events to. */
export interface Target {
	name: string;
	/** Connections are dealt out to them in turn. */
	urls: string[];
	countExecutions: (statuses: readonly ExecutionStatus[]) => Promise<number>;
	/** A rival of nodes that fail now and then: its failures are told, not a reason to stop. */
	mayFail?: boolean;
	/** So far, by who took it; `n8n` are all of its processes. */
	processorSeconds: () => { n8n: number; [part: string]: number };
}

/** What came of a volley. */
export interface Volley {
	/** Per second, until the last execution had ended: a contestant that answers first and works later gains nothing. */
	eventsPerSecond: number;
	/** Milliseconds of processor time for one event, on all cores together, by who took it. */
	processorMs: { n8n: number; [part: string]: number };
}

let counter = 0;

/** The documented V2 body of an agent's reply (GPTBots, "Webhook receives messages V2"), each with ids of its own. */
export function agentReply(): string {
	const number = (counter += 1).toString(16).padStart(8, '0');
	return JSON.stringify({
		create_time: 1679587005,
		conversation_id: `657303a8a764d470${number}`,
		message_id: `65a4ccf07ce58e72${number}`,
		output: [
			{
				from_component_branch: '1',
				from_component_name: 'Component Name',
				content: {
					text: 'Hi, is there anything I can help you?',
					audio: [{ audio: 'http://example.com/x.mp3', transcript: 'Hi, is there anything I can help you?' }],
				},
			},
		],
		usage: {
			tokens: {
				total_tokens: 29,
				prompt_tokens: 19,
				prompt_tokens_details: { audio_tokens: 0, text_tokens: 0 },
				completion_tokens: 10,
				completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0, text_tokens: 0 },
			},
			credits: {
				total_credits: 0,
				text_input_credits: 0,
				text_output_credits: 0,
				audio_input_credits: 0,
				audio_output_credits: 0,
			},
		},
	});
}

/**
 * Sends agent replies.
 *
 * @returns `settled`, when the last execution has ended, and what is to be called after the measuring: `verify`, which
 *   throws when a call was not answered 200 or an execution failed
 */
export function shoot(
	target: Target,
	count: number,
): { settled: Promise<void>; verify: () => Promise<void> } {
	const cannon = autocannon({
		// It takes several; its types do not say so.
		url: target.urls as unknown as string,
		connections: Math.min(CONNECTIONS, count),
		amount: count,
		timeout: 60,
		// How often it looks whether it has ended.
		sampleInt: 100,
		requests: [
			{
				method: 'POST',
				headers: { 'content-type': 'application/json', authorization: `Bearer ${API_KEY}` },
				setupRequest: (request: autocannon.Request) => ({ ...request, body: agentReply() }),
			},
		],
	}) as Promise<autocannon.Result> & autocannon.Instance;
	let answers = 0;
	const answered = new Promise<void>((done) =>
		cannon.on('response', () => {
			if ((answers += 1) === count) done();
		}),
	);
	return {
		// Should calls fail, autocannon ends without so many answers.
		settled: Promise.race([answered, cannon]).then(async () => await settle(target)),
		verify: async () => await requireSuccess(target, await cannon, count),
	};
}

/** Sends agent replies and waits until all are worked off. */
export async function fire(target: Target, count: number): Promise<Volley> {
	const before = target.processorSeconds();
	const begun = performance.now();
	const { settled, verify } = shoot(target, count);
	await settled;
	const seconds = (performance.now() - begun) / 1000;
	const after = target.processorSeconds();
	await verify();
	const processorMs = { ...after };
	for (const part of Object.keys(after)) processorMs[part] = ((after[part] - before[part]) * 1000) / count;
	return { eventsPerSecond: count / seconds, processorMs };
}

const FEWEST = 20;

/** How many events a workflow takes in about so many seconds. */
export async function calibrate(target: Target, seconds: number): Promise<number> {
	let count = FEWEST;
	// n8n gets faster while it warms up.
	for (let volley = 0; volley < 3; volley++) {
		const { eventsPerSecond } = await fire(target, count);
		count = Math.max(FEWEST, Math.round(eventsPerSecond * seconds));
	}
	return count;
}

async function settle({ name, countExecutions }: Target): Promise<void> {
	const deadline = Date.now() + PATIENCE_MS;
	for (;;) {
		const count = await countExecutions(UNDER_WAY);
		if (count === 0) return;
		if (Date.now() > deadline)
			throw new Error(`${count} executions of "${name}" are still under way after ${PATIENCE_MS / 1000} s`);
		await new Promise((done) => setTimeout(done, 50));
	}
}

async function requireSuccess(
	{ name, countExecutions, mayFail = false }: Target,
	result: autocannon.Result,
	count: number,
): Promise<void> {
	if (result['2xx'] !== count) {
		const codes = JSON.stringify(result.statusCodeStats);
		throw new Error(
			`${count - result['2xx']} of ${count} calls of "${name}" were not answered 200: ${codes}`,
		);
	}
	const failed = mayFail ? 0 : await countExecutions(FAILED);
	if (failed > 0) throw new Error(`${failed} executions of "${name}" failed`);
}
