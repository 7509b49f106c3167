/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only, never published */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { checkoutFolder } from '../../runtime/checkout';
import { installedN8n } from '../../runtime/installed-n8n';
import { compare, figure, type Finding } from '../contest';
import type { InboundTimes } from '../inbound/measure';
import type { BenchOptions } from '../options';
import { median } from '../statistics';

const run = promisify(execFile);

const MEGABYTES = 1e6;

/** Contest F: `platform/inbound` alone, in the Node that runs n8n. */
export async function inboundContest({ quick, say }: BenchOptions): Promise<Finding[]> {
	const { node } = await installedN8n('2.41.1');
	const sizes = quick ? [1e5, 1e7] : [1e5, 1e6, 1e7];
	const script = join(checkoutFolder(), '.build', 'bench', 'inbound', 'measure.js');
	const args = [script, quick ? '7' : '11', quick ? '20' : '40', ...sizes.map(String)];
	say(`platform/inbound alone, bodies of up to ${Math.max(...sizes) / MEGABYTES} MB …`);
	const { stdout } = await run(node, args, { maxBuffer: 1e8 });
	const times = JSON.parse(stdout) as InboundTimes[];

	const common = { contest: 'F', setting: 'Node of n8n 2.41.1' };
	const documented = times.filter(({ bytes }) => bytes < Math.min(...sizes) / 2);
	const grown = times.filter(({ bytes }) => bytes >= Math.min(...sizes) / 2);
	return [
		...documented.map(({ name, event, ours }) =>
			figure({
				...common,
				...{
					title: `${event} ${name}`,
					measure: 'µs a call',
					unit: 'µs',
					samples: ours,
					aim: { atMost: 20 },
				},
			}),
		),
		...grown.map(({ name, bytes, ours, parse }) =>
			compare({
				...common,
				...{ title: `${name}, ${sizeName(bytes)} / JSON.parse`, measure: 'time', unit: 'µs' },
				...{ ours, rival: parse, aim: { atMost: 2 } },
			}),
		),
		...linearity(grown).map((finding) => ({ ...common, ...finding })),
	];
}

/** Time for each byte at the largest size against that at the smallest. */
function linearity(grown: InboundTimes[]): Finding[] {
	return [...new Set(grown.map(({ name }) => name))].map((name) => {
		const sizes = grown.filter((times) => times.name === name).sort((a, b) => a.bytes - b.bytes);
		const [small, large] = [sizes[0], sizes[sizes.length - 1]];
		const perByte = ({ ours, bytes }: InboundTimes) => ours.map((time) => (time / bytes) * 1000);
		return {
			...figure({
				...{ contest: 'F', setting: '', measure: 'ns a byte, ratio', unit: '', aim: null },
				title: `${name}, ${sizeName(large.bytes)} / ${sizeName(small.bytes)}`,
				samples: [median(perByte(large)) / median(perByte(small))],
			}),
			samples: { ours: perByte(large), rival: perByte(small) },
		};
	});
}

function sizeName(bytes: number): string {
	return bytes >= 0.9 * MEGABYTES ? `${Math.round(bytes / MEGABYTES)} MB` : `${Math.round(bytes / 1e3)} kB`;
}
