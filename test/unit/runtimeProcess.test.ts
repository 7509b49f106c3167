/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- development only, never published */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { checkoutFolder } from '../../runtime/checkout';
import { freePort } from '../../runtime/free-port';
import { installPackage } from '../../runtime/install-package';
import { n8nEnvironment, type N8nSettings } from '../../runtime/n8n-environment';
import { N8nLog } from '../../runtime/n8n-log';

let folder: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'altabots-test-'));
});

afterEach(() => {
	rmSync(folder, { recursive: true, force: true });
});

describe('what a test process started', () => {
	/** Starts a shell that has started something itself, and makes a temporary folder, as N8n does. */
	const SCRIPT = `
		const { spawnGroup } = require('./process-group.js');
		const { temporaryFolder } = require('./temporary-folder.js');
		(async () => {
			const folder = await temporaryFolder('orphan');
			const child = spawnGroup('sh', ['-c', 'sleep 300 & sleep 300'], { cwd: folder, env: process.env, output: folder + '/log' });
			process.stdout.write(JSON.stringify({ group: child.pid, folder }) + '\\n');
			END
		})();`;

	const ENDS: Array<[string, string, NodeJS.Signals | undefined]> = [
		['is killed', 'setInterval(() => {}, 1000);', 'SIGKILL'],
		['is interrupted', 'setInterval(() => {}, 1000);', 'SIGINT'],
		['calls exit', 'process.stdin.once("data", () => process.exit(3));', undefined],
		['throws', "process.stdin.once('data', () => { throw new Error('x'); });", undefined],
	];

	it.each(ENDS)('is gone after it %s', async (_case, end, signal) => {
		const child = spawn(process.execPath, ['-e', SCRIPT.replace('END', end)], {
			cwd: join(checkoutFolder(), '.build', 'runtime'),
			stdio: ['pipe', 'pipe', 'ignore'],
		});
		const line = await new Promise<string>((done) => createInterface({ input: child.stdout }).once('line', done));
		const started = JSON.parse(line) as { group: number; folder: string };
		expect(membersOf(started.group)).toBeGreaterThan(0);
		if (signal) child.kill(signal);
		else child.stdin.write('Now');
		const deadline = Date.now() + 60_000;
		while ((membersOf(started.group) > 0 || existsSync(started.folder)) && Date.now() < deadline) {
			await new Promise((done) => setTimeout(done, 50));
		}
		expect(membersOf(started.group)).toBe(0);
		expect(existsSync(started.folder)).toBe(false);
	});

	/** Living processes of a group; one that nobody has buried yet does not count. */
	function membersOf(group: number): number {
		const table = execFileSync('ps', ['-eo', 'pgid=,stat='], { encoding: 'utf8' });
		return table.split('\n').filter((line) => new RegExp(`^\\s*${group} +[^Z]`).test(line)).length;
	}
});

describe('ports', () => {
	it('are never given out twice', async () => {
		const ports = await Promise.all(Array.from({ length: 50 }, async () => await freePort()));
		expect(new Set(ports).size).toBe(50);
	});
});

describe("n8n's output", () => {
	it('is read from where this n8n began, and waited for', async () => {
		const file = join(folder, 'n8n.log');
		writeFileSync(file, 'an earlier one: ready\n');
		const log = new N8nLog(file);
		expect(log.since()).toBe('');
		const waiting = log.waitFor(/ready on (\d+)/, 5_000);
		setTimeout(() => writeFileSync(file, 'ready on 5678, äöü\n', { flag: 'a' }), 50);
		expect((await waiting)[1]).toBe('5678');
		const position = log.end;
		writeFileSync(file, 'more\n', { flag: 'a' });
		expect(log.since(position)).toBe('more\n');
		await expect(log.waitFor(/ready/, 200, position)).rejects.toThrow(/did not log \/ready\/ within 200 ms.*\nmore$/s);
	});
});

describe('a package', () => {
	function pack(version: string): string {
		const source = join(folder, `source-${version}`, 'package');
		mkdirSync(join(source, 'dist'), { recursive: true });
		const manifest = { name: '@someone/n8n-nodes-x', version, devDependencies: { a: '1' }, peerDependencies: { 'n8n-workflow': '*' } };
		writeFileSync(join(source, 'package.json'), JSON.stringify(manifest));
		writeFileSync(join(source, 'dist', 'index.js'), version);
		const tarball = join(folder, `${version}.tgz`);
		execFileSync('tar', ['-czf', tarball, '-C', join(source, '..'), 'package']);
		return tarball;
	}

	it("is installed in n8n's own way, and replaces an earlier version", async () => {
		const packages = join(folder, 'nodes');
		await installPackage(pack('1.0.0'), packages);
		await installPackage(pack('1.1.0'), packages);
		const installed = join(packages, 'node_modules', '@someone', 'n8n-nodes-x');
		expect(readFileSync(join(installed, 'dist', 'index.js'), 'utf8')).toBe('1.1.0');
		expect(JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))).toEqual({ name: '@someone/n8n-nodes-x', version: '1.1.0' });
		expect(JSON.parse(readFileSync(join(packages, 'package.json'), 'utf8'))).toMatchObject({
			dependencies: { '@someone/n8n-nodes-x': '1.1.0' },
		});
	});
});

describe("n8n's environment", () => {
	const settings: N8nSettings = {
		version: '2.41.1',
		role: 'main',
		mode: 'regular',
		database: { type: 'sqlite' },
		userFolder: '/u',
		port: 1234,
		brokerPort: 1235,
		encryptionKey: 'k',
		publicUrl: 'http://127.0.0.1:1234',
		nodeFolder: '/node/bin',
		env: {},
	};

	it('is loopback only, calls nobody and shows no stack traces', () => {
		expect(n8nEnvironment(settings)).toMatchObject({
			N8N_LISTEN_ADDRESS: '127.0.0.1',
			N8N_DIAGNOSTICS_ENABLED: 'false',
			N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
			NODE_ENV: 'production',
			DB_TYPE: 'sqlite',
		});
	});

	it('takes nothing along that was meant for another n8n or for a test runner', () => {
		process.env.N8N_PORT_TEST_LEFTOVER = '1';
		const env = n8nEnvironment(settings);
		delete process.env.N8N_PORT_TEST_LEFTOVER;
		expect(env).not.toHaveProperty('N8N_PORT_TEST_LEFTOVER');
		expect(env).not.toHaveProperty('JEST_WORKER_ID');
		expect(env).not.toHaveProperty('NODE_OPTIONS');
		expect(env.PATH).toMatch(/^\/node\/bin[:;]/);
	});

	it('can be overridden, and variables taken out', () => {
		const env = n8nEnvironment({ ...settings, env: { N8N_ENDPOINT_WEBHOOK: 'hook', N8N_SECURE_COOKIE: undefined } });
		expect(env.N8N_ENDPOINT_WEBHOOK).toBe('hook');
		expect(env).not.toHaveProperty('N8N_SECURE_COOKIE');
	});

	it('has what queue mode needs', () => {
		const env = n8nEnvironment({
			...settings,
			role: 'worker',
			mode: 'queue',
			database: { type: 'postgresdb', host: 'h', port: 5432, database: 'd', user: 'u', password: 'p' },
			redis: { host: 'r', port: 6379, prefix: 'x' },
		});
		expect(env).toMatchObject({
			EXECUTIONS_MODE: 'queue',
			DB_POSTGRESDB_HOST: 'h',
			QUEUE_BULL_REDIS_HOST: 'r',
			QUEUE_BULL_PREFIX: 'x',
			QUEUE_HEALTH_CHECK_ACTIVE: 'true',
			QUEUE_HEALTH_CHECK_PORT: '1234',
		});
	});
});
