import type { Contest } from './options';
import { median, medianInterval, type Interval } from './statistics';

/** What a value has to be. */
export type Aim = { atLeast: number } | { atMost: number };

/**
 * `met` and `missed` only where the whole confidence interval lies on one side of the aim; `undecided` where the noise
 * of this run is larger than the distance to it.
 */
export type Verdict = 'met' | 'missed' | 'undecided' | 'no aim';

/** One line of the report. */
export interface Finding {
	/** The letter in docs/performance.md. */
	contest: Contest;
	/** What was compared, and under which setting of n8n. */
	title: string;
	setting: string;
	/** What a ratio or figure is of. */
	measure: string;
	value: number;
	/** Null where a figure has no spread, such as a file's size. */
	interval: Interval | null;
	aim: Aim | null;
	verdict: Verdict;
	/** In their unit, for orientation: another machine has others. */
	ours: string;
	rival: string;
	/** Every sample, in the order in which it was taken. */
	samples: { [contestant: string]: readonly number[] };
}

export type Subject = Pick<Finding, 'contest' | 'title' | 'setting' | 'measure' | 'aim'> & { unit: string };

/** The ratio ours / rival of each round, and their median: what slows the machine for a round slows both. */
export function compare({
	ours,
	rival,
	...subject
}: Subject & { ours: readonly number[]; rival: readonly number[] }): Finding {
	if (ours.length !== rival.length)
		throw new Error(`${subject.title}: ${ours.length} rounds of ours, ${rival.length} of the rival`);
	const ratios = ours.map((value, round) => value / rival[round]);
	return finding(subject, {
		...{ value: median(ratios), interval: medianInterval(ratios) },
		...{ ours: median(ours), rival: median(rival), samples: { ours, rival } },
	});
}

/** A figure of ours that is held against a limit instead of a rival: the median. */
export function figure({ samples, ...subject }: Subject & { samples: readonly number[] }): Finding {
	const interval = samples.length < 2 ? null : medianInterval(samples);
	return finding(subject, { value: median(samples), interval, samples: { ours: samples } });
}

/** A figure of which one bad run is one too many. */
export function worst({ samples, ...subject }: Subject & { samples: readonly number[] }): Finding {
	return finding(subject, { value: Math.max(...samples), interval: null, samples: { ours: samples } });
}

/** @throws when there is no figure to judge, as without samples */
export function finding(
	{ unit, ...subject }: Subject,
	{
		value,
		interval,
		ours = value,
		rival,
		samples,
	}: Pick<Finding, 'value' | 'interval' | 'samples'> & { ours?: number; rival?: number },
): Finding {
	const { low, high } = interval ?? { low: value, high: value };
	if (![value, low, high, ...Object.values(samples).flat()].every(Number.isFinite))
		throw new Error(`${subject.title}, ${subject.measure}: ${value} (${low} to ${high}) is no figure`);
	return {
		...{ ...subject, value, interval, verdict: judge(subject.aim, { low, high }) },
		...{
			ours: `${round(ours)} ${unit}`,
			rival: rival === undefined ? '' : `${round(rival)} ${unit}`,
			samples,
		},
	};
}

function judge(aim: Aim | null, { low, high }: Interval): Verdict {
	if (aim === null) return 'no aim';
	if ('atLeast' in aim) return low >= aim.atLeast ? 'met' : high < aim.atLeast ? 'missed' : 'undecided';
	return high <= aim.atMost ? 'met' : low > aim.atMost ? 'missed' : 'undecided';
}

/** Three figures that count. */
export function round(value: number): string {
	return Math.abs(value) >= 100
		? Math.round(value).toLocaleString('en')
		: String(Number(value.toPrecision(3)));
}
