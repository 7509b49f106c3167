/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- test code never ships */
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { freePort } from '../../runtime/free-port';
import { removeTemporaryFolder, temporaryFolder } from '../../runtime/temporary-folder';
import { ownBinary } from './ownBinary';
import { OwnServer } from './ownServer';
import { pause } from './rounds';

const INSTALL = 'apt-get install postgresql';
/** It refuses to run as root. */
const USER = 'postgres';
const LOGIN = Buffer.from(`user\0${USER}\0\0`);
/** The protocol's first message. R says "come in"; E, say, that it still recovers from a crash. */
const GREETING = {
	say: Buffer.concat([Buffer.from([0, 0, 0, 8 + LOGIN.length, 0, 3, 0, 0]), LOGIN]),
	hear: 'R',
};

const run = promisify(execFile);

/** A fresh PostgreSQL with the settings that it has by itself. */
export class OwnPostgres {
	private constructor(
		private readonly server: OwnServer,
		private readonly folder: string,
		readonly url: string,
	) {}

	static async start(): Promise<OwnPostgres> {
		const [initdb, postgres] = [ownBinary('initdb', INSTALL), ownBinary('postgres', INSTALL)];
		const folder = await temporaryFolder('postgres');
		const data = join(folder, 'data');
		await mkdir(data);
		const asUser =
			process.getuid?.() === 0
				? ['setpriv', `--reuid=${USER}`, `--regid=${USER}`, '--clear-groups', '--']
				: [];
		if (asUser.length > 0) await run('chown', ['-R', USER, folder]);
		const [program, ...args] = [
			...asUser,
			initdb,
			'-D',
			data,
			'-U',
			USER,
			'-A',
			'trust',
			'-E',
			'UTF8',
			'--no-sync',
		];
		await run(program, args, { cwd: folder });
		const port = await freePort();
		const server = new OwnServer(
			[
				...(asUser as [string]),
				postgres,
				...['-D', data, '-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1'],
			],
			folder,
			port,
			GREETING,
		);
		await server.start();
		return new OwnPostgres(server, folder, `postgres://${USER}@127.0.0.1:${port}/postgres`);
	}

	/** As `service postgresql restart` does it, or an update, which takes longer: connections are cut, what was committed is written. */
	async restart(downMs: number): Promise<void> {
		await this.server.end('SIGINT');
		await pause(downMs);
		await this.server.start();
	}

	async stop(): Promise<void> {
		await this.server.end('SIGQUIT');
		await removeTemporaryFolder(this.folder);
	}
}
