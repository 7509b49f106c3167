import type { LoggedCall, Simulator } from '../../simulator';
import type { FaultSpec } from '../../simulator/faults';
import { chanceOf } from './rounds';

/** Longer than the 10 s for which the node waits for an answer. */
export const TOO_SLOW_MS = 12_000;

const LONGEST_SLOW_MS = 4_000;

/** What a reply may meet at the platform, and the share of calls that meet it. What is missing to 1 is answered as usual. */
const SHARES = {
	'429 with Retry-After': 0.04,
	'429 without Retry-After': 0.04,
	'429, come back in a minute': 0.015,
	'503 with Retry-After': 0.04,
	'503 without Retry-After': 0.02,
	'HTTP 500': 0.02,
	slow: 0.05,
	'slower than the node waits': 0.015,
	'never answered': 0.02,
	'reset before reading': 0.02,
	'reset after reading': 0.025,
};

type Trouble = keyof typeof SHARES;

export const ORDINARY = 'answered as usual';
export const CLOSED = 'handoff closed by the platform';
export const HELD_BACK = 'held back behind one of these';

/** The rows of the table, in its order. */
export const FATES = [ORDINARY, ...(Object.keys(SHARES) as Trouble[]), CLOSED, HELD_BACK] as const;

export type Fate = (typeof FATES)[number];

/** Keeps one fault in the simulator's queue: each call meets the next one of a sequence that depends on the seed only. */
export function stir(sim: Simulator): void {
	let drawn = 0;
	const draw = () => sim.fault(faultOf((drawn += 1)));
	sim.subscribe((event) => {
		if (event.type === 'faults' && event.data.length === 0) draw();
	});
	draw();
}

function faultOf(call: number): FaultSpec {
	const chance = (what: string) => chanceOf(`reply call ${call}: ${what}`);
	let left = chance('trouble');
	const trouble = (Object.keys(SHARES) as Trouble[]).find((name) => (left -= SHARES[name]) < 0);
	// With most troubles nobody can know whether the platform did it all the same.
	const process = chance('process') < 0.5;
	const status = (code: number, more: Partial<FaultSpec> = {}): FaultSpec => ({
		...{ kind: 'status', status: code, body: { code, message: trouble } },
		...more,
	});
	const soon = 1 + Math.floor(chance('when') * 3);
	switch (trouble) {
		case '429 with Retry-After':
			return status(429, { retryAfter: soon });
		case '429 without Retry-After':
			return status(429);
		case '429, come back in a minute':
			return status(429, { retryAfter: 60 });
		case '503 with Retry-After':
			return status(503, { retryAfter: soon });
		case '503 without Retry-After':
			return status(503, { process });
		case 'HTTP 500':
			return status(500, { process });
		case 'slow':
			return { kind: 'delay', ms: Math.round(LONGEST_SLOW_MS * chance('how slow')) + 1 };
		case 'slower than the node waits':
			return { kind: 'delay', ms: TOO_SLOW_MS, process };
		case 'never answered':
			return { kind: 'never', process };
		case 'reset before reading':
			return { kind: 'resetBefore' };
		case 'reset after reading':
			return { kind: 'resetAfter', process };
		default:
			return { kind: 'delay', ms: 0 };
	}
}

/** What a call met, as the simulator's log tells it; null while the log does not. */
export function fateOf({ fault, status, answer, explanation }: LoggedCall): Fate | null {
	const { code, message } = (answer ?? {}) as { code?: unknown; message?: unknown };
	if (fault === 'status') return message as Fate;
	if (code === 40356) return CLOSED;
	if (fault === 'never') return 'never answered';
	if (fault === 'resetAfter') return 'reset after reading';
	// Had the call's body been read by then, nothing else was done with it.
	if (fault === 'resetBefore') return 'reset before reading';
	if (status === null) return fault === 'delay' ? 'slower than the node waits' : null;
	return / 0 ms late/.test(explanation) ? ORDINARY : 'slow';
}
