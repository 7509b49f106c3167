/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only, never published */
import { appendFileSync, readFileSync, statSync } from 'node:fs';

const POLL_MS = 100;

/**
 * The output of one n8n, over its restarts. It goes to a file and not through a pipe: n8n whose pipe has lost its reader (a test
 * process that was killed) spins at full speed instead of ending, and a busy test process would slow n8n down.
 * Positions are in bytes.
 */
export class N8nLog {
	/** What an earlier n8n left in the same folder does not count. */
	private readonly begin: number;

	constructor(readonly file: string) {
		appendFileSync(file, '');
		this.begin = statSync(file).size;
	}

	/** Position of the end; give it to {@link since} later to read only what came in between. */
	get end(): number {
		return statSync(this.file).size - this.begin;
	}

	since(position = 0): string {
		return readFileSync(this.file).subarray(this.begin + position).toString();
	}

	lastLines(count: number, from = 0): string {
		return this.since(from).trimEnd().split('\n').slice(-count).join('\n');
	}

	/**
	 * Waits for text that matches, from the position `from` on.
	 * @throws when it has not come after `timeoutMs`, with the last lines
	 */
	async waitFor(pattern: RegExp, timeoutMs: number, from = 0): Promise<RegExpMatchArray> {
		const deadline = Date.now() + timeoutMs;
		for (;;) {
			const found = this.since(from).match(pattern);
			if (found) return found;
			if (Date.now() > deadline) {
				throw new Error(`n8n did not log ${String(pattern)} within ${timeoutMs} ms. Its last lines:\n${this.lastLines(20, from)}`);
			}
			await new Promise((done) => setTimeout(done, POLL_MS));
		}
	}
}
