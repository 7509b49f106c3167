/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- test code never ships */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chownSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';

import { freePort } from '../../../runtime/free-port';
import { drop, keep } from '../../../runtime/keeper';
import { removeTemporaryFolder, temporaryFolder } from '../../../runtime/temporary-folder';

const PROGRAM = '/usr/sbin/dovecot';
const HOW_TO_GET_IT =
	'The test of the e-mail desk needs Dovecot 2.3 as its IMAP server: apt-get install dovecot-imapd';
export const PASSWORD = 'only-on-loopback';

/** Dovecot reads no mail as root, so that root lends it a user without rights. */
const IS_ROOT = process.getuid?.() === 0;
const UID = IS_ROOT ? 65534 : (process.getuid?.() ?? 0);
const GID = IS_ROOT ? 65534 : (process.getgid?.() ?? 0);

/** A real IMAP server with one mailbox for whoever logs in, in a folder and on a port of its own. */
export class Dovecot {
	private child: ChildProcess | undefined;

	private constructor(
		private readonly folder: string,
		readonly port: number,
	) {}

	static async start(user: string): Promise<Dovecot> {
		const dovecot = new Dovecot(await temporaryFolder('dovecot'), await freePort());
		dovecot.makeMailbox(user);
		writeFileSync(join(dovecot.folder, 'dovecot.conf'), dovecot.settings());
		await dovecot.run();
		return dovecot;
	}

	/** Delivers a mail as a mail server does: written aside, then moved. */
	deliver(user: string, mail: Buffer): void {
		const name = `${Date.now()}.${randomUUID()}.localhost`;
		const written = join(this.mailbox(user), 'tmp', name);
		writeFileSync(written, mail);
		chownSync(written, UID, GID);
		renameSync(written, join(this.mailbox(user), 'new', name));
	}

	async stop(): Promise<void> {
		const { child } = this;
		if (child) {
			const ended = new Promise((done) => child.once('exit', done));
			child.kill('SIGTERM');
			await ended;
		}
		await removeTemporaryFolder(this.folder);
	}

	private mailbox(user: string): string {
		return join(this.folder, 'mail', user);
	}

	private makeMailbox(user: string): void {
		const folders = [
			'run',
			'state',
			'mail',
			join('mail', user),
			...['tmp', 'new', 'cur'].map((name) => join('mail', user, name)),
		];
		for (const folder of ['', ...folders]) {
			mkdirSync(join(this.folder, folder), { recursive: true });
			chownSync(join(this.folder, folder), UID, GID);
		}
	}

	private settings(): string {
		const name = IS_ROOT ? 'nobody' : userInfo().username;
		const group = IS_ROOT ? 'nogroup' : execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim();
		return `
base_dir = ${this.folder}/run
state_dir = ${this.folder}/state
log_path = ${this.folder}/dovecot.log
listen = 127.0.0.1
protocols = imap
ssl = no
disable_plaintext_auth = no
# Where the kernel tells nothing of new files, Dovecot looks itself, by default every 30 s.
mailbox_idle_check_interval = 1 secs
default_internal_user = ${name}
default_internal_group = ${group}
default_login_user = ${name}
first_valid_uid = ${UID}
mail_location = maildir:${this.folder}/mail/%n
passdb {
  driver = static
  args = password=${PASSWORD}
}
userdb {
  driver = static
  args = uid=${UID} gid=${GID} home=${this.folder}/mail/%n
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${this.port}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
`;
	}

	private async run(): Promise<void> {
		let said = '';
		const child = spawn(PROGRAM, ['-F', '-c', join(this.folder, 'dovecot.conf')], {
			stdio: ['ignore', 'pipe', 'pipe'],
			detached: true,
			...(IS_ROOT ? { uid: UID, gid: GID } : {}),
		});
		this.child = child;
		const { pid } = child;
		if (pid !== undefined) {
			// It must not outlive a test that is killed.
			keep('group', pid);
			child.once('exit', () => drop('group', pid));
		}
		for (const stream of [child.stdout, child.stderr])
			stream?.on('data', (data: Buffer) => (said += data.toString()));
		const over = new Promise<never>((_, reject) => {
			child.once('error', (error: NodeJS.ErrnoException) =>
				reject(error.code === 'ENOENT' ? new Error(HOW_TO_GET_IT) : error),
			);
			child.once('exit', () => reject(new Error(`Dovecot ended at once: ${said}`)));
		});
		over.catch(() => {});
		await Promise.race([over, this.listens()]);
	}

	private async listens(): Promise<void> {
		for (let tries = 0; tries < 100; tries++) {
			const open = await new Promise<boolean>((done) => {
				const socket = connect(this.port, '127.0.0.1', () => (socket.destroy(), done(true)));
				socket.once('error', () => done(false));
			});
			if (open) return;
			await new Promise((done) => setTimeout(done, 100));
		}
		throw new Error('Dovecot does not listen');
	}
}
