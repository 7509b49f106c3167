import { freePort } from '../../runtime/free-port';
import { removeTemporaryFolder, temporaryFolder } from '../../runtime/temporary-folder';
import { ownBinary } from './ownBinary';
import { OwnServer } from './ownServer';
import { pause } from './rounds';

/** A Redis with the settings that it has by itself: asked to end it saves what it holds, killed it forgets the last minutes. */
export class OwnRedis {
	private constructor(
		private readonly server: OwnServer,
		private readonly folder: string,
		readonly url: string,
	) {}

	static async start(): Promise<OwnRedis> {
		const program = ownBinary('redis-server', 'apt-get install redis-server');
		const folder = await temporaryFolder('redis');
		const port = await freePort();
		const server = new OwnServer(
			[program, '--bind', '127.0.0.1', '--port', String(port), '--dir', folder],
			folder,
			port,
			{ say: Buffer.from('PING\r\n'), hear: '+PONG' },
		);
		await server.start();
		return new OwnRedis(server, folder, `redis://127.0.0.1:${port}`);
	}

	/** As `service redis-server restart` does it, or an update, which takes longer. */
	async restart(downMs: number): Promise<void> {
		await this.server.end('SIGTERM');
		await pause(downMs);
		await this.server.start();
	}

	/** As a power cut or the system's killer of memory hogs would. */
	async crash(downMs: number): Promise<void> {
		await this.server.end('SIGKILL');
		await pause(downMs);
		await this.server.start();
	}

	async stop(): Promise<void> {
		await this.server.end('SIGKILL');
		await removeTemporaryFolder(this.folder);
	}
}
