import { createHash } from 'node:crypto';
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

/** What became of one item. Only `unsent` may be tried again. */
export type Outcome =
	| { state: 'done'; json: IDataObject }
	| { state: 'unsent' | 'uncertain'; message: string; cure: string };

/** How long after its last item a run is remembered: longer than n8n waits before it repeats a node. */
const EXPIRY_MS = 60 * 60 * 1000;

/** With at most 700 bytes each this stays below 35 MB. */
const MAX_OUTCOMES = 50_000;

/** A run under way is never still for so long: an item waits 30 s and is tried five times, n8n's pauses are 5 s. */
const STILL_MS = 5 * 60 * 1000;

/** What one run of a node in one execution has sent, however often it was tried. */
interface Run {
	outcomes: Map<string, Outcome>;
	lastUsedMs: number;
}

/** The one that was used last comes last. In this process only, which is enough: n8n repeats a node where it ran. */
const runs = new Map<string, Run>();

let outcomeCount = 0;

/**
 * Remembers what an execution has sent. n8n's Retry On Fail runs the whole node again, with all its items,
 * and would send those twice that went out the first time.
 */
export class OutcomeMemory {
	private readonly isTool: boolean;

	private readonly runKey: string;

	constructor(ctx: IExecuteFunctions) {
		this.isTool = ctx.isToolExecution?.() ?? false;
		// As a tool of an AI agent a repeated try is a run of its own in n8n, so the run tells nothing there.
		const run = this.isTool ? 'tool' : String(ctx.getWorkflowDataProxy(0).$runIndex);
		this.runKey = `${ctx.getExecutionId()}/${ctx.getNode().id}/${run}`;
	}

	/** What became of this item in an earlier try, undefined if nothing went out. */
	recall(itemIndex: number, content: string): Outcome | undefined {
		return this.touch()?.outcomes.get(keyOf(itemIndex, content));
	}

	remember(itemIndex: number, content: string, outcome: Outcome): void {
		if (outcome.state === 'unsent') return;
		// An AI agent may want to say the same words twice; only what nobody can know must stay unrepeated.
		if (this.isTool && outcome.state === 'done') return;
		const run = this.touch() ?? { outcomes: new Map<string, Outcome>(), lastUsedMs: Date.now() };
		runs.set(this.runKey, run);
		outcomeCount -= run.outcomes.size;
		run.outcomes.set(keyOf(itemIndex, content), outcome);
		outcomeCount += run.outcomes.size;
	}

	/** This run, if it is remembered. One with thousands of items may take hours, so it lives on while it goes on. */
	private touch(): Run | undefined {
		forgetOldRuns(this.runKey);
		const run = runs.get(this.runKey);
		if (run === undefined) return undefined;
		run.lastUsedMs = Date.now();
		runs.delete(this.runKey);
		runs.set(this.runKey, run);
		return run;
	}
}

/** Whole runs only: of one that is repeated, nothing may be missing. */
function forgetOldRuns(current: string): void {
	for (const [name, { outcomes, lastUsedMs }] of runs) {
		const maxStillMs = outcomeCount < MAX_OUTCOMES ? EXPIRY_MS : STILL_MS;
		if (Date.now() - lastUsedMs < maxStillMs) return;
		if (name === current) continue;
		runs.delete(name);
		outcomeCount -= outcomes.size;
	}
}

function keyOf(itemIndex: number, content: string): string {
	return createHash('sha256')
		.update(JSON.stringify([itemIndex, content]))
		.digest('base64');
}
