/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- test code never ships */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix, resolve } from 'node:path';
import type { INodePropertyOptions } from 'n8n-workflow';

import { AltaBots } from '../../nodes/AltaBots/AltaBots.node';

const ROOT = resolve(__dirname, '../../..');

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
	name: string;
	files: string[];
	dependencies?: object;
	peerDependencies: object;
	devDependencies: { [name: string]: string };
	n8n: { nodes: string[]; credentials: string[]; strict: boolean; n8nNodesApiVersion: number };
	main: string;
	types: string;
};

interface Packed {
	size: number;
	files: Array<{ path: string; size: number }>;
}

describe('what npm publishes', () => {
	let packed: Packed;
	let paths: string[];

	beforeAll(() => {
		// A cache of its own: tests at the same time must not wait for each other.
		const cache = mkdtempSync(join(tmpdir(), 'altabots-pack-'));
		const output = execFileSync(
			'npm',
			['pack', '--dry-run', '--json', '--ignore-scripts', '--cache', cache],
			{
				cwd: ROOT,
				encoding: 'utf8',
				stdio: ['ignore', 'pipe', 'ignore'],
			},
		);
		rmSync(cache, { recursive: true, force: true });
		[packed] = JSON.parse(output) as Packed[];
		paths = packed.files.map(({ path }) => path);
	});

	it('is the build and the four papers, nothing else', () => {
		const isExpected = (path: string) =>
			/^(README\.md|LICENSE|CHANGELOG\.md|package\.json)$/.test(path) || path.startsWith('dist/');
		expect(paths.filter((path) => !isExpected(path))).toEqual([]);
		expect(paths).toEqual(
			expect.arrayContaining(['README.md', 'LICENSE', 'CHANGELOG.md', 'package.json', 'dist/index.js']),
		);
	});

	it('has no sources, tests, build notes or pictures of the documentation', () => {
		const strays = paths.filter((path) =>
			/tsbuildinfo|test|fixtures|simulator|runtime|examples|bench|\.map$|[^d]\.ts$|\.png$/.test(path),
		);
		expect(strays).toEqual([]);
		expect(paths.filter((path) => path.endsWith('.svg'))).toEqual([
			'dist/icons/altabots.dark.svg',
			'dist/icons/altabots.svg',
		]);
	});

	it('has every file that the manifest names, and the codex beside each node', () => {
		const { nodes, credentials } = manifest.n8n;
		const codex = nodes.map((node) => node.replace(/\.js$/, '.json'));
		for (const path of [...nodes, ...credentials, ...codex, manifest.main, manifest.types]) {
			expect(paths).toContain(path);
		}
	});

	it('has the fields of every operation, where n8n looks for them before it has run', () => {
		const { name: type, version, properties } = new AltaBots().description;
		expect([type, version]).toEqual(['altaBots', 1]);
		const expected = properties
			.filter(({ name }) => name === 'operation')
			.flatMap(({ displayOptions, options = [] }) =>
				(options as INodePropertyOptions[]).map(
					({ value }) => `${String(displayOptions?.show?.resource?.[0])}/${String(value)}.json`,
				),
			);
		const folder = 'dist/nodes/AltaBots/__schema__/v1.0.0/';
		const found = paths.filter((path) => path.startsWith(folder)).map((path) => path.slice(folder.length));
		expect(found.sort()).toEqual(expected.sort());
	});

	it('has every type that the exported ones are made of, and no other', () => {
		const seen = new Set<string>();
		const follow = (path: string) => {
			if (seen.has(path)) return;
			seen.add(path);
			const text = readFileSync(join(ROOT, path), 'utf8');
			for (const [, target] of text.matchAll(/(?:from|import\() ?['"](\.[^'"]+)['"]/g)) {
				follow(`${posix.join(dirname(path), target)}.d.ts`);
			}
		};
		follow(manifest.types);
		expect(paths.filter((path) => path.endsWith('.d.ts')).sort()).toEqual([...seen].sort());
	});

	it('has two icons of its own: square, drawn in lines, and nothing that a browser would fetch or run', () => {
		const [dark, light] = ['dist/icons/altabots.dark.svg', 'dist/icons/altabots.svg'].map((file) =>
			readFileSync(join(ROOT, file), 'utf8'),
		);
		expect(dark).not.toBe(light);
		for (const svg of [dark, light]) {
			const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
			expect(width).toBe(height);
			expect(svg.length).toBeLessThan(2_000);
			expect(svg).not.toMatch(/<(script|image|foreignObject|style)|href=|url\(/);
		}
	});

	it('is no larger than 60 kB', () => {
		expect(packed.size).toBeGreaterThan(5_000);
		expect(packed.size).toBeLessThanOrEqual(60_000);
	});
});

describe('the manifest', () => {
	it('depends on nothing but n8n-workflow, which n8n brings', () => {
		expect(manifest.dependencies ?? {}).toEqual({});
		expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
		for (const field of ['optionalDependencies', 'bundledDependencies', 'bundleDependencies', 'overrides']) {
			expect(manifest).not.toHaveProperty(field);
		}
	});

	it('runs nothing when it is installed', () => {
		for (const script of ['preinstall', 'install', 'postinstall', 'prepare', 'preprepare', 'postprepare']) {
			expect(manifest).not.toHaveProperty(['scripts', script]);
		}
	});

	it('pins every tool exactly', () => {
		for (const version of Object.values(manifest.devDependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
		expect(Object.keys(manifest.devDependencies)).toEqual(
			expect.arrayContaining(['n8n-workflow', 'n8n-core', 'axios', 'jest', 'gulp']),
		);
	});

	it('is one that n8n accepts', () => {
		expect(manifest).toMatchObject({
			name: 'n8n-nodes-altabots',
			license: 'MIT',
			keywords: expect.arrayContaining(['n8n-community-node-package']),
			n8n: { n8nNodesApiVersion: 1, strict: true },
		});
	});

	it('leaves the lint rules as they are', () => {
		expect(readFileSync(join(ROOT, 'eslint.config.mjs'), 'utf8')).toBe(
			"import { config } from '@n8n/node-cli/eslint';\n\nexport default config;\n",
		);
		const compiled = [...manifest.n8n.nodes, ...manifest.n8n.credentials];
		for (const file of compiled) {
			const source = join(ROOT, file.replace(/^dist\//, '').replace(/\.js$/, '.ts'));
			expect(existsSync(source)).toBe(true);
			expect(readFileSync(source, 'utf8')).not.toContain('eslint-disable');
		}
	});
});
