import type { Credential, WorkflowJson, WorkflowNode } from '../../../runtime/n8n-types';

type Wires = Record<string, { main: Array<Array<{ node: string; type: string; index: number }>> }>;

const wire = (node: string) => [{ node, type: 'main', index: 0 }];

/**
 * Does in Reply what its note says for several bots: writes their labels in Settings, gives each a Send Reply and a Close with its own
 * credential, and wires them to the next outputs.
 */
export function forBots(
	reply: WorkflowJson,
	bots: Array<{ label: string; credential: Credential }>,
): WorkflowJson {
	const nodes = reply.nodes.filter(({ name }) => name !== 'Send Reply' && name !== 'Close');
	const connections = structuredClone(reply.connections) as Wires;
	connections['Bot to Reply'].main = [];
	connections['Bot to Close'].main = [];
	bots.forEach(({ credential }, number) => {
		for (const name of ['Send Reply', 'Close']) {
			const original = reply.nodes.find((node) => node.name === name) as WorkflowNode;
			const copy = number === 0 ? name : `${name}${number}`;
			nodes.push({
				...original,
				id: `${original.id}-${number}`,
				name: copy,
				credentials: { altaBotsApi: { id: credential.id, name: credential.name } },
			});
			connections[name === 'Close' ? 'Bot to Close' : 'Bot to Reply'].main.push(wire(copy));
			connections[copy] = { main: [wire('Outcome')] };
		}
	});
	return {
		...reply,
		nodes: nodes.map((node) =>
			node.name === 'Settings' ? withLabels(node, bots.map(({ label }) => label).join(', ')) : node,
		),
		connections,
	};
}

function withLabels(settings: WorkflowNode, labels: string): WorkflowNode {
	const { assignments } = settings.parameters.assignments as { assignments: Array<{ name: string }> };
	const changed = assignments.map((field) => (field.name === 'labels' ? { ...field, value: labels } : field));
	return { ...settings, parameters: { ...settings.parameters, assignments: { assignments: changed } } };
}
