import type { N8nClient } from '../../runtime/n8n-client';
import type { ExecutionSummary } from '../../runtime/n8n-types';
import type { PublishedWorkflow, TestN8n } from '../e2e/n8n';
import { inLanes } from '../queue/conversations';
import { Crm } from './crm';
import { EventStream, type SentEvent } from './eventStream';
import { outcomeOf, type EventExecution, type Outcome } from './outcome';
import { momentOf, pause, ROUNDS } from './rounds';
import { alarmWorkflow, eventWorkflow } from './workflows';

/** For n8n to work as usual before the next round. */
const AFTERWARDS_MS = 1_500;
const RETRIES_AT_ONCE = 5;
const MOST_STARTS = 5;

/** Reads the executions that events of a fault started, whatever became of them. */
export type ReadExecutions = (fault: string) => Promise<EventExecution[]>;

/** A workflow under a steady stream of events that faults strike, and what became of them. */
export class Trial {
	private constructor(
		private readonly client: N8nClient,
		private readonly crm: Crm,
		readonly workflow: PublishedWorkflow,
	) {}

	static async prepare(server: TestN8n): Promise<Trial> {
		const crm = await Crm.start();
		// Nothing is called under this address.
		const credential = await server.credential('http://127.0.0.1:9');
		const alarm = await server.publish(alarmWorkflow(crm));
		return new Trial(server.client, crm, await server.publish(eventWorkflow(credential, crm, alarm.id)));
	}

	async stop(): Promise<void> {
		await this.crm.stop();
	}

	/**
	 * Lets a fault strike in each round at a random moment, while events are posted before, meanwhile and afterwards.
	 * @param strike returns when the fault is over and all that a supervisor would start again runs
	 */
	async endure(fault: string, url: string, strike: () => Promise<void>): Promise<SentEvent[]> {
		const sent: SentEvent[] = [];
		for (let round = 1; round <= ROUNDS; round++) {
			const stream = new EventStream(url, `${fault}-${round}`);
			try {
				await pause(momentOf(fault, round));
				await strike();
				await pause(AFTERWARDS_MS);
			} finally {
				sent.push(...(await stream.stop()));
			}
		}
		return sent;
	}

	/**
	 * Waits until no execution is under way, and tells what became of the events.
	 * @param restart what a person does when the list shows executions that never end
	 */
	async judge(
		fault: string,
		sent: SentEvent[],
		read: ReadExecutions,
		restart: () => Promise<void>,
		timeoutMs: number,
	): Promise<Outcome> {
		const stuck = await this.underWayAfter(timeoutMs);
		let still = stuck;
		// In queue mode n8n looks at 100 of them at each start.
		for (let starts = 0; still.length > 0 && starts < MOST_STARTS; starts++) {
			await restart();
			still = await this.underWayAfter(timeoutMs);
		}
		expect(still.map(({ id, status }) => `${id} ${status}`)).toEqual([]);
		const outcome = outcomeOf(sent, await read(fault), this.crm);
		const kept = outcome.interrupted.filter(({ isKept }) => isKept);
		outcome.row['under way until a restart'] = stuck.length;
		outcome.row['run by Retry'] = `${await this.retry(kept)} of ${kept.length}`;
		return outcome;
	}

	/** Executions that have not ended within that time. */
	private async underWayAfter(timeoutMs: number): Promise<ExecutionSummary[]> {
		const deadline = Date.now() + timeoutMs;
		for (;;) {
			const underWay = await this.client.executions({ status: ['new', 'running', 'unknown'], limit: 1_000 });
			if (underWay.length === 0 || Date.now() > deadline) return underWay;
			await pause(500);
		}
	}

	/** What a person does in the list of executions. Returns how many then ran to the end. */
	private async retry(executions: EventExecution[]): Promise<number> {
		let ran = 0;
		await inLanes(executions.length, RETRIES_AT_ONCE, async (index) => {
			const id = await this.client.retryExecution(executions[index].id);
			if ((await this.client.waitForExecution(id, 60_000)).status === 'success') ran++;
		});
		return ran;
	}
}
