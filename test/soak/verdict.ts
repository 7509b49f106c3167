import { quantile } from '../queue/table';
import type { Reading } from './readings';
import type { Wait } from './traffic';

/** What n8n held at the end of a tenth of the run, and how it did during it; memory in bytes, times in milliseconds. */
export interface Tenth {
	/** Objects that a full garbage collection left. */
	held: number;
	resident: number;
	files: number;
	handles: number;
	answerP50: number;
	answerP99: number;
	replyP50: number;
	replyP99: number;
}

export interface Criterion {
	name: string;
	met: boolean;
	figures: string;
}

/** What n8n's own caches add and give back in half a run: three times what was measured. */
const NOISE_BYTES = 2_000_000;

/** What the package keeps of an event, and of the reply to it, for an hour: see docs/duplicates.md. */
const REMEMBERED_BYTES = 950;

/** What n8n opens and closes now and then anyway: connections of the database, of its clock, of whoever reads the metrics. */
const MOST_MORE_HANDLES = 5;

const MB = 1_000_000;

/** One tenth from what was read and waited for during it. */
export function tenthOf(
	held: number,
	readings: readonly Reading[],
	answers: readonly Wait[],
	replies: readonly Wait[],
): Tenth {
	const middle = (values: number[]) => quantile(values, 0.5);
	const times = (waits: readonly Wait[], share: number) =>
		quantile(
			waits.map(({ ms }) => ms),
			share,
		);
	return {
		held,
		resident: middle(readings.map(({ resident }) => resident)),
		files: middle(readings.map(({ files }) => files)),
		handles: middle(readings.map(({ handles }) => handles)),
		answerP50: times(answers, 0.5),
		answerP99: times(answers, 0.99),
		replyP50: times(replies, 0.5),
		replyP99: times(replies, 0.99),
	};
}

/**
 * Judges ten tenths, the warm-up left out.
 * @param events how many came in the second half
 */
export function judge(tenths: readonly Tenth[], events: number): Criterion[] {
	return [
		flat('memory held', tenths, NOISE_BYTES + events * REMEMBERED_BYTES),
		noLeak(
			'open files',
			tenths.map(({ files }) => files),
		),
		noLeak(
			'active handles',
			tenths.map(({ handles }) => handles),
		),
		noSlower(
			'answers, p50',
			tenths.map(({ answerP50 }) => answerP50),
		),
		noSlower(
			'answers, p99',
			tenths.map(({ answerP99 }) => answerP99),
		),
		noSlower(
			'replies, p50',
			tenths.map(({ replyP50 }) => replyP50),
		),
		noSlower(
			'replies, p99',
			tenths.map(({ replyP99 }) => replyP99),
		),
	];
}

/** By the line of best fit through the second half: one reading alone says little. */
function flat(name: string, tenths: readonly Tenth[], most: number): Criterion {
	const half = tenths.slice(tenths.length / 2).map(({ held }) => held);
	const growth = slope(half) * (half.length - 1);
	const all = shown(tenths.map(({ held }) => held / MB));
	return {
		name,
		met: growth <= most,
		figures: `${all} MB; second half ${signed(growth / MB)} MB, at most ${signed(most / MB)} MB`,
	};
}

function noLeak(name: string, values: readonly number[]): Criterion {
	const most = values[0] + MOST_MORE_HANDLES;
	const last = values[values.length - 1];
	return { name, met: last <= most, figures: `first tenth ${values[0]}, last ${last}, at most ${most}` };
}

/** The last tenth against the first; the noise is how far the eight between them lie apart. */
function noSlower(name: string, values: readonly number[]): Criterion {
	const between = values.slice(1, -1);
	const noise = Math.max(...between) - Math.min(...between);
	const [first, last] = [values[0], values[values.length - 1]];
	return {
		name,
		met: last <= first + noise,
		figures: `first tenth ${Math.round(first)} ms, last ${Math.round(last)} ms, noise ${Math.round(noise)} ms`,
	};
}

/** Of the line of best fit, in units a step. */
function slope(values: readonly number[]): number {
	const middle = (values.length - 1) / 2;
	const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
	const [up, across] = values.reduce(
		([rise, run], value, index) => [rise + (index - middle) * (value - mean), run + (index - middle) ** 2],
		[0, 0],
	);
	return up / across;
}

function shown(values: number[]): string {
	return values.map((value) => value.toFixed(1)).join(' ');
}

function signed(value: number): string {
	return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;
}
