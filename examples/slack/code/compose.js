/** What an event puts into the thread of its handoff; the first one opens it. */
function compose(event, handoff, messages, settings) {
	const thread = `slack:thread:${handoff.id}`;
	const isOpen = Boolean(handoff.thread) || messages.some(({ key }) => key === `${thread}:0`);
	// Whoever leaves before the team has heard of them, did not talk to the team.
	if (!isOpen && event.event === 'handoffClosed') return [];
	const before = messages.filter(({ key }) => key !== event.dedupeKey);
	return [
		...(isOpen ? [] : posts(thread, opening(event, handoff, before, settings), handoff, { opens: true })),
		...news(event, handoff),
	];
}

function news(event, handoff) {
	if (event.event === 'customerMessage') {
		const closed =
			handoff.status === 'closed' ? ['', 'The conversation is closed: an answer would not arrive.'] : [];
		const lines = ['The customer writes:', ...cited(event.text), ...closed];
		return posts(`slack:${event.dedupeKey}`, packed(lines), handoff);
	}
	if (event.event === 'handoffClosed')
		return posts(closedKey(handoff), [closedText(handoff.closed_because || event.reason)], handoff);
	return [];
}

/** A message each, in the order of the thread; the first of those that open it is what the thread hangs on. */
function posts(key, texts, handoff, { opens = false } = {}) {
	return texts.map((post, n) => ({
		key: `${key}:${n}`,
		conversationId: handoff.conversation_id,
		source: handoff.source,
		job: { lane: `out:${handoff.id}`, handoff: handoff.id, post, opens: opens && n === 0 },
	}));
}

/** The same for the event and for the word that closes, so that the team is told once. */
function closedKey(handoff) {
	return `slack:closed:${handoff.id}:${new Date(handoff.waiting_since).getTime()}`;
}

function closedText(why) {
	return `The conversation is closed: ${toSlack(oneLine(why, 200)) || 'no reason was given'}. Answers do not arrive any more.`;
}

/** One message if all that was said is short, else it follows in the thread. */
function opening(event, handoff, messages, settings) {
	const first = [
		'A customer asks for a human:',
		...cited(beginning(String(handoff.question ?? ''), 1500)),
		'',
		...facts(handoff),
		...(event.open === false ? ['It is outside your hours; the customer was told when you are back.'] : []),
		...(handoff.status === 'closed' ? ['The conversation is closed already: answers do not arrive.'] : []),
		'',
		howTo(settings),
	];
	const said = conversation(handoff, messages);
	const whole = packed([...first, '', ...said]);
	if (whole.length === 1) return whole;
	const messagesOfAll = packed(said);
	const newest = messagesOfAll.slice(-12);
	return [
		...packed(first),
		...newest.map((text, n) =>
			n === 0 && newest.length < messagesOfAll.length ? `(The beginning is left out.)\n${text}` : text,
		),
	];
}

function howTo({ closeWord, notePrefix }) {
	const words = [
		'Answer in this thread: what you write reaches the customer.',
		closeWord && `${toSlack(closeWord)} on a line of its own ends the conversation.`,
		notePrefix && `What begins with ${toSlack(notePrefix)} stays among you.`,
	];
	return words.filter(Boolean).join(' ');
}

function facts(handoff) {
	return known(handoff).map(([name, value]) => `${name}: ${toSlack(value)}`);
}

function conversation(handoff, messages) {
	const said = saidIn(handoff, messages).slice(-60);
	if (said.length === 0) return ['Nothing was said before.'];
	return ['What was said so far:', ...said.flatMap(({ who, text }) => [`${toSlack(who)}:`, ...cited(text)])];
}
