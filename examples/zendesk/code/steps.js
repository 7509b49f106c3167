const get = (path) => ({ method: 'GET', path });
const go = (step, changes = {}) => ({ step, ...changes });
const end = (state, note = '') => ({ result: { state, note } });
/** By Zendesk's clock, which is also that of the answers. */
const written = (at) => end('sent', at ?? '');

/** Each step asks Zendesk one thing, and knows what follows from the answer: another step, or the end. */
const STEPS = {
	// What is to be written.
	write: {
		then: ({ write, ticketId, isFirst }) => {
			if (!isFirst) return end('skipped', 'It was kept twice.');
			if (ticketId) return go('ticket');
			return write.ticket ? go('find') : end('skipped', 'There was no ticket to write this on.');
		},
	},
	find: {
		call: ({ write }) => get(`tickets.json?external_id=${encodeURIComponent(write.ticket.externalId)}`),
		then: (state, { body, status, sentence }) => {
			if (status !== 200) return end('unsent', sentence);
			const open = (body.tickets ?? []).filter(
				(ticket) => ticket.external_id === state.write.ticket.externalId && !isOver(ticket),
			);
			const newest = open.sort((a, b) => b.id - a.id)[0];
			return newest ? go('ticket', { ticketId: newest.id }) : tryWay(state, 0);
		},
	},
	user: {
		call: (state) => get(`users/search.json?external_id=${encodeURIComponent(wayOf(state).id)}`),
		then: (state, { body }) => {
			const { kind, id } = wayOf(state);
			const found = (body.users ?? []).find(
				(user) => user.external_id === id && (kind === 'own' || user.role === 'end-user'),
			);
			if (found) return go('create', { requesterId: found.id });
			return kind === 'own' ? go('makeUser') : tryWay(state, state.way + 1);
		},
	},
	makeUser: {
		call: (state) => ({
			method: 'POST',
			path: 'users/create_or_update.json',
			body: {
				user: { name: state.write.ticket.name, external_id: wayOf(state).id, skip_verify_email: true },
			},
		}),
		then: (state, { body }) =>
			body.user?.external_id === wayOf(state).id
				? go('create', { requesterId: body.user.id })
				: tryWay(state, state.way + 1),
	},
	create: {
		call: (state) => ({ method: 'POST', path: 'tickets.json', body: { ticket: newTicket(state) } }),
		then: (state, { body, status, sentence }) => {
			if (body.ticket?.id) return { ...written(body.ticket.created_at), ticketId: body.ticket.id };
			return status === 422 ? tryWay(state, state.way + 1, sentence) : end('unsent', sentence);
		},
	},
	ticket: {
		call: ({ ticketId }) => get(`tickets/${ticketId}.json?include=users`),
		then: (state, { body, status, sentence }) => {
			if (status !== 200 || body.ticket?.status === 'closed') return isGone(state, sentence);
			const ticket = {
				...pick(body.ticket, ['status', 'requester_id', 'assignee_id']),
				isEndUser: (body.users ?? []).some(
					({ id, role }) => id === body.ticket.requester_id && role === 'end-user',
				),
			};
			return go(state.wasTried ? 'audits' : 'comment', { ticket, page: 1 });
		},
	},
	// It was tried before and nobody knows how that ended: what we write carries its key.
	audits: {
		call: ({ ticketId, page }) => get(`tickets/${ticketId}/audits.json?page=${page}`),
		then: (state, { body, status, sentence }) => {
			if (status !== 200) return isGone(state, sentence);
			const ours = (body.audits ?? []).find(({ metadata }) => metadata?.custom?.altabots === state.row.key);
			if (ours) return written(ours.created_at);
			return body.next_page ? go('audits', { page: state.page + 1 }) : go('comment');
		},
	},
	comment: {
		call: (state) => ({
			method: 'PUT',
			path: `tickets/${state.ticketId}.json`,
			body: { ticket: changes(state) },
		}),
		then: (state, { body, status, sentence }) => {
			if (status === 200) return written(body.ticket?.updated_at);
			if (status === 404) return isGone(state, sentence);
			return status === 422 && !state.isPlain ? go('comment', { isPlain: true }) : end('unsent', sentence);
		},
	},

	// What agents have written.
	read: { then: () => go('readTicket') },
	readTicket: {
		call: ({ ticketId }) => get(`tickets/${ticketId}.json`),
		then: (_state, { body, status, sentence }) =>
			status === 200
				? go('readComments', { ticket: pick(body.ticket, ['status', 'requester_id', 'updated_at']) })
				: end('gone', sentence),
	},
	readComments: {
		call: ({ ticketId }) =>
			get(`tickets/${ticketId}/comments.json?include=users&sort_order=desc&per_page=100`),
		then: (_state, { body, status, sentence }) =>
			status === 200
				? go('readMe', { comments: body.comments ?? [], users: body.users ?? [] })
				: end('gone', sentence),
	},
	readMe: {
		call: () => get('users/me.json'),
		then: (_state, { body }) => ({ ...end('read'), me: body.user?.id ?? null }),
	},

	// Which tickets have changed.
	list: { then: () => go('listSome', { page: 0, found: [] }) },
	listSome: {
		call: ({ ids, page }) =>
			get(`tickets/show_many.json?ids=${ids.slice(page * 100, page * 100 + 100).join(',')}`),
		then: (state, { body, status, sentence }) => {
			if (status !== 200) return end('ready', sentence);
			const found = [
				...state.found,
				...(body.tickets ?? []).map((ticket) => pick(ticket, ['id', 'updated_at'])),
			];
			return state.ids.length > (state.page + 1) * 100
				? go('listSome', { found, page: state.page + 1 })
				: { ...end('read'), found };
		},
	},
};

/** The state with the next call in it, or with the result. */
function nextStep(state, answer) {
	const said = STEPS[state.step].call ? hear(answer) : undefined;
	const move = said?.isPassing ? end('ready', said.sentence) : STEPS[state.step].then(state, said);
	const after = { ...state, ...move, call: null };
	return move.result ? after : { ...after, call: STEPS[move.step].call(after) };
}

const wayOf = ({ write, way }) => write.ticket.ways[way];

function tryWay(state, way, sentence = 'Zendesk takes no requester.') {
	const next = state.write.ticket.ways[way];
	if (!next) return end('unsent', sentence);
	return go(['external', 'own'].includes(next.kind) ? 'user' : 'create', { way, requesterId: null });
}

/** Deleted, or closed for good: a customer gets a new ticket, a note has nobody to tell. */
function isGone(state, sentence) {
	if (!state.write.ticket) return end('skipped', 'The ticket is closed for good, or deleted.');
	return state.isRenewed ? end('unsent', sentence) : go('find', { ticketId: null, isRenewed: true });
}

function isOver({ status }) {
	return status === 'solved' || status === 'closed';
}

function newTicket(state) {
	const { write, row, requesterId } = state;
	const { subject, externalId, tags, group, text, name } = write.ticket;
	const way = wayOf(state);
	return {
		subject,
		external_id: externalId,
		tags,
		// Internal: an address that a visitor typed must not get mail from us.
		comment: { body: text, public: false },
		metadata: { altabots: row.key },
		...(way.kind === 'email' ? { requester: { name, email: way.email } } : {}),
		...(requesterId ? { requester_id: requesterId } : {}),
		...(group && way.kind !== 'nobody' ? { group_id: group } : {}),
	};
}

/** In the customer's name only if that is no colleague's: who types a colleague's address must not seem to be one. */
function changes({ write, row, ticket, isPlain, settings }) {
	const inName = write.inName !== '' && ticket.isEndUser && !isPlain;
	const status = isPlain ? '' : statusFor(write.status, ticket);
	return {
		comment: {
			body: inName ? write.inName : write.text,
			public: inName && settings.customerCommentsArePublic === true,
			...(inName ? { author_id: ticket.requester_id } : {}),
		},
		metadata: { altabots: row.key },
		...(status ? { status } : {}),
	};
}

/** A new ticket stays new until somebody takes it, and Zendesk solves none that nobody has. */
function statusFor(wanted, { status, assignee_id: assignee }) {
	if (wanted === 'open') return ['pending', 'hold', 'solved'].includes(status) ? 'open' : '';
	return wanted === 'solved' && assignee && status !== 'solved' ? 'solved' : '';
}

function pick(object, names) {
	return Object.fromEntries(names.map((name) => [name, object?.[name] ?? null]));
}
