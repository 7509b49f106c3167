/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- test code never ships */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

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

const builds = readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' }).filter(
	(file) =>
		file.endsWith('build.mjs') &&
		/\/build\/(workflow|drawing|complete)\.mjs'/.test(readFileSync(join(EXAMPLES, file), 'utf8')),
);

it.each(builds)('examples/%s has written the workflow that is there', (file) => {
	// Its exit code tells, and `execFileSync` throws at another one than 0.
	execFileSync(process.execPath, [join(EXAMPLES, file), '--check']);
});

const folders = [...new Set(files.map((file) => dirname(file)))];

it.each(folders)('examples/%s has its page, and is named on the page of all', (folder) => {
	expect(readFileSync(join(EXAMPLES, 'README.md'), 'utf8')).toContain(`](${folder}/)`);
	expect(existsSync(join(EXAMPLES, folder, 'README.md'))).toBe(true);
});

it.each(folders)('examples/%s/README.md links to what is there', (folder) => {
	const page = readFileSync(join(EXAMPLES, folder, 'README.md'), 'utf8').replace(
		/^ *```[\s\S]*?^ *```/gm,
		'',
	);
	for (const [, link] of page.matchAll(/\]\((?!https?:)([^)\s#]+)/g))
		expect([link, existsSync(join(EXAMPLES, folder, link))]).toEqual([link, true]);
});

/** Parts that are off until the user chooses a workflow, in one file as in many. */
const OPTIONAL = ['Open Question', 'First Line'];

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

	it('calls no workflow by an ID: the user chooses, or it is itself', () => {
		const entrances = nodes.filter(({ type }) => type === 'n8n-nodes-base.executeWorkflowTrigger');
		const chosen = { __rl: true, mode: 'list', value: '' };
		const itself = { __rl: true, mode: 'id', value: '={{ $workflow.id }}' };
		for (const { name, type, parameters } of nodes) {
			if (type !== 'n8n-nodes-base.executeWorkflow') continue;
			const isItself = basename(file) === 'complete.json' && !OPTIONAL.includes(name);
			expect([name, parameters.workflowId]).toEqual([name, isItself ? itself : chosen]);
			// n8n starts at the first it finds, so two would be one too many.
			if (isItself) expect([name, entrances.length]).toEqual([name, 1]);
		}
	});

	it('uses only what n8n ships, and this package', () => {
		for (const { type } of nodes)
			expect(type).toMatch(
				/^(n8n-nodes-base|@n8n\/n8n-nodes-langchain)\.|^n8n-nodes-altabots\.(altaBots|altaBotsTool|altaBotsTrigger)$/,
			);
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
			workflow.connections as Record<string, Record<string, Array<Array<{ node: string }>>>>,
		);
		for (const [from, byType] of outputs) {
			expect(names).toContain(from);
			for (const { node } of Object.values(byType).flat(2)) expect(names).toContain(node);
		}
		for (const text of texts(nodes)) {
			for (const [, name] of text.matchAll(/\$\('([^']+)'\)/g)) expect(names).toContain(name);
		}
	});

	it('says where to set what n8n leaves out of an import', () => {
		const leftOut = Object.keys(workflow.settings ?? {}).filter((name) => /^save/.test(name));
		if (leftOut.length === 0) return;
		const about = String(nodes.find(({ name }) => name === 'About')?.parameters.content);
		expect(about).toMatch(/⋯ > Settings\*.*saved/);
	});

	it('has sticky notes that explain it', () => {
		expect(nodes.some(({ type }) => type === 'n8n-nodes-base.stickyNote')).toBe(true);
	});
});

it.each(files.filter((file) => /^(email|slack|zendesk)\//.test(file)))(
	'examples/%s, which runs every minute, says how to have n8n keep less of it',
	(file) => {
		const advice = /successful production executions not saved/;
		const { nodes } = read(file);
		expect(nodes.some(({ parameters }) => advice.test(String(parameters.content ?? '')))).toBe(true);
		expect(readFileSync(join(EXAMPLES, dirname(file), 'README.md'), 'utf8')).toMatch(advice);
	},
);

const completes = files.filter((file) => basename(file) === 'complete.json');

describe.each(completes)('examples/%s', (file) => {
	const { nodes, connections } = read(file);
	const wires = connections as Record<string, { main: Array<Array<{ node: string }>> }>;

	it('says which part is meant before each call of itself', () => {
		const parts = wires.Part.main.map(([{ node }]) => node.replace(/ · When Called$/, ''));
		const calls = nodes.filter(
			({ type, name }) => type === 'n8n-nodes-base.executeWorkflow' && !OPTIONAL.includes(name),
		);
		expect(calls.length).toBeGreaterThan(0);
		for (const { name } of calls) {
			const before = Object.keys(wires).filter((from) =>
				wires[from].main.flat().some(({ node }) => node === name),
			);
			expect(before).toEqual([`To ${name}`]);
			const marker = nodes.find((node) => node.name === before[0]);
			const { assignments } = marker?.parameters.assignments as {
				assignments: Array<{ name: string; value: string }>;
			};
			expect(assignments.map((field) => [field.name, parts.includes(field.value)])).toEqual([['part', true]]);
		}
	});

	it('gives an event of another workflow to the desk', () => {
		const desk = nodes.find(({ name }) => name === 'To Desk')?.parameters.assignments as {
			assignments: Array<{ value: string }>;
		};
		const { values } = nodes.find(({ name }) => name === 'Part')?.parameters.rules as {
			values: Array<{ outputKey: string; conditions: { conditions: Array<{ leftValue: string }> } }>;
		};
		const partOf = ($json: Record<string, unknown>) =>
			values.find(({ conditions }) => {
				const [, expression] = /^={{(.*)}}$/.exec(conditions.conditions[0].leftValue) ?? [];
				return new Function('$json', `return ${expression}`)($json) as boolean;
			})?.outputKey;
		expect(partOf({ event: 'customerMessage' })).toBe(desk.assignments[0].value);
		expect([
			partOf({ action: 'reply' }),
			partOf({ event: 'customerMessage', part: 'Business Hours' }),
		]).toEqual(['Reply', 'Business Hours']);
	});

	it('tells nobody to choose a workflow or to publish several', () => {
		for (const { name, type, parameters } of nodes) {
			if (type !== 'n8n-nodes-base.stickyNote') continue;
			expect([name, parameters.content]).toEqual([
				name,
				expect.not.stringMatching(
					/choose the workflow|publish both|import and publish|front door's node \*/i,
				),
			]);
		}
	});
});

describe.each(files)('examples/%s', (file) => {
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
