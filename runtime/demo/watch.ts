/* eslint-disable @n8n/community-nodes/no-restricted-globals -- development only, never published */
import type { N8n } from '../n8n';
import { DemoFailure } from './failure';

const LOOK_MS = 500;
/** More crashes than this within the period are no accident. */
const MOST_CRASHES = 3;
const PERIOD_MS = 10 * 60_000;

/** Starts n8n again when it has ended by itself, as whoever runs it for real would. */
export class Watch {
	/** Resolves when that was in vain. */
	readonly failed: Promise<DemoFailure>;

	private giveUp!: (reason: DemoFailure) => void;

	private readonly crashes: number[] = [];

	private timer: NodeJS.Timeout;

	private ended = false;

	constructor(
		private readonly n8n: N8n,
		private readonly say: (line: string) => void = () => {},
	) {
		this.failed = new Promise((done) => (this.giveUp = done));
		this.timer = setTimeout(() => void this.look(), LOOK_MS);
	}

	end(): void {
		this.ended = true;
		clearTimeout(this.timer);
	}

	private async look(): Promise<void> {
		if (!this.n8n.running) await this.startAgain().catch((error: Error) => this.fail(error.message));
		if (!this.ended) this.timer = setTimeout(() => void this.look(), LOOK_MS);
	}

	private async startAgain(): Promise<void> {
		const now = Date.now();
		this.crashes.push(now);
		if (this.crashes.filter((at) => now - at < PERIOD_MS).length > MOST_CRASHES) {
			this.fail(`It ended ${MOST_CRASHES + 1} times within ${PERIOD_MS / 60_000} minutes.`);
			return;
		}
		this.say('n8n has ended by itself; it is being started again …');
		await this.n8n.restart();
		// Somebody may have pressed Ctrl-C meanwhile.
		if (this.ended) await this.n8n.stop();
		else this.say('n8n is running again.');
	}

	private fail(what: string): void {
		if (this.ended) return;
		this.end();
		this.giveUp(
			new DemoFailure(
				`n8n cannot be kept running. ${what}`,
				`Look at the end of ${this.n8n.log.file}, and start again.`,
			),
		);
	}
}
