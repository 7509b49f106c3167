import { randomUUID } from 'node:crypto';

import {
	outputOf,
	type Credential,
	type Execution,
	type WorkflowJson,
	type WorkflowNode,
} from '../../runtime/n8n-types';
import { ACTION_NAMES, actionNode, wires } from '../e2e/n8n';

/** A reply as it goes into n8n: one item. */
export interface Reply {
	/** The handoff's. */
	conversationId: string;
	/** Unlike any other's. */
	text: string;
}

/** What n8n told the user of a reply. */
export type Statement = 'sent' | 'unsent' | 'uncertain';

/** What a workflow may be set to do when something goes wrong. Retry On Fail runs the node, with all its items, once more. */
export const SETTINGS = {
	Continue: { onError: 'continueRegularOutput' },
	'Continue (using error output)': { onError: 'continueErrorOutput' },
	'Stop Workflow, Retry On Fail': {
		onError: 'stopWorkflow',
		retryOnFail: true,
		maxTries: 2,
		waitBetweenTries: 500,
	},
};

export type Setting = keyof typeof SETTINGS;

const START = 'Webhook';

/** Takes a list of replies and sends them in one run of our node; answers when it has ended. */
export function batchWorkflow(
	credential: Credential,
	setting: Setting,
): { json: WorkflowJson; path: string } {
	const path = randomUUID();
	const node = (name: string, type: string, typeVersion: number, parameters: object): WorkflowNode => ({
		...{ id: name, name, type: `n8n-nodes-base.${type}`, typeVersion, position: [0, 0] },
		parameters: parameters as Record<string, unknown>,
	});
	const start = {
		...node(START, 'webhook', 2.1, {
			...{ httpMethod: 'POST', path, responseMode: 'lastNode', responseData: 'noData', options: {} },
		}),
		webhookId: path,
	};
	const split = node('Split Out', 'splitOut', 1, { fieldToSplitOut: 'body.replies', options: {} });
	const send = actionNode(credential, 'sendReply', { text: '={{ $json.text }}' }, SETTINGS[setting]);
	return {
		json: {
			name: setting,
			nodes: [start, split, send],
			connections: wires({ [START]: [[split.name]], [split.name]: [[send.name]] }),
		},
		path,
	};
}

/** The replies that an execution was given. */
export function repliesOf(execution: Execution): Reply[] {
	return (outputOf(execution, START)[0] as { body: { replies: Reply[] } }).body.replies;
}

/** What an execution says of each of its items, by their index; reads what a user reads. */
export function statementsOf(execution: Execution): Map<number, Statement> {
	const [run] = execution.nodes[ACTION_NAMES.sendReply] ?? [];
	const statements = new Map<number, Statement>();
	for (const { json, pairedItem } of (run?.outputs ?? []).flat()) {
		statements.set((pairedItem as { item: number }).item, statementOf(json));
	}
	const { description } = run?.error ?? execution.error ?? {};
	for (const [, words, indexes] of String(description ?? '').matchAll(
		/([A-Z][a-z ]+): \d+ \(item ([\d, ]+)\)/g,
	)) {
		for (const index of indexes.split(', ')) statements.set(Number(index), LISTS[words]);
	}
	return statements;
}

const LISTS: Record<string, Statement> = {
	'Were sent': 'sent',
	Unknown: 'uncertain',
	'Were not sent': 'unsent',
};

const SENTENCES: Array<[Statement, RegExp]> = [
	['unsent', /^The reply was not sent\. /],
	['uncertain', /^It is unknown whether the reply was sent, and it is not repeated\. /],
];

/** @throws where an item says nothing, or one thing here and another one there */
function statementOf({ sent, outcome, error, message }: Record<string, unknown>): Statement {
	if (sent === true && error === undefined) return 'sent';
	const [statement] = SENTENCES.find(([, sentence]) => sentence.test(String(message))) ?? [];
	const isConsistent = outcome === undefined || outcome === statement;
	if (statement === undefined || !isConsistent || typeof error !== 'string') {
		throw new Error(`An item says ${JSON.stringify({ sent, outcome, error, message })}`);
	}
	return statement;
}
