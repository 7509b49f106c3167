import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { HANDOFF_PATHS } from '../../platform/inbound';
import { properties } from './properties';
import { receive } from './receive';

/** `responseData: ''` is what makes n8n send the answer that `webhook()` returns instead of a text of its own. */
const WEBHOOK = {
	name: 'default',
	httpMethod: 'POST',
	responseMode: 'onReceived',
	responseData: '',
} as const satisfies Partial<IWebhookDescription>;

export class AltaBotsTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'AltaBots Trigger',
		name: 'altaBotsTrigger',
		icon: { light: 'file:../../icons/altabots.svg', dark: 'file:../../icons/altabots.dark.svg' },
		group: ['trigger'],
		// Not 1: there n8n evaluates an expression on every call and hands over bodies that are no JSON.
		version: 2,
		subtitle: '={{ $parameter["events"].length === 4 ? "all events" : $parameter["events"].join(", ") }}',
		description:
			'Starts on agent replies and human handoffs of AltaBots or GPTBots, and answers, closes and looks into conversations',
		defaults: { name: 'AltaBots Trigger' },
		inputs: [],
		// Fixed, so that unselecting an event never shifts a wire to the wrong customer.
		outputs: [
			NodeConnectionTypes.Main,
			NodeConnectionTypes.Main,
			NodeConnectionTypes.Main,
			NodeConnectionTypes.Main,
		],
		outputNames: ['Reply', 'Handoff', 'Message', 'Closed'],
		credentials: [{ name: 'altaBotsApi', required: true }],
		// One URL for everything: agent replies come to it, handoff calls to it with a suffix that the
		// platform appends. n8n registers a route for each; the event is told by the path.
		webhooks: [
			{ ...WEBHOOK, path: '', isFullPath: true },
			...HANDOFF_PATHS.map((path) => ({ ...WEBHOOK, path, ndvHideUrl: true })),
		],
		properties,
	};

	// The user pastes the URL into the console: there is nothing to register, look up or remove.
	webhookMethods = {
		default: {
			async checkExists() {
				return true;
			},
			async create() {
				return true;
			},
			async delete() {
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this);
	}
}
