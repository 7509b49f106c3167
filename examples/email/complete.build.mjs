import { KEEP_NO_SUCCESSES, complete } from '../build/complete.mjs';

complete(new URL('complete.json', import.meta.url), 'E-mail Desk', {
	start: [
		`# Start here

Your bot hands a customer over, the customer is greeted at once, and your team answers from any mail program. Everything is in this one workflow.

1. Give the desk a mailbox that nothing else uses, at a server that takes \`desk+anything@…\` for \`desk@…\` (most do).
2. Open **AltaBots Trigger** (on the right), press *Connect*, enter your API key, save. n8n puts it into every node that needs it.
3. Open **E-mail · Send Mail** and **E-mail · Email Trigger (IMAP)** (below) and connect the mailbox: SMTP in the one, IMAP in the other.
4. Fill in **E-mail · Settings**: the mailbox's own address, and your team's addresses.
5. Press *Execute workflow* at **Set Up Once** (on the right): it makes the data tables.
6. *Publish*. Right-click **AltaBots Trigger** > *Copy production url*, and paste it in the console: *Agent > Settings > Human service*, and *Integrations > API > Webhook*.
7. Send the desk a mail from your own address. It answers that it belongs to no conversation: both ways work, and n8n remembers from where on it reads.

${KEEP_NO_SUCCESSES}`,
		1760,
		440,
	],
	desk: {
		file: 'email/email.json',
		part: 'E-mail',
		calls: { Reply: 'Reply', Close: 'Reply' },
		notes: {
			About:
				'## E-mail Desk\n\nYour team answers handoffs from any mail program. Each conversation is a thread with an address of its own; the answer, without quoted text and signature, reaches the customer.',
		},
	},
});
