import type { Credential, WorkflowJson, WorkflowNode } from '../../runtime/n8n-types';
import { actionNode, ACTION_NAMES, TRIGGER, triggerNode, wires } from '../e2e/n8n';

export const WELCOME = 'Welcome, a human is here.';
export const QUESTION = 'How can I help?';

/**
 * Takes all four events and uses both operations: welcomes with two replies one after the other, echoes what the customer writes, and
 * closes when the customer says bye.
 */
export function deskWorkflow(credential: Credential): WorkflowJson {
	return {
		nodes: [
			triggerNode(credential),
			reply(credential, 'Welcome', WELCOME),
			reply(credential, 'Question', QUESTION),
			reply(credential, 'Echo', '=You said: {{ $json.text }}'),
			onlyIf('Says Bye', `={{ $('${TRIGGER}').item.json.text }}`, 'bye'),
			actionNode(credential, 'close'),
		],
		connections: wires({
			[TRIGGER]: [[], ['Welcome'], ['Echo']],
			Welcome: [['Question']],
			Echo: [['Says Bye']],
			'Says Bye': [[ACTION_NAMES.close]],
		}),
	};
}

/** A Send Reply node of that name. */
export function reply(
	credential: Credential,
	name: string,
	text: string,
	parameters: Record<string, unknown> = {},
): WorkflowNode {
	return { ...actionNode(credential, 'sendReply', { text, ...parameters }), id: name, name };
}

function onlyIf(name: string, leftValue: string, rightValue: string): WorkflowNode {
	return {
		id: name,
		name,
		type: 'n8n-nodes-base.filter',
		typeVersion: 2.2,
		position: [600, 0],
		parameters: {
			conditions: {
				options: { caseSensitive: true, typeValidation: 'strict', version: 2 },
				combinator: 'and',
				conditions: [{ id: name, leftValue, rightValue, operator: { type: 'string', operation: 'equals' } }],
			},
		},
	};
}
