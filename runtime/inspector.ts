/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only, never published */
import axios from 'axios';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { installedN8n } from './installed-n8n';

interface Socket {
	on(event: 'message', listener: (data: Buffer) => void): void;
	once(event: string, listener: () => void): void;
	send(text: string): void;
	close(): void;
}

/** A client of the inspector of an n8n that was started with `--inspect`, on the WebSocket package that n8n brings. */
export class Inspector {
	private readonly waiting = new Map<number, (result: unknown) => void>();

	private lastId = 0;

	private constructor(private readonly socket: Socket) {
		socket.on('message', (data) => {
			const { id, result } = JSON.parse(data.toString()) as { id?: number; result?: unknown };
			if (id === undefined) return;
			this.waiting.get(id)?.(result);
			this.waiting.delete(id);
		});
	}

	static async connect(port: number): Promise<Inspector> {
		const { folder } = await installedN8n('2.41.1');
		const WebSocket = createRequire(join(folder, 'node_modules', 'n8n', 'package.json'))('ws') as new (
			url: string,
			options: object,
		) => Socket;
		const { data } = await axios.get<Array<{ webSocketDebuggerUrl: string }>>(
			`http://127.0.0.1:${port}/json/list`,
			{
				proxy: false,
			},
		);
		const socket = new WebSocket(data[0].webSocketDebuggerUrl, { maxPayload: 1e9, perMessageDeflate: false });
		await once(socket as never, 'open');
		return new Inspector(socket);
	}

	async send(method: string, params: object = {}): Promise<unknown> {
		const id = (this.lastId += 1);
		this.socket.send(JSON.stringify({ id, method, params }));
		return await new Promise((resolve) => this.waiting.set(id, resolve));
	}

	close(): void {
		this.socket.close();
	}
}
