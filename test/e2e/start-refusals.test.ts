/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- test code never ships */
import { execFileSync } from 'node:child_process';
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	rmSync,
	statfsSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { checkoutFolder } from '../../runtime/checkout';
import { freePort } from '../../runtime/free-port';
import { copyCheckout } from './copyCheckout';
import { StartScript, processes } from './startScript';

/** Nothing listens there: connections are refused at once. */
const NO_REGISTRY = 'http://127.0.0.1:9/';
/** As if the machine could reach the registry at most, so that sqlite3 cannot be fetched ready-made. */
const NO_DOWNLOADS = `--import=data:text/javascript,${encodeURIComponent('globalThis.fetch = async () => { throw new Error("unreachable"); };')}`;
const SMALL_BYTES = 64e6;
const END_MS = 60_000;

/** Each failure is a sentence that says what is wrong and one that cures it, without a stack trace, and leaves nothing. */
describe('npm start says what is wrong, and leaves nothing behind', () => {
	let folder: string;
	let servers: Server[];

	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'altabots-start-'));
		servers = [];
	});

	afterEach(async () => {
		await Promise.all(servers.map(async (server) => await new Promise((done) => server.close(done))));
		rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
	});

	const free = ['--port', '0', '--simulator-port', '0'];
	const data = () => join(folder, 'data');
	const cache = () => join(folder, 'cache');

	async function refused(args: string[], env: Record<string, string | undefined> = {}): Promise<string> {
		const { code, output } = await StartScript.start(['--data', data(), ...args], env).end(END_MS);
		expect([code, output]).toEqual([1, expect.any(String)]);
		expect(output).not.toMatch(/^\s+at .*:\d+:\d+/m);
		expect(existsSync(data())).toBe(false);
		return output;
	}

	async function occupiedPort(host = '127.0.0.1'): Promise<number> {
		const server = createServer((socket) => socket.destroy());
		servers.push(server);
		// Below those that the system gives to outgoing connections: the command names the next one.
		const port = await freePort();
		await new Promise<void>((done) => server.listen(port, host, done));
		return port;
	}

	it('--help lists the options and starts nothing', async () => {
		const { code, output } = await StartScript.start(['--help', '--data', data()]).end(END_MS);
		expect(code).toBe(0);
		for (const option of [
			'--port',
			'--simulator-port',
			'--page-port',
			'--data',
			'--reset',
			'--example',
			'--help',
		]) {
			expect(output).toContain(`  ${option} `);
		}
		expect(output).toContain('inside-n8n');
		expect(existsSync(data())).toBe(false);
	});

	const misspelt: Array<[string[], RegExp, RegExp]> = [
		[['--prot', '5678'], /Unknown option '--prot'/, /--help/],
		[['now'], /Unexpected argument 'now'/, /--help/],
		[['--port', 'http'], /--port is "http", which is no port/, /between 1024 and 65535/],
		[['--port', '70000'], /--port is "70000"/, /between 1024 and 65535/],
		[['--port', '4000', '--simulator-port', '4000'], /three different ports/, /--page-port/],
		[['--example', 'fax'], /There is no example "fax"/, /inside-n8n/],
	];

	it.each(misspelt)('%j', async (args, problem, cure) => {
		const output = await refused(args);
		expect(output).toMatch(problem);
		expect(output).toMatch(cure);
	});

	it.each([['127.0.0.1'], ['0.0.0.0']])(
		'a port that is taken on %s, with a command that works',
		async (host) => {
			const [n8n, simulator] = [await occupiedPort(host), await occupiedPort(host)];
			const args = ['--port', String(n8n), '--simulator-port', String(simulator), '--page-port', '0'];
			const output = await refused(args);
			expect(output).toContain(`Port ${n8n} for n8n is taken`);
			expect(output).toContain(`port ${simulator} for the platform's stand-in is taken`);
			const [, better] = /npm start -- (--port \d+ --simulator-port \d+)/.exec(output) ?? [];
			// With them it gets further: to the next thing that is wrong.
			expect(await refused([...better.split(' '), '--page-port', '0'], offline())).toContain('registry');
		},
	);

	const offline = () => ({ ALTABOTS_N8N_CACHE: cache(), npm_config_registry: NO_REGISTRY });

	it('no network for n8n', async () => {
		const output = await refused(free, offline());
		expect(output).toMatch(
			/n8n 2\.41\.1 could not be downloaded: the npm registry cannot be reached \(ECONNREFUSED\)/,
		);
		expect(output).toContain('Check the network connection');
		expect(readdirSync(cache())).toEqual([]);
	});

	it('no network for the development tools, on a fresh clone', async () => {
		const clone = join(folder, 'clone');
		copyCheckout(clone);
		const { code, output } = await StartScript.command('npm start', clone, {
			...offline(),
			...anyPorts(),
			npm_config_cache: join(folder, 'empty-npm-cache'),
		}).end(END_MS);
		expect(code).toBe(1);
		expect(output).toMatch(
			/The development tools could not be downloaded: the npm registry cannot be reached/,
		);
		expect(existsSync(data())).toBe(false);
		expect(existsSync(join(clone, 'node_modules'))).toBe(false);
	});

	it('no compiler for sqlite3, before 2.5 GB are downloaded', async () => {
		const bin = join(folder, 'bin');
		mkdirSync(bin);
		for (const tool of ['npm', 'env', 'sh', 'tar', 'du']) symlinkSync(which(tool), join(bin, tool));
		symlinkSync(process.execPath, join(bin, 'node'));
		const output = await refused(free, {
			PATH: bin,
			ALTABOTS_N8N_CACHE: cache(),
			NODE_OPTIONS: NO_DOWNLOADS,
		});
		expect(output).toMatch(
			/sqlite3, n8n's database, has to be compiled on this machine, and python3, make and g\+\+ are missing/,
		);
		expect(output).toMatch(/apt-get install -y python3 make g\+\+|xcode-select/);
		expect(readdirSync(cache())).toEqual([]);
	});

	it('too little disk for n8n, and for the data', async () => {
		await withSmallDisk(async (small) => {
			const n8n = await refused(free, { ALTABOTS_N8N_CACHE: join(small, 'cache') });
			expect(n8n).toMatch(/n8n 2\.41\.1 needs 6\.0 GB of free disk space, and .* has 0\.\d GB/);
			expect(n8n).toContain('ALTABOTS_N8N_CACHE');
			expect(readdirSync(join(small, 'cache'))).toEqual([]);

			const place = join(small, 'data');
			const { code, output } = await StartScript.start([...free, '--data', place]).end(END_MS);
			expect(code).toBe(1);
			expect(output).toMatch(/The demo needs 0\.3 GB of free disk space/);
			expect(output).toContain('--data');
			expect(existsSync(place)).toBe(false);
		});
	});

	it('a data folder that holds something else, also when asked to reset it', async () => {
		mkdirSync(data());
		writeFileSync(join(data(), 'thesis.txt'), 'years of work');
		const { code, output } = await StartScript.start([...free, '--data', data(), '--reset']).end(END_MS);
		expect(code).toBe(1);
		expect(output).toContain('holds other files (thesis.txt)');
		expect(readdirSync(data())).toEqual(['thesis.txt']);
	});

	it('removes what a dead installation left, and when it is interrupted itself, ends npm and leaves nothing', async () => {
		const { key } = JSON.parse(
			execFileSync(
				process.execPath,
				[
					'--input-type=module',
					'-e',
					`import { planInstallation } from ${JSON.stringify(join(checkoutFolder(), 'runtime/setup/cache.mjs'))}; console.log(JSON.stringify(planInstallation('2.41.1')))`,
				],
				{ encoding: 'utf8' },
			),
		) as { key: string };
		// A crash left one half-built and one without its last file.
		for (const name of [`${key}.building-1`, key]) {
			mkdirSync(join(cache(), name, 'node_modules', 'half'), { recursive: true });
		}
		for (const signal of ['SIGINT', 'SIGKILL'] as const) {
			const start = StartScript.start([...free, '--data', data()], { ALTABOTS_N8N_CACHE: cache() });
			if (signal === 'SIGINT') await start.says(/removing an unfinished installation done/, END_MS);
			await start.says(/downloading packages/, END_MS);
			expect(existsSync(join(cache(), key))).toBe(false);
			expect(readdirSync(cache()).filter((name) => name.includes('building'))).toHaveLength(1);
			if (signal === 'SIGINT') {
				start.signal(signal);
				expect(await start.end(END_MS)).toEqual({ code: 130, output: expect.stringContaining('Stopped.') });
				expect(existsSync(data())).toBe(false);
			} else await start.kill();
			await until(() => readdirSync(cache()).filter((name) => !name.endsWith('.lock')).length === 0);
			await until(() => processes().every(({ command }) => !command.includes(cache())));
		}
	});

	function anyPorts() {
		return { ALTABOTS_DATA: data(), ALTABOTS_PORT: '0', ALTABOTS_SIMULATOR_PORT: '0' };
	}
});

function which(tool: string): string {
	return execFileSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim();
}

/** A file system of 64 MB; where this user may mount none, one of the machine's that is small enough. */
async function withSmallDisk(work: (folder: string) => Promise<void>): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'altabots-small-'));
	let mounted = false;
	try {
		execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SMALL_BYTES}`, 'tmpfs', folder], { stdio: 'ignore' });
		mounted = true;
	} catch {
		// Containers usually do not allow it, but have a small /dev/shm.
	}
	const shared = '/dev/shm';
	const place = mounted ? folder : mkdtempSync(join(shared, 'altabots-small-'));
	try {
		const { bavail, bsize } = statfsSync(place);
		if (bavail * bsize > 2 * SMALL_BYTES)
			throw new Error('There is no small disk on this machine, and none may be mounted');
		await work(place);
	} finally {
		if (mounted) execFileSync('umount', [folder]);
		else rmSync(place, { recursive: true, force: true });
		rmSync(folder, { recursive: true, force: true });
	}
}

async function until(isTrue: () => boolean, timeoutMs = 30_000): Promise<void> {
	const deadline = Date.now() + timeoutMs;
	while (!isTrue()) {
		if (Date.now() > deadline) throw new Error('That did not come true');
		await new Promise((done) => setTimeout(done, 200));
	}
}
