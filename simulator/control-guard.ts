import type { FastifyRequest } from 'fastify';

import { Problem } from './problem';

const localNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * The control API has no login. A web page elsewhere could still reach it through the browser of whoever runs the simulator: with a
 * name that it lets point to 127.0.0.1 (the Host header tells) or by a cross-origin request (the Origin header tells).
 */
export function refuseStrangers(request: FastifyRequest): void {
	const { host, origin } = request.headers;
	const name = (host ?? '').replace(/:\d+$/, '').toLowerCase();
	if (!localNames.has(name)) throw new Problem(403, 'The control API answers only to localhost and 127.0.0.1.');
	if (origin !== undefined && origin.toLowerCase() !== `http://${(host ?? '').toLowerCase()}`) {
		throw new Problem(403, 'The control API refuses requests from other web pages.');
	}
}
