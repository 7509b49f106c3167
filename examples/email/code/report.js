/** What the sender is told of a mail, and what is noted on it. */
function report({ key, mail, handoff, verdict, note, sentence, reply, closing }) {
	if (verdict === 'ignore') return { state: 'ignored', note };
	if (verdict === 'tell') return { state: 'told', note: sentence, told: sentence };
	const said = troubles({ reply, close: mail.close, closing, left: mail.attachments > 0 ? ATTACHED : '' });
	if (mail.take && !reply && !closing) said.push('The conversation is yours now.');
	const isClosed = closing?.outcome === 'closed';
	return {
		state: reply?.outcome ?? closing?.outcome ?? 'taken',
		note: said.join(' '),
		told: said.join(' '),
		// Also the logo in a signature is attached: to hear of each would keep a colleague from hearing of what matters.
		noticeKey: said.join(' ') === ATTACHED ? `mail:attached:${handoff.id}:${mail.from}` : '',
		announce: isClosed ? `The conversation is closed: by ${mail.name}. Answers do not arrive any more.` : '',
		announceKey: isClosed ? `mail:${closedKey(handoff)}` : '',
	};
}

const ATTACHED = 'The customer has your text, but not what you attached: the chat takes text only.';

/** Where the same mail program shows it: beside the mail it is about. */
function notice(outcome, { key, mail, handoff }, settings) {
	const allowed = handoff && mayAnswer(settings, handoff.source, mail.from);
	return {
		key: outcome.noticeKey || `mail:notice:${key}`,
		by: mail.from,
		mail: {
			to: mail.from,
			replyTo: replyAddress(settings, allowed ? handoff.thread : ''),
			subject: `Re: ${mail.subject.replace(/^((re|aw|sv|antw|rif|odp)\s*:\s*)+/i, '') || 'your mail'}`,
			text: [MARKER, '', outcome.told, ...(mail.text ? ['', 'You wrote:', ...cited(mail.text)] : [])].join(
				'\n',
			),
		},
	};
}

function announcement(outcome, { handoff }, settings) {
	return {
		key: outcome.announceKey,
		by: 'team',
		mail: {
			to: listFor(settings.team, handoff.source).join(', '),
			replyTo: replyAddress(settings, handoff.thread),
			subject: `Re: ${subject(handoff)}`,
			text: [MARKER, '', outcome.announce].join('\n'),
		},
	};
}
