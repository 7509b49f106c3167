import type { INodeProperties } from 'n8n-workflow';

import type { EventName } from '../../platform/inbound';

type AuthorizationPolicy = 'required' | 'ifPresent' | 'off';

/** The Options collection as `getNodeParameter` returns it: a key is there once the user added the option. */
export interface TriggerOptions {
	handoffAuthorization?: AuthorizationPolicy;
	ignoreDuplicates?: boolean;
	label?: string;
	placeholderEmails?: string;
	replyAuthorization?: AuthorizationPolicy;
}

const EVENTS: Array<{ name: string; value: EventName; action: string; description: string }> = [
	{
		name: 'Agent Reply',
		value: 'agentReply',
		action: 'On agent reply',
		description: 'The agent, or a human through the API, has answered in webhook mode',
	},
	{
		name: 'Handoff Requested',
		value: 'handoffRequested',
		action: 'On handoff requested',
		description: 'The bot hands a customer to a human',
	},
	{
		name: 'Customer Message',
		value: 'customerMessage',
		action: 'On customer message',
		description: 'The customer writes while a human is in charge',
	},
	{
		name: 'Handoff Closed',
		value: 'handoffClosed',
		action: 'On handoff closed',
		description: 'The customer has left, or the handoff has timed out',
	},
];

const AUTHORIZATION_POLICIES = [
	{
		name: 'Required',
		value: 'required',
		description: 'Refuse calls without a valid Authorization header',
	},
	{
		name: 'If Present',
		value: 'ifPresent',
		description: 'Refuse calls with a wrong Authorization header, accept those without one',
	},
	{ name: 'Off', value: 'off', description: 'Ignore the Authorization header' },
];

const droppedNotice = (name: string, dropped: EventName, what: string): INodeProperties => ({
	displayName: `${what} will not start this workflow: select that event too, unless another workflow takes it. A bot has one URL only.`,
	name,
	type: 'notice',
	default: '',
	displayOptions: { show: { events: ['handoffRequested'] }, hide: { events: [dropped] } },
});

// The platform documents no Authorization on handoff calls; there the URL's random ID is the secret.
const OPTIONS: INodeProperties[] = [
	{
		displayName: 'Handoff Authorization',
		name: 'handoffAuthorization',
		type: 'options',
		options: AUTHORIZATION_POLICIES,
		default: 'ifPresent',
		description:
			"What to ask of calls for handoffs. The platform documents no Authorization header there: the URL's random ID is the secret.",
	},
	{
		displayName: 'Ignore Duplicates',
		name: 'ignoreDuplicates',
		type: 'boolean',
		default: true,
		description:
			'Whether to start no second execution when the same event comes again within an hour. Each n8n process remembers for itself, until it restarts.',
	},
	{
		displayName: 'Label',
		name: 'label',
		type: 'string',
		default: '',
		placeholder: 'e.g. Sales bot',
		description: "Comes out as 'source' with every event, to tell bots or teams apart further down",
	},
	{
		displayName: 'Placeholder Emails',
		name: 'placeholderEmails',
		type: 'string',
		default: 'support@gptbots.ai',
		description:
			'Comma-separated addresses that the platform sends for customers whose own it does not know. They come out as no email, so that no CRM takes different customers for one.',
	},
	{
		displayName: 'Reply Authorization',
		name: 'replyAuthorization',
		type: 'options',
		options: AUTHORIZATION_POLICIES,
		default: 'required',
		description: 'What to ask of calls for agent replies',
	},
];

export const DEFAULT_OPTIONS = Object.fromEntries(
	OPTIONS.map(({ name, default: value }) => [name, value]),
) as unknown as Required<TriggerOptions>;

export const properties: INodeProperties[] = [
	{
		displayName:
			'Publish this workflow and paste the production URL into the console twice: under Agent > Integrations > API > Webhook for agent replies, and in the Agent\'s human service (vendor "Webhook") for handoffs. Paste it as it is: AltaBots appends /conversation/establish, /chat and /conversation/close. The test URL takes one event each time you listen.',
		name: 'urlNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Trigger On',
		name: 'events',
		type: 'multiOptions',
		required: true,
		options: EVENTS,
		default: ['agentReply', 'handoffRequested', 'customerMessage', 'handoffClosed'],
	},
	droppedNotice('messagesDroppedNotice', 'customerMessage', "The customer's messages"),
	droppedNotice('closingDroppedNotice', 'handoffClosed', 'The closing of a handoff'),
	{
		displayName: 'Simplify',
		name: 'simple',
		type: 'boolean',
		default: true,
		description: 'Whether to return a simplified version of the response instead of the raw data',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: OPTIONS,
	},
];
