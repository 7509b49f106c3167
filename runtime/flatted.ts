/**
 * Reads the format in which n8n stores an execution's data (the npm package "flatted"): a JSON array in which every string is the
 * position of the value it stands for, except where the array itself holds the string. Values may refer to each other in circles.
 */
export function parseFlatted(text: string): unknown {
	const slots = JSON.parse(text) as unknown[];
	const resolved = new Set<unknown>();
	const valueAt = (reference: unknown): unknown => (typeof reference === 'string' ? slots[Number(reference)] : reference);

	const open: unknown[] = [slots[0]];
	while (open.length > 0) {
		const value = open.pop();
		if (typeof value !== 'object' || value === null || resolved.has(value)) continue;
		resolved.add(value);
		const members = value as Record<string, unknown>;
		for (const key of Object.keys(members)) {
			members[key] = valueAt(members[key]);
			open.push(members[key]);
		}
	}
	return slots[0];
}
