/**
 * What a customer gets of a ticket: public comments that a person of the team has written. Not what this workflow wrote (by the API, as our
 * own user or in the customer's name), nor business rules, nor what Zendesk writes when tickets are merged: that quotes other customers.
 */
function isAnswer(comment, { users, me, ticket }) {
	const author = users.find(({ id }) => id === comment.author_id);
	const channel = comment.via?.channel;
	if (comment.public !== true || comment.type === 'VoiceComment') return false;
	if (!['agent', 'admin'].includes(author?.role)) return false;
	if (channel === 'rule' || comment.via?.source?.rel === 'merge') return false;
	const isOurs = comment.author_id === me || comment.author_id === ticket.requester_id;
	return !(channel === 'api' && isOurs);
}

/** What is to be done about a ticket that was read. `isUnread`: look again in a minute. */
function judge(read, messages, settings) {
	const { handoff, ticket, ticketId, comments, users } = read;
	// Of a reply that was asked for twice, the first row tells.
	const known = new Map([...messages].reverse().map((row) => [row.key, row]));
	const prefix = `zendesk:${settings.subdomain}:`;
	const judged = { replies: [], notes: [], isUnread: false };
	let isMissing = false;
	const from = beginning(handoff, messages, settings);
	const answers = comments
		.filter((comment) => isAnswer(comment, read) && comment.created_at.slice(0, SECONDS) >= from)
		.sort((a, b) => (a.created_at === b.created_at ? a.id - b.id : a.created_at < b.created_at ? -1 : 1));
	for (const comment of answers) {
		const replyId = `${prefix}${comment.id}`;
		const row = known.get(`reply:${replyId}`);
		const text = textOf(comment);
		const attachments = comment.attachments?.length ?? 0;
		if (row?.state === 'sending' && !isStuck(row, settings)) {
			// Into a conversation that was closed meanwhile it would not go.
			judged.isUnread = isMissing = true;
		} else if (row?.state === 'sending') {
			judged.notes.push(noteOn(replyId, 'uncertain', UNKNOWN));
			isMissing ||= !known.has(`${prefix}told:${replyId}`);
		} else if (row && TOLD[row.state] && !known.has(`${prefix}told:${replyId}`)) {
			// n8n was stopped before the agents were told.
			judged.notes.push(noteOn(replyId, row.state, row.note, row.text));
			isMissing ||= row.state !== 'late';
		} else if (!row && text === '') {
			if (attachments > 0) judged.notes.push(noteOn(replyId, 'unsent', 'The chat takes text only.'));
		} else if (!row) {
			const author = users.find(({ id }) => id === comment.author_id);
			judged.replies.push({
				...conversationOf(handoff),
				action: 'reply',
				text,
				by: oneLine(author?.name, 80) || 'Zendesk',
				kind: 'human',
				replyId,
				attachments,
			});
		}
	}
	const isUnwritten = messages.some(
		({ kind, by, state, handed_on_at: handedOnAt, createdAt }) =>
			(kind === 'zendesk' && by === settings.subdomain && ['ready', 'writing'].includes(state)) ||
			(kind === 'customer' && !handedOnAt && !isStuck({ at: createdAt }, settings)),
	);
	const closeId = `${prefix}close:${ticketId}:${ticket.updated_at}`;
	const closing = known.get(`reply:${closeId}`);
	const isClosing = closing?.state === 'sending';
	if (isClosing && !isStuck(closing, settings)) judged.isUnread = true;
	const isSolved = ['solved', 'closed'].includes(ticket.status);
	return {
		...judged,
		// What the customer has written since is on its way to the ticket, and opens it again.
		close:
			isSolved && handoff.status !== 'closed' && !isUnwritten && !isMissing
				? {
						...conversationOf(handoff),
						action: 'close',
						by: 'Zendesk',
						kind: 'human',
						reason: 'Solved in Zendesk',
						// To close twice does no harm; n8n was stopped over the first time.
						replyId: isClosing && isStuck(closing, settings) ? `${closeId}:again` : closeId,
					}
				: null,
	};
}

/** Of a time, without their fractions: Zendesk's comments have none. */
const SECONDS = '2026-01-01T00:00:00'.length;
const CLOCKS_DIFFER_BY = 5 * 60_000;

/**
 * Since when this desk has written on tickets of the conversation. What agents wrote before went to the customer of an earlier handoff, whose
 * rows may have been deleted: nothing else tells that it is out already.
 */
function beginning({ requested_at: requestedAt }, messages, { subdomain }) {
	const asked = new Date(new Date(requestedAt ?? 0).getTime() - CLOCKS_DIFFER_BY).toISOString();
	const [first = asked] = messages
		.filter(({ kind, by, state }) => kind === 'zendesk' && by === subdomain && state === 'sent')
		.map(({ note }) => note || asked)
		.sort();
	return first.slice(0, SECONDS);
}

const UNKNOWN = 'n8n was stopped while it was on its way.';

function conversationOf({ source, conversation_id: conversationId }) {
	return { source: source ?? '', conversationId };
}

function isStuck({ at }, { tryAgainAfterMinutes }) {
	return Date.now() - new Date(at).getTime() > tryAgainAfterMinutes * 60_000;
}

/** Zendesk leaves the spaces of rich text as they were. */
function textOf({ plain_body: plain, body }) {
	return String(plain || body || '')
		.replaceAll('&nbsp;', ' ')
		.replace(/\r\n?/g, '\n')
		.trim();
}
