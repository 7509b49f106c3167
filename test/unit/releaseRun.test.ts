/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- test code never ships */
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { checkoutFolder } from '../../runtime/checkout';
import { removeTemporaryFolder, temporaryFolder } from '../../runtime/temporary-folder';

const run = promisify(execFile);
const ROOT = checkoutFolder();

/** What `n8n-node release` gives to release-it, but for lint and build and for the release on GitHub's pages; it asks the rest. */
const GIVEN = [
	'-n',
	'--git.requireBranch main',
	'--git.requireCleanWorkingDir',
	'--git.requireUpstream',
	'--git.requireCommits',
	'--git.commit',
	'--git.tag',
	'--git.push',
	'--git.changelog="npx auto-changelog --stdout --unreleased --commit-limit false -u --hide-credit"',
	'--hooks.after:bump="npx auto-changelog -p"',
];

/** A small repository with this one's manifest and settings, and a remote on this machine. */
describe('npm run release, as far as it stays on this machine', () => {
	let folder: string;
	let checkout: string;
	let version: string;

	const git = async (...args: string[]) => (await run('git', args, { cwd: checkout })).stdout.trim();
	const text = async (file: string) => await readFile(join(checkout, file), 'utf8');
	const json = async (file: string) =>
		JSON.parse(await text(file)) as { version: string; packages: Record<string, { version: string }> };

	async function commit(file: string, content: string, message: string): Promise<void> {
		await mkdir(dirname(join(checkout, file)), { recursive: true });
		await writeFile(join(checkout, file), content);
		await git('add', '.');
		await git('commit', '--quiet', '-m', message);
	}

	async function release(): Promise<void> {
		const options = GIVEN.flatMap((option) => option.replace(/"/g, '').split(/(?<=^--[^ =]+) /));
		const answers = ['--ci', '--increment=minor'];
		const bin = join(ROOT, 'node_modules/release-it/bin/release-it.js');
		const args = [bin, ...options, '--npm.publish=false', ...answers];
		await run(process.execPath, args, { cwd: checkout, env: { ...process.env, RELEASE_MODE: 'true' } });
	}

	beforeAll(async () => {
		folder = await temporaryFolder('release');
		checkout = join(folder, 'checkout');
		await mkdir(checkout);
		for (const file of [
			'package.json',
			'package-lock.json',
			'.auto-changelog',
			'.changelog.hbs',
			'.gitignore',
		])
			await cp(join(ROOT, file), join(checkout, file));
		await symlink(join(ROOT, 'node_modules'), join(checkout, 'node_modules'));
		({ version } = await json('package.json'));
		await run('git', ['init', '--quiet', '--bare', join(folder, 'remote.git')]);
		await git('init', '--quiet', '--initial-branch', 'main');
		await git('config', 'user.name', 'Somebody');
		await git('config', 'user.email', 'somebody@example.com');
		await writeFile(join(checkout, '.git', 'info', 'exclude'), 'node_modules\n');
		await commit('CHANGELOG.md', '# Changelog\n', 'First');
		await git('remote', 'add', 'origin', join(folder, 'remote.git'));
		await git('push', '--quiet', '-u', 'origin', 'main');
		await commit('nodes/a.ts', 'one', 'Send Reply: something that users notice');
		await commit('test/a.ts', 'two', 'Tests: something that they do not');
	}, 60_000);

	afterAll(async () => await removeTemporaryFolder(folder));

	it("gives release-it what n8n's command gives it", async () => {
		const command = await readFile(join(ROOT, 'node_modules/@n8n/node-cli/dist/commands/release.js'), 'utf8');
		for (const option of GIVEN) expect(command).toContain(`'${option}'`);
	});

	it('raises the version in both files, writes what users notice, tags and pushes', async () => {
		await release();
		const raised = version.replace(/(\d+)\.\d+$/, (_, minor) => `${Number(minor) + 1}.0`);
		expect((await json('package.json')).version).toBe(raised);
		const lock = await json('package-lock.json');
		expect([lock.version, lock.packages[''].version]).toEqual([raised, raised]);

		const changelog = await text('CHANGELOG.md');
		expect(changelog).toContain(raised);
		expect(changelog).toContain('Send Reply: something that users notice');
		expect(changelog).not.toContain('something that they do not');
		// It is in the published package: a link for each commit would be half of its size, and helps no user.
		expect(changelog).not.toMatch(/https?:/);

		// The tag is the version as it is: publish.yml compares the two.
		expect(await git('tag', '--points-at', 'HEAD')).toBe(raised);
		expect(await git('status', '--porcelain')).toBe('');
		const remote = join(folder, 'remote.git');
		expect(await git('ls-remote', remote, 'refs/heads/main', `refs/tags/${raised}^{}`)).toBe(
			[
				`${await git('rev-parse', 'HEAD')}\trefs/heads/main`,
				`${await git('rev-parse', 'HEAD')}\trefs/tags/${raised}^{}`,
			].join('\n'),
		);
	}, 120_000);

	it('refuses a checkout with changes', async () => {
		await writeFile(join(checkout, 'nodes/a.ts'), 'not committed');
		await expect(release()).rejects.toThrow(/Working dir must be clean/);
		await git('checkout', '--quiet', '.');
	}, 60_000);
});
