/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- development only, never published */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { checkoutFolder } from './checkout';

/** One for all that this process starts. */
let keeper: Writable | undefined;

/** From now on `keeper.mjs` ends that process group, or removes that folder, should this process end before {@link drop}. */
export function keep(kind: 'group' | 'folder', item: number | string): void {
	keeper ??= startKeeper();
	keeper.write(`${JSON.stringify({ add: kind, item })}\n`);
}

export function drop(kind: 'group' | 'folder', item: number | string): void {
	keeper?.write(`${JSON.stringify({ drop: kind, item })}\n`);
}

function startKeeper(): Writable {
	const child = spawn(process.execPath, [join(checkoutFolder(), 'runtime', 'keeper.mjs')], {
		stdio: ['pipe', 'ignore', 'ignore'],
		detached: true,
		// Options of a test runner or coverage tool must not reach it.
		env: { PATH: process.env.PATH },
	});
	child.unref();
	// Nor may the pipe keep this process alive: its closing is the message.
	const pipe = child.stdin as Writable & { unref?: () => void };
	pipe.unref?.();
	return pipe;
}
