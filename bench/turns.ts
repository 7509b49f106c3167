/** Back and forth, so that nobody always runs behind the same neighbour. */
export function inTurn<Contestant>(contestants: Iterable<Contestant>, round: number): Contestant[] {
	return round % 2 === 0 ? [...contestants] : [...contestants].reverse();
}
