import { spawn } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/**
 * Starts `runtime/keeper.mjs`, which cleans up after this process should it be interrupted or killed.
 * Call `end()` when all is done, or this process seems to have died.
 */
export function startKeeper() {
	const child = spawn(process.execPath, [fileURLToPath(new URL('../keeper.mjs', import.meta.url))], {
		stdio: ['pipe', 'ignore', 'ignore'],
		detached: true,
	});
	child.unref();
	const tell = (message) => child.stdin.write(`${JSON.stringify(message)}\n`);
	return {
		/** Ends that child (started with `detached: true`) and all that it has started. */
		child(other) {
			tell({ add: 'group', item: other.pid });
			other.once('close', () => tell({ drop: 'group', item: other.pid }));
		},
		/** Removes that folder. */
		folder(folder) {
			tell({ add: 'folder', item: folder });
		},
		forgetFolder(folder) {
			tell({ drop: 'folder', item: folder });
		},
		end() {
			child.stdin.end();
		},
	};
}
