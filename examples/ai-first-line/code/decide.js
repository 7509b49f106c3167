/**
 * What is to be done with an event: `ask` the model, `answer` without asking, give it to a `human`, `leave` it (somebody else answers, or there
 * is nobody left to answer), or `pass` it to the desk, which has the conversation already.
 */
function decide(event, handoff, messages) {
	const turn = turnOf(event, handoff, messages);
	const { waitingSince } = turn;
	const told = { tell: turn.answers.length > 0 || !handoff.greeted_at, waitingSince };
	const human = (why) => ({ ...told, verdict: 'human', why });
	if (handoff.status === 'closed')
		return { verdict: handoff.ai_turn && !handoff.ai_ended ? 'leave' : 'pass' };
	if (handoff.status !== 'ai' || handoff.ai_ended) return { verdict: 'pass' };
	if (isTaken(handoff)) return { ...human('A colleague has taken the conversation'), tell: false };
	if (asksForHuman(turn.unanswered, event.words)) return human('The customer asked for a human');
	if (turn.isOvertaken) return { verdict: 'leave' };
	if (turn.answers.length >= event.maxAnswers)
		return human(`The AI has given its ${event.maxAnswers} answers`);
	if (turn.unanswered.length === 0)
		return event.event === 'handoffRequested'
			? { verdict: 'answer', text: [textOf(event, 'intro'), textOf(event, 'hello')].join('\n\n').trim() }
			: human('The customer sent no text');
	return { ...told, verdict: 'ask', intro: turn.answers.length === 0 ? textOf(event, 'intro') : '' };
}

/** In the customer's language, or in English. */
function textOf(settings, name) {
	return String(settings[`${name}_${settings.language}`] || settings[`${name}_en`] || '');
}
