import { errorAnswer, type Answer } from '../answers';
import type { Settings } from '../settings';

/** A page of a list, from 1 on; behind the last one there is code 40005. An empty list has an empty first page. */
export function pageOf<T>(
	settings: Settings,
	all: readonly T[],
	query: { page: string; page_size: string },
): { entries: T[] } | { refused: Answer } {
	const [page, size] = [Number(query.page), Number(query.page_size)];
	const start = (page - 1) * size;
	if (start >= all.length && page > 1) {
		return {
			refused: errorAnswer(settings, 40005, `there are ${all.length} entries, page ${page} is behind them.`),
		};
	}
	return { entries: all.slice(start, start + size) };
}
