/** What is to be done with a mail: 'answer' the customer, 'tell' the sender why not, or 'ignore' it. */
function judge(mail, handoff, settings) {
	const ignore = (why) => ({ verdict: 'ignore', note: why });
	const tell = (sentence) => ({ verdict: 'tell', sentence });
	const desk = replyAddress(settings).toLowerCase();
	if (mail.from === desk || mail.from.replace(/\+[^@]*@/, '@') === desk) return ignore('our own mail');
	if (mail.automatic) return ignore(`automatic (${mail.automatic})`);
	if (mail.tokens.length > 1)
		return isKnown(settings, mail.from)
			? tell(
					'Your mail went to several conversations at once, so it was sent to none. Answer each of them for itself.',
				)
			: ignore('unknown sender');
	if (!handoff)
		// Without the random address nobody has proved to be in a conversation: strangers are not answered.
		return isKnown(settings, mail.from)
			? tell(
					'Your mail belongs to no conversation, so nothing was sent. Answer one of the mails about a conversation, without changing the address.',
				)
			: ignore('unknown sender');
	if (!mayAnswer(settings, handoff.source, mail.from))
		return tell(
			`${mail.from} is not among the addresses that may answer this customer, so nothing was sent. They are kept in the Settings of the workflow E-mail Desk.`,
		);
	if (mail.text === '' && !mail.close && !mail.take)
		return tell(
			'Nothing was found in your mail but quoted text and a signature, so nothing was sent. Write above the quoted mail.',
		);
	return { verdict: 'answer' };
}

function isKnown(settings, address) {
	const labels = [settings.team, settings.mayAnswerToo].flatMap((setting) =>
		String(setting ?? '')
			.split(';')
			.map((part) => (/^([^:@]*):/.exec(part)?.[1] ?? '').trim()),
	);
	return labels.some((label) => mayAnswer(settings, label, address));
}
