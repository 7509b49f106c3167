/* eslint-disable @n8n/community-nodes/no-restricted-imports -- test code never ships */
import type { AddressInfo } from 'node:net';

import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';

import type { N8nClient } from '../../../runtime/n8n-client';
import type { Credential } from '../../../runtime/n8n-types';
import { SlackEvents, type SlackEvent } from './slack-events';

const TOKEN = ['xoxb', '0'.repeat(12), 'a'.repeat(24)].join('-');
const SIGNING_SECRET = '0123456789abcdef'.repeat(2);
const TEAM = 'T0000000001';
/** The app, as a member of channels. */
const BOT = { user: 'U0000000BOT', bot_id: 'B0000000001', app_id: 'A0000000001' };

export const SUPPORT = 'C0000000001';
export const SALES = 'C0000000002';
export const ALERTS = 'C0000000003';
/** chat.postMessage takes the ID of a channel, or its name. */
const CHANNELS = new Map([
	...[SUPPORT, SALES, ALERTS].map((id): [string, string] => [id, id]),
	['#alerts', ALERTS],
]);
export const ANN = 'U0000000ANN';
export const BEN = 'U0000000BEN';

const USERS = [
	{ id: ANN, name: 'ann', real_name: 'Ann Berg', profile: { display_name: 'Ann', real_name: 'Ann Berg' } },
	{ id: BEN, name: 'ben', real_name: 'Ben Stone', profile: { display_name: '', real_name: 'Ben Stone' } },
];

export interface SlackMessage {
	channel: string;
	ts: string;
	thread_ts?: string;
	user: string;
	bot_id?: string;
	/** As Slack keeps it: escaped, with mentions and links in angle brackets. */
	text: string;
	reactions: string[];
}

/** How the Web API answers instead: 429 with Retry-After, 503, or `ok: false` with an error of its own. */
type Refusal = 'ratelimited' | 'down' | 'missing_scope';

/** A workspace: the methods of the Web API that the desk calls, as documented, two channels, and colleagues who write in them. */
export class SlackServer {
	readonly messages: SlackMessage[] = [];

	/** Methods of the Web API, in the order in which they were called. */
	readonly calls: string[] = [];

	refusal: Refusal | undefined;

	readonly events = new SlackEvents(SIGNING_SECRET, {
		token: 'verification',
		team_id: TEAM,
		api_app_id: BOT.app_id,
	});

	private last = 0;

	private constructor(private readonly app: FastifyInstance) {}

	static async start(): Promise<SlackServer> {
		const app = fastify({ forceCloseConnections: true });
		const slack = new SlackServer(app);
		app.addHook('preHandler', async (request, reply) => await slack.guard(request, reply));
		app.post<{ Body: Record<string, unknown> }>('/api/chat.postMessage', ({ body }) => slack.post(body));
		app.post<{ Body: Record<string, unknown> }>('/api/reactions.add', ({ body }) => slack.react(body));
		app.get<{ Querystring: { user?: string } }>('/api/users.info', ({ query }) => {
			const user = USERS.find(({ id }) => id === query.user);
			return user ? { ok: true, user } : failed('user_not_found');
		});
		// With this n8n tries a token; the app's manifest does not ask for the scope, and n8n minds only a wrong token.
		app.get('/api/users.profile.get', () => ({ ...failed('missing_scope'), needed: 'users.profile:read' }));
		await app.listen({ port: 0, host: '127.0.0.1' });
		return slack;
	}

	get port(): number {
		return (this.app.server.address() as AddressInfo).port;
	}

	async stop(): Promise<void> {
		await this.events.settled();
		await this.app.close();
	}

	/** What a user fills in. */
	readonly keys = { accessToken: TOKEN, signatureSecret: SIGNING_SECRET };

	async credential(client: N8nClient, signatureSecret = SIGNING_SECRET): Promise<Credential> {
		return await client.createCredential('Customer Desk', 'slackApi', { ...this.keys, signatureSecret });
	}

	/** The message with which the desk has opened a thread and that contains `text`. */
	opening(text: string): SlackMessage | undefined {
		return this.openings().find((message) => message.text.includes(text));
	}

	openings(): SlackMessage[] {
		return this.messages.filter(({ bot_id, thread_ts }) => bot_id !== undefined && thread_ts === undefined);
	}

	/** What stands below a message, oldest first. */
	thread({ channel, ts }: SlackMessage): SlackMessage[] {
		return this.messages.filter((message) => message.channel === channel && message.thread_ts === ts);
	}

	/** A colleague types something, in a thread or in the channel. */
	types(user: string, where: SlackMessage | string, text: string, more: SlackEvent = {}): SlackEvent {
		const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
		return this.writes(user, where, escaped.replace(/\bhttps?:\/\/\S+/g, '<$&>'), more);
	}

	/** The same, as Slack sends it on. */
	writes(user: string, where: SlackMessage | string, text: string, more: SlackEvent = {}): SlackEvent {
		const root = typeof where === 'string' ? undefined : where;
		const channel = root ? root.channel : String(where);
		return this.add({ channel, user, text, thread_ts: root?.ts }, more);
	}

	/** An event about a message that is there already. */
	tell(subtype: string, channel: string, more: SlackEvent): void {
		const ts = this.timestamp();
		this.events.emit({
			type: 'message',
			subtype,
			channel,
			ts,
			event_ts: ts,
			channel_type: 'channel',
			...more,
		});
	}

	private async guard(request: FastifyRequest, reply: FastifyReply): Promise<void> {
		this.calls.push(request.url.replace(/^\/api\/|\?.*$/g, ''));
		const { authorization } = request.headers;
		if (authorization !== `Bearer ${TOKEN}`)
			return await reply.send(failed(authorization ? 'invalid_auth' : 'not_authed'));
		if (this.refusal === 'down') return await reply.code(503).send('Service unavailable');
		if (this.refusal === 'ratelimited')
			return await reply.code(429).header('Retry-After', '30').send(failed('ratelimited'));
		if (this.refusal) return await reply.send(failed(this.refusal));
	}

	private post({ channel, text, thread_ts }: Record<string, unknown>): object {
		const error = this.wrongPost(channel, text, thread_ts);
		if (error) return failed(error);
		const id = CHANNELS.get(String(channel)) ?? '';
		const event = this.add({
			channel: id,
			text: String(text),
			thread_ts: thread_ts === undefined ? undefined : String(thread_ts),
			...BOT,
		});
		return { ok: true, channel: id, ts: event.ts, message: { ...event, ...BOT } };
	}

	private wrongPost(channel: unknown, text: unknown, threadTs: unknown): string | undefined {
		if (!CHANNELS.has(String(channel))) return 'channel_not_found';
		if (typeof text !== 'string' || text === '') return 'no_text';
		if (text.length > 4_000) return 'msg_too_long';
		const isThere = ({ ts, thread_ts }: SlackMessage) => ts === threadTs && thread_ts === undefined;
		return threadTs === undefined || this.messages.some(isThere) ? undefined : 'thread_not_found';
	}

	private react({ channel, timestamp, name }: Record<string, unknown>): object {
		const message = this.messages.find((one) => one.channel === channel && one.ts === timestamp);
		if (!message) return failed('message_not_found');
		if (message.reactions.includes(String(name))) return failed('already_reacted');
		message.reactions.push(String(name));
		return { ok: true };
	}

	/** Everybody in a channel hears of a message, the bot also of its own. */
	private add(message: Omit<SlackMessage, 'ts' | 'reactions'>, more: SlackEvent = {}): SlackEvent {
		const ts = this.timestamp();
		const root = this.messages.find((one) => one.ts === message.thread_ts);
		this.messages.push({ ...message, ts, reactions: [] });
		const known = Object.fromEntries(Object.entries(message).filter(([, value]) => value !== undefined));
		const event = {
			type: 'message',
			team: TEAM,
			...known,
			...(root ? { parent_user_id: root.user } : {}),
			ts,
			event_ts: ts,
			channel_type: 'channel',
			...more,
		};
		this.events.emit(event);
		return event;
	}

	/** Seconds and microseconds; no two messages have the same. */
	private timestamp(): string {
		this.last = Math.max(this.last + 1, Date.now() * 1_000);
		return `${Math.floor(this.last / 1_000_000)}.${String(this.last % 1_000_000).padStart(6, '0')}`;
	}
}

function failed(error: string): { ok: false; error: string } {
	return { ok: false, error };
}
