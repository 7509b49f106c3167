/** Zendesk takes 65,535 characters in a comment, and no more bytes; a character may have three. */
const LONGEST = 20_000;

/**
 * A customer's text for a comment. Zendesk fills in `{{ticket.…}}` and `{% … %}` in what an agent's account writes: a character of no width
 * between the brackets keeps a customer from reading the ticket that way.
 */
function asWritten(text) {
	const clean = String(text ?? '')
		.toWellFormed()
		.replace(/\r\n?|[\u2028\u2029]/g, '\n')
		.replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
		.replace(/\{(?=[{%])/g, '{\u200b')
		.trim();
	return shortened(clean) || '(no text)';
}

function shortened(text) {
	return text.length > LONGEST
		? `${text.slice(0, LONGEST).replace(/[\ud800-\udbff]$/, '')}…\n(The rest is too long for Zendesk.)`
		: text;
}

/** A customer's line must never look like one of ours. */
function cited(text) {
	return asWritten(text)
		.split('\n')
		.map((line) => `> ${line}`);
}

/** From Settings: "123; sales: 456" is 456 for the bot with the Label "sales", and 123 for all others. */
function forLabel(setting, source) {
	const parts = String(setting ?? '')
		.split(';')
		.map((part) => /^([^:]*):(.*)$/s.exec(part) ?? [part, '', part])
		.map(([, label, value]) => ({ label: label.trim(), value: value.trim() }));
	const own =
		parts.find(({ label }) => label !== '' && label === source) ?? parts.find(({ label }) => label === '');
	return own?.value ?? '';
}
