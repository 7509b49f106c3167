import type { Inspector } from '../runtime/inspector';
import type { WorkflowJson, WorkflowNode } from '../runtime/n8n-types';
import type { FaultSpec, Simulator } from '../simulator';
import { START, wires } from '../test/e2e/n8n';
import type { Arena } from './arena';
import { peakMB, resetPeak } from './memory';

export const CONVERSATIONS = 100;

export interface Run {
	/** Of the node alone. */
	ms: number;
	/** Highest resident memory of n8n's process meanwhile, in MB, and how far above what it held before. */
	peakMB: number;
	riseMB: number;
	/** Replies that a customer read after a later one of the same conversation. */
	inversions: number;
}

/** What a run takes place in. */
export interface Ground {
	arena: Arena;
	inspector: Inspector;
	sim: Simulator;
	items: number;
}

/**
 * One run of a node that sends replies, several to each customer.
 *
 * @param answers how the platform takes them
 * @throws when one did not arrive
 */
export async function send(
	{ arena, inspector, sim, items }: Ground,
	node: WorkflowNode,
	answers: FaultSpec[],
): Promise<Run> {
	await sim.reset();
	const conversations = Array.from({ length: CONVERSATIONS }, () => sim.openConversation().id);
	const handoffs = await Promise.all(
		conversations.map(async (id) => (await sim.requestHandoff(id)).handoffId),
	);
	for (const fault of answers) sim.fault(fault);
	const workflow = await arena.client.createWorkflow(workflowOf(node, items, handoffs));
	const pid = arena.n8n.pid ?? 0;
	const heldMB = await resetPeak(pid, inspector);
	const execution = await arena.client.waitForExecution(
		await arena.client.runWorkflow(workflow.id, START.name),
		120_000,
	);
	const highestMB = peakMB(pid);
	if (execution.status !== 'success')
		throw new Error(`${node.name} ended as ${execution.status}: ${execution.error?.message}`);
	const heard = conversations.map((id) =>
		sim.conversation(id).messages.filter(({ from }) => from === 'human'),
	);
	const total = heard.reduce((sum, { length }) => sum + length, 0);
	if (total !== items) throw new Error(`${total} of ${items} replies arrived`);
	await arena.client.deleteWorkflow(workflow.id);
	const inversions = heard.map((messages) =>
		inversionsIn(messages.map(({ text }) => Number(text.split(' ')[1]))),
	);
	return {
		ms: execution.nodes[node.name][0].executionTime,
		peakMB: highestMB,
		riseMB: highestMB - heldMB,
		inversions: inversions.reduce((sum, each) => sum + each, 0),
	};
}

/** Several replies in a row for each customer, as the parts of a long answer are. */
function workflowOf(node: WorkflowNode, items: number, handoffs: string[]): WorkflowJson {
	const rows = Array.from({ length: items }, (_, index) => ({
		conversationId: handoffs[Math.floor((index / items) * handoffs.length)],
		text: `reply ${index}`,
	}));
	return {
		nodes: [START, node],
		connections: wires({ [START.name]: [[node.name]] }),
		pinData: { [START.name]: rows.map((json) => ({ json })) },
	};
}

/** How many stand behind a later one. */
function inversionsIn(numbers: number[]): number {
	let highest = -1;
	let count = 0;
	for (const number of numbers) {
		if (number < highest) count += 1;
		else highest = number;
	}
	return count;
}
