/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only, never published */
import { readFileSync, writeFileSync } from 'node:fs';

import type { Inspector } from '../runtime/inspector';

/** So long after a collection the engine has given back what it does not need. */
const SETTLE_MS = 300;

/**
 * Makes a process give back what is left of earlier work, and the kernel note its highest memory anew (proc(5), clear_refs):
 * else the peak would be that of whoever took most before.
 *
 * @returns MB that the process holds now
 */
export async function resetPeak(pid: number, inspector: Inspector): Promise<number> {
	// What the first collection finalizes, only the second one frees.
	for (let pass = 0; pass < 2; pass++) await inspector.send('HeapProfiler.collectGarbage');
	await new Promise((done) => setTimeout(done, SETTLE_MS));
	writeFileSync(`/proc/${pid}/clear_refs`, '5');
	return residentMB(pid, 'VmRSS');
}

/** MB that the process has held at most since {@link resetPeak}. */
export function peakMB(pid: number): number {
	return residentMB(pid, 'VmHWM');
}

function residentMB(pid: number, field: 'VmRSS' | 'VmHWM'): number {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
}
