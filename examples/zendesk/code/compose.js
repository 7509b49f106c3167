/**
 * What an event means for a ticket: `ticket` is what to make if there is none, `comment` what to add if there is one. Written down before
 * Zendesk is asked, so that it is the same whenever it is tried again.
 */
function compose(event, messages, settings) {
	const { handoff } = event;
	const source = event.source ?? '';
	const isClosing = event.event === 'handoffClosed';
	return {
		key: `zendesk:${settings.subdomain}:${event.dedupeKey}`,
		conversationId: event.conversationId,
		source,
		write: {
			ticket: isClosing
				? null
				: {
						externalId: `altabots:${source}:${event.conversationId}`,
						subject: subjectOf(event, handoff),
						tags: ['altabots', ...listOf(forLabel(settings.tags, source))],
						group: Number(forLabel(settings.groups, source)) || null,
						name: nameOf(handoff),
						ways: waysToRequester(handoff, event.conversationId, source, settings),
						text: shortened(whole(event, handoff, messages, settings).join('\n')),
					},
			...COMMENTS[event.event](event, handoff, messages, settings),
		},
	};
}

const COMMENTS = {
	handoffRequested: (event, handoff, messages, settings) => ({
		text: shortened(
			whole(event, handoff, messages, settings, 'The customer asks for a human again:').join('\n'),
		),
		inName: '',
		status: 'open',
	}),
	customerMessage: (event) => ({
		text: ['The customer writes:', '', ...cited(event.text)].join('\n'),
		inName: asWritten(event.text),
		status: 'open',
	}),
	handoffClosed: (event, handoff, messages, settings) => ({
		ticketId: ticketIdOf(handoff.thread, settings),
		text: `The conversation is closed: ${asWritten(oneLine(handoff.closed_because || event.reason, 200))}. Answers do not arrive in the chat any more.`,
		inName: '',
		status: isToSolve(handoff, messages, settings) ? 'solved' : '',
	}),
};

/** A customer who was never answered stays in somebody's view. */
function isToSolve(handoff, messages, { solveWhenClosed }) {
	if (solveWhenClosed !== 'answered') return solveWhenClosed === 'always';
	return messages.some(
		({ kind, state, at }) =>
			kind === 'human' && state === 'sent' && new Date(at) >= new Date(handoff.last_customer_message_at),
	);
}

function whole(event, handoff, messages, settings, asks = 'A customer asks for a human:') {
	return [
		event.event === 'customerMessage' ? 'A customer writes:' : asks,
		'',
		...cited(event.text ?? event.question),
		'',
		...(event.open === false
			? ['It is outside your hours; the customer was told when you are back.', '']
			: []),
		...facts(handoff),
		'',
		...conversation(handoff, messages, settings),
		'',
		'Answer with a public reply, and the customer gets it in the chat. Internal notes stay here. Solving the ticket ends the conversation.',
	];
}

function facts(handoff) {
	return known(handoff).map(([name, value]) => `${name}: ${asWritten(value)}`);
}

/** The newest lines that a comment has room for. */
function conversation(handoff, messages, settings) {
	const line = ({ who, at, text }) => [
		`${[who, clock(at, settings)].filter(Boolean).join(' ')}:`,
		...cited(text),
		'',
	];
	const said = saidIn(handoff, messages).map((one) => line(one).join('\n'));
	let room = 12_000;
	const kept = said.reverse().filter((lines) => (room -= lines.length) > 0);
	if (said.length === 0) return ['Nothing was said before.'];
	const left = said.length > kept.length ? ['(Older lines are left out.)', ''] : [];
	return ['What was said so far:', '', ...left, ...kept.reverse()];
}

function ticketIdOf(thread, { subdomain }) {
	const prefix = `zendesk:${subdomain}/`;
	return String(thread ?? '').startsWith(prefix) ? Number(thread.slice(prefix.length)) : null;
}

function subjectOf(event, handoff) {
	const about = oneLine(event.question ?? event.text, 80) || oneLine(handoff.email || handoff.user_id, 80);
	return asWritten(about ? `Chat: ${about}` : 'Chat');
}

function listOf(text) {
	return text
		.split(',')
		.map((tag) => tag.trim().replace(/\s+/g, '_'))
		.filter((tag) => tag !== '');
}
