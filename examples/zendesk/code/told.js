const TOLD = {
	unsent: (sentence) => `A public reply was not sent to the customer: ${sentence}`,
	uncertain: (sentence) =>
		`Nobody knows whether a public reply reached the customer; look into the conversation before you send it again. ${sentence}`,
	late: (sentence) => `A public reply came too late for the chat. ${sentence}`,
	closed: () => 'The conversation is closed, so a public reply was not sent to the chat.',
	part: () =>
		'The customer has the text of a public reply, but not what was attached: the chat takes text only.',
	close: (sentence) => `The ticket is solved, but the conversation could not be closed: ${sentence}`,
};

/** An internal note for the agents. What the customer may not have opens a solved ticket again: somebody has to see it. */
function noteOn(about, outcome, sentence, quoted = '') {
	const text = [TOLD[outcome](oneLine(sentence, 500)), ...(quoted ? ['', ...cited(quoted)] : [])].join('\n');
	return {
		key: `told:${about}`,
		write: {
			ticket: null,
			text,
			inName: '',
			status: ['unsent', 'uncertain'].includes(outcome) ? 'open' : '',
		},
	};
}

/** Of each reply what the agents have to know; a plain success says nothing, and a duplicate was told before. */
function notesOn(replies, outcomes) {
	return replies.flatMap((reply) => {
		const { outcome, sentence } = outcomes.find(({ replyId }) => replyId === reply.replyId) ?? {};
		if (outcome === 'sent')
			return reply.attachments > 0 ? [noteOn(reply.replyId, 'part', '', reply.text)] : [];
		return TOLD[outcome] ? [noteOn(reply.replyId, outcome, sentence, reply.text)] : [];
	});
}
