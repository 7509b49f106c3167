import type { Announcer } from './events';
import { Problem } from './problem';
import { isRecord } from './settings-patch';

/** Played on calls to the platform. `refuse` is not queued: it closes the listening socket at once. */
export const inboundKinds = [
	'delay',
	'status',
	'refuse',
	'never',
	'resetBefore',
	'resetAfter',
	'redirect',
	'html',
	'garbage',
] as const;

/** Played on calls from the platform. (`delay` exists in both directions: name `direction: 'out'` for this one.) */
export const outboundKinds = ['duplicate', 'reorder', 'drop', 'delay'] as const;

export type InboundKind = (typeof inboundKinds)[number];
export type OutboundKind = (typeof outboundKinds)[number];
export type FaultKind = InboundKind | OutboundKind;

/** A fault as it is asked for. */
export interface FaultSpec {
	kind: FaultKind;
	/** Default: the direction of the kind; 'in' for `delay`. */
	direction?: 'in' | 'out';
	/** How many calls it hits before it is used up. Default: 1; 'always' until removed. */
	times?: number | 'always';
	/** Only calls whose path ends with this, such as `/v1/human/close` or `/chat`. Default: every path. */
	path?: string;
	/** Only calls of this conversation; the Agent conversation's id or a handoff's. Default: every conversation. */
	conversationId?: string;
	/** Chance from 0 to 1 that a matching call is hit. Default: 1. */
	probability?: number;
	/** Milliseconds. `delay`: how long; default 1,000. `refuse`: how long; default 1,000. `reorder`: the longest wait for a later call; default 5,000. */
	ms?: number;
	/** `status`: the HTTP status; default 500. `redirect`: default 302. */
	status?: number;
	/** `status`: Retry-After in seconds, as a literal text, or as an HTTP date that lies so many milliseconds ahead. */
	retryAfter?: number | string | { dateInMs: number };
	/** `status`: the body of the answer; a text goes out as it is, anything else as JSON. Default: `{code: status, message}`. */
	body?: unknown;
	/** `redirect`: the Location. Default: `/sign-in`. */
	location?: string;
	/**
	 * Whether the platform still does what the call asks. Default: yes for `delay`, `resetAfter` and `garbage` (the trouble lies on the
	 * way back), no for the others. `resetBefore` and `refuse` can never process.
	 */
	process?: boolean;
	/** `duplicate`: how many equal calls go out in all. Default: 2. */
	copies?: number;
	/** `duplicate`: milliseconds between them. Default: 0, all at once. */
	spacingMs?: number;
}

/** A fault in the queue: everything decided but the optional members of its kind. */
export interface Fault extends FaultSpec {
	id: number;
	direction: 'in' | 'out';
	times: number | 'always';
	process: boolean;
	/** How many calls it has hit. */
	hits: number;
}

export interface FaultQuestion {
	direction: 'in' | 'out';
	path: string;
	/** Every id under which the conversation is known; 'unread' while the body has not been read. */
	conversationIds: string[] | 'unread';
}

const processedByDefault: readonly FaultKind[] = ['delay', 'resetAfter', 'garbage', 'duplicate', 'reorder'];

const wants: Partial<Record<keyof FaultSpec, (value: unknown) => boolean>> = {
	kind: (value) => [...inboundKinds, ...outboundKinds].includes(value as FaultKind),
	direction: (value) => value === 'in' || value === 'out',
	times: (value) => value === 'always' || (Number.isInteger(value) && (value as number) > 0),
	path: (value) => typeof value === 'string',
	conversationId: (value) => typeof value === 'string',
	probability: (value) => typeof value === 'number' && value >= 0 && value <= 1,
	ms: (value) => typeof value === 'number' && value >= 0,
	status: (value) => Number.isInteger(value) && (value as number) >= 200 && (value as number) <= 599,
	retryAfter: (value) =>
		typeof value === 'string' ||
		(typeof value === 'number' && value >= 0) ||
		(isRecord(value) && typeof value.dateInMs === 'number'),
	body: () => true,
	location: (value) => typeof value === 'string',
	process: (value) => typeof value === 'boolean',
	copies: (value) => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 100,
	spacingMs: (value) => typeof value === 'number' && value >= 0,
};

/** The faults that wait for a call. The first one that matches is played; one call meets at most one fault. */
export class Faults {
	private queue: Fault[] = [];
	private lastId = 0;
	private dice: () => number;

	constructor(
		private readonly announcer: Announcer,
		seed: number,
	) {
		this.dice = seededDice(seed);
	}

	/** Checks the specification and queues it (but for `refuse`, which the caller plays at once). */
	add(spec: unknown): Fault {
		const fault = this.complete(spec);
		if (fault.kind !== 'refuse') this.queue.push(fault);
		this.announce();
		return { ...fault };
	}

	/** The fault that this call meets, or null. Counts it and forgets it when it is used up. */
	take(question: FaultQuestion): Fault | null {
		for (const fault of this.queue) {
			if (!matches(fault, question)) continue;
			if (fault.probability !== undefined && this.dice() >= fault.probability) continue;
			return this.use(fault);
		}
		return null;
	}

	/**
	 * Before the body is read: whether the next fault for this path is one that resets without reading. It must be the first in line,
	 * else a later fault would overtake.
	 */
	takeBeforeReading(path: string): Fault | null {
		const first = this.queue.find((fault) => matches(fault, { direction: 'in', path, conversationIds: 'unread' }));
		if (first?.kind !== 'resetBefore' || first.conversationId !== undefined || first.probability !== undefined) return null;
		return this.use(first);
	}

	list(): Fault[] {
		return this.queue.map((fault) => ({ ...fault }));
	}

	/** False when it is used up or never was. */
	remove(id: number): boolean {
		const others = this.queue.filter((fault) => fault.id !== id);
		const removed = others.length < this.queue.length;
		this.queue = others;
		if (removed) this.announce();
		return removed;
	}

	clear(seed: number): void {
		this.queue = [];
		this.dice = seededDice(seed);
		this.announce();
	}

	private use(fault: Fault): Fault {
		fault.hits += 1;
		if (fault.times !== 'always' && fault.hits >= fault.times) {
			this.queue = this.queue.filter((other) => other !== fault);
		}
		this.announce();
		return fault;
	}

	private complete(spec: unknown): Fault {
		if (!isRecord(spec)) throw new Problem(400, 'A fault is a JSON object with at least a kind.');
		for (const [name, value] of Object.entries(spec)) {
			const holds = Object.hasOwn(wants, name) ? wants[name as keyof FaultSpec] : undefined;
			if (!holds) throw new Problem(400, `A fault has no member "${name}".`);
			if (value !== undefined && !holds(value)) throw new Problem(400, `The member "${name}" of the fault is not allowed.`);
		}
		const { kind } = spec as unknown as FaultSpec;
		if (kind === undefined) throw new Problem(400, 'A fault needs a kind.');
		const goesIn = (inboundKinds as readonly string[]).includes(kind);
		const goesOut = (outboundKinds as readonly string[]).includes(kind);
		const direction = spec.direction ?? (goesIn ? 'in' : 'out');
		if (direction === 'in' ? !goesIn : !goesOut) {
			throw new Problem(400, `The fault "${kind}" does not exist for calls that go ${String(direction)}.`);
		}
		const given = spec as unknown as FaultSpec;
		return {
			...given,
			id: ++this.lastId,
			direction: direction as 'in' | 'out',
			times: given.times ?? 1,
			process: given.process ?? processedByDefault.includes(kind),
			hits: 0,
		};
	}

	private announce(): void {
		this.announcer.announce({ type: 'faults', data: this.list() });
	}
}

function matches(fault: Fault, question: FaultQuestion): boolean {
	if (fault.direction !== question.direction) return false;
	if (fault.path !== undefined && !question.path.endsWith(fault.path)) return false;
	if (fault.conversationId === undefined || question.conversationIds === 'unread') return true;
	return question.conversationIds.includes(fault.conversationId);
}

/** mulberry32: small, and equal numbers for equal seeds, which Math.random cannot promise. Answers 0 <= n < 1. */
function seededDice(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}
