/** Each mail tells the whole: the newest at the top, then who it is and all that was said. */
function compose(event, handoff, messages, settings) {
	const news = NEWS[event.event](event, handoff);
	const parts = [
		MARKER,
		'',
		...news,
		'',
		...facts(handoff),
		'',
		...conversation(handoff, messages, settings),
		'',
		...HOW_TO,
	];
	return {
		key: `mail:${event.event === 'handoffClosed' ? closedKey(handoff) : event.dedupeKey}`,
		conversationId: event.conversationId,
		source: event.source ?? '',
		by: 'team',
		mail: {
			to: listFor(settings.team, event.source ?? '').join(', '),
			replyTo: replyAddress(settings, handoff.thread),
			subject: (event.event === 'handoffRequested' ? '' : 'Re: ') + subject(handoff),
			text: parts.join('\n'),
		},
	};
}

const NEWS = {
	handoffRequested: (event) => [
		'A customer asks for a human:',
		...cited(event.question),
		...(event.open === false
			? ['', 'It is outside your hours; the customer was told when you are back.']
			: []),
	],
	customerMessage: (event, handoff) => [
		'The customer writes:',
		...cited(event.text),
		...(handoff.status === 'closed' ? ['', 'The conversation is closed: an answer would not arrive.'] : []),
	],
	handoffClosed: (event, handoff) => [
		`The conversation is closed: ${oneLine(handoff.closed_because || event.reason, 200) || 'no reason was given'}. Answers do not arrive any more.`,
	],
};

const HOW_TO = [
	'Answer this mail, and the customer gets what you write. A line with nothing but /close ends the conversation; /take takes it over from a colleague.',
];

function facts(handoff) {
	const all = [...known(handoff), ['Taken by', oneLine(handoff.taken_by, 200)]];
	return all.filter(([, value]) => value).map(([name, value]) => `${name}: ${value}`);
}

function conversation(handoff, messages, settings) {
	const said = saidIn(handoff, messages).slice(-60);
	if (said.length === 0) return ['Nothing was said before.'];
	const line = ({ who, at, text }) => [
		`${[who, clock(at, settings)].filter(Boolean).join(' ')}:`,
		...cited(text),
	];
	return ['What was said so far:', ...said.flatMap(line)];
}

/** A customer's line must never look like one of ours, nor like the marker. */
function cited(text) {
	return (String(text ?? '').trim() || '(no text)')
		.split(/\r\n|[\r\n\u2028\u2029]/)
		.map((line) => `| ${line}`);
}

/** Mail programs put mails with the same subject together; two customers with the same question are kept apart by the number. */
function subject(handoff) {
	return `[Chat ${handoff.thread.slice(0, 6)}] ${oneLine(handoff.question, 60) || oneLine(handoff.email || handoff.user_id, 60) || 'A customer'}`;
}

/** The same for the event and for /close, so that the team is told once. */
function closedKey(handoff) {
	return `closed:${handoff.id}:${handoff.waiting_since}`;
}
