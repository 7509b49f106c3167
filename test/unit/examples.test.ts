/* eslint-disable @n8n/community-nodes/no-restricted-imports -- test code never ships */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { checkoutFolder } from '../../runtime/checkout';
import type { WorkflowJson } from '../../runtime/n8n-types';

const ROOT = checkoutFolder();
const EXAMPLES = join(ROOT, 'examples');

const files = readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' }).filter((file) =>
	file.endsWith('.json'),
);

const read = (file: string) =>
	JSON.parse(readFileSync(join(EXAMPLES, file), 'utf8')) as WorkflowJson & Record<string, unknown>;

/** Every template of a workflow: what its expressions and pages are made of. */
function texts(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}

const offered = JSON.parse(readFileSync(join(ROOT, 'runtime', 'demo', 'examples.json'), 'utf8')) as Record<
	string,
	{ workflows: string[]; setUp: string }
>;

const isOffered = (file: string) =>
	Object.entries(offered).some(([name, { workflows }]) =>
		workflows.some((workflow) => file === join(name, workflow)),
	);

it('every example that npm start offers is there, with its page', () => {
	for (const [name, { workflows, setUp }] of Object.entries(offered)) {
		expect(existsSync(join(EXAMPLES, name, 'README.md'))).toBe(true);
		for (const workflow of workflows) expect(files).toContain(join(name, workflow));
		expect(read(join(name, workflows[0])).nodes.map(({ name: node }) => node)).toContain(setUp);
	}
});

describe.each(files)('examples/%s', (file) => {
	const workflow = read(file);
	const { nodes } = workflow;

	it('carries nothing of the n8n it was made in', () => {
		const ours = ['connections', 'name', 'nodes', 'pinData', 'settings'];
		expect(Object.keys(workflow).filter((key) => !ours.includes(key))).toEqual([]);
		expect(workflow.pinData ?? {}).toEqual({});
		for (const node of nodes) {
			expect([node.name, 'webhookId' in node, 'credentials' in node]).toEqual([node.name, false, false]);
		}
	});

	it('uses only what n8n ships, and this package', () => {
		for (const { type } of nodes)
			expect(type).toMatch(/^n8n-nodes-base\.|^n8n-nodes-altabots\.(altaBots|altaBotsTrigger)$/);
	});

	it('names the version of the trigger by which n8n reads bodies', () => {
		for (const node of nodes.filter(({ type }) => type.endsWith('.altaBotsTrigger')))
			expect(node.typeVersion).toBe(2);
	});

	it('has unique names and ids, and wires that lead somewhere', () => {
		for (const key of ['name', 'id'] as const) {
			expect(new Set(nodes.map((node) => node[key])).size).toBe(nodes.length);
		}
		const names = nodes.map(({ name }) => name);
		const outputs = Object.entries(
			workflow.connections as Record<string, { main: Array<Array<{ node: string }>> }>,
		);
		for (const [from, { main }] of outputs) {
			expect(names).toContain(from);
			for (const { node } of main.flat()) expect(names).toContain(node);
		}
		for (const text of texts(nodes)) {
			for (const [, name] of text.matchAll(/\$\('([^']+)'\)/g)) expect(names).toContain(name);
		}
	});

	it('has sticky notes that explain it', () => {
		expect(nodes.some(({ type }) => type === 'n8n-nodes-base.stickyNote')).toBe(true);
	});
});

describe.each(files.filter((file) => isOffered(file)))('examples/%s, which npm start shows', (file) => {
	it('explains every block: each node lies on a sticky note', () => {
		const { nodes } = read(file);
		const notes = nodes
			.filter(({ type }) => type === 'n8n-nodes-base.stickyNote')
			.map(({ position: [x, y], parameters: { width, height } }) => ({
				x,
				y,
				width: Number(width),
				height: Number(height),
			}));
		for (const { name, type, position } of nodes) {
			if (type === 'n8n-nodes-base.stickyNote') continue;
			const isOn = notes.some(({ x, y, width, height }) => {
				const [left, top] = [position[0] - x, position[1] - y];
				return left >= 0 && top >= 0 && left < width && top < height;
			});
			expect([name, isOn]).toEqual([name, true]);
		}
	});
});
