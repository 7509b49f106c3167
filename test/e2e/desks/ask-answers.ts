import { outputOf } from '../../../runtime/n8n-types';
import type { House } from './harness';

/** Workflows that ask, each an execution that waits. */
export class Answers {
	constructor(
		private readonly house: House,
		private readonly file: string,
	) {}

	/** Asks a customer of the first bot; the asking execution's id. */
	async ask(
		conversationId: string,
		question: string,
		timeoutMinutes: number,
		askId?: string,
	): Promise<string> {
		const item = { source: null, conversationId, question, timeoutMinutes, ...(askId ? { askId } : {}) };
		const { id } = await this.house.call(this.house.imported(this.file), item);
		return id;
	}

	/** What the asking workflow went on with. */
	async of(id: string): Promise<Record<string, unknown>> {
		const { client } = this.house.server;
		return await this.house.until(async () => {
			const execution = await client.execution(id);
			if (!['waiting', 'running', 'success'].includes(execution.status))
				throw new Error(`${execution.status}: ${execution.error?.message}`);
			return execution.status === 'success' && outputOf(execution, 'Call')[0];
		}, 150_000);
	}
}
