/* eslint-disable @n8n/community-nodes/no-restricted-globals -- development only, never published */
import { Arena, ENGINES, type Engine } from './arena';
import type { Finding } from './contest';
import { inboundContest } from './contests/inbound';
import { packageContest } from './contests/package';
import { profileContest } from './contests/profile';
import { queueContest } from './contests/queue';
import { sendReplyContest } from './contests/send-reply';
import { settingsContest } from './contests/settings';
import { triggerContests } from './contests/triggers';
import { wholeWayContest } from './contests/whole-way';
import { readOptions, type BenchOptions, type Contest } from './options';
import { drawPlots } from './plots';
import { saveReport, startReport, tableOf, type Report } from './report';

/** The contests that take place with each engine, and those of them that are quick. */
const CONTESTS_OF: Record<Engine, { all: string; quick: string }> = {
	vm: { all: 'ABCD', quick: '' },
	'vm, lazy': { all: 'ABCD', quick: 'AD' },
	legacy: { all: 'ABC', quick: '' },
};

/** @returns whether no aim was missed by more than the noise that was measured */
export async function bench(args: readonly string[]): Promise<boolean> {
	const options = readOptions(args);
	const { say, json, plots } = options;
	if (plots !== null) return drawPlots(plots);
	const report = await startReport(options);
	for await (const findings of measure(options, report)) {
		report.findings.push(...findings);
		say(`\n${tableOf(findings)}\n`);
		// After each part, so that an interrupted run leaves what it has measured.
		if (json !== null) saveReport(report, json);
	}
	if (report.findings.length === 0) throw new Error('nothing to measure: no contest gave a figure');
	process.stdout.write(`${tableOf(report.findings)}\n`);
	const missed = report.findings.filter(({ verdict }) => verdict === 'missed');
	if (missed.length > 0) say(`\nMissed: ${missed.length} of ${report.findings.length}.`);
	return missed.length === 0;
}

async function* measure(options: BenchOptions, report: Report): AsyncGenerator<Finding[]> {
	const wanted = (contest: Contest) => options.contests.includes(contest);
	if (wanted('F')) yield await inboundContest(options);
	for (const engine of Object.keys(ENGINES) as Engine[]) yield* measureEngine(engine, options, report);
	if (wanted('E')) yield await sendReplyContest(options);
	if (wanted('G')) yield await packageContest(options);
	if (wanted('P')) {
		yield await profileContest('vm', options, report);
		yield await profileContest('vm, lazy', options, report);
	}
	if (wanted('S')) yield await settingsContest(options, report);
	if (wanted('H')) yield await queueContest(options, report);
}

/** Contests A to D, all in one n8n. */
async function* measureEngine(
	engine: Engine,
	options: BenchOptions,
	report: Report,
): AsyncGenerator<Finding[]> {
	const possible = CONTESTS_OF[engine][options.quick ? 'quick' : 'all'];
	const contests = options.contests.filter((contest) => possible.includes(contest));
	if (contests.length === 0) return;
	const arena = await Arena.start(ENGINES[engine]);
	try {
		if (contests.some((contest) => contest !== 'D'))
			yield await triggerContests(arena, engine, { ...options, contests }, report);
		if (contests.includes('D')) yield await wholeWayContest(arena, engine, options);
	} finally {
		await arena.stop();
	}
}
