/** What the customer is told before the conversation is closed, and the closing. */
function farewell(row, { newest }, messages, settings, now) {
	const replyId = `timer:${row.id}:${newest}`;
	const unsent = messages.filter(
		({ key, state }) => String(key).startsWith(`reply:${replyId}`) && state === 'unsent',
	).length;
	const call = {
		source: row.source,
		conversationId: row.conversation_id,
		by: 'No-Answer Timer',
		kind: 'automatic',
	};
	return {
		unsent,
		// The same for the same reply, however often it is tried; another one only where it certainly has not arrived.
		tell: {
			...call,
			action: 'reply',
			text: settings[`text_${row.language}`] || settings.text_en,
			replyId: unsent === 0 ? replyId : `${replyId}:${unsent}`,
		},
		// To close twice does no harm.
		close: {
			...call,
			action: 'close',
			reason: 'Nobody answered in time',
			replyId: `timer:close:${row.id}:${newest}:${now}`,
		},
	};
}

/** What people read, as the workflow Alert takes it. */
function reminder(row, { from, waitedMs }, settings) {
	const closeAfter = Number(settings.closeAfterMinutes);
	return {
		once: true,
		key: `timer:${row.id}:${from}`,
		subject: `${customerOf(row)} has been waiting for ${duration(waitedMs)}`,
		text: [
			`A customer has had no answer for ${duration(waitedMs)}.`,
			...facts(row),
			...(closeAfter > 0
				? [
						`If nobody answers, the customer is told so and the conversation is closed: ${duration(inMs(closeAfter))} after their last message, or later.`,
					]
				: []),
		].join('\n'),
	};
}

/** That a customer has gone without an answer, or could not be let go. */
function notice(row, { newest }, outcome, sentence) {
	const isClosed = outcome === 'closed';
	return {
		once: isClosed,
		key: `timer:${isClosed ? 'closed' : 'not-closed'}:${row.id}:${newest}`,
		subject: isClosed
			? `Closed without an answer: ${customerOf(row)}`
			: `Could not be closed: ${customerOf(row)}`,
		text: [
			isClosed
				? 'Nobody answered in time, so the conversation was closed.'
				: `Nobody answered in time, but the conversation could not be closed: ${oneLine(sentence, 300)} It is tried again.`,
			...facts(row),
		].join('\n'),
	};
}

const customerOf = (row) => oneLine(row.email || row.phone || row.user_id, 80) || 'A customer';

function facts(row) {
	const known = {
		Customer: row.email || row.phone || row.user_id || row.anonymous_id,
		'Last message': row.last_customer_message || '(no text)',
		'Taken by': row.taken_by || 'nobody',
		Bot: row.source,
		Conversation: row.conversation_id,
	};
	return Object.entries(known)
		.filter(([, value]) => value)
		.map(([name, value]) => `${name}: ${oneLine(value, 300)}`);
}

function duration(ms) {
	const minutes = Math.round(ms / 60_000);
	const of = (count, unit) => `${count} ${unit}${count === 1 ? '' : 's'}`;
	if (minutes < 120) return of(minutes, 'minute');
	const hours = Math.round(minutes / 60);
	return hours < 48 ? of(hours, 'hour') : of(Math.round(hours / 24), 'day');
}
