/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- development only, never published */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { drop, keep } from './keeper';

/**
 * Starts a command in a process group of its own that ends with the command, and at the latest with this process.
 * Its output is appended to the file `output`.
 */
export function spawnGroup(
	command: string,
	args: string[],
	{ cwd, env, output }: { cwd: string; env: NodeJS.ProcessEnv; output: string },
): ChildProcess {
	const file = openSync(output, 'a');
	const child = spawn(command, args, { cwd, env, stdio: ['ignore', file, file], detached: true });
	closeSync(file);
	const { pid } = child;
	if (pid !== undefined) {
		keep('group', pid);
		child.once('exit', () => {
			// What it started itself, n8n's task runner say, must not stay behind.
			signalGroup(pid, 'SIGKILL');
			drop('group', pid);
		});
	}
	return child;
}

/** Sends a signal to all processes of a group; nothing happens when none is left. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(process.platform === 'win32' ? pid : -pid, signal);
	} catch {
		// All gone already.
	}
}
