import { ZendeskProblem, invalid } from './zendesk-problem';

export interface User {
	id: number;
	name: string;
	email: string | null;
	external_id: string | null;
	role: 'end-user' | 'agent' | 'admin';
}

export interface Comment {
	id: number;
	type: 'Comment';
	author_id: number;
	body: string;
	html_body: string;
	plain_body: string;
	public: boolean;
	attachments: Array<{ file_name: string }>;
	via: { channel: string; source: { from: object; to: object; rel: string | null } };
	created_at: string;
}

export interface Ticket {
	id: number;
	url: string;
	external_id: string | null;
	subject: string;
	status: 'new' | 'open' | 'pending' | 'hold' | 'solved' | 'closed';
	requester_id: number;
	submitter_id: number;
	assignee_id: number | null;
	group_id: number | null;
	tags: string[];
	created_at: string;
	updated_at: string;
}

interface Audit {
	id: number;
	author_id: number;
	created_at: string;
	metadata: { custom: Record<string, unknown>; system: object };
}

/** What a call may say of a ticket. */
export interface TicketChange {
	subject?: string;
	external_id?: string;
	status?: Ticket['status'];
	requester?: { name?: string; email?: string };
	requester_id?: number;
	assignee_id?: number;
	group_id?: number;
	tags?: string[];
	comment?: Partial<Pick<Comment, 'body' | 'public' | 'author_id' | 'attachments'>> & { html_body?: string };
	metadata?: Record<string, unknown>;
}

/** What an update was, for triggers. */
export interface Update {
	ticket: Ticket;
	isPublicComment: boolean;
	statusBefore: Ticket['status'] | null;
}

const ADDRESS = /^[^\s@<>,;:"]+@[^\s@<>,;:"]+\.[^\s@<>,;:"]+$/;

/** The tickets and users of an account of Zendesk Support, with the rules that its documentation tells. */
export class ZendeskAccount {
	readonly users: User[] = [];

	readonly tickets: Ticket[] = [];

	private readonly comments = new Map<number, Comment[]>();

	private readonly audits = new Map<number, Audit[]>();

	private lastId = 1_000;

	constructor(readonly url: string) {}

	addUser(user: Pick<User, 'name' | 'role'> & Partial<User>): User {
		const added = { email: null, external_id: null, ...user, id: this.nextId() };
		this.users.push(added);
		return added;
	}

	user(id: number): User {
		const found = this.users.find((user) => user.id === id);
		if (!found) throw new ZendeskProblem(404, 'RecordNotFound', 'Not found');
		return found;
	}

	/** "The search for the user record is not case sensitive." */
	byExternalId(externalId: string): User[] {
		return this.users.filter(
			({ external_id: id }) => id !== null && id.toLowerCase() === externalId.toLowerCase(),
		);
	}

	createOrUpdate(given: Partial<User>): { user: User; isNew: boolean } {
		const found =
			(given.external_id ? this.byExternalId(given.external_id)[0] : undefined) ??
			this.users.find(({ email }) => email !== null && email === given.email);
		if (found) return { user: Object.assign(found, given), isNew: false };
		if (!given.name) throw invalid('name', 'Name: cannot be blank');
		return { user: this.addUser({ role: 'end-user', ...given, name: given.name }), isNew: true };
	}

	ticket(id: number): Ticket {
		const found = this.tickets.find((ticket) => ticket.id === id);
		if (!found) throw new ZendeskProblem(404, 'RecordNotFound', 'Not found');
		return found;
	}

	commentsOf(id: number): Comment[] {
		return this.comments.get(this.ticket(id).id) ?? [];
	}

	auditsOf(id: number): Audit[] {
		return this.audits.get(this.ticket(id).id) ?? [];
	}

	remove(id: number): void {
		this.tickets.splice(this.tickets.indexOf(this.ticket(id)), 1);
	}

	create(given: TicketChange, me: User): Update {
		const requester = this.requesterOf(given, me);
		const id = this.nextId();
		const now = new Date().toISOString();
		if (!given.comment?.body) throw invalid('base', 'Description: cannot be blank');
		const ticket: Ticket = {
			id,
			url: `${this.url}/api/v2/tickets/${id}.json`,
			external_id: given.external_id ?? null,
			subject: given.subject ?? '',
			status: 'new',
			requester_id: requester.id,
			submitter_id: me.id,
			assignee_id: null,
			group_id: given.group_id ?? null,
			tags: given.tags ?? [],
			created_at: now,
			updated_at: now,
		};
		this.tickets.push(ticket);
		return this.apply(ticket, given, me, 'api', null);
	}

	update(id: number, given: TicketChange, me: User, channel = 'api', rel: string | null = null): Update {
		const ticket = this.ticket(id);
		if (ticket.status === 'closed') throw invalid('status', 'Status: closed prevents ticket update');
		return this.apply(ticket, given, me, channel, rel);
	}

	private apply(ticket: Ticket, given: TicketChange, me: User, channel: string, rel: string | null): Update {
		const statusBefore = ticket.status;
		// In the interface, solving assigns the ticket to whoever solves it.
		const assignee =
			given.assignee_id ?? ticket.assignee_id ?? (channel === 'web' && given.status ? me.id : null);
		if (given.status === 'solved' && assignee === null)
			throw invalid('base', 'Assignee: is required when solving a ticket');
		ticket.assignee_id = assignee;
		ticket.status = given.status ?? ticket.status;
		ticket.updated_at = new Date().toISOString();
		const comment = given.comment ? this.comment(ticket, given, me, channel, rel) : undefined;
		const audits = this.audits.get(ticket.id) ?? [];
		audits.push({
			id: this.nextId(),
			author_id: me.id,
			created_at: ticket.updated_at,
			metadata: { custom: given.metadata ?? {}, system: {} },
		});
		this.audits.set(ticket.id, audits);
		return { ticket, isPublicComment: comment?.public === true, statusBefore };
	}

	private comment(
		ticket: Ticket,
		{ comment = {} }: TicketChange,
		me: User,
		channel: string,
		rel: string | null,
	): Comment {
		const comments = this.comments.get(ticket.id) ?? [];
		const author = comment.author_id === undefined ? me : this.user(comment.author_id);
		const body = placeholders(comment.body ?? '', ticket);
		const added: Comment = {
			id: this.nextId(),
			type: 'Comment',
			author_id: author.id,
			body,
			plain_body: body,
			html_body: comment.html_body ?? `<div class="zd-comment">${escaped(body)}</div>`,
			// "The initial value set on ticket creation persists for any additional comment unless you change it."
			public: comment.public ?? comments[0]?.public ?? true,
			attachments: comment.attachments ?? [],
			via: { channel, source: { from: {}, to: {}, rel } },
			created_at: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
		};
		comments.push(added);
		this.comments.set(ticket.id, comments);
		return added;
	}

	private requesterOf({ requester, requester_id: id }: TicketChange, me: User): User {
		if (id !== undefined) return this.user(id);
		if (!requester) return me;
		const email = requester.email ?? '';
		if (!ADDRESS.test(email))
			throw invalid('requester', `Requester: Email: ${email} is not properly formatted`);
		const known = this.users.find((user) => user.email?.toLowerCase() === email.toLowerCase());
		return known ?? this.addUser({ name: requester.name ?? email, email, role: 'end-user' });
	}

	private nextId(): number {
		return (this.lastId += 1);
	}
}

/** Zendesk fills in what agents write into comments. */
function placeholders(text: string, ticket: Ticket): string {
	return text.replace(/\{\{\s*ticket\.(\w+)\s*\}\}/g, (_all, name: string) =>
		String(ticket[name as keyof Ticket] ?? ''),
	);
}

function escaped(text: string): string {
	return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
