const settings = $('Settings').first().json;
const { handoff, ticketId, replies, notes, close, isUnread } = $('Judge Ticket').first().json;
const outcomes =
	replies.length > 0
		? $('Reply')
				.all()
				.map(({ json }) => json)
		: [];
const told = [...notes, ...notesOn(replies, outcomes)];
const asked = $input.first().json;
if (close && asked.replyId === close.replyId && asked.outcome !== 'closed' && asked.outcome !== 'duplicate')
	told.push({ ...noteOn(`close:${handoff.id}:${handoff.waiting_since}`, 'close', asked.sentence) });
const known = new Set(
	$('Read Conversation of Ticket')
		.all()
		.map(({ json }) => json.key),
);
const rows = told
	.map(({ key, write }) => ({
		key: `zendesk:${settings.subdomain}:${key}`,
		conversationId: handoff.conversation_id,
		source: handoff.source ?? '',
		write: JSON.stringify({ ...write, ticketId }),
	}))
	.filter(({ key }) => !known.has(key));
// Of a duplicate another execution knows what becomes of it.
const isOnItsWay = outcomes.some(({ outcome }) => outcome === 'duplicate');
const isLeftOpen = Boolean(close) && asked.replyId !== close.replyId;
const result = [{ json: { notes: rows, isUnread: isUnread || isOnItsWay || isLeftOpen } }];
