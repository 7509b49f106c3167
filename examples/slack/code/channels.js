/**
 * The channel of a bot, from Settings. "sales: C0456; C0123" has one for the bot with the Label "sales", and one for all others.
 */
function channelFor(setting, source) {
	const channels = String(setting ?? '')
		.split(';')
		.map((part) => /^([^:]*):(.*)$/s.exec(part) ?? [part, '', part])
		.map(([, label, channel]) => ({ label: label.trim(), channel: channel.trim() }))
		.filter(({ channel }) => channel !== '');
	const own = channels.find(({ label }) => label !== '' && label === source);
	return (own ?? channels.find(({ label }) => label === ''))?.channel ?? '';
}
