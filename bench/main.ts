/* eslint-disable @n8n/community-nodes/no-restricted-globals -- development only, never published */
import type { Engine } from './arena';
import type { Finding } from './contest';
import { inboundContest } from './contests/inbound';
import { packageContest } from './contests/package';
import { profileContest } from './contests/profile';
import { queueContest } from './contests/queue';
import { sendReplyContest } from './contests/send-reply';
import { settingsContest } from './contests/settings';
import { triggerContests } from './contests/triggers';
import { wholeWayContest } from './contests/whole-way';
import { readOptions, type BenchOptions } from './options';
import { drawPlots } from './plots';
import { saveReport, startReport, tableOf } from './report';

/** The parts of a run, by the letters of their contests, in their order. */
const PARTS: Array<{
	contests: string[];
	quick: boolean;
	run: (options: BenchOptions) => Promise<Finding[]>;
}> = [
	{ contests: ['F'], quick: true, run: inboundContest },
	...(['vm', 'vm, lazy', 'legacy'] as Engine[]).map((engine) => ({
		contests: ['A', 'B', 'C'],
		quick: engine !== 'legacy',
		run: async (options: BenchOptions) => await triggerContests(engine, options),
	})),
	...(['vm', 'vm, lazy'] as Engine[]).map((engine) => ({
		contests: ['D'],
		quick: engine !== 'vm',
		run: async (options: BenchOptions) => await wholeWayContest(engine, options),
	})),
	{ contests: ['E'], quick: true, run: sendReplyContest },
	{ contests: ['G'], quick: false, run: packageContest },
	...(['vm', 'vm, lazy'] as Engine[]).map((engine) => ({
		contests: ['P'],
		quick: false,
		run: async (options: BenchOptions) => await profileContest(engine, options),
	})),
	{ contests: ['S'], quick: false, run: settingsContest },
	{ contests: ['H'], quick: false, run: queueContest },
];

/** @returns whether no aim was missed by more than the noise that was measured */
export async function bench(args: readonly string[]): Promise<boolean> {
	const options = readOptions(args);
	const { say, quick, only, json, plots } = options;
	if (plots !== null) return drawPlots(plots);
	const report = await startReport({ quick, only, rounds: options.rounds, seconds: options.seconds });
	for (const part of PARTS) {
		if (quick && !part.quick) continue;
		if (only !== null && !part.contests.some((letter) => only.includes(letter))) continue;
		const findings = await part.run(options);
		report.findings.push(...findings);
		say(`\n${tableOf(findings)}\n`);
		// After each part, so that an interrupted run leaves what it has measured.
		if (json !== null) saveReport(report, json);
	}
	process.stdout.write(`${tableOf(report.findings)}\n`);
	const missed = report.findings.filter(({ verdict }) => verdict === 'missed');
	if (missed.length > 0) say(`\nMissed: ${missed.length} of ${report.findings.length}.`);
	return missed.length === 0;
}
