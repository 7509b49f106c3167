import { parseFlatted } from './flatted';
import type { Execution, ExecutionSummary, Item, ItemError, NodeRun } from './n8n-types';

/** As n8n's REST API sends it. */
export interface StoredExecution extends ExecutionSummary {
	/** In the format of the npm package "flatted". */
	data: string;
}

interface StoredRun extends Omit<NodeRun, 'outputs'> {
	data?: Record<string, Array<Item[] | null>>;
}

interface StoredData {
	resultData?: { runData?: Record<string, StoredRun[]>; error?: ItemError; lastNodeExecuted?: string };
}

/** Turns n8n's stored form into one that reads easily. */
export function readExecution(stored: StoredExecution): Execution {
	// While it runs there may be nothing yet.
	const data = ((typeof stored.data === 'string' ? parseFlatted(stored.data) : stored.data) ?? {}) as StoredData;
	const { runData = {}, error, lastNodeExecuted } = data.resultData ?? {};
	const nodes = Object.fromEntries(Object.entries(runData).map(([name, runs]) => [name, runs.map(readRun)]));
	return { ...stored, id: String(stored.id), nodes, error, lastNodeExecuted, data: data as Record<string, unknown> };
}

function readRun({ data, ...run }: StoredRun): NodeRun {
	// Sub-nodes of an AI agent put out on a connection of another name.
	const outputs = data?.main ?? Object.values(data ?? {})[0] ?? [];
	return { ...run, outputs: outputs.map((items) => items ?? []) };
}
