/* eslint-disable @n8n/community-nodes/no-restricted-globals -- test code never ships */
import { printTable } from '../queue/table';
import type { Outcome } from './outcome';
import { ROUNDS, SEED } from './rounds';

type Row = Record<string, string | number>;

/** Collects what each fault did and prints it together, as docs/reliability.md has it. */
export class Report {
	private readonly faults = new Map<string, Row>();

	constructor(private readonly title: string) {}

	/** Prints it at once, too, with the events that a check is about to complain of: a later fault may take long. */
	add(fault: string, { row, missing, doubled }: Outcome): void {
		this.faults.set(fault, { rounds: ROUNDS, ...row });
		const events = [...missing, ...doubled].join(', ');
		process.stdout.write(`${fault}: ${JSON.stringify(row)} ${events}\n`);
	}

	print(): void {
		const measures = new Set([...this.faults.values()].flatMap(Object.keys));
		const rows = [...measures].map((measure) => ({
			measure,
			...Object.fromEntries([...this.faults].map(([fault, row]) => [fault, row[measure] ?? ''])),
		}));
		if (rows.length > 0) printTable(`${this.title} (FAULTS_SEED=${SEED})`, rows);
	}
}
