const AUTOMATIC_SUBJECT =
	/^(automatic reply|auto(matic)?[- ]?(reply|response)|automatische (antwort|abwesenheit)|abwesenheits|out of (the )?office|réponse automatique|respuesta automática|risposta automatica|automatisch antwoord|resposta automática|undeliver|unzustellbar|delivery status notification|mail delivery)/iu;

/** A mail as the Email Trigger gives it, as what the desk has to know of it. */
function readMail(json, attachments, settings) {
	const from = json.from?.value?.[0] ?? {};
	const own = written(json.text);
	const lines = own.split('\n');
	const has = (command) => lines.some((line) => line.trim().toLowerCase() === command);
	return {
		messageId: json.messageId ?? `uid-${json.attributes?.uid}-${json.date ?? ''}`,
		from: String(from.address ?? '').toLowerCase(),
		name: oneLine(from.name, 80) || String(from.address ?? ''),
		subject: oneLine(json.subject, 200),
		tokens: tokensOf(json, settings),
		automatic: whyAutomatic(json, from),
		text: lines
			.filter((line) => !/^\s*\/(close|take)\s*$/i.test(line))
			.join('\n')
			.trim(),
		close: has('/close'),
		take: has('/take'),
		attachments,
	};
}

/** Only from the addresses a mail was sent to: what stands in its text may be quoted from anywhere. */
function tokensOf(json, settings) {
	const addresses = ['to', 'cc']
		.flatMap((field) => json[field] ?? [])
		.flatMap(({ value }) => value ?? [])
		.map(({ address }) => String(address ?? ''))
		.concat(['delivered-to', 'x-original-to', 'envelope-to'].map((name) => header(json, name)));
	const [name, domain] = settings.deskAddress.trim().toLowerCase().split('@');
	const tokens = addresses.flatMap((address) => {
		const found = /^<?([^@<>\s]+)\+([^+@<>\s]+)@([^@<>\s]+?)>?$/.exec(address.trim().toLowerCase());
		return found && found[1] === name && found[3] === domain ? [found[2]] : [];
	});
	return [...new Set(tokens)];
}

/** RFC 3834 and what was used before it. Nothing is ever said to a machine: it may answer. */
function whyAutomatic(json, from) {
	const submitted = header(json, 'auto-submitted').toLowerCase();
	if (submitted !== '' && submitted !== 'no') return `Auto-Submitted: ${submitted}`;
	const precedence = header(json, 'precedence').toLowerCase();
	if (['bulk', 'junk', 'list', 'auto_reply'].includes(precedence)) return `Precedence: ${precedence}`;
	const marks = [
		'x-autoreply',
		'x-autorespond',
		'x-auto-response-suppress',
		'x-autoresponder',
		'x-failed-recipients',
	];
	const mark = marks.find((name) => header(json, name) !== '');
	if (mark) return mark;
	if (header(json, 'return-path') === '<>') return 'no return path';
	if (/^multipart\/report/i.test(header(json, 'content-type'))) return 'a report';
	if (!from.address) return 'no sender';
	if (/^(mailer-daemon|postmaster|no-?reply|do-?not-?reply)@/i.test(from.address)) return from.address;
	return AUTOMATIC_SUBJECT.test(json.subject ?? '') ? 'by its subject' : '';
}

/** n8n gives a header as its whole line. */
function header(json, name) {
	const line = json.headers?.[name] ?? '';
	return line
		.slice(line.indexOf(':') + 1)
		.replace(/\s+/g, ' ')
		.trim();
}
