/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only, never published */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the range that systems hand out for outgoing connections, so that nobody takes the port between this look and its use. */
const LOWEST_PORT = 20_000;
const HIGHEST_PORT = 32_000;

/** Test files that run side by side each take theirs from a part of their own; more than eight at once share. */
const PARTS = 8;
const PART = (HIGHEST_PORT - LOWEST_PORT) / PARTS;
const lowest = LOWEST_PORT + (Number(process.env.JEST_WORKER_ID ?? 0) % PARTS) * PART;

const handedOut = new Set<number>();

/** A loopback port that is free now and was not given to anyone else in this process. */
export async function freePort(): Promise<number> {
	for (;;) {
		const port = randomInt(lowest, lowest + PART);
		if (handedOut.has(port)) continue;
		// Before the look, which takes a while: another call may draw the same one meanwhile.
		handedOut.add(port);
		if (await isFree(port)) return port;
	}
}

async function isFree(port: number): Promise<boolean> {
	return await new Promise((done) => {
		const server = createServer();
		server.once('error', () => done(false));
		server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
	});
}
