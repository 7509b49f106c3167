/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- test code never ships */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import ts from 'typescript';

const ROOT = resolve(__dirname, '../../..');

function filesBelow(folder: string, ending: RegExp): string[] {
	return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
		.map((file) => join(folder, file))
		.filter((file) => ending.test(file) && !file.includes(`node_modules${sep}`))
		.sort();
}

function parse(file: string): ts.SourceFile {
	return ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest, true);
}

function everyNode(file: string): ts.Node[] {
	const nodes: ts.Node[] = [];
	const visit = (node: ts.Node) => {
		nodes.push(node);
		ts.forEachChild(node, visit);
	};
	visit(parse(file));
	return nodes;
}

/** What a file imports, re-exports or requires, by whatever syntax. */
function importsOf(file: string): string[] {
	return everyNode(file).flatMap((node) => {
		const isCall = ts.isCallExpression(node) && /^(require|import)$/.test(node.expression.getText());
		const from =
			ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
				? node.moduleSpecifier
				: ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
					? node.argument.literal
					: isCall
						? node.arguments[0]
						: undefined;
		if (from === undefined) return [];
		return [ts.isStringLiteralLike(from) ? from.text : `not a literal: ${from.getText()}`];
	});
}

/** Which folder below the root a relative import leads to. */
function folderOf(file: string, specifier: string): string {
	return relative(ROOT, resolve(ROOT, dirname(file), specifier)).split(sep)[0];
}

const isRelative = (specifier: string) => /^\.\.?(\/|$)/.test(specifier);

describe('platform/', () => {
	const files = filesBelow('platform', /\.ts$/);

	it('has both directions', () => {
		expect(new Set(files.map((file) => file.split(sep)[1]))).toEqual(
			new Set(['inbound', 'json.ts', 'outbound']),
		);
	});

	it.each(files)('%s imports nothing but crypto and its own kind', (file) => {
		for (const specifier of importsOf(file)) {
			if (isRelative(specifier)) expect(folderOf(file, specifier)).toBe('platform');
			else expect(specifier).toBe('node:crypto');
		}
	});

	it.each(files)('%s reads no clock and does no I/O', (file) => {
		for (const node of everyNode(file)) {
			if (ts.isNewExpression(node) && node.expression.getText() === 'Date') {
				expect(node.arguments?.length ?? 0).toBeGreaterThan(0);
			}
			if (ts.isCallExpression(node)) expect(node.expression.getText()).not.toBe('Date');
			if (ts.isIdentifier(node)) {
				expect([
					'process',
					'performance',
					'fetch',
					'setTimeout',
					'console',
					'require',
					'globalThis',
				]).not.toContain(node.text);
			}
			if (ts.isPropertyAccessExpression(node)) {
				expect(['Date.now', 'Math.random']).not.toContain(node.getText());
			}
		}
	});

	it.each(['inbound', 'outbound'])('%s does not know the other direction', (direction) => {
		const other = direction === 'inbound' ? 'outbound' : 'inbound';
		for (const file of filesBelow(join('platform', direction), /\.ts$/)) {
			for (const specifier of importsOf(file)) expect(specifier).not.toContain(other);
		}
	});
});

describe('the arrows between the rooms', () => {
	const ALLOWED: { [room: string]: string[] } = {
		credentials: ['platform'],
		nodes: ['nodes', 'platform'],
		platform: ['platform'],
		runtime: ['runtime', 'simulator'],
		simulator: ['simulator'],
	};

	it.each(Object.keys(ALLOWED))('from %s/ run one way', (room) => {
		const found = new Set<string>();
		for (const file of filesBelow(room, /\.m?ts$/)) {
			for (const specifier of importsOf(file).filter(isRelative)) found.add(folderOf(file, specifier));
		}
		expect([...found].filter((other) => !ALLOWED[room].includes(other))).toEqual([]);
	});

	it('nodes reach the platform through its two doors', () => {
		for (const file of filesBelow('nodes', /\.ts$/)) {
			for (const specifier of importsOf(file).filter((name) => name.includes('platform/'))) {
				expect(specifier).toMatch(/\/platform\/(inbound|outbound|json)$/);
			}
		}
	});

	it('one file makes all calls', () => {
		const callers = [...filesBelow('nodes', /\.ts$/), ...filesBelow('credentials', /\.ts$/)].filter((file) =>
			everyNode(file).some((node) => ts.isIdentifier(node) && node.text.startsWith('httpRequest')),
		);
		expect(callers).toEqual([join('nodes', 'AltaBots', 'transport.ts')]);
	});
});

describe('the compiled package', () => {
	it('is there (npm run build)', () => {
		expect(existsSync(join(ROOT, 'dist/index.js'))).toBe(true);
	});

	it('requires nothing but its own files, n8n-workflow and crypto', () => {
		const files = filesBelow('dist', /\.js$/);
		expect(files.length).toBeGreaterThan(10);
		const foreign = files.flatMap((file) =>
			importsOf(file)
				.filter((name) => !isRelative(name) && !['n8n-workflow', 'crypto', 'node:crypto'].includes(name))
				.map((name) => `${file}: ${name}`),
		);
		expect(foreign).toEqual([]);
	});

	it('leaves dist/ with no relative import', () => {
		for (const file of filesBelow('dist', /\.js$/)) {
			for (const specifier of importsOf(file).filter(isRelative))
				expect(folderOf(file, specifier)).toBe('dist');
		}
	});
});
