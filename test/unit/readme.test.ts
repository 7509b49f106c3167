/* eslint-disable @n8n/community-nodes/no-restricted-imports -- test code never ships */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { checkoutFolder } from '../../runtime/checkout';

const ROOT = checkoutFolder();
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

function all(pattern: RegExp): string[][] {
	return [...README.matchAll(pattern)].map((match) => match.slice(1));
}

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** What the table of versions calls the tests of a file. */
const TESTS: { [words: string]: string } = {
	'documented calls': 'inbound.test.ts',
	'credential test': 'credential.test.ts',
	'install and upgrade': 'install.test.ts',
};
const fileOf = (words: string) => TESTS[words] ?? words;
const filesOn = (version: string) =>
	Object.values(TESTS).filter((file) => read(`test/e2e/${file}`).includes(`'${version}'`));

/** What users of webhooks, of this platform and of n8n have met. */
const SYMPTOMS = [
	/^Nothing arrives /,
	/404/,
	/401/,
	/^Everything happens twice/,
	/"Busy"/,
	/60 seconds/,
	/\/human\/service/,
	/localhost/,
	/n8n has moved/,
	/copied trigger/i,
	/Unrecognized node type/,
	/comes back as an agent reply/,
	/customers become one/,
	/reply twice/,
];

describe('README.md', () => {
	it('shows each event as the fixture of the same name does', () => {
		const blocks = all(/<!-- (\S+) -->\n```json\n([\s\S]*?)```/g);
		expect(blocks).toHaveLength(4);
		for (const [file, json] of blocks) {
			expect(JSON.parse(json)).toEqual(JSON.parse(readFileSync(join(ROOT, file), 'utf8')));
		}
		expect(all(/(```json)/g)).toHaveLength(blocks.length);
	});

	it('shows pictures that are pictures, each with words for who cannot see it', () => {
		const pictures = all(/!\[([^\]]*)\]\(([^)]+)\)/g);
		expect(pictures.length).toBeGreaterThan(1);
		for (const [words, file] of pictures) {
			expect(words.length).toBeGreaterThan(20);
			const head = readFileSync(join(ROOT, file)).subarray(0, 5).toString('latin1');
			expect([file, head]).toEqual([file, expect.stringMatching(/PNG|<svg/)]);
		}
	});

	it('says of the versions of n8n what is run on them', () => {
		const rows = all(/^\| (\d+\.\d+\.\d+) \| (\d+) \| ([^|]+) \|$/gm);
		const versions = readdirSync(join(ROOT, 'runtime', 'versions'));
		expect(rows.map(([version]) => version).sort()).toEqual(versions.sort());
		const [, ran] = /N8N_VERSIONS = \[([^\]]+)\]/.exec(read('test/run.mjs')) ?? [];
		expect(ran.replace(/[' ]/g, '').split(',').sort()).toEqual(versions);
		for (const [version, node, tested] of rows) {
			const { optionalDependencies: runtimes } = JSON.parse(
				read(`runtime/versions/${version}/package.json`),
			) as {
				optionalDependencies: Record<string, string>;
			};
			expect(Object.values(runtimes).map((one) => one.split('.')[0])).toEqual([node]);
			// The default of all tests; another version is named in those that run on it, too.
			if (tested === 'every test') expect(read('runtime/n8n.ts')).toContain(`DEFAULT_VERSION = '${version}'`);
			else expect([version, tested.split(', ').map(fileOf)]).toEqual([version, filesOn(version)]);
		}
	});

	it('has a cure for every symptom that is known', () => {
		const rows = all(/^\| (.+?) \| (.+?) \| (.+?) \|$/gm).map(([symptom, cause]) => `${symptom} ${cause}`);
		const missing = SYMPTOMS.filter((symptom) => !rows.some((row) => symptom.test(row)));
		expect(missing).toEqual([]);
	});
});
