/* eslint-disable @n8n/community-nodes/no-restricted-imports -- test code never ships */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An answer, made from the Authorization header of the call. */
export type Answering = (authorization: string) => {
	status: number;
	headers?: { [name: string]: string };
	body: string;
};

export interface EchoedCall {
	method: string;
	url: string;
	headers: IncomingHttpHeaders;
}

/** A server that answers every call in one way and remembers who called: a gateway that quotes, or a trap behind a redirect. */
export class EchoPlatform {
	readonly calls: EchoedCall[] = [];

	answering: Answering = () => ({ status: 200, body: '{}' });

	private constructor(private readonly server: Server) {}

	static async start(): Promise<EchoPlatform> {
		const server = createServer();
		const platform = new EchoPlatform(server);
		server.on('request', (request, response) => {
			const { method = '', url = '', headers } = request;
			platform.calls.push({ method, url, headers });
			request.resume();
			request.on('end', () => {
				const { status, headers: own, body } = platform.answering(headers.authorization ?? '');
				response.writeHead(status, { 'Content-Type': 'application/json', ...own });
				response.end(body);
			});
		});
		await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
		return platform;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((done) => this.server.close(done));
	}
}
