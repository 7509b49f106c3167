import type {
	IAuthenticateGeneric,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

import { AGENT_DETAIL_PATH, BASE_URLS, CODES } from '../platform/outbound';

/** The same base URL that the nodes use, as an expression, because n8n runs the test without our code. */
const BASE_URL_EXPRESSION = `={{ (${JSON.stringify(BASE_URLS)})[$credentials.platform] ?? $credentials.baseUrl.trim().replace(/[/]+$/, "") }}`;

/** The key of a code is `code`, or `error.code` where AltaBots' overview nests it; codes are numbers. */
const CODE_KEYS = ['code', 'error.code'];

const NOT_THE_PLATFORM =
	'The address answers, but not with an Agent of the platform. Check platform, Base URL and API key; the key must be the one of an Agent. If you have tested several times within a minute, wait a minute.';

export class AltaBotsApi implements ICredentialType {
	name = 'altaBotsApi';

	displayName = 'AltaBots API';

	icon: Icon = { light: 'file:../icons/altabots.svg', dark: 'file:../icons/altabots.dark.svg' };

	documentationUrl = 'https://github.com/altabots/n8n-nodes-altabots#connect-in-three-steps';

	properties: INodeProperties[] = [
		{
			displayName: 'Platform',
			name: 'platform',
			type: 'options',
			options: [
				{ name: 'AltaBots', value: 'altaBots' },
				{
					name: 'Custom',
					value: 'custom',
					description: 'A private deployment, or an address that is not in this list',
				},
				{ name: 'GPTBots Japan', value: 'gptBotsJapan' },
				{ name: 'GPTBots Singapore', value: 'gptBotsSingapore' },
				{ name: 'GPTBots Thailand', value: 'gptBotsThailand' },
			],
			default: 'altaBots',
			description: 'Where your account is. A GPTBots account without a region is in Singapore.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://bots.example.com',
			description: 'The address that API calls start with, without /v1',
			displayOptions: { show: { platform: ['custom'] } },
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'The key of an Agent, from the console under Agent > Integrations > API. The key of a Workflow does not work here.',
		},
		{
			displayName: 'Webhook Tokens',
			name: 'webhookTokens',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'What the Authorization header of incoming calls must hold, if it is not the API key. Separate several with commas, for instance the old and the new one while you change it.',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Bearer {{$credentials.apiKey.trim()}}' } },
	};

	// The platform reports a wrong key under 4xx on some pages and under 200 on others. n8n shows only the
	// status text of a 4xx, so every status is let through and the body decides, its first match first.
	test: ICredentialTestRequest = {
		request: {
			baseURL: BASE_URL_EXPRESSION,
			url: AGENT_DETAIL_PATH,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		},
		rules: [
			...Object.entries(CODES).flatMap(([code, { message, cure }]) =>
				CODE_KEYS.map((key) => ({
					type: 'responseSuccessBody' as const,
					properties: { key, value: Number(code), message: `${message}. ${cure}` },
				})),
			),
			{
				type: 'responseSuccessBody',
				properties: { key: 'bot_id', value: undefined, message: NOT_THE_PLATFORM },
			},
		],
	};
}
