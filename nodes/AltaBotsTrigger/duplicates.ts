import { createHash } from 'node:crypto';

/** How long an event is remembered. The platform documents no retries; those of others end within minutes. */
const EXPIRY_MS = 60 * 60 * 1000;

/** How many events a trigger remembers. With about 200 bytes each this stays near 2 MB. */
const MAX_KEYS = 10_000;

interface Entry {
	/** Resolves to true once the event is stored, to false if it could not be. */
	outcome: Promise<boolean>;
	/** Infinity while the outcome is open. */
	expiresMs: number;
}

/** The right to start an execution for an event. */
export interface Claim {
	/** Must be called once: whether n8n has stored the event. If not, it is as if it had never come. */
	settle: (stored: boolean) => void;
}

/**
 * Remembers in this process which events have started an execution. Nothing durable is possible in a
 * trigger: n8n loses static data written there, and has no other store for community nodes.
 */
export class DuplicateMemory {
	/** Oldest first. Keys are hashed, because ids have no limit in length. */
	private readonly entries = new Map<string, Entry>();

	constructor(private readonly now: () => number = Date.now) {}

	/**
	 * Claims an event. An equal call that arrives while the first one is open waits for its outcome: it is
	 * a duplicate only if the first was stored.
	 *
	 * @returns null if the event is a duplicate
	 */
	async claim(dedupeKey: string): Promise<Claim | null> {
		const key = createHash('sha256').update(dedupeKey).digest('base64');
		for (;;) {
			const entry = this.entries.get(key);
			if (entry === undefined || entry.expiresMs <= this.now()) return this.open(key);
			if (await entry.outcome) return null;
		}
	}

	/** How many events are remembered, after the expired ones are gone. */
	size(): number {
		this.dropOldest();
		return this.entries.size;
	}

	private open(key: string): Claim {
		let resolve: (stored: boolean) => void = () => {};
		const outcome = new Promise<boolean>((done) => (resolve = done));
		const entry: Entry = { outcome, expiresMs: Infinity };
		this.entries.delete(key);
		this.entries.set(key, entry);
		this.dropOldest();
		return {
			settle: (stored) => {
				if (stored) entry.expiresMs = this.now() + EXPIRY_MS;
				else this.entries.delete(key);
				resolve(stored);
			},
		};
	}

	/** Expired entries go, then the oldest above the limit; an open one stays, or its twin would run too. */
	private dropOldest(): void {
		for (const [key, { expiresMs }] of this.entries) {
			const isExpired = expiresMs <= this.now();
			if (!isExpired && this.entries.size <= MAX_KEYS) return;
			if (expiresMs !== Infinity) this.entries.delete(key);
		}
	}
}

const memories = new Map<string, DuplicateMemory>();

/** The memory of one trigger. A workflow that is published again keeps what it has seen. */
export function duplicatesOf(nodeKey: string): DuplicateMemory {
	const known = memories.get(nodeKey);
	if (known !== undefined) return known;
	// Those of deleted triggers run empty by and by.
	for (const [key, memory] of memories) if (memory.size() === 0) memories.delete(key);
	const memory = new DuplicateMemory();
	memories.set(nodeKey, memory);
	return memory;
}
