/**
 * A list of addresses from Settings. "anna@example.com, ben@example.com; sales: carl@example.com" has one for the bot with the Label
 * "sales", and one for all others.
 */
function listFor(setting, source) {
	const lists = String(setting ?? '')
		.split(';')
		.map((part) => /^([^:@]*):(.*)$/s.exec(part) ?? [part, '', part])
		.map(([, label, list]) => ({ label: label.trim(), list: addressesIn(list) }));
	const own =
		lists.find(({ label }) => label !== '' && label === source) ?? lists.find(({ label }) => label === '');
	return own ? own.list : [];
}

function addressesIn(list) {
	return list
		.split(',')
		.map((address) => address.trim().toLowerCase())
		.filter((address) => address !== '');
}

/** Who may answer the customers of this bot: those who get its mails, and whoever is named beside them; "@example.com" is everybody there. */
function mayAnswer(settings, source, address) {
	return [...listFor(settings.team, source), ...listFor(settings.mayAnswerToo, source)].some((known) =>
		known.startsWith('@') ? address.endsWith(known) : address === known,
	);
}

/** Where answers of a conversation go. */
function replyAddress(settings, token) {
	const [name, domain] = settings.deskAddress.trim().split('@');
	return token ? `${name}+${token}@${domain}` : `${name}@${domain}`;
}
