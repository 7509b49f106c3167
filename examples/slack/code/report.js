const ATTACHED = 'The customer has your text, but not the files: the chat takes text only.';

/** What the thread is told of an answer. */
function told({ job, text, close, reply, closing }) {
	if (text === '' && !close) return 'Nothing was sent: the chat takes text only.';
	return troubles({ reply, close, closing, left: job.files > 0 ? ATTACHED : '' }).join(' ');
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
