const OUTCOMES = {
	unsent: (sentence) => `Your answer was not sent: ${sentence}`,
	uncertain: (sentence) =>
		`Nobody knows whether your answer arrived; look into the conversation before you send it again. ${sentence}`,
	late: (sentence) => `Your answer came too late. ${sentence}`,
	closed: () => 'The conversation is closed, so nothing was sent.',
	duplicate: (sentence) => `Your answer came before, and was not sent again. ${sentence}`,
};

/**
 * What a colleague is told who has answered a customer: sentences, none where all went as they expect.
 * @param reply what the workflow Reply says of the answer, if there was one
 * @param close whether the conversation was to be closed; `closing` is what Reply says of it, if it came to that
 * @param left what of the answer the customer did not get, as a sentence
 */
function troubles({ reply, close, closing, left = '' }) {
	const all = [];
	if (reply && reply.outcome !== 'sent')
		all.push(OUTCOMES[reply.outcome]?.(reply.sentence) ?? reply.sentence);
	if (left && reply?.outcome === 'sent') all.push(left);
	if (close && !closing) all.push('Because of that the conversation was not closed.');
	if (closing && closing.outcome !== 'closed')
		all.push(`The conversation could not be closed: ${closing.sentence}`);
	return all;
}
