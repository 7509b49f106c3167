/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only, never published */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkoutFolder } from '../checkout';
import { importWorkflow } from '../import-workflow';
import type { N8nClient } from '../n8n-client';
import type { Credential, Workflow, WorkflowJson } from '../n8n-types';
import { DemoFailure } from './failure';

/** One entry of `examples.json`. */
export interface Example {
	name: string;
	/** In the order in which they can be published: each after those that it calls. The last one holds the trigger. */
	workflows: Part[];
	/** Name of the manual trigger, beside the other one, that makes what the workflows need, such as tables. */
	setUp?: string;
	/** Path of the human's page behind `/webhook/`. */
	desk?: string;
}

interface Part {
	/** In `examples/`. */
	file: string;
	/** Files by the name of the node that calls them. */
	calls?: Record<string, string>;
}

/** By type, as the nodes ask for them. */
export type Credentials = Record<string, Credential>;

/**
 * Does what a user does with an example: imports its workflows, chooses credentials and sub-workflows, runs the set-up, publishes;
 * all at once, but each after those that it calls.
 * @param webhookId the trigger's, so that its URL is known beforehand
 * @returns the id of the workflow with the trigger
 */
export async function importExample(
	client: N8nClient,
	example: Example,
	credentials: Credentials,
	webhookId: string,
): Promise<string> {
	const imported = new Map<string, Promise<Workflow>>();
	const last = example.workflows[example.workflows.length - 1];
	for (const part of example.workflows) {
		const importPart = async (): Promise<Workflow> => {
			const calls = Object.entries(part.calls ?? {}).map(
				async ([node, called]) => [node, await imported.get(called)!] as const,
			);
			const choices = { credentials, calls: Object.fromEntries(await Promise.all(calls)), webhookId };
			const workflow = await importWorkflow(client, await readWorkflow(part.file), choices);
			if (part === last && example.setUp) await setUp(client, workflow.id, example.setUp);
			return await client.publish(workflow.id);
		};
		imported.set(part.file, importPart());
	}
	return (await Promise.all(imported.values()))[imported.size - 1].id;
}

/** Changes with the example's files. */
export async function exampleHash(example: Example): Promise<string> {
	const workflows = await Promise.all(example.workflows.map(async ({ file }) => await readWorkflow(file)));
	return createHash('sha256').update(JSON.stringify(workflows)).digest('hex');
}

async function readWorkflow(file: string): Promise<WorkflowJson> {
	return JSON.parse(await readFile(join(checkoutFolder(), 'examples', file), 'utf8')) as WorkflowJson;
}

async function setUp(client: N8nClient, workflowId: string, trigger: string): Promise<void> {
	const execution = await client.waitForExecution(await client.runWorkflow(workflowId, trigger));
	if (execution.status === 'success') return;
	throw new DemoFailure(
		`The example's "${trigger}" did not succeed in n8n: ${execution.error?.message ?? execution.status}.`,
		'Please report this with the file n8n.log of the data folder.',
	);
}
