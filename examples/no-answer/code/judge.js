/** A human's reply that the customer has, or may have. */
const MAY_HAVE_ARRIVED = ['sent', 'uncertain', 'sending'];

/** Also of what Data Tables give as a date; 0 where there is none. */
const timeOf = (value) => (value ? +new Date(value) : 0);

const inMs = (minutes) => Math.max(0, Number(minutes) || 0) * 60_000;

/**
 * What is due for a handoff, by its row and all messages of its conversation: to 'remind' the team, to 'close', or 'nothing'.
 * @param openSince since when the team is there; undefined where nobody asks for hours
 */
function judge(row, messages, settings, openSince, now) {
	const nothing = { action: 'nothing' };
	if (row.status !== 'waiting' || isSomebodyAnswering(row)) return nothing;
	const { since, newest } = waitingTimes(row, messages);
	if (since === undefined) return nothing;
	const [remindAfter, closeAfter] = [inMs(settings.remindAfterMinutes), inMs(settings.closeAfterMinutes)];
	const opened = timeOf(openSince);
	const from = Math.max(since, opened);
	const remindedAt = timeOf(row.reminded_at);
	const isReminded = remindAfter > 0 && remindedAt >= from;
	// Whoever was reminded late (n8n was down) still gets the time between the two.
	const closeFrom = Math.max(
		Math.max(newest, opened) + closeAfter,
		isReminded ? remindedAt + Math.max(0, closeAfter - remindAfter) : 0,
	);
	const isCloseDue = closeAfter > 0 && now >= closeFrom;
	const isRemindDue = remindAfter > 0 && !isReminded && now >= from + remindAfter;
	const triedAt = timeOf(row.timer_since);
	const isAtWork = triedAt >= newest && now < triedAt + inMs(settings.tryAgainAfterMinutes);
	// A customer who is to be let go does not wait for reminders that fail.
	const isWorthReminding = isRemindDue && !(isCloseDue && triedAt >= from);
	if (isAtWork || !(isWorthReminding || isCloseDue)) return nothing;
	return { action: isWorthReminding ? 'remind' : 'close', from, newest, waitedMs: now - since };
}

/** Another reply is on its way, or was when n8n was killed: what became of it is for people to find out. */
function isSomebodyAnswering(row) {
	return Boolean(row.sending) && !row.sending.startsWith('timer:');
}

/** Since when the customer waits, and when they wrote last; nothing where a human has answered since. */
function waitingTimes(row, messages) {
	const replies = messages.filter(({ kind, state }) => kind === 'human' && MAY_HAVE_ARRIVED.includes(state));
	const answered = Math.max(0, ...replies.map(({ at }) => timeOf(at)));
	const lastReply = Math.max(0, ...replies.map(({ id }) => id ?? 0));
	const unanswered = [
		...messages
			// What came after the reply is unanswered also where its own time is earlier: it was late, or the clocks differ.
			.filter(({ kind, id, at }) => kind === 'customer' && (id > lastReply || timeOf(at) > answered))
			.map(({ at }) => timeOf(at)),
		...[row.last_customer_message_at, row.waiting_since].map(timeOf).filter((at) => at > answered),
	];
	if (unanswered.length === 0) return {};
	const isAnswered = answered >= timeOf(row.waiting_since);
	return {
		since: isAnswered ? Math.min(...unanswered) : timeOf(row.waiting_since),
		newest: Math.max(...unanswered),
	};
}
