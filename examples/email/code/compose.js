/** Each mail tells the whole: the newest at the top, then who it is and all that was said. */
function compose(event, handoff, messages, settings) {
	const news = NEWS[event.event](event, handoff);
	const parts = [
		MARKER,
		'',
		...news,
		'',
		...facts(event, handoff),
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

const WHO = { customer: 'Customer', bot: 'Bot', human: 'Team', automatic: 'Automatic', ai: 'AI' };

function facts(event, handoff) {
	const known = {
		'E-mail': handoff.email,
		Phone: handoff.phone,
		'User ID': handoff.user_id,
		'Anonymous ID': handoff.anonymous_id,
		Language: handoff.language,
		Bot: event.source,
		Conversation: event.conversationId,
		'Taken by': handoff.taken_by,
	};
	return Object.entries(known)
		.filter(([, value]) => value)
		.map(([name, value]) => `${name}: ${oneLine(value, 200)}`);
}

function conversation(handoff, messages, settings) {
	const before = JSON.parse(handoff.transcript || '[]').map(({ role, text }) => ({
		who: WHO[role] ?? 'Unknown',
		text,
	}));
	const since = messages
		.filter(({ kind, state }) => WHO[kind] && ['received', 'sending', 'sent'].includes(state))
		.map(({ kind, by, text, at }) => ({
			who: [WHO[kind], by && `(${oneLine(by, 80)})`, time(at, settings)].filter(Boolean).join(' '),
			text,
		}));
	const said = [...before, ...since].slice(-60);
	if (said.length === 0) return ['Nothing was said before.'];
	return ['What was said so far:', ...said.flatMap(({ who, text }) => [`${who}:`, ...cited(text)])];
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

/** Nobody is to miss a customer because of a time zone that n8n does not know. */
function time(at, { timeZone }) {
	const timeIn = (zone) => new Date(at).toLocaleString('sv-SE', { timeZone: zone });
	try {
		return at ? timeIn(timeZone) : '';
	} catch {
		return `${timeIn('UTC')} UTC`;
	}
}
