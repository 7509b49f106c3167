import { createHash } from 'node:crypto';
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

/** What became of one item. Only `unsent` may be tried again. */
export type Outcome =
	| { state: 'done'; json: IDataObject }
	| { state: 'unsent' | 'uncertain'; message: string; cure: string };

/** How long after its end a run is remembered: longer than n8n waits before it repeats a node. */
const EXPIRY_MS = 60 * 60 * 1000;

/** The same when there are too many. n8n's own pauses are 5 s at most; an AI agent thinks before it tries again. */
const SHORT_EXPIRY_MS = 5 * 60 * 1000;

/** How much is too many: characters of output, and what an entry costs besides. This stays near 35 MB. */
const MAX_SIZE = 35_000_000;
const ENTRY_SIZE = 560;

/** What one run of a node in one execution has sent, however often it was tried. */
interface Run {
	outcomes: Map<string, { outcome: Outcome; atMs: number }>;
	size: number;
	/** Tries under way. Such a run is not forgotten, however long an item takes. */
	open: number;
	/** When the last try ended. */
	endedMs: number;
}

/** Those that have ended are in the order in which they did. In this process only, which is enough: n8n repeats a node where it ran. */
const runs = new Map<string, Run>();

let totalSize = 0;

/**
 * Remembers what an execution has sent, until it is closed and for a while after. n8n's Retry On Fail runs the
 * whole node again, with all its items, and would send those twice that went out the first time.
 */
export class OutcomeMemory {
	private readonly isTool: boolean;

	private readonly hasExecution: boolean;

	private readonly runKey: string;

	private readonly run: Run;

	constructor(ctx: IExecuteFunctions) {
		this.isTool = isTool(ctx);
		this.hasExecution = ctx.getExecutionId() !== undefined;
		// As a tool of an AI agent a repeated try is a run of its own in n8n, so the run tells nothing there.
		const run = this.isTool ? 'tool' : String(ctx.getWorkflowDataProxy(0).$runIndex);
		this.runKey = `${ctx.getExecutionId()}/${ctx.getNode().id}/${run}`;
		forgetOldRuns();
		this.run = runs.get(this.runKey) ?? { outcomes: new Map(), size: 0, open: 0, endedMs: 0 };
		this.run.open += 1;
		runs.set(this.runKey, this.run);
	}

	/** What became of this item in an earlier try, undefined if nothing went out. */
	recall(itemIndex: number, content: string): Outcome | undefined {
		const entry = this.run.outcomes.get(keyOf(itemIndex, content));
		if (entry === undefined) return undefined;
		// All calls of an MCP server are one run, for they have no execution: there only n8n's own repetitions count.
		if (!this.hasExecution && Date.now() - entry.atMs >= SHORT_EXPIRY_MS) return undefined;
		return entry.outcome;
	}

	remember(itemIndex: number, content: string, outcome: Outcome): void {
		if (outcome.state === 'unsent') return;
		// An AI agent may want to say the same words twice; only what nobody can know must stay unrepeated.
		if (this.isTool && outcome.state === 'done') return;
		const size = ENTRY_SIZE + JSON.stringify(outcome).length;
		this.run.outcomes.set(keyOf(itemIndex, content), { outcome, atMs: Date.now() });
		this.run.size += size;
		totalSize += size;
	}

	/** The try is over. */
	close(): void {
		this.run.open -= 1;
		this.run.endedMs = Date.now();
		runs.delete(this.runKey);
		if (this.run.open > 0 || this.run.size > 0) runs.set(this.runKey, this.run);
	}
}

/** n8n makes a node type of its own, whose name ends so, of one that may be a tool. Under AI Agent 3 the context itself denies being one. */
export function isTool(ctx: IExecuteFunctions): boolean {
	return ctx.getNode().type.endsWith('Tool') || (ctx.isToolExecution?.() ?? false);
}

/** Whole runs only: of one that is repeated, nothing may be missing. */
function forgetOldRuns(): void {
	for (const [key, { size, open, endedMs }] of runs) {
		if (open > 0) continue;
		const expiryMs = totalSize < MAX_SIZE ? EXPIRY_MS : SHORT_EXPIRY_MS;
		if (Date.now() - endedMs < expiryMs) return;
		runs.delete(key);
		totalSize -= size;
	}
}

function keyOf(itemIndex: number, content: string): string {
	return createHash('sha256')
		.update(JSON.stringify([itemIndex, content]))
		.digest('base64');
}
