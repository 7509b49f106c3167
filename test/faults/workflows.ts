import type { Credential, WorkflowJson, WorkflowNode } from '../../runtime/n8n-types';
import { TRIGGER, triggerNode, wires } from '../e2e/n8n';
import type { Crm } from './crm';

/** What a customer's event goes through: the trigger, two ordinary nodes, and a system beside n8n that must hear of it. */
export function eventWorkflow(credential: Credential, crm: Crm, errorWorkflow: string): WorkflowJson {
	const note: WorkflowNode = {
		id: 'note',
		name: 'Note',
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		position: [200, 0],
		parameters: {
			assignments: {
				assignments: [
					{ id: 'note', name: 'note', type: 'string', value: '=From {{ $json.conversationId }}' },
				],
			},
			includeOtherFields: true,
			options: {},
		},
	};
	const done: WorkflowNode = {
		id: 'done',
		name: 'Done',
		type: 'n8n-nodes-base.noOp',
		typeVersion: 1,
		position: [600, 0],
		parameters: {},
	};
	return {
		nodes: [triggerNode(credential), note, request(`=${crm.url}/events/{{ $json.conversationId }}`), done],
		connections: wires({ [TRIGGER]: [[], ['Note'], ['Note']], Note: [['Tell CRM']], 'Tell CRM': [['Done']] }),
		settings: { errorWorkflow },
	};
}

/** n8n starts it for each execution of a workflow that names it as its error workflow and that n8n considers failed. */
export function alarmWorkflow(crm: Crm): WorkflowJson {
	const failed: WorkflowNode = {
		id: 'failed',
		name: 'Failed',
		type: 'n8n-nodes-base.errorTrigger',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	return {
		nodes: [failed, request(`=${crm.url}/alarms/{{ $json.execution.id }}`)],
		connections: wires({ Failed: [['Tell CRM']] }),
	};
}

function request(url: string): WorkflowNode {
	return {
		id: 'crm',
		name: 'Tell CRM',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		position: [400, 0],
		parameters: { method: 'POST', url, options: {} },
	};
}
