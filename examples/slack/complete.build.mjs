import { KEEP_NO_SUCCESSES, complete } from '../build/complete.mjs';

complete(new URL('complete.json', import.meta.url), 'Slack Desk', {
	start: [
		`# Start here

Your bot hands a customer over, the customer is greeted at once, and your team answers in a Slack channel. Everything is in this one workflow.

1. Make a Slack app from the manifest on this example's page, install it, and invite it to your channel (\`/invite @Customer Desk\`).
2. Open **AltaBots Trigger** (on the right), press *Connect*, enter your API key, save. n8n puts it into every node that needs it.
3. Open **Slack · Slack Trigger** (below) and connect Slack: the *Bot User OAuth Token* **and the Signing Secret**. Without the secret, everybody who knows the URL can speak to your customers. n8n puts the credential into the other Slack nodes, too.
4. Fill in **Slack · Settings**: the channel's ID.
5. Press *Execute workflow* at **Set Up Once** (on the right): it makes the data tables.
6. *Publish*. Right-click **Slack · Slack Trigger** > *Copy production url*, and put it in the app's *Event Subscriptions*.
7. Right-click **AltaBots Trigger** > *Copy production url*, and paste it in the console: *Agent > Settings > Human service*, and *Integrations > API > Webhook*.

${KEEP_NO_SUCCESSES}`,
		1760,
		460,
	],
	desk: {
		file: 'slack/slack.json',
		part: 'Slack',
		calls: { Reply: 'Reply', Close: 'Reply' },
		notes: {
			About:
				'## Slack Desk\n\nYour team answers handoffs in a Slack channel. Each conversation is a thread: what your team writes there reaches the customer, what the customer writes comes into it.',
		},
	},
});
