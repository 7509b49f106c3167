const LONGEST = 4_000;

/** What the model said, or null if it is not what it was asked for. */
function read(output) {
	if (typeof output !== 'string') return null;
	const json = /^\s*(?:```(?:json)?\s*)?(\{[^]*\})\s*(?:```)?\s*$/.exec(output)?.[1];
	try {
		const { answer, handOver } = JSON.parse(json);
		if (typeof answer !== 'string' || typeof handOver !== 'boolean') return null;
		if (!handOver && (answer.trim() === '' || answer.length > LONGEST)) return null;
		return { answer: answer.trim(), handOver };
	} catch {
		return null;
	}
}

/** The conversation may have moved on while the model was thinking, so it is looked at again. */
function judge(said, event, handoff, messages) {
	const decided = decide(event, handoff, messages);
	if (decided.verdict !== 'ask') return decided;
	const human = (why) => ({ ...decided, verdict: 'human', why });
	if (typeof said.output !== 'string')
		return human(`The model did not answer: ${said.error ?? 'see the execution'}`.slice(0, 300));
	const found = read(said.output);
	if (!found) return human('The model answered something else than it was asked for');
	if (found.handOver) return human('The AI was not sure, or cannot do what was asked');
	return { verdict: 'answer', text: [decided.intro, found.answer].filter(Boolean).join('\n\n') };
}
