/* eslint-disable @n8n/community-nodes/no-restricted-imports -- test code never ships */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Call {
	method: string;
	path: string;
	headers: IncomingHttpHeaders;
	/** Byte for byte. */
	text: string;
	conversationId: string;
	/** The `body` member. */
	words: string;
}

/** Answers one call; `nth` counts the calls of the same conversation and words from 1 on. */
export type Script = (call: Call, response: ServerResponse, nth: number) => void | Promise<void>;

export const json =
	(status: number, body: unknown, headers: { [name: string]: string } = {}): Script =>
	(_call, response) => {
		response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
		response.end(typeof body === 'string' ? body : JSON.stringify(body));
	};

export const ok = json(200, { code: 0, message: 'OK' });

/** Takes the call in and breaks the connection off. */
export const reset: Script = (_call, response) => {
	response.socket?.resetAndDestroy();
};

/** A platform that does as a test says, and remembers every call. For the documents' behaviour there is the simulator. */
export class PlatformServer {
	readonly calls: Call[] = [];

	/** How many calls were under way at the same time, at most. */
	mostAtATime = 0;

	script: Script = ok;

	private underWay = 0;

	private constructor(private readonly server: Server) {}

	static async start(port = 0): Promise<PlatformServer> {
		const server = createServer();
		const platform = new PlatformServer(server);
		server.on('request', (request, response) => {
			const chunks: Buffer[] = [];
			request.on('data', (chunk: Buffer) => chunks.push(chunk));
			request.on('end', () => {
				const text = Buffer.concat(chunks).toString('utf8');
				const body = (text === '' ? {} : JSON.parse(text)) as { conversation_id?: string; body?: string };
				platform.take(
					{
						method: request.method ?? '',
						path: request.url ?? '',
						headers: request.headers,
						text,
						conversationId: body.conversation_id ?? '',
						words: body.body ?? '',
					},
					response,
				);
			});
		});
		server.listen(port, '127.0.0.1');
		await once(server, 'listening');
		return platform;
	}

	get port(): number {
		return (this.server.address() as AddressInfo).port;
	}

	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	/** What was said in a conversation, in order. */
	heard(conversationId: string): string[] {
		return this.calls.filter((call) => call.conversationId === conversationId).map(({ words }) => words);
	}

	reset(): void {
		this.calls.length = 0;
		this.mostAtATime = 0;
		this.script = ok;
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		this.server.close();
		await once(this.server, 'close');
	}

	private take(call: Call, response: ServerResponse): void {
		this.calls.push(call);
		this.mostAtATime = Math.max(this.mostAtATime, ++this.underWay);
		response.once('close', () => this.underWay--);
		const nth = this.calls.filter(
			({ conversationId, words }) => conversationId === call.conversationId && words === call.words,
		).length;
		void this.script(call, response, nth);
	}
}
