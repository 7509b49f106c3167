/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- test code never ships */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

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
	{ workflows: Array<{ file: string; calls?: Record<string, string> }>; setUp: string }
>;

const namesIn = (file: string) => read(file).nodes.map(({ name }) => name);

it('every example that npm start offers is there, and calls only what is published before it', () => {
	for (const [name, { workflows, setUp }] of Object.entries(offered)) {
		expect(existsSync(join(EXAMPLES, name))).toBe(true);
		workflows.forEach(({ file, calls = {} }, position) => {
			expect(files).toContain(file);
			expect(namesIn(file)).toEqual(expect.arrayContaining(Object.keys(calls)));
			const before = workflows.slice(0, position).map((workflow) => workflow.file);
			expect(before).toEqual(expect.arrayContaining(Object.values(calls)));
		});
		expect(namesIn(workflows[workflows.length - 1].file)).toContain(setUp);
	}
});

/** The others are no blocks of the desks: they explain themselves beside their nodes. */
const isOfDesks = (file: string) => !/^(atomic-duplicates|live-check)\b/.test(file);

const builds = readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' }).filter(
	(file) =>
		file.endsWith('build.mjs') && readFileSync(join(EXAMPLES, file), 'utf8').includes('/build/workflow.mjs'),
);

it.each(builds)('examples/%s has written the workflow that is there', (file) => {
	// Its exit code tells, and `execFileSync` throws at another one than 0.
	execFileSync(process.execPath, [join(EXAMPLES, file), '--check']);
});

it('every block of the desks has its page, and a line in the table', () => {
	const table = readFileSync(join(EXAMPLES, 'README.md'), 'utf8');
	for (const folder of new Set(files.filter(isOfDesks).map((file) => dirname(file)))) {
		expect([folder, table.includes(`](${folder}/)`)]).toEqual([folder, true]);
		expect([folder, existsSync(join(EXAMPLES, folder, 'README.md'))]).toEqual([folder, true]);
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

	it('calls no workflow by an ID: the user chooses', () => {
		for (const { name, type, parameters } of nodes) {
			if (type !== 'n8n-nodes-base.executeWorkflow') continue;
			expect([name, parameters.workflowId]).toEqual([name, { __rl: true, mode: 'list', value: '' }]);
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

describe.each(files.filter(isOfDesks))('examples/%s', (file) => {
	const { nodes } = read(file);

	it('explains every block: each node lies on a sticky note', () => {
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
