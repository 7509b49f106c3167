/** What both halves of the desk do as a website. */
import { readFileSync } from 'node:fs';

import { TICKETS, get } from '../build/tables.mjs';

export const webhook = (path, { post = false, login = true } = {}) => ({
	type: 'n8n-nodes-base.webhook',
	typeVersion: 2.1,
	parameters: {
		...(post ? { httpMethod: 'POST' } : {}),
		path: `altabots-desk${path}`,
		...(login ? { authentication: 'basicAuth' } : {}),
		responseMode: 'responseNode',
		options: {},
	},
});

export const headers = (headers) => ({
	entries: Object.entries(headers).map(([name, value]) => ({ name, value })),
});

const read = (file) => readFileSync(new URL(`html/${file}`, import.meta.url), 'utf8').trimEnd();

/** An HTML node; a comment that names a file of html/ stands for what is in it. */
export const page = (name) => ({
	type: 'n8n-nodes-base.html',
	typeVersion: 1.2,
	executeOnce: true,
	parameters: {
		html: read(`${name}.html`).replace(/\/\* ([a-z]+\.(?:css|js)) \*\//g, (_, file) => read(file)),
	},
});

export const show = (responseCode) => ({
	type: 'n8n-nodes-base.respondToWebhook',
	typeVersion: 1.5,
	parameters: {
		respondWith: 'text',
		responseBody: '={{ $json.html }}',
		options: {
			...(responseCode ? { responseCode } : {}),
			responseHeaders: headers({ 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' }),
		},
	},
});

/** Tickets are good for 12 hours. */
export const YOUNG = ['made_at', 'gt', '={{ $now.minus({ hours: 12 }).toISO() }}'];

export const ticket = (expression) => get(TICKETS, [['ticket', 'eq', `={{ ${expression} ?? '' }}`], YOUNG]);
