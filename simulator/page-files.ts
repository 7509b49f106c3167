/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only, never published */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';

import { Problem } from './problem';

const types: Record<string, string> = {
	'.html': 'text/html; charset=utf-8',
	'.css': 'text/css; charset=utf-8',
	'.js': 'text/javascript; charset=utf-8',
	'.svg': 'image/svg+xml',
};

/** Customers write hostile text, and this page drives the simulator: nothing but its own files runs, loads or frames it. */
const headers = {
	'Content-Security-Policy':
		"default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
	'X-Content-Type-Options': 'nosniff',
	'Referrer-Policy': 'no-referrer',
	'Cache-Control': 'no-cache',
};

/** The web page: `index.html` at `/`, what it needs under `/page/`. Read at each request, so that a change shows at the next reload. */
export function addPage(app: FastifyInstance): void {
	app.get('/', async (_request, reply) => await send(reply, 'index.html'));
	app.get<{ Params: { file: string } }>(
		'/page/:file',
		async (request, reply) => await send(reply, request.params.file),
	);
}

async function send(reply: FastifyReply, file: string): Promise<FastifyReply> {
	const folder = pageFolder();
	// Only names that the folder lists: no path leads out of it.
	if (!(await readdir(folder)).includes(file)) throw new Problem(404, `The page has no file "${file}".`);
	const type = types[extname(file)] ?? 'application/octet-stream';
	return await reply
		.headers(headers)
		.type(type)
		.send(await readFile(join(folder, file)));
}

/** The page needs no build, so it stays in the checkout while this code runs from `.build/`. */
function pageFolder(): string {
	let folder = __dirname;
	while (!existsSync(join(folder, 'simulator', 'page', 'index.html'))) {
		if (folder === dirname(folder)) throw new Problem(404, 'The page is not part of this copy.');
		folder = dirname(folder);
	}
	return join(folder, 'simulator', 'page');
}
