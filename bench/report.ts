/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only, never published */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { checkoutFolder } from '../runtime/checkout';
import { installedN8n } from '../runtime/installed-n8n';
import { RECOMMENDED } from '../test/queue/arrangement';
import { ENGINES } from './arena';
import { round, type Finding } from './contest';
import { CONNECTIONS } from './load';
import type { BenchOptions } from './options';

const run = promisify(execFile);

/** Everything a reader needs to judge or repeat the figures. */
export interface Report {
	date: string;
	versions: { [name: string]: string };
	machine: { system: string; cpu: string; cores: number; memoryGB: number; loadAtStart: number };
	options: Pick<BenchOptions, 'quick' | 'contests' | 'rounds' | 'seconds'> & {
		connections: number;
		/** What is added to n8n's environment, by the setting's name. */
		environments: { [setting: string]: Record<string, string> };
		/** Events of a volley, as they were calibrated. */
		counts: { [contestant: string]: number };
	};
	findings: Finding[];
}

export async function startReport({ quick, contests, rounds, seconds }: BenchOptions): Promise<Report> {
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
			commit: await commit().catch(() => 'no Git checkout'),
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
		options: {
			...{ quick, contests, rounds, seconds, connections: CONNECTIONS, counts: {} },
			environments: { ...ENGINES, 'queue mode': RECOMMENDED.env },
		},
		findings: [],
	};
}

async function commit(): Promise<string> {
	const git = async (...args: string[]) => (await run('git', args, { cwd: checkoutFolder() })).stdout.trim();
	const changes = await git('status', '--porcelain');
	return `${await git('rev-parse', 'HEAD')}${changes === '' ? '' : ' + changes'}`;
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
