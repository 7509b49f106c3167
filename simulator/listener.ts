/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only, never published */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A listening HTTP socket that can be closed for a while and that lets go of everything when it stops. */
export class Listener {
	private server: Server | null = null;
	private readonly sockets = new Set<Socket>();
	/** Sockets with a request under way; the value is how many. */
	private readonly busy = new Map<Socket, number>();
	private reopening: NodeJS.Timeout | undefined;
	private portInUse = 0;

	constructor(
		private readonly handler: RequestListener,
		private readonly host: string,
	) {}

	/** `http://host:port`, without a trailing slash. */
	get url(): string {
		return `http://${this.host}:${this.portInUse}`;
	}

	/** Port 0 takes a free one. Rejects when the port is taken. */
	async open(port: number): Promise<void> {
		const server = createServer((request, response) => {
			const { socket } = request;
			this.busy.set(socket, (this.busy.get(socket) ?? 0) + 1);
			response.once('close', () => {
				const left = (this.busy.get(socket) ?? 1) - 1;
				if (left > 0) this.busy.set(socket, left);
				else this.busy.delete(socket);
				// While connections are refused no old one may serve as a way in.
				if (this.server !== server) socket.end();
			});
			this.handler(request, response);
		});
		server.on('connection', (socket) => {
			this.sockets.add(socket);
			socket.once('close', () => {
				this.sockets.delete(socket);
				this.busy.delete(socket);
			});
		});
		server.listen(port, this.host);
		await once(server, 'listening');
		this.portInUse = (server.address() as AddressInfo).port;
		this.server = server;
	}

	/** Closes the listening socket for `ms` milliseconds: new connections are refused, requests under way are still answered. */
	refuse(ms: number): void {
		this.close();
		for (const socket of this.sockets) if (!this.busy.has(socket)) socket.destroy();
		clearTimeout(this.reopening);
		this.reopening = setTimeout(() => {
			// Somebody else on the port is the only way to fail; then refusing simply goes on.
			void this.open(this.portInUse).catch(() => undefined);
		}, ms);
	}

	/** Closes everything at once, hanging requests included. */
	stop(): void {
		clearTimeout(this.reopening);
		this.close();
		for (const socket of this.sockets) socket.destroy();
	}

	private close(): void {
		const closing = this.server;
		this.server = null;
		closing?.close();
	}
}
