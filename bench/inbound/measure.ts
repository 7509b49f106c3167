/* eslint-disable @n8n/community-nodes/no-restricted-globals -- development only, never published */
import {
	checkAuthorization,
	dedupeKeyOf,
	findFault,
	isProbe,
	shapeEvent,
	EVENT_NAMES,
	type EventName,
} from '../../platform/inbound';
import type { JsonObject } from '../../platform/json';
import { fixturesOf } from '../../test/fixtures';
import { GROWN_BODIES } from './bodies';

/**
 * A process of its own, so that n8n's Node can run it and nothing else has filled its caches:
 * `node measure.js <rounds> <milliseconds of a sample> <bytes>…` prints an array of InboundTimes as JSON.
 */
export interface InboundTimes {
	name: string;
	event: EventName;
	bytes: number;
	/** Microseconds of processor time, by round, for `JSON.parse` of the body as it came over the wire. */
	parse: number[];
	/** Microseconds of processor time, by round, for all that platform/inbound does with the parsed body. */
	ours: number[];
}

/** Samples' time before the first one that counts. */
const WARM_UP = 5;

const KEY = 'app-example0123456789abcdef';
const SHAPE_OPTIONS = { source: null, placeholderEmails: ['support@gptbots.ai'] };

/** All checks and steps of one call, in the trigger's order. */
function takeIn(event: EventName, body: JsonObject, authorization: string): unknown {
	if (checkAuthorization(authorization, [KEY]) !== 'valid') throw new Error('not authorized');
	if (isProbe(body) || findFault(event, body) !== null) throw new Error('not an event');
	const dedupeKey = dedupeKeyOf(event, body);
	if (dedupeKey === null) throw new Error('nested too deep');
	return shapeEvent(event, body, dedupeKey, SHAPE_OPTIONS);
}

/** Keeps the engine from dropping work whose result nobody uses. */
let sink: unknown;

/** Microseconds a call, of processor time: what other programs take meanwhile does not count. At least one call. */
function time(work: () => unknown, sampleMs: number): number {
	const begun = process.cpuUsage();
	let calls = 0;
	let elapsedUs = 0;
	do {
		// One call first, for it may take long; then as many as went before, for reading the clock costs as much as a small body.
		const batch = Math.max(1, calls);
		for (let call = 0; call < batch; call++) sink = work();
		calls += batch;
		const { user, system } = process.cpuUsage(begun);
		elapsedUs = user + system;
	} while (elapsedUs < sampleMs * 1000);
	return elapsedUs / calls;
}

function measure(
	name: string,
	event: EventName,
	wire: Buffer,
	rounds: number,
	sampleMs: number,
): InboundTimes {
	const body = JSON.parse(wire.toString()) as JsonObject;
	const parse = () => JSON.parse(wire.toString()) as unknown;
	const ours = () => takeIn(event, body, `Bearer ${KEY}`);
	const times: InboundTimes = { name, event, bytes: wire.length, parse: [], ours: [] };
	// n8n is a process that runs for weeks: what counts is code the engine has optimised.
	for (const work of [parse, ours]) time(work, WARM_UP * sampleMs);
	for (let round = 0; round < rounds; round++) {
		times.parse.push(time(parse, sampleMs));
		times.ours.push(time(ours, sampleMs));
	}
	return times;
}

const [rounds, sampleMs, ...sizes] = process.argv.slice(2).map(Number);
const results = [
	...EVENT_NAMES.flatMap((event) =>
		fixturesOf(event).map(({ name, body }) => measure(name, event, Buffer.from(body), rounds, sampleMs)),
	),
	...sizes.flatMap((bytes) =>
		GROWN_BODIES.map(({ name, event, make }) =>
			measure(name, event, Buffer.from(JSON.stringify(make(bytes))), rounds, sampleMs),
		),
	),
];
process.stdout.write(JSON.stringify(results));
if (sink === undefined) process.exitCode = 1;
