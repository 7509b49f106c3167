import { createHash } from 'node:crypto';
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

/** What became of one item. Only `unsent` may be tried again. */
export type Outcome =
	| { state: 'done'; json: IDataObject }
	| { state: 'unsent' | 'uncertain'; message: string; cure: string };

/** Longer than any Retry On Fail takes: five tries, five seconds apart, thirty seconds of waiting each. */
const EXPIRY_MS = 60 * 60 * 1000;

const MAX_ENTRIES = 100_000;

interface Entry {
	outcome: Outcome;
	expiresMs: number;
}

/** Oldest first. In this process only, which is enough: n8n repeats a node where it ran. */
const entries = new Map<string, Entry>();

/**
 * Remembers what an execution has sent. n8n's Retry On Fail runs the whole node again, with all its items,
 * and would send those twice that went out the first time.
 */
export class OutcomeMemory {
	private readonly execution: string;

	private readonly run: string;

	constructor(ctx: IExecuteFunctions) {
		this.execution = `${ctx.getExecutionId()}/${ctx.getNode().id}`;
		// As a tool of an AI agent a repeated try is a run of its own in n8n, so the run tells nothing there.
		this.run = ctx.isToolExecution?.() ? 'tool' : String(ctx.getWorkflowDataProxy(0).$runIndex);
	}

	/** What became of this item in an earlier try, undefined if nothing went out. */
	recall(itemIndex: number, content: string): Outcome | undefined {
		const entry = entries.get(this.key(itemIndex, content));
		return entry !== undefined && entry.expiresMs > Date.now() ? entry.outcome : undefined;
	}

	remember(itemIndex: number, content: string, outcome: Outcome): void {
		if (outcome.state === 'unsent') return;
		// An AI agent may want to say the same words twice; only what nobody can know must stay unrepeated.
		if (this.run === 'tool' && outcome.state === 'done') return;
		const nowMs = Date.now();
		for (const [key, { expiresMs }] of entries) {
			if (expiresMs > nowMs && entries.size < MAX_ENTRIES) break;
			entries.delete(key);
		}
		entries.set(this.key(itemIndex, content), { outcome, expiresMs: nowMs + EXPIRY_MS });
	}

	private key(itemIndex: number, content: string): string {
		return createHash('sha256')
			.update(JSON.stringify([this.execution, this.run, itemIndex, content]))
			.digest('base64');
	}
}
