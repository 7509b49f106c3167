/* eslint-disable @n8n/community-nodes/no-restricted-globals -- development only, never published */
import fastify, { type FastifyInstance } from 'fastify';

const PATIENCE_MS = 60_000;

/** Stands in for Slack, a help desk or whatever a human reads: notes when each text arrived. */
export class HumanSide {
	/** Milliseconds since 1970, by text. */
	readonly arrivals = new Map<string, number>();

	private readonly server: FastifyInstance = fastify();

	private address = '';

	private constructor() {
		this.server.post('/', async ({ body }) => {
			const { text } = body as { text: string };
			if (!this.arrivals.has(text)) this.arrivals.set(text, Date.now());
			return { ok: true };
		});
		this.server.post('/conversation/establish', async () => ({ code: 200, message: 'success' }));
	}

	/** A webhook base that accepts handoffs and starts nothing. */
	get handoffBase(): string {
		return this.address;
	}

	static async start(): Promise<HumanSide> {
		const side = new HumanSide();
		side.address = await side.server.listen({ host: '127.0.0.1', port: 0 });
		return side;
	}

	get url(): string {
		return `${this.address}/`;
	}

	/** @throws when one of these texts has not come within a minute */
	async received(texts: string[]): Promise<void> {
		const deadline = Date.now() + PATIENCE_MS;
		for (;;) {
			const missing = texts.filter((text) => !this.arrivals.has(text));
			if (missing.length === 0) return;
			if (Date.now() > deadline) throw new Error(`${missing.length} messages never arrived`);
			await new Promise((done) => setTimeout(done, 50));
		}
	}

	async stop(): Promise<void> {
		await this.server.close();
	}
}
