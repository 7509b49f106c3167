/* eslint-disable @n8n/community-nodes/no-restricted-globals -- development only, never published */
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';

import type { AgentReply } from './agent-replies';
import type { FaultSpec } from './faults';
import { refuseStrangers } from './control-guard';
import * as schemas from './control-schemas';
import type { HandoffRequest } from './handoff';
import type { Links } from './links';
import { addPage } from './page-files';
import type { ProbeOptions, RawCall } from './probes';
import { Problem } from './problem';
import type { SettingsPatch } from './settings-patch';
import type { CloseType } from './settings';
import type { OpenConversation, Simulator } from './simulator';
import type { Surface } from './webhook-calls';

/** Keeps proxies and browsers from closing a quiet event stream; milliseconds. */
const HEARTBEAT_MS = 15_000;

type Id = { Params: { id: string } };

/** The page at `/`, and the JSON API under `/simulator`: each route is one method of `Simulator`. See README.md for examples. */
export function controlApi(simulator: Simulator): FastifyInstance {
	const app = fastify({
		// Fastify's own defaults remove unknown members and turn "1" into 1; a test bench must not be that polite.
		ajv: { customOptions: { removeAdditional: false, coerceTypes: false } },
		exposeHeadRoutes: false,
	});
	app.removeAllContentTypeParsers();
	app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
		const parsed = parse(String(body));
		if (parsed instanceof Problem) done(parsed, undefined);
		else done(null, parsed);
	});
	// Some clients name a form type on an empty body; a body in such a type is what a foreign web page could send.
	app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
		if (body.length === 0) done(null, {});
		else done(new Problem(415, 'The body must be application/json.'), undefined);
	});
	app.addHook('onRequest', async (request) => refuseStrangers(request));
	app.addHook('preValidation', async (request) => {
		request.body ??= {};
	});
	app.setErrorHandler(async (error, _request, reply) => {
		const { message, status, statusCode } = error as Problem & { statusCode?: number };
		return await reply.code(status ?? statusCode ?? 500).send({ error: message });
	});
	app.setNotFoundHandler(async (request, reply) => {
		return await reply.code(404).send({ error: `There is no ${request.method} ${request.url}.` });
	});
	addPage(app);
	addState(app, simulator);
	addConversations(app, simulator);
	addTrouble(app, simulator);
	return app;
}

function addState(app: FastifyInstance, simulator: Simulator): void {
	app.get('/simulator/state', async () => simulator.state());
	app.get<{ Querystring: { since?: string; before?: string; limit?: string } }>('/simulator/calls', async (request) => {
		const { since = '0', before = 'Infinity', limit = 'Infinity' } = request.query;
		const calls = simulator.callsSince(Number(since)).filter(({ id }) => id < Number(before));
		return calls.slice(Math.max(0, calls.length - Number(limit)));
	});
	app.get('/simulator/events', async (_request, reply) => streamEvents(simulator, reply));
	app.patch<{ Body: SettingsPatch }>('/simulator/settings', async (request) => simulator.set(request.body ?? {}));
	app.put<{ Body: Partial<Links> }>('/simulator/links', async (request) => simulator.setLinks(request.body));
	app.post<{ Body?: { settings?: boolean } }>('/simulator/reset', { schema: { body: schemas.reset } }, async (request) => {
		await simulator.reset(request.body);
		return simulator.state();
	});
}

function addConversations(app: FastifyInstance, simulator: Simulator): void {
	const path = '/simulator/conversations';
	app.get<Id>(`${path}/:id`, async (request) => simulator.conversation(request.params.id));
	app.post<{ Body: OpenConversation }>(path, { schema: { body: schemas.openConversation } }, async (request) =>
		simulator.openConversation(request.body),
	);
	app.post<Id & { Body: { text: string } }>(
		`${path}/:id/messages`,
		{ schema: { body: schemas.customerSays } },
		async (request) => await simulator.customerSays(request.params.id, request.body.text),
	);
	app.post<Id & { Body: HandoffRequest }>(
		`${path}/:id/handoff`,
		{ schema: { body: schemas.handoff } },
		async (request) => await simulator.requestHandoff(request.params.id, request.body),
	);
	app.post<Id & { Body: { type?: CloseType } }>(
		`${path}/:id/close`,
		{ schema: { body: schemas.close } },
		async (request) => await simulator.closeByCustomer(request.params.id, request.body.type),
	);
	app.post<Id & { Body: AgentReply }>(
		`${path}/:id/agent-reply`,
		{ schema: { body: schemas.agentReply } },
		async (request) => await simulator.agentReplies(request.params.id, request.body),
	);
}

function addTrouble(app: FastifyInstance, simulator: Simulator): void {
	app.post<{ Body: ProbeOptions & { surface: Surface; agent?: string } }>(
		'/simulator/probe',
		{ schema: { body: schemas.probe } },
		async ({ body: { surface, ...options } }) => await simulator.probe(surface, options),
	);
	app.post<{ Body: RawCall & { agent?: string } }>(
		'/simulator/raw',
		{ schema: { body: schemas.raw } },
		async (request) => await simulator.raw(request.body),
	);
	app.get('/simulator/faults', async () => simulator.faults);
	// Faults check themselves: they come from tests too, and from there through no schema.
	app.post<{ Body: FaultSpec }>('/simulator/faults', async (request) => simulator.fault(request.body));
	app.delete<Id>('/simulator/faults/:id', async (request) => simulator.removeFault(Number(request.params.id)));
	app.delete('/simulator/faults', async () => simulator.clearFaults());
}

/** Server-Sent Events named after `SimulatorEvent.type`, each with its data as JSON. What was before comes from `/simulator/state`. */
function streamEvents(simulator: Simulator, reply: FastifyReply): FastifyReply {
	reply.hijack();
	const stream = reply.raw;
	stream.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
	stream.write(': connected\n\n');
	const unsubscribe = simulator.subscribe(({ type, data }) => {
		stream.write(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
	});
	const heartbeat = setInterval(() => stream.write(': still here\n\n'), HEARTBEAT_MS);
	stream.once('close', () => {
		unsubscribe();
		clearInterval(heartbeat);
	});
	return reply;
}

function parse(text: string): unknown {
	if (text.trim() === '') return {};
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return new Problem(400, 'The body is not JSON.');
	}
}
