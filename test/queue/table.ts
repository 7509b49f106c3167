/* eslint-disable @n8n/community-nodes/no-restricted-globals -- test code never ships */
/** Prints figures so that they can be read in CI's output, and copied into the docs. */
export function printTable(title: string, rows: Array<Record<string, string | number>>): void {
	const columns = Object.keys(rows[0] ?? {});
	const lines = [
		columns,
		columns.map(() => '---'),
		...rows.map((row) => columns.map((column) => String(row[column]))),
	].map((cells) => `| ${cells.join(' | ')} |`);
	process.stdout.write(`\n${title}\n\n${lines.join('\n')}\n\n`);
}

/** The value below which this share (0 to 1) of the values lies. */
export function quantile(values: number[], share: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? NaN;
}

export function seconds(ms: number): string {
	return `${(ms / 1000).toFixed(1)} s`;
}
