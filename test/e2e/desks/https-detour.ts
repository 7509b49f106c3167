/* eslint-disable @n8n/community-nodes/no-restricted-imports -- test code never ships */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pipeline, type Duplex } from 'node:stream';
import { createSecureContext, TLSSocket, type SecureContext } from 'node:tls';
import { promisify } from 'node:util';

import { removeTemporaryFolder, temporaryFolder } from '../../../runtime/temporary-folder';

/**
 * Leads calls of `https://some.host` to a plain HTTP server on this machine: for nodes of n8n whose address is fixed. It is a proxy
 * (`HTTPS_PROXY`) that shows a certificate of its own, which n8n is told to trust, for hosts that it knows, and lets nothing else out.
 */
export class HttpsDetour {
	/** Hosts that were asked for and are not known. */
	readonly refused: string[] = [];

	private readonly open = new Set<Duplex>();

	private constructor(
		private readonly server: Server,
		private readonly folder: string,
		private readonly context: SecureContext,
		private readonly ports: ReadonlyMap<string, number>,
	) {
		server.on('connect', ({ url = '' }, socket, head) => {
			socket.unshift(head);
			this.lead(url, socket);
		});
	}

	/** @param ports of the plain HTTP servers on 127.0.0.1, by the name of the host that they stand for */
	static async start(ports: Record<string, number>): Promise<HttpsDetour> {
		const folder = await temporaryFolder('detour');
		await makeCertificate(folder, Object.keys(ports));
		const [key, cert] = await Promise.all([readFile(join(folder, KEY)), readFile(join(folder, CERTIFICATE))]);
		const server = createServer((_request, response) => response.writeHead(501).end());
		const context = createSecureContext({ key, cert });
		const detour = new HttpsDetour(server, folder, context, new Map(Object.entries(ports)));
		await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
		return detour;
	}

	/** To be put in the environment of n8n. */
	get env(): Record<string, string> {
		const { port } = this.server.address() as AddressInfo;
		return {
			HTTPS_PROXY: `http://127.0.0.1:${port}`,
			NO_PROXY: '127.0.0.1,localhost',
			NODE_EXTRA_CA_CERTS: join(this.folder, CERTIFICATE),
		};
	}

	async stop(): Promise<void> {
		for (const socket of this.open) socket.destroy();
		await new Promise<void>((done) => this.server.close(() => done()));
		await removeTemporaryFolder(this.folder);
	}

	/** @param target as `slack.com:443` */
	private lead(target: string, socket: Duplex): void {
		const host = target.replace(/:443$/, '');
		const port = this.ports.get(host);
		this.keep(socket);
		if (port === undefined) {
			this.refused.push(host);
			socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
			return;
		}
		socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
		const caller = new TLSSocket(socket as TLSSocket, { isServer: true, secureContext: this.context });
		const answerer = connect(port, '127.0.0.1');
		this.keep(answerer);
		// Whichever side breaks off, the other one does, too.
		pipeline(caller, answerer, caller, () => socket.destroy());
	}

	private keep(socket: Duplex): void {
		this.open.add(socket);
		socket.on('error', () => socket.destroy());
		socket.once('close', () => this.open.delete(socket));
	}
}

const KEY = 'key.pem';
const CERTIFICATE = 'certificate.pem';

/** For these hosts, trusted by whoever is told to trust it itself. */
async function makeCertificate(folder: string, hosts: string[]): Promise<void> {
	const names = hosts.map((host) => `DNS:${host}`).join(',');
	const files = ['-keyout', join(folder, KEY), '-out', join(folder, CERTIFICATE)];
	await promisify(execFile)('openssl', [
		...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...files],
		...['-subj', `/CN=${hosts[0]}`, '-addext', `subjectAltName=${names}`],
	]);
}
