import type { Settings } from './settings';

export interface RateLimitVerdict {
	exceeded: boolean;
	/** AltaBots' "API Overview": `X-RateLimit-Reset` is Unix time in seconds. No document mentions Retry-After, so there is none. */
	headers: Record<string, string>;
}

/** Counts calls per key in windows that begin with a key's first call. */
export class RateLimit {
	private readonly windows = new Map<string, { count: number; endsAt: number }>();

	constructor(private readonly settings: Settings) {}

	/** Counts one call; null while the limit is off. `now` in milliseconds since 1970. */
	count(key: string, now: number): RateLimitVerdict | null {
		const rule = this.settings.rateLimit;
		if (rule === null) return null;
		let window = this.windows.get(key);
		if (!window || window.endsAt <= now) {
			window = { count: 0, endsAt: now + rule.windowMs };
			this.windows.set(key, window);
		}
		window.count += 1;
		return {
			exceeded: window.count > rule.limit,
			headers: {
				'X-RateLimit-Limit': String(rule.limit),
				'X-RateLimit-Remaining': String(Math.max(0, rule.limit - window.count)),
				'X-RateLimit-Reset': String(Math.ceil(window.endsAt / 1_000)),
			},
		};
	}

	clear(): void {
		this.windows.clear();
	}
}
