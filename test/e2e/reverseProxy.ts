/* eslint-disable @n8n/community-nodes/no-restricted-imports -- test code never ships */
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ProxyRules {
	/** Taken off the front of every path; other paths get 404. */
	stripPrefix?: string;
	/** Put in the place of what the caller sent. */
	headers?: { [name: string]: string };
	/** Put behind what the caller sent, as a second header of that name. */
	addedHeaders?: { [name: string]: string };
}

/** What stands before n8n at many a self-hoster's: forwards every call, changed as the rules say. */
export class ReverseProxy {
	/** May change while it runs. */
	rules: ProxyRules = {};

	/** The port of the n8n behind it. */
	targetPort = 0;

	private constructor(private readonly server: Server) {}

	static async start(): Promise<ReverseProxy> {
		const server = createServer();
		const proxy = new ReverseProxy(server);
		server.on('request', (incoming, outgoing) => {
			const { stripPrefix = '', headers = {}, addedHeaders = {} } = proxy.rules;
			const path = incoming.url ?? '';
			if (!path.startsWith(stripPrefix)) {
				outgoing.writeHead(404).end('proxy: no such path');
				return;
			}
			const sent = incoming.rawHeaders.flatMap((name, index, all) =>
				index % 2 === 0 ? [[name, all[index + 1]]] : [],
			);
			const kept = sent.filter(
				([name]) => !Object.keys(headers).some((own) => own.toLowerCase() === name.toLowerCase()),
			);
			const forwarded = request({
				host: '127.0.0.1',
				port: proxy.targetPort,
				// n8n closes an idle connection just when the next call takes it, once in a while.
				agent: false,
				method: incoming.method,
				path: path.slice(stripPrefix.length) || '/',
				headers: [...kept, ...Object.entries(headers), ...Object.entries(addedHeaders)].flat(),
			});
			forwarded.on('response', (answer) => {
				outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
				answer.pipe(outgoing);
			});
			forwarded.on('error', () => outgoing.writeHead(502).end('proxy: n8n is not there'));
			incoming.pipe(forwarded);
		});
		await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
		return proxy;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((done) => this.server.close(done));
	}
}
