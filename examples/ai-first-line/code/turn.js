/**
 * Where a conversation stands for one event: what the AI has said, what it has not answered yet, and whether a newer message came. Rows are
 * numbered in the order in which they arrived, so numbers tell what the platform's clock and n8n's cannot.
 */
function turnOf(event, handoff, messages) {
	const time = (at) => new Date(at).getTime();
	const own = messages.find(({ kind, key }) => kind === 'customer' && key === event.dedupeKey);
	const customers = messages.filter(
		(message) =>
			message === own || (message.kind === 'customer' && time(message.at) >= time(handoff.requested_at)),
	);
	const answers = messages.filter(
		({ kind, state, createdAt }) =>
			kind === 'ai' && state !== 'unsent' && time(createdAt) >= time(handoff.createdAt),
	);
	const lastAnswer = answers.at(-1)?.id ?? 0;
	const since = customers.filter((message) => message.id > lastAnswer || message === own);
	return {
		answers,
		// Whoever came last has the whole conversation before it, and answers for all.
		isOvertaken: own ? customers.some(({ id }) => id > own.id) : customers.length > 0,
		unanswered: [
			...(answers.length === 0 ? [handoff.question] : []),
			...since.map(({ text }) => text),
			event.text ?? event.question,
		].filter((text) => typeof text === 'string' && text.trim() !== ''),
		waitingSince: since[0]?.at ?? handoff.waiting_since,
	};
}

/** An event that comes twice has two rows until the front door has forgotten the second one. */
function firstOfEach(messages) {
	const seen = new Set();
	return messages.filter(({ id, key }) => id && !seen.has(key) && seen.add(key));
}

/** Somebody of the team has it, or the desk does. */
function isTaken(handoff) {
	return Boolean(handoff.taken_by || handoff.thread || handoff.first_reply_at);
}

/** Scripts that put no blanks between words. */
const UNSPACED =
	/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Each word or phrase for itself, not as a part of a longer word. */
function asksForHuman(texts, words) {
	return String(words ?? '')
		.split(',')
		.map((word) =>
			word
				.trim()
				.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
				.replace(/\s+/g, '\\s+'),
		)
		.filter((word) => word !== '')
		.some((word) => {
			const alone = `(?<![\\p{L}\\p{N}])${word}(?![\\p{L}\\p{N}])`;
			const pattern = new RegExp(UNSPACED.test(word) ? word : alone, 'iu');
			return texts.some((text) => pattern.test(text));
		});
}
