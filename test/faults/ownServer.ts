/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- test code never ships */
import type { ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';

import { spawnGroup } from '../../runtime/process-group';
import { pause } from './rounds';

const READY_WITHIN_MS = 30_000;
const POLL_MS = 50;

/** A server process on loopback that a test may end and start again as it likes, without touching those of the machine. */
export class OwnServer {
	private child: ChildProcess | undefined;

	private exit: Promise<void> = Promise.resolve();

	constructor(
		private readonly command: [program: string, ...args: string[]],
		private readonly folder: string,
		private readonly port: number,
		/** Whether it answers on a connection as it does when it takes work: a few bytes, and what its answer begins with. */
		private readonly greeting: { say: Buffer; hear: string },
	) {}

	async start(): Promise<void> {
		const [program, ...args] = this.command;
		const log = join(this.folder, 'server.log');
		const child = spawnGroup(program, args, { cwd: this.folder, env: process.env, output: log });
		this.child = child;
		this.exit = new Promise((done) => {
			child.once('exit', done);
			child.once('error', done);
		});
		const deadline = Date.now() + READY_WITHIN_MS;
		while (!(await this.answers())) {
			if (child.exitCode !== null || Date.now() > deadline)
				throw new Error(`${program} did not start; see ${log}`);
			await pause(POLL_MS);
		}
	}

	async end(signal: NodeJS.Signals): Promise<void> {
		this.child?.kill(signal);
		await this.exit;
		this.child = undefined;
	}

	private async answers(): Promise<boolean> {
		return await new Promise((done) => {
			const socket = connect(this.port, '127.0.0.1', () => socket.write(this.greeting.say));
			socket.setTimeout(1_000, () => socket.destroy());
			socket.once('data', (data) => {
				done(data.toString('latin1').startsWith(this.greeting.hear));
				socket.destroy();
			});
			socket.once('error', () => {});
			socket.once('close', () => done(false));
		});
	}
}
