/**
 * Puts workflows that call each other into one, which calls itself: one import, one credential, one *Publish*. Nothing else changes: a call
 * stays an execution of its own, with its own outcome.
 */
import { readFileSync } from 'node:fs';

import { choose, fields, item, note, whenCalled } from './nodes.mjs';
import { workflow } from './workflow.mjs';

const NOTE = 'n8n-nodes-base.stickyNote';
const CALL = 'n8n-nodes-base.executeWorkflow';
const CALLED = 'n8n-nodes-base.executeWorkflowTrigger';

/** Blue, as nothing else. */
const START = 5;
const COLUMN = 200;
const GAP = 120;

/** The workflow that a node of this very workflow calls. */
const ITSELF = { __rl: true, mode: 'id', value: '={{ $workflow.id }}' };

/**
 * @param file URL of the JSON to write
 * @param columns parts as they lie below one another, the columns side by side: `{ file, part, calls, notes }`, where `part` stands before
 *   the names of the nodes unless it is '', `calls` is `{ node: part that it calls }` and `notes` is `{ node: text }` or, with another size,
 *   `{ node: [text, width, height] }`; or a note by itself, `{ note: [name, text, width, height] }`
 * @param unnamed parts that get what names none: `event` an event, `otherwise` all else
 */
export function together(file, name, columns, unnamed) {
	const prepared = columns.map((column) => column.map(prepare));
	prepared[prepared.length - 1].unshift(router(prepared.flat(), unnamed));
	const nodes = {};
	let x = 0;
	for (const parts of prepared) {
		let y = 0;
		for (const part of parts) {
			const { left, top, bottom } = edges(part.nodes);
			for (const [node, [nodeX, nodeY, what]] of Object.entries(part.nodes)) {
				if (nodes[node]) throw new Error(`${node} is there twice`);
				nodes[node] = [x + nodeX - left, y + nodeY - top, what];
			}
			y += bottom - top + GAP;
		}
		x += Math.max(...parts.map(({ nodes: own }) => edges(own).right - edges(own).left)) + GAP;
	}
	workflow(file, name, nodes, Object.assign({}, ...prepared.flat().map(({ wires }) => wires)));
}

/** One entrance for all calls; what was called goes on as if it had been called by itself. */
function router(parts, { event, otherwise }) {
	const called = parts.filter(({ entry }) => entry);
	const rest = called.find(({ part }) => part === otherwise);
	const meant = ({ part }) =>
		part === event ? `($json.part ?? ($json.event && '${part}')) === '${part}'` : `$json.part === '${part}'`;
	const rules = called.filter((one) => one !== rest).map((one) => [one.part, meant(one)]);
	return {
		nodes: {
			'About Calls': [
				0,
				0,
				note(
					`### This workflow calls itself\nEach part is an execution of its own; *part* says which one is meant. What comes without it is an event for ${event}, or else for ${otherwise}: a workflow of yours that speaks to customers, or hands them to the desk, chooses this one as its *${otherwise}* and its *Desk*.`,
					600,
					420,
				),
			],
			'When Called': [80, 240, whenCalled()],
			Part: [300, 200, choose([...rules, [otherwise, 'true']])],
		},
		wires: {
			'When Called': [['Part']],
			Part: [...called.filter((one) => one !== rest), rest].map(({ entry }) => [entry]),
		},
	};
}

/** A part with its new names, as it is to be wired. */
function prepare({ file, part, calls = {}, notes = {}, note: alone }) {
	if (alone) return { nodes: { [alone[0]]: [0, 0, note(alone[1], alone[2], alone[3], START)] }, wires: {} };
	const json = JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'));
	const names = new Map(json.nodes.map(({ name }) => [name, part ? `${part} · ${name}` : name]));
	const missing = [...Object.keys(calls), ...Object.keys(notes)].filter((name) => !names.has(name));
	if (missing.length > 0) throw new Error(`${file} has no node ${missing.join(', ')}`);

	const nodes = {};
	for (const { name, position, id: _, ...node } of json.nodes) {
		const parameters = renamed(node.parameters, names, file);
		const [content, width, height] = [notes[name]].flat();
		if (content) Object.assign(parameters, { content }, width ? { width, height } : {});
		nodes[names.get(name)] = [...position, { ...node, parameters }];
	}
	const wires = Object.fromEntries(
		Object.entries(json.connections).map(([from, { main }]) => [
			names.get(from),
			main.map((targets) => targets.map(({ node }) => names.get(node))),
		]),
	);
	mark(nodes, wires, new Map(Object.entries(calls).map(([name, target]) => [names.get(name), target])));
	const entry = names.get(json.nodes.find(({ type }) => type === CALLED)?.name);
	if (entry) nodes[entry][2] = item('(({ part, ...item }) => item)($json)');
	return { part, nodes, wires, entry };
}

/** Has nodes call this workflow, and puts a node before each of them that says which part is meant. */
function mark(nodes, wires, calls) {
	const columns = new Set([...calls.keys()].map((name) => nodes[name][0]));
	for (const x of [...columns].sort((a, b) => b - a)) makeRoom(nodes, x);
	for (const [name, part] of calls) {
		const [x, y, node] = nodes[name];
		if (node.type !== CALL) throw new Error(`${name} calls no workflow`);
		node.parameters = { ...node.parameters, workflowId: ITSELF };
		const marker = `To ${name}`;
		nodes[marker] = [x - COLUMN, y, fields({ part }, { keep: true })];
		for (const outputs of Object.values(wires)) {
			for (const targets of outputs)
				targets.forEach((target, at) => target === name && (targets[at] = marker));
		}
		wires[marker] = [[name]];
	}
}

/** Moves what lies at x and to its right by a column; the notes below grow with it. */
function makeRoom(nodes, x) {
	for (const place of Object.values(nodes)) {
		if (place[0] >= x) place[0] += COLUMN;
		else if (place[2].type === NOTE && place[0] + place[2].parameters.width > x)
			place[2].parameters.width += COLUMN;
	}
}

/** The same parameters, with what they say of other nodes under their new names. */
function renamed(value, names, file) {
	if (Array.isArray(value)) return value.map((one) => renamed(one, names, file));
	if (typeof value === 'object' && value !== null) {
		return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, renamed(one, names, file)]));
	}
	if (typeof value !== 'string') return value;
	if (/\$\([^']|\$node\b|\$items\(/.test(value))
		throw new Error(`${file}: write $('Name') where another node is meant`);
	return value.replace(/(\$\('|\$prevNode\.name [!=]== ')([^']+)'/g, (whole, before, name) => {
		if (!names.has(name)) throw new Error(`${file}: there is no node ${name}`);
		return `${before}${names.get(name)}'`;
	});
}

const size = ({ type, parameters: { width, height } }) => (type === NOTE ? [width, height] : [100, 100]);

function edges(nodes) {
	const boxes = Object.values(nodes).map(([x, y, node]) => [x, y, x + size(node)[0], y + size(node)[1]]);
	const all = (index) => boxes.map((box) => box[index]);
	return {
		left: Math.min(...all(0)),
		top: Math.min(...all(1)),
		right: Math.max(...all(2)),
		bottom: Math.max(...all(3)),
	};
}
