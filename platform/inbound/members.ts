import { isJsonObject, type JsonObject } from '../json';

/**
 * Takes an object apart without losing anything: what was read as expected is out, and all else, members
 * of an unexpected type included, comes back from `rest()`.
 */
export class Members {
	/** An array: the names are few, and bodies hold thousands of small objects. */
	private readonly taken: string[] = [];

	constructor(private readonly source: JsonObject) {}

	/**
	 * The member as `read` understands it. A missing or null member is null; one that `read` does not
	 * understand (undefined) is null too and stays in the rest.
	 */
	take<T>(name: string, read: (value: unknown) => T | undefined): T | null {
		const value = this.raw(name);
		if (value === undefined || value === null) {
			this.taken.push(name);
			return null;
		}
		const result = read(value);
		if (result === undefined) return null;
		this.taken.push(name);
		return result;
	}

	/** As `take`, but the member stays in the rest. */
	peek<T>(name: string, read: (value: unknown) => T | undefined): T | null {
		return read(this.raw(name)) ?? null;
	}

	/** Whether the member is there and not null. */
	has(name: string): boolean {
		const value = this.raw(name);
		return value !== undefined && value !== null;
	}

	/** The members nobody took, as they came. */
	rest(): JsonObject {
		const left = Object.keys(this.source).filter((name) => !this.taken.includes(name));
		// fromEntries defines own members, so that one named `__proto__` stays data.
		return left.length === 0 ? {} : Object.fromEntries(left.map((name) => [name, this.source[name]]));
	}

	private raw(name: string): unknown {
		return Object.prototype.hasOwnProperty.call(this.source, name) ? this.source[name] : undefined;
	}
}

export function readString(value: unknown): string | undefined {
	return typeof value === 'string' ? value : undefined;
}

/** An id: a string, or a whole number that lost no digit on the way. '' is no id. */
export function readId(value: unknown): string | undefined {
	if (Number.isSafeInteger(value)) return String(value);
	return typeof value === 'string' && value !== '' ? value : undefined;
}

/** As many decimal digits as a number certainly holds. */
const EXACT_DIGITS = 15;

/** An amount: a finite number, or a decimal one written as a string that no digit is lost of. */
export function readNumber(value: unknown): number | undefined {
	if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
	if (typeof value !== 'string') return undefined;
	const parts = /^[-+]?(\d+)(?:\.(\d+))?(?:e[-+]?\d\d?)?$/i.exec(value.trim());
	if (parts === null) return undefined;
	const [, whole, fraction = ''] = parts;
	const digits = (whole + fraction).replace(/^0+/, '');
	return digits.length <= EXACT_DIGITS ? Number(value) : undefined;
}

export function readObject(value: unknown): JsonObject | undefined {
	return isJsonObject(value) ? value : undefined;
}

export function readArray(value: unknown): unknown[] | undefined {
	return Array.isArray(value) ? (value as unknown[]) : undefined;
}

/**
 * Reads an array unless it is longer than any real one, so that such a one stays in the rest as it came. Shaping
 * multiplies what small entries take: 16 MB of `{}` for a history would cost n8n gigabytes, and whoever knows a
 * webhook's URL may send them.
 */
export function readArrayUpTo(maxEntries: number): (value: unknown) => unknown[] | undefined {
	return (value) => {
		const entries = readArray(value);
		return entries !== undefined && entries.length <= maxEntries ? entries : undefined;
	};
}
