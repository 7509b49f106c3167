'use strict';

const WEBHOOK = { name: 'default', httpMethod: 'POST', responseMode: 'onReceived', responseData: '' };

/** Reads the credential once, checks nothing, and returns the body as it came. */
class BareTrigger {
	constructor() {
		this.description = {
			displayName: 'Bare Trigger',
			name: 'bareTrigger',
			group: ['trigger'],
			version: 2,
			description: 'Returns its body',
			defaults: { name: 'Bare Trigger' },
			inputs: [],
			outputs: ['main', 'main', 'main', 'main'],
			outputNames: ['Reply', 'Handoff', 'Message', 'Closed'],
			credentials: [{ name: 'altaBotsApi', required: true }],
			webhooks: [
				{ ...WEBHOOK, path: '', isFullPath: true },
				{ ...WEBHOOK, path: 'conversation/establish' },
				{ ...WEBHOOK, path: 'chat' },
				{ ...WEBHOOK, path: 'conversation/close' },
			],
			properties: [],
		};
		this.webhookMethods = {
			default: { checkExists: async () => true, create: async () => true, delete: async () => true },
		};
	}

	async webhook() {
		await this.getCredentials('altaBotsApi');
		return {
			webhookResponse: { code: 200, msg: 'success' },
			workflowData: [[{ json: this.getBodyData() }], [], [], []],
		};
	}
}

module.exports = { BareTrigger };
