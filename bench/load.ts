import autocannon from 'autocannon';

import { API_KEY } from './arena';
import { processorSeconds } from './processor-time';

/** As many calls under way at a time; more only wait longer in n8n. */
const CONNECTIONS = 10;

/** Whom to send events to, and how to tell that all are worked off. */
export interface Target {
	url: string;
	settled: () => Promise<void>;
	/** The processes of n8n that work on it. */
	pids: number[];
}

/** What came of a volley. */
export interface Volley {
	/** Per second, until the last execution had ended: a contestant that answers first and works later gains nothing. */
	eventsPerSecond: number;
	/** Milliseconds that n8n's processes computed for one event, on all cores together. */
	processorMs: number;
	/** From request to answer, in milliseconds. */
	p50: number;
	p99: number;
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
 * Sends agent replies to one workflow and waits until all are worked off.
 *
 * @throws when one call was not answered 200
 */
export async function fire({ url, settled, pids }: Target, count: number): Promise<Volley> {
	const processorBefore = processorSeconds(pids);
	const begun = performance.now();
	let instance: autocannon.Instance | undefined;
	const whole = new Promise<autocannon.Result>((resolve, reject) => {
		instance = autocannon(
			{
				url,
				connections: Math.min(CONNECTIONS, count),
				amount: count,
				timeout: 60,
				requests: [
					{
						method: 'POST',
						headers: { 'content-type': 'application/json', authorization: `Bearer ${API_KEY}` },
						setupRequest: (request: autocannon.Request) => ({ ...request, body: agentReply() }),
					},
				],
			},
			(error: Error | null, result: autocannon.Result) => (error ? reject(error) : resolve(result)),
		);
	});
	// autocannon itself notices its end only at the next full second.
	let answers = 0;
	await Promise.race([
		whole,
		new Promise<void>((done) => instance?.on('response', () => (answers += 1) === count && done())),
	]);
	await settled();
	const seconds = (performance.now() - begun) / 1000;
	const processorMs = ((processorSeconds(pids) - processorBefore) * 1000) / count;
	const result = await whole;
	if (result['2xx'] !== count) {
		const codes = JSON.stringify(result.statusCodeStats);
		throw new Error(`${count - result['2xx']} of ${count} calls were not answered 200: ${codes}`);
	}
	return { eventsPerSecond: count / seconds, processorMs, p50: result.latency.p50, p99: result.latency.p99 };
}

/** How many events a workflow takes in about `seconds`, after a warm-up that is as long. */
export async function calibrate(target: Target, seconds: number): Promise<number> {
	await fire(target, 20);
	const first = await fire(target, 40);
	const { eventsPerSecond } = await fire(target, Math.max(20, Math.round(first.eventsPerSecond * seconds)));
	return Math.max(20, Math.round(eventsPerSecond * seconds));
}
