import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';

const idOf = (name) =>
	name
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^-|-$/g, '');

/**
 * Writes a workflow to be imported; with `--check` it only compares, and the exit code tells.
 * @param file URL of the JSON
 * @param nodes `{ name: [x, y, node] }`
 * @param wires `{ name: [[names behind output 0], [names behind output 1], …] }`; a model or a tool of an AI agent has
 *   `{ ai_tool: [[name of the agent]] }` instead
 */
export function workflow(file, name, nodes, wires, settings = {}) {
	const typed = (outputs) => Object.entries(Array.isArray(outputs) ? { main: outputs } : outputs);
	const all = Object.entries(wires).flatMap(([from, outputs]) => [
		from,
		...typed(outputs).flatMap(([, targets]) => targets.flat()),
	]);
	const unknown = all.filter((node) => !nodes[node]);
	if (unknown.length > 0) throw new Error(`${file}: there is no node ${unknown.join(', ')}`);
	const json = {
		name,
		nodes: Object.entries(nodes).map(([nodeName, [x, y, node]]) => {
			const { parameters, type, typeVersion, ...more } = node;
			return { parameters, type, typeVersion, position: [x, y], id: idOf(nodeName), name: nodeName, ...more };
		}),
		connections: Object.fromEntries(
			Object.entries(wires).map(([from, outputs]) => [
				from,
				Object.fromEntries(
					typed(outputs).map(([type, lists]) => [
						type,
						lists.map((targets) => targets.map((node) => ({ node, type, index: 0 }))),
					]),
				),
			]),
		),
		pinData: {},
		settings: { executionOrder: 'v1', ...settings },
	};
	const text = `${JSON.stringify(json, null, 2)}\n`;
	if (!process.argv.includes('--check')) writeFileSync(file, text);
	else if (readFileSync(file, 'utf8') !== text) process.exitCode = 1;
}
