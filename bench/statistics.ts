/** The middle value; of an even number of values, the mean of the two middle ones. NaN of none. */
export function median(values: readonly number[]): number {
	const sorted = ascending(values);
	const middle = sorted.length >> 1;
	return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The value below or at which this share (0 to 1) of the values lies. NaN of none. */
export function quantile(values: readonly number[], share: number): number {
	const sorted = ascending(values);
	return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))] ?? NaN;
}

export interface Interval {
	low: number;
	high: number;
}

const CONFIDENCE = 0.95;

const RESAMPLES = 10_000;

/**
 * Where the true median lies with at least 95 %, whatever the distribution: between two of the values, chosen by the
 * binomial distribution of how many lie below it. Of five values or fewer it is all of them, which is less than 95 %.
 */
export function medianInterval(values: readonly number[]): Interval {
	const sorted = ascending(values);
	const count = sorted.length;
	let outside = 0;
	let place = 0;
	// The probability that exactly `place` values lie below the median; both tails count.
	for (let probability = 0.5 ** count; place < (count - 1) / 2; place++) {
		outside += 2 * probability;
		if (outside > 1 - CONFIDENCE) break;
		probability *= (count - place) / (place + 1);
	}
	const lowest = Math.max(0, place - 1);
	return { low: sorted[lowest] ?? NaN, high: sorted[count - 1 - lowest] ?? NaN };
}

/**
 * Percentile bootstrap over blocks: 95 % of what a figure would have been, had the blocks come out otherwise. What one block
 * holds is drawn together, for what slows the machine for a while slows all of it.
 *
 * @param figureOf the figure of blocks with these places; a place may be drawn several times
 */
export function blockInterval(blocks: number, figureOf: (places: number[]) => number): Interval {
	const random = seededRandom(1);
	const figures = Array.from({ length: RESAMPLES }, () =>
		figureOf(Array.from({ length: blocks }, () => Math.floor(random() * blocks))),
	);
	const tail = (1 - CONFIDENCE) / 2;
	return { low: quantile(figures, tail), high: quantile(figures, 1 - tail) };
}

function ascending(values: readonly number[]): number[] {
	return [...values].sort((a, b) => a - b);
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
