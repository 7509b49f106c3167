/** What both halves of the desk do as a website. */
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

/** Tickets are good for 12 hours. */
export const YOUNG = ['made_at', 'gt', '={{ $now.minus({ hours: 12 }).toISO() }}'];

export const ticket = (expression) => get(TICKETS, [['ticket', 'eq', `={{ ${expression} ?? '' }}`], YOUNG]);
