/* eslint-disable @n8n/community-nodes/no-restricted-imports -- test code never ships */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { checkoutFolder } from '../../runtime/checkout';

const read = (file: string) => readFileSync(join(checkoutFolder(), file), 'utf8');

const manifest = JSON.parse(read('package.json')) as {
	version: string;
	scripts: Record<string, string>;
	devDependencies: Record<string, string>;
};

/** The version, and not a part of another number. */
const WHOLE = new RegExp(`(?<![\\d.])${manifest.version.replace(/\./g, '\\.')}(?![\\d.])`);

describe('the version', () => {
	it('stands in package.json only; the lock file repeats it', () => {
		const lock = JSON.parse(read('package-lock.json')) as {
			version: string;
			packages: Record<string, { version: string }>;
		};
		expect([lock.version, lock.packages[''].version]).toEqual([manifest.version, manifest.version]);
		for (const folder of ['nodes', 'credentials', 'platform', 'docs', '.github']) {
			const texts = (readdirSync(join(checkoutFolder(), folder), { recursive: true }) as string[]).filter(
				(file) => /\.(ts|md|yml)$/.test(file),
			);
			for (const file of texts) {
				expect([folder, file, read(join(folder, file))]).toEqual([
					folder,
					file,
					expect.not.stringMatching(WHOLE),
				]);
			}
		}
	});
});

describe('a release', () => {
	it("is n8n's own command, which keeps the changelog with auto-changelog", () => {
		expect(manifest.scripts).toMatchObject({
			release: 'n8n-node release',
			prepublishOnly: 'n8n-node prerelease',
		});
		// Called as `npx auto-changelog`: without it here, npx would fetch whatever is the newest.
		expect(manifest.devDependencies).toHaveProperty('auto-changelog');
		expect(read('node_modules/@n8n/node-cli/dist/commands/release.js')).toContain('npx auto-changelog -p');
	});

	it('tells users of changes to what is published, not of tests and tools', () => {
		const { appendGitLog } = JSON.parse(read('.auto-changelog')) as { appendGitLog: string };
		expect(appendGitLog.split(' ')).toEqual(['--', 'nodes', 'credentials', 'platform', 'icons']);
	});

	const publish = read('.github/workflows/publish.yml');

	it('is published by its tag, with provenance, and only as the version it names', () => {
		expect(publish).toMatch(/on:\n {2}push:\n {4}tags: \['\*\.\*\.\*'\]/);
		expect(publish).toMatch(/permissions:\n {2}contents: read\n {2}id-token: write\n/);
		expect(publish).toContain('npm run release');
		expect(publish).toContain('GITHUB_REF_NAME');
		// A token in the repository would be one more secret to lose.
		expect(publish).not.toMatch(/secrets\.|NODE_AUTH_TOKEN/);
	});
});

describe('CI on GitHub', () => {
	const ci = read('.github/workflows/ci.yml');

	it('runs the quick suites on Node 20, 22 and 24', () => {
		expect(ci).toContain('node: [20, 22, 24]');
		expect(ci).toContain('npm test -- unit node workflow');
	});

	it('runs everything with PostgreSQL and Redis beside it', () => {
		expect(ci).toMatch(/image: postgres:\d+/);
		expect(ci).toMatch(/image: redis:\d+/);
		// The tests ask for the user and the database that PostgreSQL has by itself.
		expect(ci).not.toMatch(/POSTGRES_(USER|DB)/);
		expect(ci).toContain('bash .ci/run');
	});

	it('gives workflows no more rights than to read', () => {
		expect(ci).toContain('permissions:\n  contents: read\n');
	});
});
