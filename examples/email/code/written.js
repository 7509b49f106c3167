/** The first line of our mails: everything from it on is ours, however a mail program quotes it. */
const MARKER = '--- Write your answer above this line ---';

const WROTE =
	/(^|\s)(wrote|schrieb|a écrit|escribió|ha scritto|schreef|escreveu|skrev|napisał\(?a?\)?|kirjoitti|написал\(?а?\)?)(\s.*)?:\s*$/iu;
const HEADER_FROM = /^\W{0,3}(from|von|de|da|van|från|fra|od|expéditeur|absender)\s?:\W{0,3}\s.+/iu;
const HEADER_SENT =
	/^\W{0,3}(sent|gesendet|envoyé|enviado( el)?|inviato|verzonden|date|datum|data|fecha|skickat|sendt|wysłano)\s?:/iu;
const HEADER_SUBJECT =
	/^\W{0,3}(subject|betreff|objet|asunto|oggetto|onderwerp|assunto|temat|ämne|emne)\s?:/iu;
/** A line of a mail's header in whatever language, and the subject that our own mails have. */
const HEADER_LINE = /^\W{0,3}\p{L}[\p{L} .]{0,30}\W{0,3}[:：]/u;
const OUR_SUBJECT = /\[Chat [0-9a-f]{6}\]/;
const DIVIDER =
	/^\s*-{2,}\s*(original message|ursprüngliche nachricht|forwarded message|weitergeleitete nachricht|message d'origine|mensaje original|messaggio originale|oorspronkelijk bericht)\s*-{2,}\s*$/iu;
const FROM_PHONE =
	/^(sent from my |sent from outlook|get outlook for |von meinem .{1,40} gesendet|gesendet von |gesendet mit |envoyé de(puis)? mon |enviado desde mi |enviado do meu |inviato da(l mio)? |verstuurd vanaf mijn |skickat från min )/iu;

/**
 * What somebody has written into an answer: without the quoted mail, the line that announces it, and the signature. Answers between or
 * below quoted lines are kept.
 */
function written(text) {
	const lines = String(text ?? '')
		.replace(/\r\n?/g, '\n')
		.replace(/[\u200b\ufeff]/g, '')
		.split('\n')
		.map((line) => line.trimEnd());
	const own = withoutQuotes(lines.slice(0, whereOursBegins(lines)));
	const signature = own.findIndex((line) => line === '--' || line === '—');
	const kept = signature === -1 ? own : own.slice(0, signature);
	const isPhones = () => FROM_PHONE.test(kept.at(-1).trim()) && (kept.at(-2) ?? '').trim() === '';
	while (kept.length > 0 && (kept.at(-1).trim() === '' || isPhones())) kept.pop();
	return kept
		.join('\n')
		.replace(/\n{3,}/g, '\n\n')
		.trim();
}

/** Outlook quotes without marking the lines: what follows the header of the older mail is the older mail. */
function whereOursBegins(lines) {
	const at = lines.findIndex((line, n) => {
		if (line.trim() === MARKER || DIVIDER.test(line)) return true;
		// "From: Berlin, To: Hamburg, Date: 12 May" is an answer: a header has an address, or a subject.
		return (
			HEADER_FROM.test(line) &&
			lines.slice(n + 1, n + 4).some((next) => HEADER_SENT.test(next)) &&
			lines.slice(n, n + 6).some((one) => one.includes('@') || HEADER_SUBJECT.test(one))
		);
	});
	if (at === -1) return lines.length;
	const above = (from) => {
		let end = from;
		while (end > 0 && (/^[\s_*-]*$/.test(lines[end - 1]) || isAttribution(lines, end - 1, from))) end--;
		return end;
	};
	const end = above(at);
	// The header of our own mail, where its lines stand in another order, or have other names.
	const first = lines.lastIndexOf('', end - 1) + 1;
	const block = lines.slice(first, end);
	const header = block.some((line) => OUR_SUBJECT.test(line))
		? block.findIndex((line) => HEADER_LINE.test(line))
		: -1;
	return header === -1 ? end : above(first + header);
}

function withoutQuotes(lines) {
	const kept = [];
	lines.forEach((line, n) => {
		if (!/^\s{0,3}>/.test(line)) return void kept.push(line);
		const isFirst = n === 0 || !/^\s{0,3}>/.test(lines[n - 1]);
		if (isFirst) dropAttribution(kept);
	});
	return kept;
}

/** "On Sunday Desk wrote:" may go over three lines and stands right above what is quoted. */
function dropAttribution(kept) {
	let end = kept.length;
	while (end > 0 && kept[end - 1].trim() === '') end--;
	for (const isIt of [announces, announcesSomehow]) {
		for (let count = 1; count <= 3 && count <= end; count++) {
			const last = kept.slice(end - count, end);
			if (last.some((line) => line.trim() === '')) break;
			if (!isIt(last.join(' '))) continue;
			const above = kept[end - count - 1] ?? '';
			// A year in the middle of a sentence; an order number is none.
			const beganAbove = /\b20\d\d\b.*[^.!?]$/.test(above) && !/\d{4}/.test(last.join(' '));
			return void kept.splice(end - count - (beganAbove ? 1 : 0));
		}
	}
}

function isAttribution(lines, last, before) {
	return lines.slice(last + 1, before).every((line) => line.trim() === '') && announces(lines[last]);
}

/** Only with an address or a time in it: a colleague may well write "The customer wrote:". */
function announces(line) {
	return (
		(WROTE.test(line) && /@|\d[:.h]\d\d|\d{4}/.test(line)) || /^\d{4}.\d{1,2}.\d{1,2}.*@.*:$/u.test(line)
	);
}

/** In a language that is not known here: a sender's address in brackets, and a colon. */
function announcesSomehow(line) {
	return /<[^<>\s]+@[^<>\s]+>.*[:：]\s*$/u.test(line);
}
