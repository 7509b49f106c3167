/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only, never published */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { checkoutFolder } from '../../runtime/checkout';
import type { Credential, WorkflowJson, WorkflowNode } from '../../runtime/n8n-types';
import { TRIGGER, triggerNode, wires } from '../../test/e2e/n8n';

/** What contestants are made of: our trigger, and n8n's own nodes with the parameters that a careful user would set. */

export function triggerAlone(credential: Credential): WorkflowJson {
	return {
		nodes: [triggerNode(credential), noOp()],
		connections: wires({ [TRIGGER]: [['Done'], ['Done'], ['Done'], ['Done']] }),
	};
}

export function noOp(name = 'Done'): WorkflowNode {
	return node(name, 'n8n-nodes-base.noOp', 1, {});
}

export function bareTrigger(credential: Credential): WorkflowNode {
	return {
		...node('Bare Trigger', 'n8n-nodes-bare.bareTrigger', 2, {}),
		credentials: { altaBotsApi: { id: credential.id, name: credential.name } },
	};
}

/** n8n's Webhook node, which answers at once with the documented JSON. */
export function webhook(
	name: string,
	path: string,
	{ answer, headerAuth }: { answer: object; headerAuth?: Credential },
): WorkflowNode {
	return {
		...node(name, 'n8n-nodes-base.webhook', 2.1, {
			httpMethod: 'POST',
			path,
			authentication: headerAuth ? 'headerAuth' : 'none',
			responseMode: 'onReceived',
			options: {
				responseData: JSON.stringify(answer),
				responseHeaders: { entries: [{ name: 'Content-Type', value: 'application/json' }] },
			},
		}),
		...(headerAuth ? { credentials: { httpHeaderAuth: { id: headerAuth.id, name: headerAuth.name } } } : {}),
		// Without one n8n would put the workflow's id before the path.
		webhookId: path.split('/')[0],
	};
}

/** @param script one of the files `shape-….js.txt` of this folder */
export function code(name: string, script: string): WorkflowNode {
	const jsCode = readFileSync(join(checkoutFolder(), 'bench', 'contestants', script), 'utf8');
	return node(name, 'n8n-nodes-base.code', 2, { jsCode });
}

/** n8n's own way to drop what an earlier execution has seen. */
export function removeDuplicates(key: string): WorkflowNode {
	return node('Remove Duplicates', 'n8n-nodes-base.removeDuplicates', 2, {
		operation: 'removeItemsSeenInPreviousExecutions',
		logic: 'removeItemsWithAlreadySeenKeyValues',
		dedupeValue: key,
		options: {},
	});
}

export function postJson(
	name: string,
	url: string,
	jsonBody: string,
	{ headerAuth, options = {} }: { headerAuth?: Credential; options?: Record<string, unknown> } = {},
): WorkflowNode {
	return {
		...node(name, 'n8n-nodes-base.httpRequest', 4.2, {
			method: 'POST',
			url,
			authentication: headerAuth ? 'genericCredentialType' : 'none',
			...(headerAuth ? { genericAuthType: 'httpHeaderAuth' } : {}),
			sendBody: true,
			specifyBody: 'json',
			jsonBody,
			options,
		}),
		...(headerAuth ? { credentials: { httpHeaderAuth: { id: headerAuth.id, name: headerAuth.name } } } : {}),
	};
}

function node(
	name: string,
	type: string,
	typeVersion: number,
	parameters: Record<string, unknown>,
): WorkflowNode {
	return { id: name, name, type, typeVersion, position: [0, 0], parameters };
}
