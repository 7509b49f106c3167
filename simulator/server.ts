import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';

import { errorAnswer, statusAnswer, type Answer } from './answers';
import { authorize } from './authorize';
import type { CallLog, LoggedCall } from './call-log';
import { parsedOrText } from './calls-out';
import { endpoints } from './endpoints';
import type { Endpoint, Platform } from './endpoints/endpoint';
import type { Faults } from './faults';
import { outcomeOf, playFault, type Outcome } from './play-fault';
import type { RateLimit } from './rate-limit';
import { isRecord } from './settings-patch';

/** The largest request body in bytes; no document names a limit. */
const BODY_LIMIT = 67_108_864;

export interface PlatformServerParts {
	platform: Platform;
	log: CallLog;
	faults: Faults;
	rateLimit: RateLimit;
	/** Ends delays when the simulator stops. */
	stopped: AbortSignal;
}

/** The platform as callers see it: every call is logged, meets its fault, is limited, authorized, and then answered. */
export class PlatformServer {
	private readonly app: FastifyInstance;

	constructor(private readonly parts: PlatformServerParts) {
		this.app = fastify({ bodyLimit: BODY_LIMIT, exposeHeadRoutes: false });
		this.app.removeAllContentTypeParsers();
		// The body stays a text until the call is logged: what is no JSON must be seen in the log too.
		this.app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
		this.app.addHook('onRequest', async (request, reply) => this.resetUnread(request, reply));
		for (const endpoint of endpoints) {
			this.app.route({
				method: endpoint.method,
				url: endpoint.path,
				handler: async (request, reply) => await this.serve(endpoint, request, reply),
			});
		}
		this.app.setNotFoundHandler(async (request, reply) => await this.serve(null, request, reply));
		this.app.setErrorHandler(async (error, _request, reply) => {
			const { statusCode = 500, message } = error as { statusCode?: number; message: string };
			return await reply.code(statusCode).send({ code: statusCode, message });
		});
	}

	/** The function for `http.createServer`. */
	async handler(): Promise<FastifyInstance['routing']> {
		await this.app.ready();
		return this.app.routing.bind(this.app);
	}

	private resetUnread(request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
		const fault = this.parts.faults.takeBeforeReading(pathOf(request));
		if (!fault) return undefined;
		const call = this.beginLog(request, null);
		this.parts.log.end(call, {
			fault: fault.kind,
			explanation: 'Connection reset before the body was read, on request. Not processed.',
		});
		reply.hijack();
		request.raw.socket.resetAndDestroy();
		return reply;
	}

	private async serve(
		endpoint: Endpoint | null,
		request: FastifyRequest,
		reply: FastifyReply,
	): Promise<FastifyReply> {
		const { log, faults, stopped } = this.parts;
		const text = typeof request.body === 'string' ? request.body : '';
		const body = parsedOrText(text);
		const conversationIds = this.conversationIdsIn(body);
		const call = this.beginLog(request, body, conversationIds[0]);

		const fault = faults.take({ direction: 'in', path: pathOf(request), conversationIds });
		reply.raw.once('close', () => {
			log.end(call, { fault: fault?.kind ?? null, explanation: 'The caller hung up before the answer.' });
		});
		const process = async () => await this.process(endpoint, request, text, call);
		const outcome = fault ? await playFault(fault, process, stopped) : outcomeOf(await process());
		// Logged before it is sent: who has the answer also finds the call in the log.
		log.end(call, {
			status: outcome.kind === 'answer' ? outcome.status : null,
			answer: outcome.kind === 'answer' ? loggedAnswer(outcome.text) : null,
			fault: fault?.kind ?? null,
			explanation: outcome.explanation,
		});
		return await send(outcome, request, reply);
	}

	/** What the platform does with a call when nothing is wrong with the line. */
	private async process(
		endpoint: Endpoint | null,
		request: FastifyRequest,
		text: string,
		call: LoggedCall,
	): Promise<Answer> {
		const { platform, rateLimit } = this.parts;
		const { settings } = platform;
		const { authorization } = request.headers;
		const verdict = rateLimit.count(authorization ?? '', Date.now());
		const answer = verdict?.exceeded
			? statusAnswer(settings, 429, 'Too many requests')
			: await this.answer(endpoint, request, text, call);
		return { ...answer, headers: { ...answer.headers, ...verdict?.headers } };
	}

	private async answer(
		endpoint: Endpoint | null,
		request: FastifyRequest,
		text: string,
		call: LoggedCall,
	): Promise<Answer> {
		const { platform } = this.parts;
		const { settings } = platform;
		if (!endpoint || endpoint.isThere?.(settings) === false) {
			return statusAnswer(settings, 404, `The documents know no ${request.method} ${pathOf(request)}`);
		}
		const { authorization } = request.headers;
		const details = { origin: `${request.protocol}://${request.host}`, authorization };
		if (endpoint.isPublic) return await endpoint.handle(platform, settings.agents[0], request.query, details);
		const { agent, refused } = authorize(settings, authorization);
		call.agent = agent?.name ?? null;
		if (refused) return refused;
		if (endpoint.method === 'GET') return await endpoint.handle(platform, agent, request.query, details);

		const type = request.headers['content-type'] ?? '';
		if (!/^application\/json\s*(;|$)/i.test(type)) {
			return errorAnswer(settings, 40000, 'the Content-Type must be application/json.');
		}
		return await endpoint.handle(platform, agent, parsedOrText(text), details);
	}

	/** Every id of the conversation that the body names, the Agent conversation's first, so that log and faults recognize it. */
	private conversationIdsIn(body: unknown): string[] {
		const id = isRecord(body) ? body.conversation_id : undefined;
		if (typeof id !== 'string') return [];
		const found = this.parts.platform.conversations.find(id);
		return found ? [found.conversation.id, id] : [];
	}

	private beginLog(request: FastifyRequest, body: unknown, conversationId?: string): LoggedCall {
		return this.parts.log.begin({
			direction: 'in',
			agent: null,
			conversationId: conversationId ?? null,
			method: request.method,
			url: request.url,
			headers: request.headers,
			body,
		});
	}
}

async function send(outcome: Outcome, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
	if (outcome.kind === 'answer')
		return await reply.code(outcome.status).headers(outcome.headers).send(outcome.text);
	reply.hijack();
	if (outcome.kind === 'reset') request.raw.socket.resetAndDestroy();
	return reply;
}

function loggedAnswer(text: string | Buffer): unknown {
	return typeof text === 'string' ? parsedOrText(text) : `(${text.length} bytes)`;
}

function pathOf(request: FastifyRequest): string {
	return request.url.split('?', 1)[0];
}
