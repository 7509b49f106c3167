import fastify, { type FastifyInstance } from 'fastify';

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
	}

	static async start(): Promise<HumanSide> {
		const side = new HumanSide();
		side.address = await side.server.listen({ host: '127.0.0.1', port: 0 });
		return side;
	}

	get url(): string {
		return `${this.address}/`;
	}

	async stop(): Promise<void> {
		await this.server.close();
	}
}
