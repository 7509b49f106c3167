/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- test code never ships */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

import { checkoutFolder } from '../../runtime/checkout';

const POLL_MS = 100;

/** What a surrounding `npm test` and jest tell their children, a user's shell would not. */
const OF_THE_TEST =
	/^(npm_(package|lifecycle)_|npm_(command|execpath|node_execpath)$|npm_config_local_prefix$|INIT_CWD$|JEST_|NODE_OPTIONS$|NODE_ENV$|ALTABOTS_(?!N8N_CACHE))/i;

export interface Started {
	code: number | null;
	output: string;
}

/** `npm start`, or another command, as a process of its own; output of both kinds in one text. */
export class StartScript {
	output = '';

	private readonly child: ChildProcess;

	private readonly ended: Promise<number | null>;

	private constructor(command: string, args: string[], cwd: string, env: Record<string, string | undefined>) {
		this.child = spawn(command, args, {
			cwd,
			env: environment(env),
			stdio: ['ignore', 'pipe', 'pipe'],
			detached: true,
		});
		for (const stream of [this.child.stdout, this.child.stderr]) {
			stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
		}
		this.ended = new Promise((done) => this.child.once('close', done));
	}

	/** Runs `runtime/start.mjs` of this checkout. */
	static start(args: string[], env: Record<string, string | undefined> = {}): StartScript {
		return new StartScript(process.execPath, [join('runtime', 'start.mjs'), ...args], checkoutFolder(), env);
	}

	/** Runs a command as somebody would type it in that folder. */
	static command(line: string, cwd: string, env: Record<string, string | undefined> = {}): StartScript {
		const [command, ...args] = line.split(' ');
		return new StartScript(command, args, cwd, env);
	}

	get pid(): number {
		return this.child.pid ?? 0;
	}

	/** The processes that it has started itself, by command line. */
	children(): MachineProcess[] {
		return processes().filter(({ parent }) => parent === this.pid);
	}

	/** Waits for output that matches, from the position `from` on. */
	async says(pattern: RegExp, timeoutMs: number, from = 0): Promise<RegExpMatchArray> {
		const deadline = Date.now() + timeoutMs;
		for (;;) {
			const found = this.output.slice(from).match(pattern);
			if (found) return found;
			if (this.child.exitCode !== null || Date.now() > deadline) {
				throw new Error(
					`${String(pattern)} did not come (exit code ${this.child.exitCode}). There was:\n${this.output}`,
				);
			}
			await new Promise((done) => setTimeout(done, POLL_MS));
		}
	}

	/** Where things are, from what a successful start prints. */
	async ready(timeoutMs: number): Promise<{
		platform: string;
		desk: string;
		workflow: string;
		login: { email: string; password: string };
		tookS: number;
	}> {
		await this.says(/Ctrl-C stops everything/, timeoutMs);
		const line = (name: string) =>
			new RegExp(`^ +${name} +(\\S+)(?: +(\\S+))?$`, 'm').exec(this.output) ?? [];
		const [, email, password] = line('Login');
		const [, minutes, seconds] = /Ready after (?:(\d+) min )?(\d+) s/.exec(this.output) ?? [];
		return {
			platform: line('Customer')[1],
			desk: line('Human')[1],
			workflow: line('n8n')[1],
			login: { email, password },
			tookS: Number(minutes ?? 0) * 60 + Number(seconds),
		};
	}

	/** To the whole process group, as a terminal does it on Ctrl-C: npm does not pass everything on. */
	signal(name: NodeJS.Signals): void {
		try {
			process.kill(-this.pid, name);
		} catch {
			// Gone already.
		}
	}

	/** Waits for its end; kills it and throws when that takes longer. */
	async end(timeoutMs: number): Promise<Started> {
		const timer = setTimeout(() => this.signal('SIGKILL'), timeoutMs);
		const code = await this.ended;
		clearTimeout(timer);
		if (this.child.signalCode === 'SIGKILL')
			throw new Error(`It had not ended after ${timeoutMs} ms:\n${this.output}`);
		return { code, output: this.output };
	}

	/** `kill -9`. */
	async kill(): Promise<void> {
		this.signal('SIGKILL');
		await this.ended;
	}
}

export interface MachineProcess {
	pid: number;
	parent: number;
	/** Its process group. */
	group: number;
	/** With arguments. */
	command: string;
}

/** All processes of the machine. */
export function processes(): MachineProcess[] {
	return execFileSync('ps', ['-eo', 'pid=,ppid=,pgid=,args='], { encoding: 'utf8', maxBuffer: 1e8 })
		.trim()
		.split('\n')
		.map((line) => /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [])
		.map(([, pid, parent, group, command]) => ({
			pid: Number(pid),
			parent: Number(parent),
			group: Number(group),
			command,
		}));
}

function environment(extra: Record<string, string | undefined>): NodeJS.ProcessEnv {
	const own = Object.entries(process.env).filter(([name]) => !OF_THE_TEST.test(name));
	return { ...Object.fromEntries(own), ...extra };
}
