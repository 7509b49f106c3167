import { createHash } from 'node:crypto';

import type { JsonObject } from '../json';

/** Documented bodies are six levels deep. Far beyond, n8n could not store the event. */
export const MAX_DEPTH = 100;

/** What stands in the structure where it is no length. */
const MARK = { list: -1, object: -2, end: -3, other: -4 } as const;

/** Code units that are hashed at a time; larger pieces only fill the memory. */
const PIECE = 65_536;

/** The engine knows at once that a string it holds in bytes has none of these. */
const BEYOND_LATIN_1 = /[\u0100-\uffff]/;

/** From here on the engine's own sorting is faster than insertion, which is quadratic. */
const MANY_NAMES = 16;

/**
 * The SHA-256, in hex, of the canonical form of a JSON object: the same for two objects if they differ in
 * nothing but the order of members, which a re-serialising proxy may change.
 *
 * The canonical form is no JSON, for escaping takes longer than all the rest. It is cut into pieces of two
 * parts: numbers that tell the structure (lengths of strings, places of names, marks for all else), and after
 * them the strings and other values themselves, with nothing between them. A name is written where it comes
 * first; from then on its place among the names stands for it.
 *
 * @returns null if it is nested deeper than MAX_DEPTH
 */
export function fingerprintOf(object: JsonObject): string | null {
	const canonical = new CanonicalHash();
	return canonical.add(object, 0) ? canonical.digest() : null;
}

class CanonicalHash {
	private readonly hash = createHash('sha256');

	private readonly names = new Map<string, number>();

	private structure: number[] = [];

	private texts = '';

	/** False, and then of no further use, if the value is nested too deep. */
	add(value: unknown, depth: number): boolean {
		if (typeof value === 'string') return this.write(value);
		if (typeof value !== 'object' || value === null) {
			this.structure.push(MARK.other);
			return this.write(String(value));
		}
		if (depth === MAX_DEPTH) return false;
		return Array.isArray(value) ? this.addList(value, depth) : this.addObject(value as JsonObject, depth);
	}

	digest(): string {
		this.hashPiece();
		return this.hash.digest('hex');
	}

	private addList(list: unknown[], depth: number): boolean {
		this.structure.push(MARK.list);
		for (const entry of list) if (!this.add(entry, depth + 1)) return false;
		this.structure.push(MARK.end);
		return true;
	}

	private addObject(object: JsonObject, depth: number): boolean {
		this.structure.push(MARK.object);
		for (const name of sortFew(Object.keys(object))) {
			this.writeName(name);
			if (!this.add(object[name], depth + 1)) return false;
		}
		this.structure.push(MARK.end);
		return true;
	}

	private writeName(name: string): void {
		const place = this.names.get(name);
		if (place !== undefined) {
			this.structure.push(place);
			return;
		}
		this.structure.push(this.names.size);
		this.names.set(name, this.names.size);
		this.write(name);
	}

	private write(text: string): true {
		// Behind others it would be copied, which takes longer than hashing it.
		if (text.length > PIECE) this.hashPiece();
		this.structure.push(text.length);
		this.texts += text;
		if (this.texts.length + this.structure.length > PIECE) this.hashPiece();
		return true;
	}

	private hashPiece(): void {
		const { texts, structure } = this;
		const isLatin1 = !BEYOND_LATIN_1.test(texts);
		this.hash.update(Int32Array.of(structure.length, Number(isLatin1))).update(new Int32Array(structure));
		// Not UTF-8: it makes one character of all lone surrogates, and is longer for most scripts.
		this.hash.update(texts, isLatin1 ? 'latin1' : 'utf16le');
		this.structure = [];
		this.texts = '';
	}
}

/** Sorts in place by code units. For the few names that objects have, the engine's own way takes longer than hashing them. */
function sortFew(names: string[]): string[] {
	if (names.length > MANY_NAMES) return names.sort();
	for (let end = 1; end < names.length; end++) {
		const name = names[end];
		let place = end;
		for (; place > 0 && names[place - 1] > name; place--) names[place] = names[place - 1];
		names[place] = name;
	}
	return names;
}
