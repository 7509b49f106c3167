/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only, never published */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem, type } from 'node:os';
import { join } from 'node:path';

import { checkoutFolder } from '../runtime/checkout';
import { installedN8n } from '../runtime/installed-n8n';
import { round, type Finding } from './contest';

/** Everything a reader needs to judge or repeat the figures. */
export interface Report {
	date: string;
	versions: { [name: string]: string };
	machine: { system: string; cpu: string; cores: number; memoryGB: number; loadAtStart: number };
	options: object;
	findings: Finding[];
}

export async function startReport(options: object): Promise<Report> {
	const manifest = JSON.parse(readFileSync(join(checkoutFolder(), 'package.json'), 'utf8')) as {
		version: string;
		devDependencies: Record<string, string>;
	};
	const { version, node } = await installedN8n('2.41.1');
	const [cpu] = cpus();
	return {
		date: new Date().toISOString(),
		versions: {
			'n8n-nodes-altabots': manifest.version,
			n8n: version,
			'Node of n8n': /node-(\d+\.\d+\.\d+)/.exec(node)?.[1] ?? process.version,
			'Node of the generator': process.version,
			autocannon: manifest.devDependencies.autocannon,
		},
		machine: {
			system: type(),
			cpu: cpu.model.trim(),
			cores: cpus().length,
			memoryGB: Math.round(totalmem() / 1e9),
			loadAtStart: loadavg()[0],
		},
		options,
		findings: [],
	};
}

export function saveReport(report: Report, file: string): void {
	writeFileSync(file, `${JSON.stringify(report, null, '\t')}\n`);
}

/** For the terminal, and for docs/performance.md. */
export function tableOf(findings: readonly Finding[]): string {
	const rows = findings.map(
		({ contest, title, setting, measure, value, interval, aim, verdict, ours, rival }) => [
			contest,
			title,
			setting,
			measure,
			`${round(value)}${interval === null ? '' : ` (${round(interval.low)}–${round(interval.high)})`}`,
			aim === null ? '' : 'atLeast' in aim ? `≥ ${aim.atLeast}` : `≤ ${aim.atMost}`,
			verdict,
			ours,
			rival,
		],
	);
	const head = [
		'',
		'Contestants',
		'Setting',
		'Of',
		'Ratio or figure (95 %)',
		'Aim',
		'Verdict',
		'Ours',
		'Rival',
	];
	return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
