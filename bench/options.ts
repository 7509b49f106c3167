/* eslint-disable @n8n/community-nodes/no-restricted-globals -- development only, never published */

export interface BenchOptions {
	/** A, D, E and F small, in under five minutes; a missed aim fails the run. */
	quick: boolean;
	/** Where to write versions, settings and every sample. */
	json: string | null;
	/** A file of `--json` to draw the plots of docs/performance.md from, instead of measuring. */
	plots: string | null;
	/** Letters of the contests to run; null means all. */
	only: string[] | null;
	/** Rounds of each comparison of throughput. */
	rounds: number;
	/** Seconds of one volley. */
	seconds: number;
	/** Told to whoever waits. */
	say: (line: string) => void;
}

const USAGE = `npm run bench -- [--quick] [--json FILE] [--only A,B] [--rounds N] [--seconds N] [--plots FILE]`;

/** @throws with the usage when an argument is not known */
export function readOptions(args: readonly string[]): BenchOptions {
	const options: BenchOptions = {
		quick: args.includes('--quick'),
		json: null,
		plots: null,
		only: null,
		rounds: args.includes('--quick') ? 5 : 9,
		seconds: args.includes('--quick') ? 3 : 6,
		say: (line) => process.stderr.write(`${line}\n`),
	};
	for (let index = 0; index < args.length; index++) {
		const value = args[index + 1];
		if (args[index] === '--quick') continue;
		if (value === undefined) throw new Error(USAGE);
		if (args[index] === '--json') options.json = value;
		else if (args[index] === '--plots') options.plots = value;
		else if (args[index] === '--only') options.only = value.toUpperCase().split(',');
		else if (args[index] === '--rounds') options.rounds = Number(value);
		else if (args[index] === '--seconds') options.seconds = Number(value);
		else throw new Error(USAGE);
		index += 1;
	}
	return options;
}
