/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- development only, never published */
import { execFile, type ExecFileOptions } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { checkoutFolder } from '../../runtime/checkout';

const RUNTIME = join(checkoutFolder(), 'runtime');

interface Ended {
	code: number;
	stdout: string;
	stderr: string;
}

async function node(args: string[], options: ExecFileOptions = {}): Promise<Ended> {
	return await new Promise((done) => {
		execFile(process.execPath, args, { timeout: 120_000, ...options }, (error, stdout, stderr) => {
			done({ code: error ? Number(error.code ?? -1) : 0, stdout: String(stdout), stderr: String(stderr) });
		});
	});
}

/** What an expression over one of the plain modules gives; a `SetupFailure` comes as `{ problem, cure }`. */
async function evaluate(module: string, expression: string): Promise<unknown> {
	const script = `import * as m from ${JSON.stringify(pathToFileURL(join(RUNTIME, 'setup', module)).href)};
		let result;
		try { result = await (${expression}); } catch ({ name, message, problem, cure }) { result = problem ? { problem, cure } : { name, message }; }
		process.stdout.write(JSON.stringify(result ?? null));`;
	const { stdout, stderr } = await node(['--input-type=module', '-e', script]);
	return stdout === '' ? stderr : JSON.parse(stdout);
}

describe('the scripts that run before anything is installed', () => {
	let folder: string;

	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'altabots-test-'));
	});

	afterEach(() => {
		rmSync(folder, { recursive: true, force: true });
	});

	describe('say what is wrong and what cures it', () => {
		const NPM_SAYS: Array<[string, string, RegExp, RegExp]> = [
			['an unknown host', 'npm error code ENOTFOUND', /registry cannot be reached \(ENOTFOUND\)/, /network connection/],
			['a refused connection', 'npm error code ECONNREFUSED', /cannot be reached \(ECONNREFUSED\)/, /proxy/],
			['a name server that does not answer', 'npm error code EAI_AGAIN', /cannot be reached \(EAI_AGAIN\)/, /network/],
			['a network that swallows packets', 'npm error code ETIMEDOUT', /cannot be reached \(ETIMEDOUT\)/, /network/],
			['a proxy that opens TLS', 'npm error code SELF_SIGNED_CERT_IN_CHAIN', /certificate is not trusted/, /cafile/],
			['a registry behind a login', 'npm error code E401', /wants a login/, /npm login/],
			['a full disk', 'npm error code ENOSPC', /disk is full/, /ALTABOTS_N8N_CACHE/],
			['a cache of somebody else', 'npm error code EACCES', /may not write/, /npm config get cache/],
			['anything else', 'npm error code ETARGET\nnpm error notarget No matching version', /No matching version/, /Start again/],
		];

		it.each(NPM_SAYS)('npm meets %s', async (_case, output, problem, cure) => {
			const failure = await evaluate('npm.mjs', `m.explain('n8n 2.41.1', ${JSON.stringify(output)})`);
			expect(failure).toEqual({ name: 'SetupFailure', problem: expect.stringMatching(problem), cure: expect.stringMatching(cure) });
		});

		it('Node is too old', async () => {
			expect(await evaluate('requirements.mjs', "m.requireNode('18.20.8')")).toEqual({
				problem: 'This needs Node.js 20.19 or newer, and runs on 18.20.8.',
				cure: expect.stringContaining('Install a newer Node.js'),
			});
			expect(await evaluate('requirements.mjs', "m.requireNode('20.19.0')")).toBeNull();
			expect(await evaluate('requirements.mjs', "m.requireNode('24.1.0')")).toBeNull();
		});

		it('the disk is too small, with figures', async () => {
			const place = join(folder, 'not', 'there', 'yet');
			const failure = await evaluate('requirements.mjs', `m.requireDisk(${JSON.stringify(place)}, 9e18, 'n8n 2.41.1')`);
			expect(failure).toEqual({
				problem: expect.stringMatching(/^n8n 2\.41\.1 needs 9000000000\.0 GB of free disk space, and .* has \d+\.\d GB\.$/),
				cure: expect.stringContaining('ALTABOTS_N8N_CACHE'),
			});
			expect(readdirSync(folder)).toEqual([]);
			expect(await evaluate('requirements.mjs', `m.requireDisk(${JSON.stringify(place)}, 1, 'n8n')`)).toBeNull();
		});

		it('the compiler for sqlite3 is missing', async () => {
			expect(await evaluate('sqlite3.mjs', `m.requireCompiler({ PATH: ${JSON.stringify(folder)} })`)).toEqual({
				problem: expect.stringContaining('python3, make and g++ are missing'),
				cure: expect.stringContaining('apt-get install -y python3 make g++'),
			});
		});

		it('npm is missing', async () => {
			const ended = await node([join(RUNTIME, 'install.mjs'), '2.8.4'], { env: { PATH: folder, ALTABOTS_N8N_CACHE: join(folder, 'cache') } });
			expect(ended.code).toBe(1);
			expect(ended.stderr).toMatch(/npm was not found on this machine\.\nInstall npm .*\n$/);
			expect(readdirSync(join(folder, 'cache'))).toEqual([]);
		});

		it('no registry can be reached', async () => {
			const env = { PATH: process.env.PATH, npm_config_registry: 'http://127.0.0.1:9/', npm_config_cache: join(folder, 'npm'), ALTABOTS_N8N_CACHE: join(folder, 'cache') };
			const ended = await node([join(RUNTIME, 'install.mjs'), '2.8.4'], { env });
			expect(ended.code).toBe(1);
			expect(ended.stderr).toContain('n8n 2.8.4 could not be downloaded: the npm registry cannot be reached (ECONNREFUSED).');
			expect(ended.stderr).not.toMatch(/^\s+at /m);
			expect(readdirSync(join(folder, 'cache'))).toEqual([]);
		});

		it('the place for n8n cannot be written', async () => {
			const file = join(folder, 'file');
			writeFileSync(file, '');
			const ended = await node([join(RUNTIME, 'install.mjs'), '2.8.4'], { env: { PATH: process.env.PATH, ALTABOTS_N8N_CACHE: join(file, 'cache') } });
			expect(ended.code).toBe(1);
			expect(ended.stderr).toMatch(/cannot be written \(ENOTDIR\)\.\nName another place in ALTABOTS_N8N_CACHE/);
		});

		it('a version that is not pinned is asked for', async () => {
			const ended = await node([join(RUNTIME, 'install.mjs'), '1.2.3'], { env: { PATH: process.env.PATH, ALTABOTS_N8N_CACHE: join(folder, 'cache') } });
			expect(ended.stderr).toContain('n8n 1.2.3 is not pinned in runtime/versions.\nChoose one of 2.8.4, 2.41.1.');
			expect(readdirSync(folder)).toEqual([]);
		});
	});

	describe('know where n8n is kept', () => {
		it.each([
			[{ ALTABOTS_N8N_CACHE: '/a/place', XDG_CACHE_HOME: '/other' }, '/a/place'],
			[{ XDG_CACHE_HOME: '/xdg' }, '/xdg/n8n-nodes-altabots'],
		])('%j', async (env, place) => {
			expect(await evaluate('cache.mjs', `m.cacheFolder(${JSON.stringify(env)})`)).toBe(place);
		});

		it('in a folder per n8n, Node, platform and pin', async () => {
			const key = expect.stringMatching(new RegExp(`^n8n-2\\.41\\.1-node-[\\w.-]+-${process.platform}-${process.arch}-[0-9a-f]{8}$`));
			expect(await evaluate('cache.mjs', "m.planInstallation('2.41.1')")).toMatchObject({ version: '2.41.1', key });
		});
	});

	describe('show progress', () => {
		it.each([
			[{ task: 'n8n 2.41.1', step: 'downloading packages', ms: 80_400, megabytes: 1240, packages: 987 }, 'n8n 2.41.1: downloading packages … 1,240 MB, 987 packages, 1 min 20 s'],
			[{ task: 'package', step: 'building', ms: 12 }, 'package: building …'],
			[{ task: 'package', step: 'building', ms: 4_900, done: true }, 'package: building done 5 s'],
		])('%j', async (event, text) => {
			expect(await evaluate('progress.mjs', `m.describe(${JSON.stringify(event)})`)).toBe(text);
		});

		it('of two tasks at once, a line when one takes a step, and not at every report', async () => {
			const events = ['a', 'b'].flatMap((task) => [{ task, step: 'downloading', ms: 1 }, { task, step: 'downloading', ms: 2 }]);
			const mixed = [...[0, 2, 1, 3].map((n) => events[n]), { task: 'a', step: 'checking', ms: 0 }, { task: 'b', step: 'downloading', ms: 3, done: true }];
			const lines = await evaluate(
				'progress.mjs',
				`(() => { const lines = []; const report = m.reportTo({ write: (line) => lines.push(line) }); ${JSON.stringify(mixed)}.forEach(report); return lines; })()`,
			);
			expect(lines).toEqual(['a: downloading …\n', 'b: downloading …\n', 'a: checking …\n', 'b: downloading done\n']);
		});
	});

	describe('take turns', () => {
		const takeLock = (file: string, then: string, whenWaiting = '') => `(async () => {
			const fs = await import('node:fs');
			const said = [];
			const release = await m.takeLock(${JSON.stringify(file)}, ({ pid }) => { said.push(pid); ${whenWaiting} });
			${then}
			release();
			return said;
		})()`;

		it('one waits for the other, and says for whom', async () => {
			const file = join(folder, 'lock');
			const waiting = JSON.stringify(join(folder, 'waiting'));
			const untilItWaits = `while (!fs.existsSync(${waiting})) await new Promise((done) => setTimeout(done, 20));`;
			const first = evaluate('lock.mjs', takeLock(file, untilItWaits));
			while (!existsSync(file)) await new Promise((done) => setTimeout(done, 20));
			const second = await evaluate('lock.mjs', takeLock(file, '', `fs.writeFileSync(${waiting}, '');`));
			expect(second).toEqual([expect.any(Number), ...(second as number[]).slice(1)]);
			expect(await first).toEqual([]);
			expect(readdirSync(folder)).toEqual(['waiting']);
		});

		it('a lock whose owner was killed is taken over', async () => {
			const file = join(folder, 'lock');
			await evaluate('lock.mjs', takeLock(file, "process.kill(process.pid, 'SIGKILL');"));
			expect(readdirSync(folder)).toEqual(['lock']);
			expect(await evaluate('lock.mjs', takeLock(file, ''))).toEqual([]);
			expect(readdirSync(folder)).toEqual([]);
		});

		it('a lock file that says nothing is taken over', async () => {
			writeFileSync(join(folder, 'lock'), '');
			expect(await evaluate('lock.mjs', takeLock(join(folder, 'lock'), ''))).toEqual([]);
		});

		it('a lock of another machine that nobody has renewed for long is taken over', async () => {
			const file = join(folder, 'lock');
			writeFileSync(file, JSON.stringify({ id: 'dead', pid: 2 ** 22 + 1, host: 'another machine' }));
			const dead = new Date(Date.now() - 3_600_000);
			utimesSync(file, dead, dead);
			expect(await evaluate('lock.mjs', takeLock(file, ''))).toEqual([]);
			expect(readdirSync(folder)).toEqual([]);
		});

		it('of many at once, each has it alone', async () => {
			const file = join(folder, 'lock');
			const used = join(folder, 'used');
			mkdirSync(used);
			const alone = `
				fs.mkdirSync(${JSON.stringify(join(used, 'now'))});
				await new Promise((done) => setTimeout(done, 20));
				fs.rmdirSync(${JSON.stringify(join(used, 'now'))});`;
			const results = await Promise.all(Array.from({ length: 4 }, async () => await evaluate('lock.mjs', takeLock(file, alone))));
			for (const said of results) expect(said).toEqual(expect.any(Array));
		});
	});
});
