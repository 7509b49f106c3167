/**
 * Outlives the process that started it by a moment, to end what that one left running and remove its temporary folders.
 * It is told of both on its standard input, in lines such as `{"add": "group", "item": 4711}` and `{"drop": "folder", "item": "/tmp/x"}`.
 * When that closes, the parent is gone, however it went: also after kill -9, where no exit handler runs.
 */
import fs from 'node:fs';
import process from 'node:process';
import readline from 'node:readline';

/** n8n closes its database within a few seconds; longer is not worth waiting for somebody who is gone. */
const GRACE_MS = 5_000;
const POLL_MS = 100;

// Ctrl-C in a terminal reaches the parent, whose end is all that counts here.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});

const kept = { group: new Set(), folder: new Set() };

readline
	.createInterface({ input: process.stdin })
	.on('line', (line) => {
		const { add, drop, item } = JSON.parse(line);
		if (add) kept[add].add(item);
		else kept[drop].delete(item);
	})
	.on('close', async () => {
		for (const group of kept.group) signalGroup(group, 'SIGTERM');
		const deadline = Date.now() + GRACE_MS;
		while (Date.now() < deadline && [...kept.group].some((group) => signalGroup(group, 0))) {
			await new Promise((done) => setTimeout(done, POLL_MS));
		}
		for (const group of kept.group) signalGroup(group, 'SIGKILL');
		for (const folder of kept.folder) fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
		process.exit(0);
	});

/** @returns whether anybody in the group was there to hear it */
function signalGroup(group, signal) {
	try {
		process.kill(process.platform === 'win32' ? group : -group, signal);
		return true;
	} catch {
		return false;
	}
}
