/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only, never published */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { checkoutFolder } from '../../runtime/checkout';
import { installedN8n } from '../../runtime/installed-n8n';
import { compare, figure, type Finding } from '../contest';
import type { BodyTimes, InboundTimes } from '../inbound/measure';
import type { BenchOptions } from '../options';

const run = promisify(execFile);

const MEGABYTE = 1e6;

const COMMON = { contest: 'F', setting: 'Node of n8n 2.41.1' } as const;

/** Contest F: `platform/inbound` alone, in the Node that runs n8n. */
export async function inboundContest({ quick, rounds, say }: BenchOptions): Promise<Finding[]> {
	const { node } = await installedN8n('2.41.1');
	const sizes = [1e5, 1e6, 1e7];
	const script = join(checkoutFolder(), '.build', 'bench', 'inbound', 'measure.js');
	const args = [rounds, quick ? 20 : 40, ...sizes].map(String);
	say(`platform/inbound alone, bodies of up to ${Math.max(...sizes) / MEGABYTE} MB …`);
	const { stdout } = await run(node, [script, ...args], { maxBuffer: 1e8 });
	const { documented, grown } = JSON.parse(stdout) as InboundTimes;
	return [
		...documented.map(({ name, event, ours }) =>
			figure({
				...{ ...COMMON, title: `${event} ${name}`, measure: 'µs a call', unit: 'µs' },
				...{ samples: ours, aim: { atMost: 20 } },
			}),
		),
		...sizes.flatMap((_, index) => grown.map((bySize) => againstParse(bySize[index]))).flat(),
		...grown.map(linearity),
	];
}

function againstParse({ name, bytes, ours, parse, parseText }: BodyTimes): Finding[] {
	const common = { ...COMMON, measure: 'time', unit: 'µs', ours };
	const title = `${name}, ${sizeName(bytes)} / JSON.parse`;
	return [
		compare({ ...common, title, rival: parse, aim: { atMost: 2 } }),
		compare({ ...common, title: `${title} of decoded text`, rival: parseText, aim: null }),
	];
}

/** Time for each byte at the largest size against that at the one before: 1, or the factor between the sizes if it were quadratic. */
function linearity(bySize: BodyTimes[]): Finding {
	const [smaller, largest] = bySize.slice(-2);
	const nanosecondsAByte = ({ ours, bytes }: BodyTimes) => ours.map((time) => (time * 1000) / bytes);
	return compare({
		...{ ...COMMON, title: `${largest.name}, ${sizeName(largest.bytes)} / ${sizeName(smaller.bytes)}` },
		...{ measure: 'time a byte', unit: 'ns', aim: { atMost: 2 } },
		...{ ours: nanosecondsAByte(largest), rival: nanosecondsAByte(smaller) },
	});
}

function sizeName(bytes: number): string {
	return bytes >= 0.9 * MEGABYTE ? `${Math.round(bytes / MEGABYTE)} MB` : `${Math.round(bytes / 1e3)} kB`;
}
