/** What every desk tells its team about a conversation. How it is written down, and what has to be escaped there, is up to the desk. */
const WHO = { customer: 'Customer', bot: 'Bot', human: 'Team', automatic: 'Automatic', ai: 'AI' };

/** What is known of the customer and the conversation: pairs of a name and a line. */
function known(handoff) {
	const all = {
		'E-mail': handoff.email,
		Phone: handoff.phone,
		'User ID': handoff.user_id,
		'Anonymous ID': handoff.anonymous_id,
		Language: handoff.language,
		Bot: handoff.source,
		Conversation: handoff.conversation_id,
	};
	return Object.entries(all)
		.filter(([, value]) => value)
		.map(([name, value]) => [name, oneLine(value, 200)]);
}

/** All that was said, oldest first: what the platform had when a human was asked for, then what the tables have, with its time. */
function saidIn(handoff, messages) {
	const before = JSON.parse(handoff.transcript || '[]').map(({ role, text }) => ({
		who: WHO[role] ?? 'Unknown',
		text,
	}));
	const since = messages
		.filter(({ kind, state }) => WHO[kind] && ['received', 'sending', 'sent'].includes(state))
		.map(({ kind, by, text, at }) => ({
			who: `${WHO[kind]}${by ? ` (${oneLine(by, 80)})` : ''}`,
			text,
			at,
		}));
	return [...before, ...since];
}

/** In the desk's time zone. Nobody is to miss a customer because of one that n8n does not know. */
function clock(at, { timeZone }) {
	const timeIn = (zone) => new Date(at).toLocaleString('sv-SE', { timeZone: zone });
	try {
		return at ? timeIn(timeZone) : '';
	} catch {
		return `${timeIn('UTC')} UTC`;
	}
}
