/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only, never published */
import axios from 'axios';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { freePort } from './free-port';
import { installPackage } from './install-package';
import { installedN8n, type InstalledN8n } from './installed-n8n';
import { communityPackagesFolder, n8nEnvironment, type N8nDatabase, type N8nRedis, type N8nRole, type N8nSettings } from './n8n-environment';
import { N8nLog } from './n8n-log';
import { DEFAULT_OWNER, setUpOwner, type N8nOwner } from './owner';
import { signalGroup, spawnGroup } from './process-group';
import { removeTemporaryFolder, temporaryFolder } from './temporary-folder';

export interface N8nOptions {
	/** One of the folders in `runtime/versions`; default 2.41.1. */
	version?: string;
	/** Default `main`. */
	role?: N8nRole;
	/** Default `regular`; `queue` needs `redis` and PostgreSQL. */
	mode?: 'regular' | 'queue';
	/** Default SQLite in the user folder. */
	database?: N8nDatabase;
	redis?: N8nRedis;
	/** Holds database, settings and packages, and is kept; by default a temporary folder that is removed at the end. */
	userFolder?: string;
	/** Default: one that is free. A worker answers its health check there. */
	port?: number;
	/** The same for all processes of one n8n; default the folder's own, else random. */
	encryptionKey?: string;
	/** Path of a packed community package to install before the start (see `packedPackage()`). */
	package?: string;
	/** Added to the environment, `undefined` removes a variable. */
	env?: Record<string, string | undefined>;
	/** Executions at a time: of a worker, or in regular mode of production executions. */
	concurrency?: number;
	/** Set up on a fresh database (role `main`). */
	owner?: N8nOwner;
	/** Base of the URLs n8n shows, when they differ from `http://127.0.0.1:<port>`, as behind a proxy or for a webhook processor. */
	publicUrl?: string;
	/** Default 120,000 ms; a fresh database takes about 10 s. */
	startTimeoutMs?: number;
	/** Gets a line now and then about what is under way. */
	onProgress?: (line: string) => void;
}

const DEFAULT_VERSION = '2.41.1';
const READY_POLL_MS = 150;
/** Between two lines about a start that takes long. */
const PROGRESS_MS = 5_000;
/** n8n waits for running executions; a test rarely wants to wait longer than this. */
const STOP_TIMEOUT_MS = 20_000;
const PORT_ATTEMPTS = 3;

/** One running n8n process of a pinned version, with its own folder and ports. It ends with the process that started it. */
export class N8n {
	/** Its output, in the file `n8n.log` of the user folder. */
	readonly log: N8nLog;

	private child: ChildProcess | undefined;

	private exit: Promise<void> = Promise.resolve();

	private constructor(
		private readonly installed: InstalledN8n,
		private readonly settings: N8nSettings,
		private readonly options: N8nOptions,
	) {
		this.log = new N8nLog(join(settings.userFolder, 'n8n.log'));
	}

	/**
	 * Installs that version if need be, starts it and waits until it is ready.
	 * @throws when the process exits or does not get ready in time, with its last log lines; nothing is left behind then
	 */
	static async start(options: N8nOptions = {}): Promise<N8n> {
		const installed = await installedN8n(options.version ?? DEFAULT_VERSION, options.onProgress);
		const userFolder = options.userFolder ?? (await temporaryFolder('n8n'));
		return await N8n.startIn(userFolder, installed, options).catch(async (error: Error) => {
			if (options.userFolder === undefined) await removeTemporaryFolder(userFolder);
			return await Promise.reject(error);
		});
	}

	private static async startIn(userFolder: string, installed: InstalledN8n, options: N8nOptions): Promise<N8n> {
		await mkdir(userFolder, { recursive: true });
		if (options.package) await installPackage(options.package, communityPackagesFolder(userFolder));
		const encryptionKey = options.encryptionKey ?? (await keptEncryptionKey(userFolder)) ?? randomBytes(24).toString('hex');
		for (let attempt = 1; ; attempt++) {
			const n8n = new N8n(installed, await chooseSettings(options, installed, userFolder, encryptionKey), options);
			const failure = await n8n.launch().then(() => undefined, (error: Error) => error);
			if (failure === undefined) return n8n;
			// Somebody may take a port between our look and n8n's use of it.
			const portTaken = /EADDRINUSE|port .* (is )?already (in use|taken)/i.test(n8n.logs());
			if (!portTaken || options.port !== undefined || attempt === PORT_ATTEMPTS) throw failure;
		}
	}

	/** Where this process listens, without a trailing slash. */
	get url(): string {
		return `http://127.0.0.1:${this.settings.port}`;
	}

	get port(): number {
		return this.settings.port;
	}

	/** Of the running process, undefined while it is stopped. */
	get pid(): number | undefined {
		return this.child?.pid;
	}

	get running(): boolean {
		return this.child !== undefined;
	}

	get version(): string {
		return this.installed.version;
	}

	get userFolder(): string {
		return this.settings.userFolder;
	}

	get encryptionKey(): string {
		return this.settings.encryptionKey;
	}

	get owner(): N8nOwner {
		return this.options.owner ?? DEFAULT_OWNER;
	}

	/** All output of the process, also over restarts; with a position from `log.end`, what came after it. */
	logs(since = 0): string {
		return this.log.since(since);
	}

	/** Waits up to `timeoutMs` for output that matches, from the position `from` on. */
	async waitForLog(pattern: RegExp, timeoutMs = 10_000, from = 0): Promise<RegExpMatchArray> {
		return await this.log.waitFor(pattern, timeoutMs, from);
	}

	/**
	 * Asks n8n to end, kills it with its task runners after `timeoutMs`, and removes the user folder if it was a temporary one.
	 * Returns when all of it is gone; calling it twice does no harm.
	 */
	async stop(timeoutMs = STOP_TIMEOUT_MS): Promise<void> {
		await this.end('SIGTERM', timeoutMs);
		if (this.options.userFolder === undefined) await removeTemporaryFolder(this.settings.userFolder);
	}

	/** `kill -9` of n8n and its task runners, as a crash would. The folder stays: {@link restart} goes on with it, {@link stop} removes it. */
	async kill(): Promise<void> {
		await this.end('SIGKILL');
	}

	/** Starts it again (after stopping it, if it runs) with the same folder and ports; `env` is laid over the environment from now on. */
	async restart(env: Record<string, string | undefined> = {}): Promise<void> {
		await this.end('SIGTERM');
		Object.assign(this.settings.env, env);
		// All that n8n does when it finds this file is to sleep for 10 s (crash-journal.js).
		await rm(join(this.settings.userFolder, '.n8n', 'crash.journal'), { force: true });
		await this.launch();
	}

	/** Leaves nothing running when it fails. */
	private async launch(): Promise<void> {
		const { settings, installed, options } = this;
		const from = this.log.end;
		const child = spawnGroup(installed.node, [installed.n8nBin, ...commandOf(options)], {
			cwd: settings.userFolder,
			env: n8nEnvironment(settings),
			output: this.log.file,
		});
		this.child = child;
		this.exit = new Promise((done) => {
			const ended = () => {
				this.child = undefined;
				done();
			};
			child.once('exit', ended);
			child.once('error', ended);
		});
		const ready = async () => {
			await this.untilReady(from);
			if (settings.role === 'main') await setUpOwner(this.url, this.owner);
		};
		await ready().catch(async (error: Error) => {
			await this.end('SIGKILL');
			return await Promise.reject(error);
		});
	}

	private async untilReady(from: number): Promise<void> {
		const name = `n8n ${this.version} (${this.settings.role})`;
		const timeoutMs = this.options.startTimeoutMs ?? 120_000;
		const began = Date.now();
		let nextReport = began;
		while (!(await this.isReady())) {
			if (!this.running || Date.now() - began > timeoutMs) {
				const what = this.running ? `was not ready after ${timeoutMs} ms` : 'ended while starting';
				throw new Error(`${name} ${what}. Its last lines:\n${this.log.lastLines(30, from)}`);
			}
			if (Date.now() >= nextReport) {
				this.options.onProgress?.(`${name}: starting … ${Math.round((Date.now() - began) / 1000)} s`);
				nextReport = Date.now() + PROGRESS_MS;
			}
			await new Promise((done) => setTimeout(done, READY_POLL_MS));
		}
	}

	private async isReady(): Promise<boolean> {
		// 2.8.4 calls itself ready a moment before its REST API is there.
		const paths = ['/healthz/readiness', ...(this.settings.role === 'main' ? ['/rest/settings'] : [])];
		for (const path of paths) {
			const answer = await axios
				.get(`${this.url}${path}`, { validateStatus: () => true, timeout: 2_000, proxy: false })
				.catch(() => undefined);
			if (answer?.status !== 200) return false;
		}
		return this.running;
	}

	private async end(signal: NodeJS.Signals, timeoutMs = STOP_TIMEOUT_MS): Promise<void> {
		const pid = this.child?.pid;
		if (pid === undefined) return;
		// Asked to end, n8n tells its task runner itself.
		if (signal === 'SIGTERM') process.kill(pid, signal);
		else signalGroup(pid, signal);
		const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), timeoutMs);
		await this.exit;
		clearTimeout(timer);
	}
}

/** n8n keeps its key beside its database and refuses another one. */
async function keptEncryptionKey(userFolder: string): Promise<string | undefined> {
	const text = await readFile(join(userFolder, '.n8n', 'config'), 'utf8').catch(() => '{}');
	return (JSON.parse(text) as { encryptionKey?: string }).encryptionKey;
}

async function chooseSettings(options: N8nOptions, installed: InstalledN8n, userFolder: string, encryptionKey: string): Promise<N8nSettings> {
	const port = options.port ?? (await freePort());
	const role = options.role ?? 'main';
	const mode = options.mode ?? 'regular';
	return {
		version: installed.version,
		role,
		mode,
		database: options.database ?? { type: 'sqlite' },
		redis: options.redis,
		userFolder,
		port,
		brokerPort: await freePort(),
		encryptionKey,
		publicUrl: options.publicUrl ?? `http://127.0.0.1:${port}`,
		nodeFolder: dirname(installed.node),
		env: {
			...(mode === 'regular' && options.concurrency !== undefined
				? { N8N_CONCURRENCY_PRODUCTION_LIMIT: String(options.concurrency) }
				: {}),
			...options.env,
		},
	};
}

function commandOf(options: N8nOptions): string[] {
	if (options.role === 'worker') return ['worker', ...(options.concurrency ? [`--concurrency=${options.concurrency}`] : [])];
	return [options.role === 'webhook' ? 'webhook' : 'start'];
}
