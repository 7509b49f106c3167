import { Cluster } from '../cluster';
import { figure, type Finding } from '../contest';
import { calibrate, fire, type Volley } from '../load';
import type { BenchOptions } from '../options';
import type { Report } from '../report';
import { inTurn } from '../turns';

type Step = readonly [processors: number, workers: number];

/** From one to the next, one process comes or goes. */
const STEPS: Step[] = [
	[1, 1],
	[1, 2],
	[1, 3],
	[2, 3],
	[2, 2],
	[2, 1],
];

const MEASURES: Array<{ measure: string; unit: string; of: (volley: Volley) => number }> = [
	{ measure: 'events per second', unit: '/s', of: ({ eventsPerSecond }) => eventsPerSecond },
	{
		measure: 'cores of the machine that are busy, load generator and database included',
		unit: 'cores',
		of: ({ eventsPerSecond, processorMs }) => (eventsPerSecond * processorMs.machine) / 1000,
	},
	{
		measure: 'processor time an event, webhook processors',
		unit: 'ms',
		of: ({ processorMs }) => processorMs.processors,
	},
	{ measure: 'processor time an event, workers', unit: 'ms', of: ({ processorMs }) => processorMs.workers },
];

const counted = (count: number, what: string) => `${count} ${what}${count > 1 ? 's' : ''}`;

/**
 * Contest H: what each further process of n8n's queue mode brings, on PostgreSQL and Redis of this machine. Back and forth
 * through all steps, so that none is always the one with the fullest database or the youngest processes.
 */
export async function queueContest(
	{ rounds, seconds, say }: BenchOptions,
	report: Report,
): Promise<Finding[]> {
	const cluster = await Cluster.start();
	try {
		Object.assign(report.versions, await cluster.versions());
		await cluster.resize(...STEPS[0]);
		const count = await calibrate(cluster.target(), seconds);
		report.options.counts['queue mode'] = count;
		const volleys = new Map(STEPS.map((step) => [step, [] as Volley[]]));
		// Starting and stopping processes takes longer than the volleys.
		const passes = Math.ceil(rounds / 3);
		for (let pass = 0; pass < passes; pass++) {
			for (const step of inTurn(STEPS, pass)) {
				await cluster.resize(...step);
				// The youngest process warms up.
				await fire(cluster.target(), count);
				const volley = await fire(cluster.target(), count);
				volleys.get(step)?.push(volley);
				say(
					`queue mode, pass ${pass + 1} of ${passes}, ${settingOf(step)}: ${volley.eventsPerSecond.toFixed(1)} events/s`,
				);
			}
		}
		return [...volleys].flatMap(([step, all]) =>
			MEASURES.map(({ of, ...measure }) =>
				figure({
					...{ contest: 'H', title: 'queue mode', setting: settingOf(step), aim: null },
					...{ ...measure, samples: all.map(of) },
				}),
			),
		);
	} finally {
		await cluster.stop();
	}
}

function settingOf([processors, workers]: Step): string {
	return `${counted(processors, 'webhook processor')}, ${counted(workers, 'worker')}`;
}
