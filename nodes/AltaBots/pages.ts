import { MAX_PAGE_SIZE, type PlatformRequest } from '../../platform/outbound';
import { readList } from '../../platform/inbound';
import type { ItemContext } from './perform';

/**
 * Collects what the platform gives out in pages: as many as 'Limit' says, or all. What moves to a later
 * page meanwhile is taken once.
 *
 * @param member the list in the answer
 * @param id the member that tells entries apart
 */
export async function collect(
	{ ctx, itemIndex, call }: ItemContext,
	member: string,
	id: string,
	request: (page: number, pageSize: number) => PlatformRequest,
): Promise<unknown[]> {
	const returnAll = ctx.getNodeParameter('returnAll', itemIndex, false) as boolean;
	const limit = returnAll ? Infinity : Math.max(1, Number(ctx.getNodeParameter('limit', itemIndex, 50)));
	const pageSize = Math.min(limit, MAX_PAGE_SIZE);
	const found = new Map<unknown, unknown>();
	for (let page = 1; found.size < limit; page++) {
		const answer = await call(request(page, pageSize));
		const entries = readList(answer, member);
		for (const entry of entries) found.set((entry as { [name: string]: unknown } | null)?.[id] ?? {}, entry);
		// The total decides: no document promises full pages. Asking past it is refused with 40005.
		const total = Number(answer.total);
		if (entries.length === 0 || !(total > page * pageSize)) break;
	}
	return [...found.values()].slice(0, limit);
}
