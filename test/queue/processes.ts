/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- test code never ships */
import { readdirSync, readFileSync } from 'node:fs';

import type { N8n } from '../../runtime/n8n';

/** Linux counts CPU time in hundredths of a second. */
const MS_PER_TICK = 10;

/** CPU time that an n8n process and its children have used so far, in ms; null where the system keeps no such books. */
export function cpuMsOf(n8n: N8n): number | null {
	const { pid } = n8n;
	if (process.platform !== 'linux' || pid === undefined) return null;
	const ticks = readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name))
		.map((name) => statOf(name))
		.filter((stat) => stat !== null && Number(stat[2]) === pid)
		// 14 and 15 of proc(5): time in user and kernel mode; the two before are cut off with the name.
		.map((stat) => Number(stat?.[11]) + Number(stat?.[12]));
	return ticks.reduce((sum, one) => sum + one, 0) * MS_PER_TICK;
}

/** The most memory that an n8n process has held so far, in MB, without its task runner; null where the system does not say. */
export function peakMbOf(n8n: N8n): number | null {
	if (process.platform !== 'linux' || n8n.pid === undefined) return null;
	const kb = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${n8n.pid}/status`, 'utf8'))?.[1];
	return kb === undefined ? null : Math.round(Number(kb) / 1024);
}

/** Fields of /proc/<pid>/stat from the third on: state, parent, group, … */
function statOf(pid: string): string[] | null {
	try {
		const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
		return text.slice(text.lastIndexOf(')') + 2).split(' ');
	} catch {
		return null;
	}
}

/** Ids of the executions that this process put into the queue, as it logs them, from a position in its log on. */
export function enqueuedBy(n8n: N8n, since = 0): string[] {
	return idsIn(n8n.logs(since), /Enqueued execution (\d+)/g);
}

/** Ids of the executions that this worker started. */
export function startedBy(n8n: N8n, since = 0): string[] {
	return idsIn(n8n.logs(since), /Worker started execution (\d+)/g);
}

/** Whether this worker has an execution under way that it started from that position on. */
export function isBusy(n8n: N8n, since = 0): boolean {
	const finished = new Set(idsIn(n8n.logs(since), /Worker finished execution (\d+)/g));
	return startedBy(n8n, since).some((id) => !finished.has(id));
}

function idsIn(log: string, pattern: RegExp): string[] {
	return [...log.matchAll(pattern)].map(([, id]) => id);
}
