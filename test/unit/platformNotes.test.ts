/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- test code never ships */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

const ROOT = resolve(__dirname, '../../..');
const page = readFileSync(join(ROOT, 'docs/platform-notes.md'), 'utf8');

const entries = page
	.split(/^### /m)
	.slice(1)
	.map((block) => {
		const [heading, ...lines] = block.split('\n');
		const part = (name: string) => {
			const [line] = lines.filter((one) => one.startsWith(`- ${name}: `));
			return line?.slice(name.length + 4) ?? '';
		};
		return {
			number: Number(/^\d+/.exec(heading)?.[0]),
			heading,
			documents: part('Documents'),
			decision: part('Decision'),
			test: part('Test'),
			otherwise: part('Otherwise'),
			liveCheck: part('Live check'),
		};
	});

/** The titles of all tests and groups in a file, as they are written. */
function titlesIn(file: string): string[] {
	const titles: string[] = [];
	const text = readFileSync(join(ROOT, file), 'utf8');
	const visit = (node: ts.Node) => {
		if (ts.isCallExpression(node) && /^(it|describe)\b/.test(node.expression.getText())) {
			const [title] = node.arguments;
			if (title !== undefined && ts.isStringLiteralLike(title)) titles.push(title.text);
		}
		ts.forEachChild(node, visit);
	};
	visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
	return titles;
}

describe('docs/platform-notes.md', () => {
	it('numbers its entries from 1 on, contradictions first', () => {
		expect(entries.map(({ number }) => number)).toEqual(entries.map((_, index) => index + 1));
		expect(entries.length).toBeGreaterThanOrEqual(33);
		const undocumented = page.indexOf('## Undocumented');
		expect(page.slice(undocumented).match(/^### /gm)?.length).toBeGreaterThanOrEqual(13);
	});

	it.each(entries)('$heading says everything', ({ documents, decision, otherwise }) => {
		for (const text of [documents, decision, otherwise]) expect(text).toMatch(/\.$/);
	});

	it.each(entries)('$heading is held by tests that exist', ({ test }) => {
		const named = test.split('; ').map((one) => /^`(test\/[\w./]+)` › "(.+)"$/.exec(one));
		expect(named).not.toContain(null);
		for (const [, file, title] of named as RegExpExecArray[]) {
			expect([file, existsSync(join(ROOT, file))]).toEqual([file, true]);
			expect(titlesIn(file)).toContain(title);
		}
	});

	it('names with each entry the questions of the live check that settle it', () => {
		const code = ['questions-calls', 'questions-handoff']
			.map((file) => readFileSync(join(ROOT, `examples/live-check/code/${file}.js`), 'utf8'))
			.join('');
		const questions = [...code.matchAll(/id: '(\w+)',\s*note: (\d+),/g)].map(([, id, note]) => `${note} ${id}`);
		const named = entries.flatMap(({ number, liveCheck }) =>
			[...liveCheck.matchAll(/`(\w+)`/g)].map(([, id]) => `${number} ${id}`),
		);
		expect(questions.length).toBeGreaterThanOrEqual(20);
		expect(named.sort()).toEqual(questions.sort());
	});

	it('leads to no file that is not here', () => {
		for (const [, path] of page.matchAll(/`((?:docs|test|nodes|platform|simulator)\/[^`]+)`/g)) {
			expect([path, existsSync(join(ROOT, path))]).toEqual([path, true]);
		}
	});
});
