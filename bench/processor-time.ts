/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only, never published */
import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** In /proc/<pid>/stat times are in ticks of 10 ms (proc(5)). */
const TICKS_A_SECOND = 100;

/**
 * Seconds of processor time that processes and the children in their groups (n8n's task runner) have taken so far. What other
 * programs do meanwhile changes it little, unlike time on the clock.
 */
export function processorSeconds(pids: readonly number[]): number {
	let ticks = 0;
	for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
		const fields = statOf(name);
		const [group, user, system] = [fields[2], fields[11], fields[12]].map(Number);
		if (pids.includes(group)) ticks += user + system;
	}
	return ticks / TICKS_A_SECOND;
}

/** Seconds that all processors of the machine together have been busy so far, whoever kept them so. */
export function busySeconds(): number {
	const milliseconds = cpus().map(({ times }) => times.user + times.nice + times.sys + times.irq);
	return milliseconds.reduce((sum, each) => sum + each, 0) / 1000;
}

/** The fields after the command's name, which may hold anything; none if the process is gone. */
function statOf(pid: string): string[] {
	try {
		return readFileSync(`/proc/${pid}/stat`, 'utf8')
			.replace(/^.*\) /s, '')
			.split(' ');
	} catch {
		return [];
	}
}
