const OUTCOMES = {
	unsent: (sentence) => `Your answer was not sent: ${sentence}`,
	uncertain: (sentence) =>
		`Nobody knows whether your answer arrived; look into the conversation before you send it again. ${sentence}`,
	late: (sentence) => `Your answer came too late. ${sentence}`,
	closed: () => 'The conversation is closed, so nothing was sent.',
	duplicate: (sentence) => `Your answer came before, and was not sent again. ${sentence}`,
};

/** What the thread is told of an answer. */
function told({ job, text, close, reply, closing }) {
	const said = [];
	if (text === '' && !close) said.push('Nothing was sent: the chat takes text only.');
	if (reply && reply.outcome !== 'sent')
		said.push(OUTCOMES[reply.outcome]?.(reply.sentence) ?? reply.sentence);
	if (job.files > 0 && reply?.outcome === 'sent')
		said.push('The customer has your text, but not the files: the chat takes text only.');
	if (close && !closing) said.push('Because of that the conversation was not closed.');
	if (closing && closing.outcome !== 'closed')
		said.push(`The conversation could not be closed: ${closing.sentence}`);
	return said.join(' ');
}

/** A mark for a plain success, a message for everything else. */
function report(done, settings) {
	const { key, job, handoff, name, reply, closing } = done;
	const sentence = told(done);
	const of = { conversationId: handoff.conversation_id, source: handoff.source };
	const inThread = { lane: `out:${handoff.id}`, thread: job.thread };
	const mark = { lane: `mark:${key}`, mark: settings.sentMark, channel: job.channel, message: job.ts };
	return [
		...(sentence
			? [{ ...of, key: `${key}:told`, job: { ...inThread, post: `<@${job.user}> ${toSlack(sentence)}` } }]
			: []),
		...(reply?.outcome === 'sent' && !sentence && settings.sentMark
			? [{ ...of, key: `${key}:mark`, job: mark }]
			: []),
		...(closing?.outcome === 'closed' ? posts(closedKey(handoff), [closedText(`by ${name}`)], handoff) : []),
	];
}
