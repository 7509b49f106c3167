/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only, never published */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { checkoutFolder } from '../runtime/checkout';
import type { Aim, Finding } from './contest';
import type { Report } from './report';

/** Readable on GitHub's light and dark pages alike. */
const COLOUR = { text: '#7d8590', met: '#2da44e', missed: '#cf222e', other: '#bf8700', aim: '#7d8590' };

const WIDTH = 900;
const LABELS = 430;
const ROW = 26;
const MARGIN = 46;

interface Bar {
	label: string;
	value: number;
	low: number;
	high: number;
	aim: number | null;
	colour: string;
}

/** Draws what docs/performance.md shows, into .github/images/. Always true, as nothing is measured. */
export function drawPlots(file: string): boolean {
	const { findings } = JSON.parse(readFileSync(file, 'utf8')) as Report;
	const ratios = findings.filter(({ contest, rival }) => 'ABCDE'.includes(contest) && rival !== '');
	const charts: { [name: string]: { title: string; rows: Finding[] } } = {
		'performance-ratios': { title: 'Ours / rival, with 95 % intervals; the line is the aim', rows: ratios },
		'performance-settings': {
			title: 'Events per second, with the setting / as installed (lazy + …: / with lazy acquire)',
			rows: findings.filter(({ contest, rival }) => contest === 'S' && rival !== ''),
		},
		'performance-queue': {
			title: 'Queue mode: events per second',
			rows: findings.filter(({ contest, measure }) => contest === 'H' && measure === 'events per second'),
		},
	};
	for (const [name, { title, rows }] of Object.entries(charts)) {
		if (rows.length === 0) continue;
		writeFileSync(join(checkoutFolder(), '.github', 'images', `${name}.svg`), svg(title, rows.map(toBar)));
	}
	return true;
}

function toBar({ contest, title, setting, measure, value, interval, aim, verdict }: Finding): Bar {
	return {
		label: labelOf({ contest, title, setting, measure }),
		value,
		low: interval?.low ?? value,
		high: interval?.high ?? value,
		aim: aim === null ? null : limitOf(aim),
		colour: verdict === 'met' ? COLOUR.met : verdict === 'missed' ? COLOUR.missed : COLOUR.other,
	};
}

function labelOf({
	contest,
	title,
	setting,
	measure,
}: Pick<Finding, 'contest' | 'title' | 'setting' | 'measure'>): string {
	if ('ABC'.includes(contest)) return `${contest}, ${setting}: ${measure}`;
	if (contest === 'S') return title.split(' / ')[0];
	if (contest === 'H') return setting;
	const engine = contest === 'D' ? `${setting.replace(/, \d+ handoffs.*/, '')}, ` : '';
	return `${contest}, ${engine}${shorten(title)}, ${measure}`;
}

function shorten(title: string): string {
	return title.replace(/, ours \/ .*$/, '').replace(' / HTTP Request', '');
}

function limitOf(aim: Aim): number {
	return 'atLeast' in aim ? aim.atLeast : aim.atMost;
}

function svg(title: string, bars: Bar[]): string {
	const highest = Math.max(...bars.flatMap(({ high, aim }) => [high, aim ?? 0])) * 1.05;
	const x = (value: number) => LABELS + (value / highest) * (WIDTH - LABELS - MARGIN);
	const rows = bars.map(({ label, value, low, high, aim, colour }, index) => {
		const y = MARGIN + index * ROW;
		const middle = y + ROW / 2 - 3;
		return [
			`<text x="${LABELS - 10}" y="${middle + 4}" text-anchor="end">${escapeXml(label)}</text>`,
			`<rect x="${LABELS}" y="${y}" width="${(x(value) - LABELS).toFixed(1)}" height="${ROW - 6}" fill="${colour}"/>`,
			`<path d="M${x(low).toFixed(1)} ${middle}H${x(high).toFixed(1)}" stroke="${COLOUR.text}" stroke-width="2"/>`,
			aim === null
				? ''
				: `<path d="M${x(aim).toFixed(1)} ${y - 3}v${ROW}" stroke="${COLOUR.aim}" stroke-dasharray="4 2" stroke-width="2"/>`,
			`<text x="${(Math.max(x(high), x(value)) + 6).toFixed(1)}" y="${middle + 4}">${Number(value.toPrecision(3))}</text>`,
		].join('');
	});
	const height = MARGIN + bars.length * ROW + 10;
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="sans-serif" font-size="13" fill="${COLOUR.text}">`,
		`<text x="10" y="24" font-size="15">${escapeXml(title)}</text>`,
		...rows,
		'</svg>\n',
	].join('\n');
}

function escapeXml(text: string): string {
	return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
