/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only, never published */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the range that systems hand out for outgoing connections, so that nobody takes the port between this look and its use. */
const LOWEST_PORT = 20_000;
const HIGHEST_PORT = 32_000;

const handedOut = new Set<number>();

/** A loopback port that is free now and was not given to anyone else in this process. */
export async function freePort(): Promise<number> {
	for (;;) {
		const port = randomInt(LOWEST_PORT, HIGHEST_PORT);
		if (handedOut.has(port) || !(await isFree(port))) continue;
		handedOut.add(port);
		return port;
	}
}

async function isFree(port: number): Promise<boolean> {
	return await new Promise((done) => {
		const server = createServer();
		server.once('error', () => done(false));
		server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
	});
}
