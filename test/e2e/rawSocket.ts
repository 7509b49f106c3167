/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- test code never ships */
import { connect } from 'node:net';

/** What goes over one connection, byte for byte. */
export interface Transmission {
	chunks: ReadonlyArray<string | Buffer>;
	/** Between two chunks; default 0 ms. */
	pauseMs?: number;
	/**
	 * After the last chunk: wait for the server to close (default), say that no more will come, or break the
	 * connection off without waiting for an answer.
	 */
	then?: 'wait' | 'end' | 'reset';
}

/** Silence after which nothing more is expected: n8n closes every connection that we let it close long before. */
const SILENCE_MS = 60_000;

/**
 * Sends bytes as they are; HTTP clients would not send most of what a hostile caller may.
 *
 * @returns all that came back, as Latin-1, '' if nothing did
 */
export async function transmit(
	port: number,
	{ chunks, pauseMs = 0, then = 'wait' }: Transmission,
): Promise<string> {
	return await new Promise((resolve) => {
		const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
		let received = '';
		const finish = () => {
			socket.destroy();
			resolve(received);
		};
		socket.setTimeout(SILENCE_MS, finish);
		socket.on('data', (chunk) => (received += chunk.toString('latin1')));
		// A server may close in the middle of what we send.
		socket.on('error', finish);
		socket.on('end', finish);
		socket.on('close', finish);
		socket.once('connect', () => {
			void send();
		});

		async function send(): Promise<void> {
			for (const [index, chunk] of chunks.entries()) {
				if (index > 0 && pauseMs > 0) await new Promise((done) => setTimeout(done, pauseMs));
				if (!socket.writable) return;
				await new Promise<void>((done) => socket.write(chunk, () => done()));
			}
			if (then === 'end') socket.end();
			if (then === 'reset') {
				socket.resetAndDestroy();
				finish();
			}
		}
	});
}

/** The status codes of all answers on a connection, in order. */
export function statusesOf(received: string): number[] {
	return [...received.matchAll(/HTTP\/1\.[01] (\d{3}) /g)].map(([, status]) => Number(status));
}
