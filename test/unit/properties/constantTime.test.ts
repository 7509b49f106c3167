/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- test code never ships */
import fc from 'fast-check';
import crypto from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

import { checkAuthorization } from '../../../platform/inbound';

/**
 * That a comparison takes the same time whatever it finds cannot be measured to the nanosecond on a busy machine.
 * It can be shown by construction: the work done depends on nothing but the scheme and the number of secrets,
 * and no other place in the package compares a secret at all.
 */

const ROOT = resolve(__dirname, '../../../..');

const SECRET_COUNT = { max: 6 };

describe('what checkAuthorization does', () => {
	const word = fc
		.string({ minLength: 1, maxLength: 40 })
		.filter((text) => text.trim() !== '' && text === text.trim());
	const secrets = fc.uniqueArray(word, { minLength: 1, maxLength: SECRET_COUNT.max });
	const base64 = (text: string) => Buffer.from(text).toString('base64');

	/** The sizes of all pairs that were compared. */
	function comparisonsOf(header: string, accepted: string[]): Array<[number, number]> {
		const compare = jest.spyOn(crypto, 'timingSafeEqual');
		checkAuthorization(header, accepted);
		const sizes = compare.mock.calls.map(([one, other]): [number, number] => [
			one.byteLength,
			other.byteLength,
		]);
		compare.mockRestore();
		return sizes;
	}

	it.each<[scheme: string, perSecret: number, headerOf: (secret: string) => string]>([
		['Bearer', 1, (secret) => `Bearer ${secret}`],
		['Basic', 3, (secret) => `Basic ${secret}`],
		['Basic, base64', 3, (secret) => `Basic ${base64(secret)}`],
		['Basic, base64 with a user', 3, (secret) => `Basic ${base64(`user:${secret}`)}`],
	])(
		'%s: %i comparisons for each secret, of 32 bytes each, wherever the match is and if there is none',
		(_, perSecret, headerOf) => {
			fc.assert(
				fc.property(secrets, word, (accepted, other) => {
					const expected = Array.from({ length: accepted.length * perSecret }, () => [32, 32]);
					const offered = [
						...accepted,
						other,
						accepted[0].slice(0, -1),
						`${accepted[0]}x`,
						accepted.join(','),
					];
					for (const secret of offered.filter((text) => text !== '')) {
						expect(comparisonsOf(headerOf(secret), accepted)).toEqual(expected);
					}
				}),
				{ numRuns: 200 },
			);
		},
	);

	it('hashes what it compares, so that equal beginnings have nothing in common', () => {
		const compare = jest.spyOn(crypto, 'timingSafeEqual');
		checkAuthorization('Bearer example-key-1', ['example-key-2']);
		const [[offered, expected]] = compare.mock.calls as unknown as Array<[Buffer, Buffer]>;
		compare.mockRestore();
		const sha256 = (text: string) => crypto.createHash('sha256').update(text).digest('hex');
		expect([offered.toString('hex'), expected.toString('hex')]).toEqual([
			sha256('example-key-1'),
			sha256('example-key-2'),
		]);
	});
});

describe('the source', () => {
	const files = ['nodes', 'platform', 'credentials']
		.flatMap((folder) =>
			readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
				join(folder, file),
			),
		)
		.filter((file) => /\.ts$/.test(file) && !/\.d\.ts$/.test(file) && !file.includes('node_modules'))
		.sort();

	const AUTHORIZATION = join('platform', 'inbound', 'authorization.ts');

	it('has one place that checks secrets', () => {
		expect(files).toContain(AUTHORIZATION);
		expect(filesWith((node) => ts.isIdentifier(node) && node.text === 'timingSafeEqual')).toEqual([
			AUTHORIZATION,
		]);
	});

	it('leaves no loop over secrets early, and joins their results without a short cut', () => {
		const forbidden = nodesOf(AUTHORIZATION)
			.filter((node) => isInLoop(node))
			.filter(
				(node) =>
					ts.isBreakStatement(node) ||
					ts.isReturnStatement(node) ||
					ts.isThrowStatement(node) ||
					isShortCut(node),
			);
		expect(forbidden.map((node) => node.getText())).toEqual([]);
		expect(nodesOf(AUTHORIZATION).filter(ts.isForOfStatement)).toHaveLength(2);
	});

	it('compares nothing with anything there but by timingSafeEqual', () => {
		const compared = nodesOf(AUTHORIZATION).filter(isComparison);
		expect(compared.map((node) => node.getText())).toEqual([]);
	});

	it('compares nothing elsewhere that is named like a secret, but with a literal', () => {
		const compared = files.flatMap((file) =>
			nodesOf(file)
				.filter(isComparison)
				.filter((node) => /secret|tokens?\b|apiKey|\bkey\b|password|authoriz/i.test(operandsOf(node)))
				.map((node) => `${file}: ${node.getText()}`),
		);
		expect(compared).toEqual([]);
	});

	it('hands the secrets of a credential to the check and to n8n, and nowhere else', () => {
		const readers = filesWith(
			(node) => ts.isPropertyAccessExpression(node) && node.name.text === 'getCredentials',
		);
		expect(readers).toEqual([
			join('nodes', 'AltaBots', 'transport.ts'),
			join('nodes', 'AltaBotsTrigger', 'receive.ts'),
		]);
		const receive = nodesOf(join('nodes', 'AltaBotsTrigger', 'receive.ts'));
		const calls = receive
			.filter(ts.isCallExpression)
			.filter((call) => call.expression.getText() === 'readSecrets');
		expect(calls).toHaveLength(1);
		let holder: ts.Node = calls[0];
		while (!(ts.isCallExpression(holder) && holder.expression.getText() !== 'readSecrets'))
			holder = holder.parent;
		expect(holder.expression.getText()).toBe('checkAuthorization');
	});

	it('reads the Authorization header in one place', () => {
		const readers = files.flatMap((file) =>
			nodesOf(file)
				.filter(
					(node) => ts.isPropertyAccessExpression(node) && /headers\.authorization$/i.test(node.getText()),
				)
				.map(() => file),
		);
		expect(readers).toEqual([join('nodes', 'AltaBotsTrigger', 'receive.ts')]);
	});

	const COMPARING_METHODS =
		/^(includes|indexOf|lastIndexOf|startsWith|endsWith|localeCompare|equals|compare|has|match|test|search|find|some|every)$/;

	const EQUALITIES = [
		ts.SyntaxKind.EqualsEqualsToken,
		ts.SyntaxKind.EqualsEqualsEqualsToken,
		ts.SyntaxKind.ExclamationEqualsToken,
		ts.SyntaxKind.ExclamationEqualsEqualsToken,
	];

	/** An equality whose two sides are both known only at run time, a switch over a value, or a method that compares. */
	function isComparison(node: ts.Node): boolean {
		if (ts.isBinaryExpression(node) && EQUALITIES.includes(node.operatorToken.kind))
			return ![node.left, node.right].some(isLiteral);
		if (ts.isSwitchStatement(node)) return true;
		if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
		return COMPARING_METHODS.test(node.expression.name.text) && !node.arguments.every(isLiteral);
	}

	function operandsOf(node: ts.Node): string {
		return ts.isSwitchStatement(node) ? node.expression.getText() : node.getText();
	}

	function isLiteral(node: ts.Node): boolean {
		return (
			ts.isLiteralExpression(node) || /^(undefined|null|true|false|-?\d+|Infinity)$/.test(node.getText())
		);
	}

	function isShortCut(node: ts.Node): boolean {
		return (
			ts.isBinaryExpression(node) &&
			[
				ts.SyntaxKind.AmpersandAmpersandToken,
				ts.SyntaxKind.BarBarToken,
				ts.SyntaxKind.QuestionQuestionToken,
			].includes(node.operatorToken.kind)
		);
	}

	function isInLoop(node: ts.Node): boolean {
		return (
			node.parent !== undefined && (ts.isIterationStatement(node.parent, false) || isInLoop(node.parent))
		);
	}

	function filesWith(isWanted: (node: ts.Node) => boolean): string[] {
		return files.filter((file) => nodesOf(file).some(isWanted));
	}

	function nodesOf(file: string): ts.Node[] {
		const source = ts.createSourceFile(
			file,
			readFileSync(join(ROOT, file), 'utf8'),
			ts.ScriptTarget.Latest,
			true,
		);
		const nodes: ts.Node[] = [];
		const visit = (node: ts.Node) => {
			nodes.push(node);
			ts.forEachChild(node, visit);
		};
		visit(source);
		return nodes;
	}
});
