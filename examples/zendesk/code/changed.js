/**
 * Of the tickets of open conversations those that have changed since they were read. Zendesk's times are whole seconds: a ticket that has
 * just changed may change once more in the same second, so it is read again the next time.
 */
const JUST_NOW = 30_000;
const { found, handoffs, seen, at } = $input.first().json;
const tickets = found
	.filter(({ id, updated_at: changedAt }) => handoffs[id] && seen[id] !== changedAt)
	.map(({ id }) => ({ ticketId: id, handoff: handoffs[id] }));
const settled = found.filter(
	({ updated_at: changedAt }) => new Date(changedAt).getTime() < new Date(at).getTime() - JUST_NOW,
);
const result = [
	{
		json: {
			tickets,
			seen: Object.fromEntries(settled.map(({ id, updated_at: changedAt }) => [id, changedAt])),
		},
	},
];
