import { KEEP_NO_SUCCESSES, complete } from '../build/complete.mjs';

complete(new URL('complete.json', import.meta.url), 'Zendesk Desk', {
	start: [
		`# Start here

Your bot hands a customer over, the customer is greeted at once, and your team answers in Zendesk. Everything is in this one workflow.

1. In Zendesk make a user for n8n alone (an admin), an API token, and take the tag \`altabots\` out of the triggers that mail requesters: the page of this workflow says how.
2. Open **AltaBots Trigger** (on the right), press *Connect*, enter your API key, save. n8n puts it into every node that needs it.
3. Open **Zendesk · Ask Zendesk** (below) and connect Zendesk. n8n puts the credential into **Zendesk · Zendesk Trigger**, too.
4. Fill in **Zendesk · Settings**: the subdomain.
5. Press *Execute workflow* at **Set Up Once** (on the right): it makes the data tables.
6. *Publish*: n8n makes the webhook and the trigger in Zendesk by itself. Right-click **AltaBots Trigger** > *Copy production url*, and paste it in the console: *Agent > Settings > Human service*, and *Integrations > API > Webhook*.

${KEEP_NO_SUCCESSES}`,
		1760,
		440,
	],
	desk: {
		file: 'zendesk/zendesk.json',
		part: 'Zendesk',
		calls: { Reply: 'Reply', Close: 'Reply' },
		notes: {
			About:
				'## Zendesk Desk\n\nYour team answers handoffs in Zendesk. A public reply of anybody in your team reaches the customer in the chat, an internal note never does; whoever solves the ticket ends the conversation.',
		},
	},
});
