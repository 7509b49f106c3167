import type { N8nClient } from './n8n-client';
import type { Credential, Workflow, WorkflowJson, WorkflowNode } from './n8n-types';

/** What a user chooses after an import. */
export interface Choices {
	/** By type, as the nodes ask for them; a node that gets one is switched on. */
	credentials?: Record<string, Credential>;
	/** Workflows to call, by the name of the node that calls them; such a node is switched on. */
	calls?: Record<string, Pick<Workflow, 'id' | 'name'>>;
	/** Fields of the node "Settings". */
	settings?: Record<string, unknown>;
	/** The trigger's, so that its URL is known beforehand. */
	webhookId?: string;
	/** Label of the trigger. */
	label?: string;
}

const TRIGGER = 'n8n-nodes-altabots.altaBotsTrigger';
const CALL = 'n8n-nodes-base.executeWorkflow';
const SETTINGS = 'Settings';

/** Which credential a node of these types wants. */
const WANTED: Record<string, string> = {
	[TRIGGER]: 'altaBotsApi',
	'n8n-nodes-altabots.altaBots': 'altaBotsApi',
	'n8n-nodes-altabots.altaBotsTool': 'altaBotsApi',
	'@n8n/n8n-nodes-langchain.lmChatOpenAi': 'openAiApi',
	'n8n-nodes-base.zendeskTrigger': 'zendeskApi',
	'n8n-nodes-base.webhook': 'httpBasicAuth',
	'n8n-nodes-base.httpRequest': 'httpHeaderAuth',
	'n8n-nodes-base.n8n': 'n8nApi',
	'n8n-nodes-base.emailSend': 'smtp',
	'n8n-nodes-base.emailReadImap': 'imap',
	'n8n-nodes-base.slack': 'slackApi',
	'n8n-nodes-base.slackTrigger': 'slackApi',
	'n8n-nodes-base.redis': 'redis',
	'n8n-nodes-base.postgres': 'postgres',
};

/**
 * Imports a workflow and chooses in it what a user would; it is not published yet.
 * @throws when a call or setting is chosen that the workflow does not have
 */
export async function importWorkflow(
	client: N8nClient,
	json: WorkflowJson,
	choices: Choices,
): Promise<Workflow> {
	requireNodes(json, [...Object.keys(choices.calls ?? {}), ...(choices.settings ? [SETTINGS] : [])]);
	return await client.createWorkflow({ ...json, nodes: json.nodes.map((node) => choose(node, choices)) });
}

function choose(node: WorkflowNode, choices: Choices): WorkflowNode {
	const credential = choices.credentials?.[wantedBy(node)];
	const chosen = credential
		? {
				...node,
				disabled: false,
				credentials: { [credential.type]: { id: credential.id, name: credential.name } },
			}
		: node;
	if (node.type === TRIGGER) return chooseTrigger(chosen, choices);
	if (node.type === CALL && choices.calls?.[node.name]) return chooseCall(chosen, choices.calls[node.name]);
	if (node.name === SETTINGS && choices.settings) return chooseSettings(chosen, choices.settings);
	return chosen;
}

/** HTTP Request says by a parameter which credential it takes. */
function wantedBy({ type, parameters }: WorkflowNode): string {
	return typeof parameters.nodeCredentialType === 'string' ? parameters.nodeCredentialType : WANTED[type];
}

function chooseTrigger(node: WorkflowNode, { webhookId, label }: Choices): WorkflowNode {
	const options = node.parameters.options as Record<string, unknown>;
	return {
		...node,
		parameters: { ...node.parameters, options: label ? { ...options, label } : options },
		...(webhookId ? { webhookId } : {}),
	};
}

function chooseCall(node: WorkflowNode, { id, name }: Pick<Workflow, 'id' | 'name'>): WorkflowNode {
	const workflowId = { __rl: true, mode: 'list', value: id, cachedResultName: name };
	return { ...node, disabled: false, parameters: { ...node.parameters, workflowId } };
}

/** The node "Settings" with other values in some of its fields. */
export function chooseSettings(node: WorkflowNode, settings: Record<string, unknown>): WorkflowNode {
	const { assignments } = node.parameters.assignments as {
		assignments: Array<{ name: string; value: unknown }>;
	};
	const unknown = Object.keys(settings).filter((name) => !assignments.some((field) => field.name === name));
	if (unknown.length > 0) throw new Error(`${SETTINGS} has no field ${unknown.join(', ')}`);
	const changed = assignments.map((field) => ({ ...field, value: settings[field.name] ?? field.value }));
	return { ...node, parameters: { ...node.parameters, assignments: { assignments: changed } } };
}

function requireNodes({ name, nodes }: WorkflowJson, wanted: string[]): void {
	const missing = wanted.filter((node) => !nodes.some((existing) => existing.name === node));
	if (missing.length > 0) throw new Error(`${name} has no node ${missing.join(', ')}`);
}
