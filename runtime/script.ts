/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- development only, never published */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { checkoutFolder } from './checkout';

/**
 * Runs one of the scripts of this folder that are plain modules (they work before anything can be compiled, and compiled
 * CommonJS cannot import them).
 * @param onProgress gets lines such as "n8n 2.41.1: downloading packages … 1,240 MB"
 * @returns what the script prints as JSON
 * @throws with the problem and its cure as the script prints them
 */
export async function runScript<T>(name: string, args: string[], onProgress?: (line: string) => void): Promise<T> {
	const child = spawn(process.execPath, [join(checkoutFolder(), 'runtime', name), '--json', ...args], {
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let messages = '';
	let output = '';
	createInterface({ input: child.stderr }).on('line', (line) => {
		messages += `${line}\n`;
		onProgress?.(line);
	});
	child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
	const code = await new Promise<number | null>((done, fail) => {
		child.once('error', fail);
		child.once('close', done);
	});
	// What went wrong follows the last line of progress, after an empty one.
	if (code !== 0) throw new Error(messages.split('\n\n').slice(1).join('\n\n').trim() || messages.trim());
	return JSON.parse(output) as T;
}
