/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only, never published */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkoutFolder } from '../checkout';
import type { N8nClient } from '../n8n-client';
import type { Credential, WorkflowJson, WorkflowNode } from '../n8n-types';
import { DemoFailure } from './failure';

/** One entry of `examples.json`. */
export interface Example {
	/** Of its folder in `examples/`. */
	name: string;
	/** File names; the first one holds the trigger. */
	workflows: string[];
	/** Name of the manual trigger that makes what the workflows need, such as tables. */
	setUp?: string;
	/** Path of the human's page behind `/webhook/`. */
	desk?: string;
}

/** By type, as the nodes ask for them. */
export type Credentials = Record<string, Credential>;

const TRIGGER = 'n8n-nodes-altabots.altaBotsTrigger';

/** Which credential a node of these types wants. */
const WANTED: Record<string, string> = {
	[TRIGGER]: 'altaBotsApi',
	'n8n-nodes-altabots.altaBots': 'altaBotsApi',
	'n8n-nodes-base.webhook': 'httpBasicAuth',
};

/**
 * Does what a user does with an example: imports its workflows, chooses credentials, runs the set-up, publishes.
 * @param webhookId the trigger's, so that its URL is known beforehand
 * @returns the id of the workflow with the trigger
 */
export async function importExample(
	client: N8nClient,
	example: Example,
	credentials: Credentials,
	webhookId: string,
): Promise<string> {
	const ids: string[] = [];
	for (const file of example.workflows) {
		const json = await readWorkflow(example.name, file);
		const nodes = json.nodes.map((node) => prepare(node, credentials, webhookId));
		ids.push((await client.createWorkflow({ ...json, nodes })).id);
	}
	if (example.setUp) await setUp(client, ids[0], example.setUp);
	for (const id of ids) await client.publish(id);
	return ids[0];
}

/** Changes with the example's files. */
export async function exampleHash(example: Example): Promise<string> {
	const workflows = await Promise.all(
		example.workflows.map(async (file) => await readWorkflow(example.name, file)),
	);
	return createHash('sha256').update(JSON.stringify(workflows)).digest('hex');
}

async function readWorkflow(name: string, file: string): Promise<WorkflowJson> {
	return JSON.parse(await readFile(join(checkoutFolder(), 'examples', name, file), 'utf8')) as WorkflowJson;
}

function prepare(node: WorkflowNode, credentials: Credentials, webhookId: string): WorkflowNode {
	const type = WANTED[node.type];
	const credential = type === undefined ? undefined : credentials[type];
	return {
		...node,
		...(credential
			? { credentials: { [credential.type]: { id: credential.id, name: credential.name } } }
			: {}),
		...(node.type === TRIGGER ? { webhookId } : {}),
	};
}

async function setUp(client: N8nClient, workflowId: string, trigger: string): Promise<void> {
	const execution = await client.waitForExecution(await client.runWorkflow(workflowId, trigger));
	if (execution.status === 'success') return;
	throw new DemoFailure(
		`The example's "${trigger}" did not succeed in n8n: ${execution.error?.message ?? execution.status}.`,
		'Please report this with the file n8n.log of the data folder.',
	);
}
