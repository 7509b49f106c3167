/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/require-node-api-error -- development only, never published */
import { parseArgs } from 'node:util';

/** By the letters in docs/performance.md. */
const CONTESTS = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'P', 'S'] as const;
const QUICK_CONTESTS = ['A', 'D', 'E', 'F'] as const;

export type Contest = (typeof CONTESTS)[number];

export interface BenchOptions {
	/** Some contests small, in under five minutes. */
	quick: boolean;
	/** What to measure. */
	contests: readonly Contest[];
	/** Where to write versions, settings and every sample. */
	json: string | null;
	/** A file of `--json` to draw the plots of docs/performance.md from, instead of measuring. */
	plots: string | null;
	/** Rounds of each comparison. */
	rounds: number;
	/** Seconds of one volley. */
	seconds: number;
	/** Told to whoever waits. */
	say: (line: string) => void;
}

const USAGE = `npm run bench -- [--quick] [--json FILE] [--only A,B] [--rounds N] [--seconds N] [--plots FILE]`;

/** @throws with the usage when an argument is not known or makes no sense */
export function readOptions(args: readonly string[]): BenchOptions {
	try {
		const { values } = parseArgs({
			args: [...args],
			options: {
				quick: { type: 'boolean' },
				json: { type: 'string' },
				plots: { type: 'string' },
				only: { type: 'string' },
				rounds: { type: 'string' },
				seconds: { type: 'string' },
			},
		});
		const { quick = false, json = null, plots = null, only } = values;
		const { rounds = quick ? '6' : '20', seconds = quick ? '1' : '2' } = values;
		return {
			...{ quick, json, plots },
			contests: readContests(only, quick),
			rounds: readCount('--rounds', rounds),
			seconds: readCount('--seconds', seconds),
			say: (line) => process.stderr.write(`${line}\n`),
		};
	} catch (error) {
		throw new Error(`${(error as Error).message}\n${USAGE}`);
	}
}

function readContests(only: string | undefined, quick: boolean): readonly Contest[] {
	const known: readonly Contest[] = quick ? QUICK_CONTESTS : CONTESTS;
	if (only === undefined) return known;
	return only
		.toUpperCase()
		.split(',')
		.map((letter) => {
			const contest = known.find((one) => one === letter);
			const run = quick ? 'a quick run' : 'the benchmark';
			if (contest === undefined)
				throw new Error(`nothing to measure: ${run} has ${known.join(', ')}, not "${letter}"`);
			return contest;
		});
}

function readCount(name: string, text: string): number {
	if (!/^[1-9]\d*$/.test(text)) throw new Error(`${name} wants a positive integer, not "${text}"`);
	return Number(text);
}
