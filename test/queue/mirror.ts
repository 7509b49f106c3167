/* eslint-disable @n8n/community-nodes/no-restricted-imports -- test code never ships */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { http } from '../e2e/n8n';

/**
 * A load balancer at its worst: what the platform calls once arrives at every webhook processor, `copies` times each, all at the same
 * time. The platform gets the first processor's first answer.
 */
export class Mirror {
	/** Statuses of all answers since the start. */
	readonly statuses: number[] = [];

	private constructor(private readonly server: Server) {}

	/** @param targets base URLs; what comes after the host in the call goes to each of them */
	static async start(targets: string[], copies = 1): Promise<Mirror> {
		const server = createServer((request, response) => {
			void (async () => {
				const body = await bodyOf(request);
				const answers = await Promise.all(
					Array.from({ length: copies }, () => targets)
						.flat()
						.map(async (target) => {
							const headers = { 'Content-Type': 'application/json', ...authorizationOf(request) };
							const options = { headers, timeout: 120_000, transformRequest: (data: unknown) => data };
							return await http.post(`${target}${request.url ?? ''}`, body, options);
						}),
				);
				mirror.statuses.push(...answers.map(({ status }) => status));
				response.writeHead(answers[0].status, { 'Content-Type': 'application/json' });
				response.end(JSON.stringify(answers[0].data));
			})();
		});
		const mirror = new Mirror(server);
		await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
		return mirror;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((done) => this.server.close(done));
	}
}

async function bodyOf(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString();
}

function authorizationOf(request: IncomingMessage): Record<string, string> {
	const { authorization } = request.headers;
	return authorization === undefined ? {} : { Authorization: authorization };
}
