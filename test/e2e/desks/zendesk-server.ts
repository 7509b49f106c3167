/* eslint-disable @n8n/community-nodes/no-restricted-imports -- test code never ships */
import type { AddressInfo } from 'node:net';

import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';

import type { N8nClient } from '../../../runtime/n8n-client';
import type { Credential } from '../../../runtime/n8n-types';
import { ZendeskAccount, type Ticket, type TicketChange, type Update, type User } from './zendesk-account';
import { ZendeskProblem } from './zendesk-problem';
import { ZendeskWebhooks } from './zendesk-webhooks';

export const SUBDOMAIN = 'acme';
export const HOST = `${SUBDOMAIN}.zendesk.com`;
const EMAIL = 'n8n@acme.example';
const TOKEN = 'token0123456789';
const TITLE = 'Zendesk of Acme';

type Call = FastifyRequest<{ Params: Record<string, string>; Querystring: Record<string, string> }>;

/** What goes wrong with calls whose method and path fit. */
interface Fault {
	path: RegExp;
	/** `reset`: the call is carried out, but the connection breaks before the answer. */
	kind: 'reset' | 429 | 503;
	times: number;
}

/** A server that speaks the Zendesk API as it is documented, as far as the desk and n8n's Zendesk Trigger use it. */
export class ZendeskServer {
	readonly account = new ZendeskAccount(`https://${HOST}`);

	readonly webhooks = new ZendeskWebhooks();

	/** Method and path of each call. */
	readonly calls: string[] = [];

	readonly me: User;

	readonly anna: User;

	readonly ben: User;

	private readonly faults: Fault[] = [];

	private readonly app: FastifyInstance = fastify({
		forceCloseConnections: true,
		// Zendesk takes a path with and without it.
		rewriteUrl: ({ url = '' }) => url.replace('.json', ''),
	});

	private readonly idempotent = new Map<string, { body: string; ticket: Ticket }>();

	private constructor() {
		this.me = this.account.addUser({ name: 'n8n', email: EMAIL, role: 'admin' });
		this.anna = this.account.addUser({ name: 'Anna Berg', email: 'anna@acme.example', role: 'agent' });
		this.ben = this.account.addUser({ name: 'Ben Oak', email: 'ben@acme.example', role: 'agent' });
		this.app.addHook('onRequest', async (request, reply) => await this.admit(request, reply));
		this.app.setErrorHandler((error, _request, reply) => {
			if (error instanceof ZendeskProblem) return reply.status(error.status).send(error.body);
			return reply.status(500).send({ error: 'InternalError', description: String(error) });
		});
		this.app.setNotFoundHandler((_request, reply) =>
			reply.status(404).send({ error: 'InvalidEndpoint', description: 'Not found' }),
		);
		this.tickets();
		this.people();
		this.businessRules();
	}

	static async start(): Promise<ZendeskServer> {
		const server = new ZendeskServer();
		await server.app.listen({ port: 0, host: '127.0.0.1' });
		return server;
	}

	async stop(): Promise<void> {
		await this.app.close();
	}

	get port(): number {
		return (this.app.server.address() as AddressInfo).port;
	}

	/** What a user fills in. */
	readonly login = { subdomain: SUBDOMAIN, email: EMAIL, apiToken: TOKEN };

	async credential(client: N8nClient, apiToken = TOKEN): Promise<Credential> {
		return await client.createCredential(TITLE, 'zendeskApi', { ...this.login, apiToken });
	}

	/** The next calls that fit go wrong. */
	fault(path: RegExp, kind: Fault['kind'], times = 1): void {
		this.faults.push({ path, kind, times });
	}

	/** Calls that are still to go wrong. */
	get remaining(): number {
		return this.faults.reduce((sum, { times }) => sum + times, 0);
	}

	/** All is well again. */
	recover(): void {
		this.faults.length = 0;
	}

	/** An agent writes in Zendesk's own interface, publicly if nothing else is said. */
	writes(
		ticket: Pick<Ticket, 'id'>,
		body: string,
		more: {
			as?: User;
			public?: boolean;
			status?: Ticket['status'];
			channel?: string;
			rel?: string;
			attachments?: string[];
		} = {},
	): void {
		const { as = this.anna, public: isPublic = true, status, channel = 'web', rel = null } = more;
		const attachments = (more.attachments ?? []).map((name) => ({ file_name: name }));
		this.webhooks.fire(
			this.account.update(
				ticket.id,
				{ status, comment: { body, public: isPublic, attachments } },
				as,
				channel,
				rel,
			),
		);
	}

	/** An agent changes a ticket without a comment. */
	changes(ticket: Pick<Ticket, 'id'>, change: TicketChange, as: User = this.anna): void {
		this.webhooks.fire(this.account.update(ticket.id, change, as, 'web'));
	}

	private async admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
		const call = `${request.method} ${request.url}`;
		this.calls.push(call);
		const expected = `Basic ${Buffer.from(`${EMAIL}/token:${TOKEN}`).toString('base64')}`;
		if (request.headers.authorization !== expected)
			throw new ZendeskProblem(401, "Couldn't authenticate you");
		if (request.method === 'GET' && Number(request.headers['content-length'] ?? 0) > 0)
			throw new ZendeskProblem(400, 'BadRequest', 'A GET has no body');
		if (request.headers['idempotency-key'] === '')
			throw new ZendeskProblem(400, 'BadRequest', 'An empty idempotency key');
		const fault = this.faults.find(
			({ path, kind, times }) => kind !== 'reset' && times > 0 && path.test(call),
		);
		if (!fault) return;
		fault.times -= 1;
		if (fault.kind === 429) {
			void reply.header('Retry-After', '60');
			throw new ZendeskProblem(
				429,
				'APIRateLimitExceeded',
				'Number of allowed API requests per minute exceeded',
			);
		}
		throw new ZendeskProblem(503, 'ServiceUnavailable', 'Please try again later');
	}

	private on<T>(
		method: 'GET' | 'POST' | 'PUT' | 'DELETE',
		path: string,
		answer: (call: Call, reply: FastifyReply) => T,
	): void {
		this.app.route<{ Params: Record<string, string>; Querystring: Record<string, string> }>({
			method,
			url: `/api/v2${path}`,
			handler: async (call, reply) => {
				const body = answer(call, reply);
				const name = `${call.method} ${call.url}`;
				const fault = this.faults.find(
					({ path: fits, kind, times }) => kind === 'reset' && times > 0 && fits.test(name),
				);
				if (!fault) return body ?? reply.status(204).send();
				fault.times -= 1;
				call.raw.socket.destroy();
				return reply.hijack();
			},
		});
	}

	private tickets(): void {
		const { account } = this;
		// With this n8n tries a credential.
		this.on('GET', '/ticket_fields', () => ({ ticket_fields: [], next_page: null, count: 0 }));
		this.on('GET', '/tickets', ({ query }) => ({
			tickets: account.tickets.filter(({ external_id: id }) => id === query.external_id),
			next_page: null,
		}));
		this.on('POST', '/tickets', (call, reply) => this.create(call, reply));
		this.on('GET', '/tickets/show_many', ({ query }) => {
			const ids = query.ids.split(',');
			return { tickets: account.tickets.filter(({ id }) => ids.includes(String(id))) };
		});
		this.on('GET', '/tickets/:id', ({ params, query }) => {
			const ticket = account.ticket(idOf(params));
			return { ticket, ...(query.include === 'users' ? { users: this.peopleOf(ticket) } : {}) };
		});
		this.on('PUT', '/tickets/:id', ({ params, body }) => {
			const { ticket } = body as { ticket: TicketChange };
			return this.updated(account.update(idOf(params), ticket, this.me));
		});
		this.on('GET', '/tickets/:id/comments', ({ params, query }) => {
			const comments = [...account.commentsOf(idOf(params))];
			if (query.sort_order === 'desc') comments.reverse();
			const authors = new Set(comments.map(({ author_id: id }) => id));
			return {
				comments: comments.slice(0, Number(query.per_page ?? 100)),
				...(query.include === 'users' ? { users: account.users.filter(({ id }) => authors.has(id)) } : {}),
				next_page: null,
			};
		});
		this.on('GET', '/tickets/:id/audits', ({ params, query }) => {
			const page = Number(query.page ?? 1);
			const audits = account.auditsOf(idOf(params));
			return {
				audits: audits.slice((page - 1) * 2, page * 2),
				next_page:
					audits.length > page * 2
						? `https://${HOST}/api/v2/tickets/${params.id}/audits.json?page=${page + 1}`
						: null,
			};
		});
	}

	private people(): void {
		this.on('GET', '/users/me', () => ({ user: this.me }));
		this.on('GET', '/users/search', ({ query }) => ({ users: this.account.byExternalId(query.external_id) }));
		this.on('POST', '/users/create_or_update', ({ body }, reply) => {
			const { user, isNew } = this.account.createOrUpdate((body as { user: Partial<User> }).user);
			void reply.status(isNew ? 201 : 200);
			return { user };
		});
	}

	private businessRules(): void {
		const { webhooks } = this;
		this.on('GET', '/webhooks', () => ({
			webhooks: webhooks.webhooks.map(({ id, endpoint, status }) => ({ id, endpoint, status })),
		}));
		this.on('POST', '/webhooks', ({ body }, reply) => {
			void reply.status(201);
			return {
				webhook: webhooks.addWebhook((body as { webhook: { endpoint: string; status: string } }).webhook),
			};
		});
		this.on('GET', '/webhooks/:id/signing_secret', ({ params }) => ({
			signing_secret: { algorithm: 'SHA256', secret: webhooks.webhook(params.id).secret },
		}));
		this.on('DELETE', '/webhooks/:id', ({ params }) => webhooks.remove('webhooks', params.id));
		this.on('GET', '/triggers/active', () => ({ triggers: webhooks.triggers, next_page: null }));
		this.on('POST', '/triggers', ({ body }, reply) => {
			void reply.status(201);
			return {
				trigger: webhooks.addTrigger((body as { trigger: ZendeskWebhooks['triggers'][number] }).trigger),
			};
		});
		this.on('DELETE', '/triggers/:id', ({ params }) => webhooks.remove('triggers', params.id));
	}

	/** "The Ticketing API lets you specify an idempotency key." */
	private create({ headers, body }: Call, reply: FastifyReply): { ticket: Ticket } {
		const key = String(headers['idempotency-key'] ?? '');
		const before = this.idempotent.get(key);
		if (before && before.body !== JSON.stringify(body))
			throw new ZendeskProblem(
				400,
				'IdempotentRequestError',
				"Request parameters don't match the given idempotency key",
			);
		void reply.status(201).header('x-idempotency-lookup', before ? 'hit' : 'miss');
		if (before) return { ticket: before.ticket };
		const update = this.account.create((body as { ticket: TicketChange }).ticket, this.me);
		if (key) this.idempotent.set(key, { body: JSON.stringify(body), ticket: update.ticket });
		return this.updated(update);
	}

	private updated(update: Update): { ticket: Ticket } {
		this.webhooks.fire(update);
		return { ticket: update.ticket };
	}

	private peopleOf({ requester_id, submitter_id, assignee_id }: Ticket): User[] {
		return this.account.users.filter(({ id }) => [requester_id, submitter_id, assignee_id].includes(id));
	}
}

function idOf({ id }: Record<string, string>): number {
	return Number(id);
}
