import { median, ratioInterval, type Interval } from './statistics';

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
	contest: string;
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
	/** Medians in their unit, for orientation: another machine has others. */
	ours: string;
	rival: string;
	/** Every sample, in the order in which it was taken. */
	samples: { [contestant: string]: readonly number[] };
}

interface Comparison {
	contest: string;
	title: string;
	setting: string;
	measure: string;
	unit: string;
	aim: Aim | null;
	ours: readonly number[];
	rival: readonly number[];
	/** Default: the median. */
	statistic?: (values: readonly number[]) => number;
	/** Whether the samples come from rounds in which both ran; default true. */
	paired?: boolean;
}

/** The ratio ours / rival. */
export function compare(comparison: Comparison): Finding {
	const { contest, title, setting, measure, unit, aim, ours, rival, paired, statistic = median } = comparison;
	const value = statistic(ours) / statistic(rival);
	const interval = ratioInterval(ours, rival, { paired, statistic });
	return {
		...{ contest, title, setting, measure, value, interval, aim },
		verdict: judge(aim, interval),
		ours: `${round(statistic(ours))} ${unit}`,
		rival: `${round(statistic(rival))} ${unit}`,
		samples: { ours, rival },
	};
}

/** A figure of ours that is held against a limit instead of a rival. */
export function figure(of: {
	contest: string;
	title: string;
	setting: string;
	measure: string;
	unit: string;
	aim: Aim | null;
	samples: readonly number[];
	statistic?: (values: readonly number[]) => number;
}): Finding {
	const { contest, title, setting, measure, unit, aim, samples, statistic = median } = of;
	const value = statistic(samples);
	const interval =
		samples.length < 2 ? null : ratioInterval(samples, [1], { paired: false, statistic: statistic as never });
	return {
		...{ contest, title, setting, measure, value, interval, aim },
		verdict: judge(aim, interval ?? { low: value, high: value }),
		ours: `${round(value)} ${unit}`,
		rival: '',
		samples: { ours: samples },
	};
}

function judge(aim: Aim | null, { low, high }: Interval): Verdict {
	if (aim === null) return 'no aim';
	if ('atLeast' in aim) return low >= aim.atLeast ? 'met' : high < aim.atLeast ? 'missed' : 'undecided';
	return high <= aim.atMost ? 'met' : low > aim.atMost ? 'missed' : 'undecided';
}

/** Three figures that count. */
export function round(value: number): string {
	if (!Number.isFinite(value)) return String(value);
	return Math.abs(value) >= 100
		? Math.round(value).toLocaleString('en')
		: String(Number(value.toPrecision(3)));
}
