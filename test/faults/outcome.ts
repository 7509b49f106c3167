import type { ExecutionStatus } from '../../runtime/n8n-types';
import type { Crm } from './crm';
import { isAcknowledged, type SentEvent } from './eventStream';

/** What n8n answers to any request, with 200, while it brings its database up to date. */
const STARTING = 'n8n is starting up. Please wait';

/** An execution that an event started, as n8n's database has it when all is over. */
export interface EventExecution {
	id: string;
	status: ExecutionStatus;
	/** {@link SentEvent.id} */
	event: string;
	/** Whether n8n still has what came in. */
	isKept: boolean;
}

/** What became of the events of a fault. */
export interface Outcome {
	/** Acknowledged by the trigger, and not in n8n's database. */
	missing: string[];
	/** Got a 200 that is not the trigger's. */
	unheard: SentEvent[];
	/** More executions than one, or told to the CRM more than once. */
	doubled: string[];
	/** Ended by the fault, so that a person must run them again. */
	interrupted: EventExecution[];
	/** A row of docs/reliability.md. */
	row: Record<string, string | number>;
}

export function outcomeOf(sent: SentEvent[], executions: EventExecution[], crm: Crm): Outcome {
	const byEvent = new Map<string, EventExecution[]>();
	for (const execution of executions)
		byEvent.set(execution.event, [...(byEvent.get(execution.event) ?? []), execution]);
	const of = ({ id }: SentEvent) => byEvent.get(id) ?? [];
	const accepted = sent.filter(isAcknowledged);
	const others = sent.filter((event) => !isAcknowledged(event));
	const unheard = others.filter(({ status }) => status === 200);
	const ended = (status: ExecutionStatus) => executions.filter((one) => one.status === status);
	const missing = accepted.filter((event) => of(event).length === 0).map(({ id }) => id);
	const doubled = sent
		.filter((event) => of(event).length > 1 || (crm.calls.get(event.id) ?? 0) > 1)
		.map(({ id }) => id);
	const interrupted = executions.filter(({ status }) => status !== 'success');
	return {
		missing,
		unheard,
		doubled,
		interrupted,
		row: {
			posted: sent.length,
			acknowledged: accepted.length,
			"200 of n8n's start-up": unheard.length,
			refused: countsOf(others.flatMap(({ status }) => (status === 200 ? [] : (status ?? [])))),
			unanswered: others.filter(({ status }) => status === undefined).length,
			'in the database': accepted.length - missing.length,
			missing: missing.length,
			doubled: doubled.length,
			'in the database unacknowledged': others.filter((event) => of(event).length > 0).length,
			'ran to the end': ended('success').length,
			crashed: ended('crashed').length,
			error: ended('error').length,
			'of these, the CRM had been told': interrupted.filter(({ event }) => crm.calls.has(event)).length,
			'content lost': interrupted.filter(({ isKept }) => !isKept).length,
			'told by the error workflow': interrupted.filter(({ id }) => crm.alarms.has(id)).length,
		},
	};
}

/** The claim, for each fault. */
export function expectNothingLost({ missing, doubled, unheard }: Outcome): void {
	expect({ missing, doubled }).toEqual({ missing: [], doubled: [] });
	expect(unheard.filter(({ body }) => body !== STARTING)).toEqual([]);
}

/** For example `12 × 503, 3 × 404`. */
function countsOf(statuses: number[]): string {
	const counts = new Map<number, number>();
	for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
	return [...counts].map(([status, count]) => `${count} × ${status}`).join(', ') || '0';
}
