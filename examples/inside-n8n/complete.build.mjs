import { complete } from '../build/complete.mjs';

complete(new URL('complete.json', import.meta.url), 'Desk inside n8n', {
	start: [
		`# Start here

Your bot hands a customer over, the customer is greeted at once, and your team answers on a page that n8n serves. Everything is in this one workflow.

1. Open **AltaBots Trigger** (on the right), press *Connect*, enter your API key, save. n8n puts it into every node that needs it.
2. Open **Pages · Desk Page** (below), press *Connect*, choose a user and a password for your team, save. n8n puts them into every page.
3. Press *Execute workflow* at **Set Up Once** (on the right): it makes the data tables.
4. *Publish*. Right-click **AltaBots Trigger** > *Copy production url*, and paste it in the console: *Agent > Settings > Human service*, and *Integrations > API > Webhook*.
5. Open [the desk](/webhook/altabots-desk): \`/webhook/altabots-desk\` of your n8n.

**Before you leave the desk open all day**: in *⋯ > Settings*, have successful production executions not saved. The page looks every few seconds, and each look is an execution.`,
		1760,
		360,
	],
	desk: {
		file: 'inside-n8n/desk.json',
		part: 'Desk',
		calls: { Reply: 'Reply', Close: 'Reply' },
		notes: {
			About:
				'## Desk\n\nWhat people do on the pages: say who they are, take a conversation, answer, close. **Pages** draws them.',
		},
	},
	first: {
		file: 'inside-n8n/pages.json',
		part: 'Pages',
		notes: {
			About:
				'## Pages\n\nThe pages on which your team reads and answers: `/webhook/altabots-desk` of your n8n, behind the user and password of the *Basic Auth* credential. **Desk** does what people do here.\n\nPlain forms, and frames that load themselves again every few seconds: n8n serves what a webhook answers in a sandbox, where scripts can do little. What customers wrote is escaped (`esc`) wherever it is shown.',
		},
	},
});
