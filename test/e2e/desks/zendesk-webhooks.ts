import { createHmac, randomBytes } from 'node:crypto';

import { http } from '../n8n';
import type { Update } from './zendesk-account';
import { ZendeskProblem } from './zendesk-problem';

interface Webhook {
	id: string;
	endpoint: string;
	status: string;
	secret: string;
}

interface Condition {
	field: string;
	operator: string;
	value: string | null;
}

interface Trigger {
	id: number;
	title: string;
	conditions: { all: Condition[]; any: Condition[] };
	actions: Array<{ field: string; value: [string, string] }>;
}

/** Webhooks and triggers as n8n's Zendesk Trigger makes them, and their calls. */
export class ZendeskWebhooks {
	readonly webhooks: Webhook[] = [];

	readonly triggers: Trigger[] = [];

	/** While set, calls get lost on the way. */
	isLosing = false;

	/** Each call is made this many times. */
	times = 1;

	/** How n8n answered. */
	readonly answers: number[] = [];

	private lastId = 500;

	addWebhook({ endpoint, status }: { endpoint: string; status: string }): Webhook {
		const webhook = {
			id: `01WEBHOOK${(this.lastId += 1)}`,
			endpoint,
			status,
			secret: randomBytes(16).toString('hex'),
		};
		this.webhooks.push(webhook);
		return webhook;
	}

	webhook(id: string): Webhook {
		const found = this.webhooks.find((webhook) => webhook.id === id);
		if (!found) throw new ZendeskProblem(404, 'RecordNotFound', 'Not found');
		return found;
	}

	addTrigger(trigger: Omit<Trigger, 'id'>): Trigger {
		for (const { field, operator, value } of [...trigger.conditions.all, ...trigger.conditions.any])
			if (!KNOWN.has(`${field} ${operator}`) || value === null)
				throw new ZendeskProblem(422, 'RecordInvalid', `Invalid condition ${field} ${operator}`);
		const added = { ...trigger, id: (this.lastId += 1) };
		this.triggers.push(added);
		return added;
	}

	remove(from: 'webhooks' | 'triggers', id: string): void {
		const list: Array<{ id: string | number }> = this[from];
		const at = list.findIndex((one) => String(one.id) === id);
		if (at === -1) throw new ZendeskProblem(404, 'RecordNotFound', 'Not found');
		list.splice(at, 1);
	}

	/** Tells whom it concerns. Zendesk does so after it has answered whoever made the update. */
	fire(update: Update): void {
		for (const { conditions, actions } of this.triggers) {
			const { all, any } = conditions;
			if (!all.every((one) => holds(one, update))) continue;
			if (any.length > 0 && !any.some((one) => holds(one, update))) continue;
			for (const { value } of actions) for (let n = 0; n < this.times; n++) void this.call(value, update);
		}
	}

	private async call([id, message]: [string, string], { ticket }: Update): Promise<void> {
		if (this.isLosing) return;
		const { endpoint, secret } = this.webhook(id);
		const body = message.replace(/\{\{ticket\.id\}\}/g, String(ticket.id));
		const timestamp = new Date().toISOString();
		const signature = createHmac('sha256', secret).update(`${timestamp}${body}`).digest('base64');
		const headers = {
			'Content-Type': 'application/json',
			'X-Zendesk-Webhook-Signature': signature,
			'X-Zendesk-Webhook-Signature-Timestamp': timestamp,
		};
		const answer = await http.post(endpoint, body, { headers }).catch(() => ({ status: 0 }));
		this.answers.push(answer.status);
	}
}

const KNOWN = new Set(['current_tags includes', 'comment_is_public is', 'status value', 'status is_not']);

function holds({ field, operator, value }: Condition, update: Update): boolean {
	const { ticket, isPublicComment, statusBefore } = update;
	if (field === 'current_tags')
		return String(value)
			.split(' ')
			.some((tag) => ticket.tags.includes(tag));
	if (field === 'comment_is_public') return value === 'true' && isPublicComment;
	if (operator === 'is_not') return ticket.status !== value;
	return ticket.status === value && statusBefore !== value;
}
