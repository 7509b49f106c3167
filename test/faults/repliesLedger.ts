import type { LoggedCall } from '../../simulator';
import { CLOSED, fateOf, FATES, HELD_BACK, ORDINARY, type Fate } from './repliesMixture';
import type { Statement } from './repliesRuns';

/** One reply: what became of it, and what n8n says of it. */
export interface Entry {
	text: string;
	fate: Fate;
	/** How often the customer read it. */
	arrived: number;
	/** Whether an earlier one of its run and conversation came after it. */
	overtook: boolean;
	/** Undefined if n8n says nothing of it. */
	statement: Statement | undefined;
}

/** Whether what n8n says of a reply is true; saying nothing is not. */
export function isTrue({ statement, arrived }: Entry): boolean {
	if (statement === 'sent') return arrived === 1;
	if (statement === 'unsent') return arrived === 0;
	return statement === 'uncertain' && arrived <= 1;
}

/** What the calls of each reply met, by its text: the last trouble decides. Calls whose body was not read are in nobody's name. */
export function fatesOf(calls: readonly LoggedCall[]): { byText: Map<string, Fate>; unread: number } {
	const byText = new Map<string, Fate>();
	let unread = 0;
	for (const call of calls) {
		const fate = call.direction === 'in' ? fateOf(call) : null;
		if (fate === null) continue;
		const { body: text } = (call.body ?? {}) as { body?: string };
		if (text === undefined) unread += 1;
		else if (fate !== ORDINARY || !byText.has(text)) byText.set(text, fate);
	}
	return { byText, unread };
}

/** After these the platform has certainly not delivered it. */
const REFUSALS: readonly Fate[] = [
	'429 with Retry-After',
	'429 without Retry-After',
	'429, come back in a minute',
	'503 with Retry-After',
	CLOSED,
];

/** What a reply met last. The log does not name the reply of a call whose body was not read, so that is inferred. */
export function fateFrom(logged: Fate | undefined, statement: Statement | undefined): Fate {
	const isExplained = logged !== undefined && !REFUSALS.includes(logged);
	if (statement === 'uncertain' && !isExplained) return 'reset before reading';
	return logged ?? HELD_BACK;
}

/** A row for each fate. */
export function tableOf(entries: readonly Entry[]): Array<Record<string, string | number>> {
	const row = (fault: string, those: readonly Entry[]) => {
		const said = (statement: Statement) => those.filter((entry) => entry.statement === statement).length;
		return {
			fault,
			replies: those.length,
			arrived: those.filter(({ arrived }) => arrived > 0).length,
			'said sent': said('sent'),
			'said unsent': said('unsent'),
			'said uncertain': said('uncertain'),
			doubled: those.filter(({ arrived }) => arrived > 1).length,
			'wrong statements': those.filter((entry) => !isTrue(entry)).length,
			'out of order': those.filter(({ overtook }) => overtook).length,
		};
	};
	return [
		...FATES.map((fate) =>
			row(
				fate,
				entries.filter((entry) => entry.fate === fate),
			),
		),
		row('all', entries),
	];
}
