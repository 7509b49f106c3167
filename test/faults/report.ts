/* eslint-disable @n8n/community-nodes/no-restricted-globals -- test code never ships */
import { printTable } from '../queue/table';
import type { Outcome } from './outcome';
import { ROUNDS, SEED } from './rounds';

/** Collects a row for each fault and prints them together, as docs/reliability.md has them. */
export class Report {
	private readonly rows: Array<Record<string, string | number>> = [];

	constructor(private readonly title: string) {}

	/** Prints the row at once, too: it tells what a check that follows finds wrong. */
	add(fault: string, { row, missing, doubled }: Outcome): void {
		this.rows.push({ fault, rounds: ROUNDS, ...row });
		if (missing.length + doubled.length > 0)
			process.stdout.write(`${fault}: ${JSON.stringify({ missing, doubled })}\n`);
	}

	print(): void {
		if (this.rows.length > 0) printTable(`${this.title} (FAULTS_SEED=${SEED})`, this.rows);
	}
}
