/** Numbers by week and team. A team is the label of its bot. */
const TIMED_OUT = /timed out|ended it already|nobody (has )?answered|no-answer/i;

function quantile(values, part) {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted.length === 0 ? null : sorted[Math.ceil(part * sorted.length) - 1];
}

const weekOf = (time) => DateTime.fromISO(time).setZone($now.zoneName).startOf('week').toISODate();

/** Seconds from the request to the first reply of a human, null without one. */
function waited({ requested_at, first_reply_at }) {
	if (!requested_at || !first_reply_at) return null;
	return Math.max(
		0,
		DateTime.fromISO(first_reply_at).diff(DateTime.fromISO(requested_at), 'seconds').seconds,
	);
}

/** An event may have come twice. */
const once = (rows) => [...new Map(rows.filter(({ id }) => id).map((row) => [row.key, row])).values()];

function usageOf({ note }) {
	try {
		const { tokens, credits } = JSON.parse(note);
		return { tokens: Number(tokens) || 0, credits: Number(credits) || 0 };
	} catch {
		return { tokens: 0, credits: 0 };
	}
}

const sum = (values) => values.reduce((total, value) => total + value, 0);

function count(handoffs, replies) {
	const groups = new Map();
	const groupOf = (time, source) => {
		const key = JSON.stringify([weekOf(time), source ?? '']);
		if (!groups.has(key)) groups.set(key, { handoffs: [], usage: [] });
		return groups.get(key);
	};
	for (const row of once(handoffs)) groupOf(row.requested_at, row.source).handoffs.push(row);
	for (const row of once(replies)) groupOf(row.at, row.source).usage.push(usageOf(row));
	return [...groups.entries()]
		.map(([key, group]) => {
			const [week, team] = JSON.parse(key);
			const times = group.handoffs.map(waited).filter((seconds) => seconds !== null);
			return {
				week,
				team,
				handoffs: group.handoffs.length,
				answered: times.length,
				median: quantile(times, 0.5),
				p90: quantile(times, 0.9),
				timeOuts: group.handoffs.filter((row) => TIMED_OUT.test(row.closed_because ?? '')).length,
				replies: group.usage.length,
				tokens: sum(group.usage.map(({ tokens }) => tokens)),
				credits: sum(group.usage.map(({ credits }) => credits)),
			};
		})
		.sort((a, b) => b.week.localeCompare(a.week) || a.team.localeCompare(b.team));
}
