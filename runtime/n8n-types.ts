/** The parts of n8n's JSON that tests and the demo touch; whatever else n8n sends is carried along. */

export interface WorkflowNode {
	id: string;
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	parameters: Record<string, unknown>;
	credentials?: Record<string, { id: string; name: string }>;
	webhookId?: string;
	[key: string]: unknown;
}

export interface WorkflowJson {
	name?: string;
	nodes: WorkflowNode[];
	connections: Record<string, unknown>;
	settings?: Record<string, unknown>;
	pinData?: Record<string, unknown>;
}

export interface Workflow extends Required<Omit<WorkflowJson, 'pinData'>> {
	id: string;
	/** Names one saved state; publishing is of such a state. */
	versionId: string;
	active: boolean;
}

export interface Credential {
	id: string;
	name: string;
	type: string;
}

/** As the editor shows it after "Test": `status` OK or Error. */
export interface CredentialTestResult {
	status: 'OK' | 'Error';
	message: string;
}

export const EXECUTION_STATUSES = ['new', 'running', 'waiting', 'success', 'error', 'crashed', 'canceled', 'unknown'] as const;

export type ExecutionStatus = (typeof EXECUTION_STATUSES)[number];

/** An execution does not leave these by itself; a waiting one is woken from outside. */
export const AT_REST: readonly ExecutionStatus[] = ['success', 'error', 'crashed', 'canceled', 'waiting'];

export interface ExecutionSummary {
	id: string;
	workflowId: string;
	status: ExecutionStatus;
	/** `webhook` for a production URL, `manual` for a test one or a run from the editor, `retry`, `trigger`, … */
	mode: string;
	createdAt?: string;
	startedAt: string | null;
	stoppedAt: string | null;
	retryOf?: string | null;
}

export interface ItemError {
	message: string;
	description?: string | null;
	name?: string;
	httpCode?: string | null;
	[key: string]: unknown;
}

export interface Item {
	json: Record<string, unknown>;
	pairedItem?: unknown;
	error?: ItemError;
	[key: string]: unknown;
}

/** One run of one node. */
export interface NodeRun {
	executionStatus?: string;
	startTime: number;
	/** Milliseconds. */
	executionTime: number;
	/** Items by output. */
	outputs: Item[][];
	error?: ItemError;
}

export interface Execution extends ExecutionSummary {
	/** Runs by node name. */
	nodes: Record<string, NodeRun[]>;
	/** Why the execution as a whole failed. */
	error?: ItemError;
	lastNodeExecuted?: string;
	/** All that n8n keeps of it, for what the fields above leave out. */
	data: Record<string, unknown>;
}

/** The `json` of all items that left `nodeName` by its output number `output` in its run number `run`; empty when it never ran. */
export function outputOf(execution: Execution, nodeName: string, output = 0, run = 0): Array<Record<string, unknown>> {
	return (execution.nodes[nodeName]?.[run]?.outputs[output] ?? []).map((item) => item.json);
}
