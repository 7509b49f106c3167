import fastify, { type FastifyInstance } from 'fastify';

import { chanceOf, pause } from './rounds';

/** So that a fault finds several executions under way. */
const SLOWEST_ANSWER_MS = 1_500;

/** A system beside n8n that workflows call: it counts what reaches customers and team, whatever n8n says of itself. */
export class Crm {
	/** How often each event came. */
	readonly calls = new Map<string, number>();

	/** Ids of executions that the error workflow reported. */
	readonly alarms = new Set<string>();

	/** Where it listens, once {@link start} is through. */
	url = '';

	private readonly server: FastifyInstance = fastify();

	static async start(): Promise<Crm> {
		const crm = new Crm();
		crm.server.post<{ Params: { id: string } }>('/events/:id', async ({ params: { id } }) => {
			crm.calls.set(id, (crm.calls.get(id) ?? 0) + 1);
			await pause(chanceOf(id) * SLOWEST_ANSWER_MS);
			return {};
		});
		crm.server.post<{ Params: { execution: string } }>('/alarms/:execution', async ({ params }) => {
			crm.alarms.add(params.execution);
			return {};
		});
		crm.url = await crm.server.listen({ host: '127.0.0.1', port: 0 });
		return crm;
	}

	async stop(): Promise<void> {
		this.server.server.closeAllConnections();
		await this.server.close();
	}
}
