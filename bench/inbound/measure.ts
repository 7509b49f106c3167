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
 * `node measure.js <rounds> <milliseconds of a sample> <bytes>…` prints InboundTimes as JSON.
 */
export interface InboundTimes {
	documented: BodyTimes[];
	/** By kind of body, each in all sizes, in the order of the arguments. */
	grown: BodyTimes[][];
}

type Work = 'ours' | 'parse' | 'parseText';

/** Microseconds of processor time for a call, by round. */
export interface BodyTimes extends Record<Work, number[]> {
	name: string;
	event: EventName;
	bytes: number;
	/** All that platform/inbound does with the parsed body. */
	ours: number[];
	/** `JSON.parse` of the body as it came over the wire, in UTF-8: n8n has to decode it, too. */
	parse: number[];
	/** `JSON.parse` of a text that is decoded already. */
	parseText: number[];
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

interface Body {
	name: string;
	event: EventName;
	wire: Buffer;
}

/** In a round each body has its turn, so that what slows the machine for a while slows all. */
function measure(bodies: Body[], wanted: readonly Work[]): BodyTimes[] {
	const all = bodies.map(({ name, event, wire }) => {
		const text = wire.toString();
		const body = JSON.parse(text) as JsonObject;
		const works: Record<Work, () => unknown> = {
			ours: () => takeIn(event, body, `Bearer ${KEY}`),
			parse: () => JSON.parse(wire.toString()) as unknown,
			parseText: () => JSON.parse(text) as unknown,
		};
		const times: BodyTimes = { name, event, bytes: wire.length, ours: [], parse: [], parseText: [] };
		return { works, times };
	});
	// n8n is a process that runs for weeks: what counts is code the engine has optimised.
	for (const { works } of all) for (const work of wanted) time(works[work], WARM_UP * sampleMs);
	for (let round = 0; round < rounds; round++) {
		for (const { works, times } of all)
			for (const work of wanted) times[work].push(time(works[work], sampleMs));
	}
	return all.map(({ times }) => times);
}

const [rounds, sampleMs, ...sizes] = process.argv.slice(2).map(Number);
const results: InboundTimes = {
	documented: measure(
		EVENT_NAMES.flatMap((event) =>
			fixturesOf(event).map(({ name, body }) => ({ name, event, wire: Buffer.from(body) })),
		),
		['ours'],
	),
	grown: GROWN_BODIES.map(({ name, event, make }) =>
		measure(
			sizes.map((bytes) => ({ name, event, wire: Buffer.from(JSON.stringify(make(bytes))) })),
			['parse', 'parseText', 'ours'],
		),
	),
};
process.stdout.write(JSON.stringify(results));
if (sink === undefined) process.exitCode = 1;
