/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- development only, never published */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { checkoutFolder } from './checkout';

export interface InstalledN8n {
	folder: string;
	/** The Node that runs it: n8n 2.41 wants 24, whatever this process runs on. */
	node: string;
	n8nBin: string;
	version: string;
}

/**
 * {@link https://nodejs.org/api/child_process.html | Runs} `install.mjs`, which is a script because it has to work before
 * anything can be compiled. Milliseconds when that n8n is installed already, else about four minutes.
 * @param onProgress gets lines such as "n8n 2.41.1: downloading packages … 1,240 MB"
 * @throws with the problem and its cure as `install.mjs` prints them
 */
export async function installedN8n(version: string, onProgress?: (line: string) => void): Promise<InstalledN8n> {
	const child = spawn(process.execPath, [join(checkoutFolder(), 'runtime', 'install.mjs'), '--json', version], {
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const told: string[] = [];
	createInterface({ input: child.stderr }).on('line', (line) => {
		told.push(line);
		onProgress?.(line);
	});
	let output = '';
	child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
	const code = await new Promise<number | null>((done, fail) => {
		child.once('error', fail);
		child.once('close', done);
	});
	if (code !== 0) throw new Error(told.slice(-8).join('\n').trim());
	return JSON.parse(output) as InstalledN8n;
}
