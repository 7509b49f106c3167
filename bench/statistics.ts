/** The middle value; of an even number of values, the mean of the two middle ones. NaN of none. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The value below or at which this share (0 to 1) of the values lies. NaN of none. */
export function quantile(values: readonly number[], share: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))] ?? NaN;
}

export interface Interval {
	low: number;
	high: number;
}

const RESAMPLES = 10_000;
const CONFIDENCE = 0.95;

/**
 * Percentile bootstrap of a ratio: 95 % of what it would have been had the rounds come out otherwise.
 *
 * @param paired rounds in which both contestants ran one after the other, and so are drawn together; what slows the
 *   machine for a while then slows both
 * @param statistic of one contestant's values; the ratio of two of these is what is wanted
 */
export function ratioInterval(
	ours: readonly number[],
	rivals: readonly number[],
	{ paired = true, statistic = median }: { paired?: boolean; statistic?: (values: number[]) => number } = {},
): Interval {
	const random = seededRandom(1);
	const draw = (length: number) => Array.from({ length }, () => Math.floor(random() * length));
	// Fewer for thousands of single latencies: sorting them takes the time.
	const resamples = ours.length > 500 ? RESAMPLES / 10 : RESAMPLES;
	const ratios = Array.from({ length: resamples }, () => {
		const mine = draw(ours.length);
		const theirs = paired ? mine : draw(rivals.length);
		return statistic(mine.map((index) => ours[index])) / statistic(theirs.map((index) => rivals[index]));
	});
	const tail = (1 - CONFIDENCE) / 2;
	return { low: quantile(ratios, tail), high: quantile(ratios, 1 - tail) };
}

/** Mulberry32: the same draws in every run, so that equal samples give equal intervals. */
function seededRandom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}
