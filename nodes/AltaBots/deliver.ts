import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';

import type { Judgement, PlatformRequest } from '../../platform/outbound';
import { isTool, OutcomeMemory, type Outcome } from './outcomes';
import { readText, refuse } from './parameters';
import { openTransport, type Transport } from './transport';

/** Makes the request of one item. Time in milliseconds since 1970. */
type RequestMaker = (
	conversationId: string,
	timestampMs: number,
) => PlatformRequest | Promise<PlatformRequest>;

/** What distinguishes one operation on conversations from another. */
interface Deliverable {
	/** Reads an item's own parameters. Throws NodeOperationError where they are of no use. */
	prepare(itemIndex: number): RequestMaker;
	/** The output of a success. `at` is an ISO 8601 time. */
	describe(conversationId: string, at: string, response: IDataObject, itemIndex: number): IDataObject;
	/** For sentences such as "The reply was not sent". */
	words: { subject: string; done: string };
}

interface Task {
	itemIndex: number;
	/** '' where the item names none. */
	conversationId: string;
	/** How many conversations at a time; the first item's counts. */
	conversationsInParallel: number;
	/** A fault where the item's parameters are of no use. */
	makeRequest: RequestMaker | NodeOperationError;
}

const DEFAULT_CONVERSATIONS_IN_PARALLEL = 20;

/**
 * Sends one request for each item: those of one conversation one after another in input order, different
 * conversations in parallel. What went wrong or is uncertain stops the later items of its conversation only.
 * When the node has to stop, it stops after all conversations are through, and says what became of each item.
 */
export async function deliver(
	ctx: IExecuteFunctions,
	deliverable: Deliverable,
): Promise<INodeExecutionData[][]> {
	const tasks = ctx.getInputData().map((_, itemIndex) => prepareTask(ctx, deliverable, itemIndex));
	if (tasks.length === 0) return [[]];
	if (!ctx.continueOnFail()) {
		// Before the first call, so that correcting the workflow and running it again sends nothing twice.
		for (const { makeRequest } of tasks) if (makeRequest instanceof NodeOperationError) throw makeRequest;
	}

	const outcomes = await new Courier(ctx, deliverable, await openTransport(ctx)).deliverAll(tasks);

	if (!ctx.continueOnFail()) throwUnlessAllDone(ctx, outcomes, deliverable.words);
	return [tasks.map((task) => toItem(ctx, task, outcomes[task.itemIndex], deliverable.words))];
}

function prepareTask(ctx: IExecuteFunctions, { prepare }: Deliverable, itemIndex: number): Task {
	let conversationId = '';
	let conversationsInParallel = DEFAULT_CONVERSATIONS_IN_PARALLEL;
	try {
		conversationId = readText(ctx, 'conversationId', 'Conversation ID', itemIndex).trim();
		conversationsInParallel = readConversationsInParallel(ctx, itemIndex);
		return { itemIndex, conversationId, conversationsInParallel, makeRequest: prepare(itemIndex) };
	} catch (error) {
		const fault = new NodeOperationError(ctx.getNode(), error as Error, { itemIndex });
		return { itemIndex, conversationId, conversationsInParallel, makeRequest: fault };
	}
}

function readConversationsInParallel(ctx: IExecuteFunctions, itemIndex: number): number {
	const { conversationsInParallel: value = DEFAULT_CONVERSATIONS_IN_PARALLEL } = ctx.getNodeParameter(
		'options',
		itemIndex,
		{},
	) as { conversationsInParallel?: unknown };
	const count = Math.floor(Number(value));
	if (!Number.isNaN(count)) return Math.max(1, count);
	throw refuse(ctx, itemIndex, "'Conversations in Parallel' is not a number");
}

class Courier {
	private readonly memory: OutcomeMemory;

	private readonly outcomes: Outcome[] = [];

	constructor(
		private readonly ctx: IExecuteFunctions,
		private readonly deliverable: Deliverable,
		private readonly transport: Transport,
	) {
		this.memory = new OutcomeMemory(ctx);
	}

	/** @returns the outcomes by item index */
	async deliverAll(tasks: readonly Task[]): Promise<Outcome[]> {
		const queue = groupByConversation(tasks);
		const workers = Math.min(queue.length, tasks[0].conversationsInParallel);
		const work = async () => {
			for (let group = queue.shift(); group !== undefined; group = queue.shift()) {
				await this.deliverGroup(group);
			}
		};
		try {
			await Promise.all(Array.from({ length: workers }, work));
		} finally {
			this.memory.close();
		}
		return this.outcomes;
	}

	private async deliverGroup(group: readonly Task[]): Promise<void> {
		let stoppedBy: number | null = null;
		for (const task of group) {
			const outcome = stoppedBy === null ? await this.deliverOne(task) : heldBack(stoppedBy);
			this.outcomes[task.itemIndex] = outcome;
			if (outcome.state !== 'done') stoppedBy ??= task.itemIndex;
		}
	}

	private async deliverOne({ itemIndex, conversationId, makeRequest }: Task): Promise<Outcome> {
		if (makeRequest instanceof NodeOperationError) return unsentBecause(makeRequest);
		let draft: PlatformRequest;
		try {
			draft = await makeRequest(conversationId, 0);
		} catch (error) {
			// A file could not be loaded, say. Only here: of what is thrown later nobody may say that it was not sent.
			return unsentBecause(new NodeOperationError(this.ctx.getNode(), error as Error));
		}
		const content = JSON.stringify(draft.body);
		const earlier = this.memory.recall(itemIndex, content);
		if (earlier !== undefined) return earlier;
		if (this.ctx.getExecutionCancelSignal()?.aborted) {
			return { state: 'unsent', message: 'The execution was cancelled', cure: 'Run the workflow again.' };
		}
		// The time that belongs into some bodies is that of the sending.
		const hasTime = draft.body?.timestamp !== undefined;
		const request = hasTime ? await makeRequest(conversationId, Date.now()) : draft;
		const judgement = await this.transport.send(request);
		const outcome = this.toOutcome(itemIndex, conversationId, judgement);
		this.memory.remember(itemIndex, content, outcome);
		return outcome;
	}

	private toOutcome(itemIndex: number, conversationId: string, judgement: Judgement): Outcome {
		if (judgement.outcome === 'accepted') {
			const at = new Date().toISOString();
			const response = judgement.response as IDataObject;
			return { state: 'done', json: this.deliverable.describe(conversationId, at, response, itemIndex) };
		}
		const { message, cure } = judgement;
		return { state: judgement.outcome === 'refused' ? 'unsent' : 'uncertain', message, cure };
	}
}

/** Items without a conversation belong to none, and so hold nothing back. */
function groupByConversation(tasks: readonly Task[]): Task[][] {
	const groups = new Map<string | number, Task[]>();
	for (const task of tasks) {
		const key = task.conversationId || task.itemIndex;
		groups.set(key, [...(groups.get(key) ?? []), task]);
	}
	return [...groups.values()];
}

function unsentBecause({ message, description }: NodeOperationError): Outcome {
	return { state: 'unsent', message, cure: description ?? '' };
}

function heldBack(stoppedBy: number): Outcome {
	return {
		state: 'unsent',
		message: `Held back behind item ${stoppedBy} of the same conversation`,
		cure: 'What the customer reads must stay in order, so nothing follows an item that did not go out for certain.',
	};
}

function stateSentence(state: Outcome['state'], { subject, done }: Deliverable['words']): string {
	if (state === 'unsent') return `${subject} was not ${done}.`;
	return `It is unknown whether ${subject.toLowerCase()} was ${done}, and it is not repeated.`;
}

/**
 * An item for continue-on-fail: `error` says what happened, `message` what that means and how to get unstuck.
 * With an error output there may be no more members: n8n (2.8.4 at least) tells an error item by having just
 * these, and adds what came in. `error` as a property of the item itself would make n8n drop all members.
 */
function toItem(
	ctx: IExecuteFunctions,
	{ itemIndex, conversationId }: Task,
	outcome: Outcome,
	words: Deliverable['words'],
): INodeExecutionData {
	const pairedItem = { item: itemIndex };
	if (outcome.state === 'done') return { json: outcome.json, pairedItem };
	const json = { error: outcome.message, message: `${stateSentence(outcome.state, words)} ${outcome.cure}` };
	if (ctx.getNode().onError === 'continueErrorOutput') return { json, pairedItem };
	return {
		json: { conversationId: conversationId || null, outcome: outcome.state, ...json },
		pairedItem,
	};
}

function throwUnlessAllDone(
	ctx: IExecuteFunctions,
	outcomes: readonly Outcome[],
	words: Deliverable['words'],
): void {
	const itemIndex = outcomes.findIndex(({ state }) => state !== 'done');
	const first = outcomes[itemIndex];
	if (first === undefined || first.state === 'done') return;
	const list = (state: Outcome['state'], label: string) => {
		const indexes = outcomes.flatMap((outcome, index) => (outcome.state === state ? [index] : []));
		return indexes.length === 0 ? [] : [`${label}: ${indexes.length} (item ${indexes.join(', ')})`];
	};
	const lists = [
		...list('done', `Were ${words.done}`),
		...list('uncertain', 'Unknown'),
		...list('unsent', `Were not ${words.done}`),
	];
	const sentence = stateSentence(first.state, words);
	// A model reads nothing but the message.
	throw new NodeOperationError(ctx.getNode(), isTool(ctx) ? `${first.message}. ${sentence}` : first.message, {
		itemIndex,
		description: [`${sentence} ${first.cure}`, ...lists].join('<br>'),
	});
}
