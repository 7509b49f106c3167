/* eslint-disable @n8n/community-nodes/no-restricted-globals -- development only, never published */
/** Kept of one process's output, in characters; a soak test writes more than anybody reads. */
const MOST_CHARACTERS = 50_000_000;

/** The output of one n8n process, over its restarts. */
export class N8nLog {
	private text = '';

	/** Characters that were dropped at the front. */
	private dropped = 0;

	private readonly listeners = new Set<() => void>();

	append(chunk: string): void {
		this.text += chunk;
		if (this.text.length > MOST_CHARACTERS) {
			const surplus = this.text.length - MOST_CHARACTERS / 2;
			this.text = this.text.slice(surplus);
			this.dropped += surplus;
		}
		for (const listener of [...this.listeners]) listener();
	}

	/** Position of the end; give it to {@link since} later to read only what came in between. */
	get end(): number {
		return this.dropped + this.text.length;
	}

	since(position = 0): string {
		return this.text.slice(Math.max(0, position - this.dropped));
	}

	lastLines(count: number): string {
		return this.text.trimEnd().split('\n').slice(-count).join('\n');
	}

	/**
	 * Waits for text that matches.
	 * @throws when it has not come after `timeoutMs`, with the last lines
	 */
	async waitFor(pattern: RegExp, timeoutMs: number, from = 0): Promise<RegExpMatchArray> {
		const present = this.since(from).match(pattern);
		if (present) return present;
		return await new Promise((done, fail) => {
			const timer = setTimeout(() => {
				this.listeners.delete(look);
				fail(new Error(`n8n did not log ${String(pattern)} within ${timeoutMs} ms. Its last lines:\n${this.lastLines(20)}`));
			}, timeoutMs);
			const look = () => {
				const found = this.since(from).match(pattern);
				if (!found) return;
				clearTimeout(timer);
				this.listeners.delete(look);
				done(found);
			};
			this.listeners.add(look);
		});
	}
}
