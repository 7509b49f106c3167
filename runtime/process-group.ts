/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- development only, never published */
import { spawn, type ChildProcess } from 'node:child_process';
import { drop, keep } from './keeper';

/** Starts a command in a process group of its own that ends with the command, and at the latest with this process. */
export function spawnGroup(command: string, args: string[], options: { cwd: string; env: NodeJS.ProcessEnv }): ChildProcess {
	const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
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
