import type { Credential, WorkflowJson, WorkflowNode } from '../../runtime/n8n-types';
import { TRIGGER, triggerNode, wires } from '../e2e/n8n';
import type { Crm } from './crm';

/** What a customer's event goes through: the trigger, two ordinary nodes, and a system beside n8n that must hear of it. */
export function eventWorkflow(credential: Credential, crm: Crm, errorWorkflow: string): WorkflowJson {
	const note = { id: 'note', name: 'note', type: 'string', value: '=From {{ $json.conversationId }}' };
	return {
		nodes: [
			triggerNode(credential),
			node('Note', 'set', 3.4, {
				assignments: { assignments: [note] },
				includeOtherFields: true,
				options: {},
			}),
			request(`=${crm.url}/events/{{ $json.conversationId }}`),
			node('Done', 'noOp', 1),
		],
		connections: wires({ [TRIGGER]: [[], ['Note'], ['Note']], Note: [['Tell CRM']], 'Tell CRM': [['Done']] }),
		settings: { errorWorkflow },
	};
}

/** n8n starts it for each execution of a workflow that names it as its error workflow and that n8n considers failed. */
export function alarmWorkflow(crm: Crm): WorkflowJson {
	return {
		nodes: [node('Failed', 'errorTrigger', 1), request(`=${crm.url}/alarms/{{ $json.execution.id }}`)],
		connections: wires({ Failed: [['Tell CRM']] }),
	};
}

function request(url: string): WorkflowNode {
	return node('Tell CRM', 'httpRequest', 4.2, { method: 'POST', url, options: {} });
}

function node(
	name: string,
	type: string,
	typeVersion: number,
	parameters: Record<string, unknown> = {},
): WorkflowNode {
	return { id: name, name, type: `n8n-nodes-base.${type}`, typeVersion, position: [0, 0], parameters };
}
