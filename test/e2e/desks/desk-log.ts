import { outputOf } from '../../../runtime/n8n-types';
import type { House } from './harness';

/** What the front door has called a desk with, read from the desk's executions; each of them once. */
export class DeskLog {
	private readonly read = new Map<string, Array<Record<string, unknown>>>();

	constructor(
		private readonly house: House,
		private readonly file: string,
	) {}

	/** About one conversation, oldest first. */
	async of(handoffId: string): Promise<Array<Record<string, unknown>>> {
		const { client } = this.house.server;
		const { id: workflowId } = this.house.imported(this.file);
		for (const { id, status } of await client.executions({ workflowId, limit: 100 })) {
			if (status === 'running' || status === 'new' || this.read.has(id)) continue;
			this.read.set(id, outputOf(await client.execution(id), 'When Called'));
		}
		return [...this.read]
			.sort(([one], [other]) => Number(one) - Number(other))
			.flatMap(([, items]) => items)
			.filter(({ conversationId }) => conversationId === handoffId);
	}
}
