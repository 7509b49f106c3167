import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

import type { N8nClient } from '../../../runtime/n8n-client';
import type { Credential } from '../../../runtime/n8n-types';

/** A mail as it came in. */
export interface Mail extends Email {
	mailbox: string;
	raw: string;
}

const LOGIN = { user: 'alerts', password: 'only-on-loopback' };

/** A mail server that keeps what it gets, for whoever it is. */
export class SmtpServer {
	readonly received: Mail[] = [];

	/** As long as this is set, no mail is taken. */
	refusal: string | undefined;

	private readonly server = new SMTPServer({
		disabledCommands: ['STARTTLS'],
		logger: false,
		onAuth: ({ username, password }, _session, done) =>
			username === LOGIN.user && password === LOGIN.password
				? done(null, { user: username })
				: done(new Error('Wrong password')),
		onData: (stream, { envelope }, done) => {
			const parts: Buffer[] = [];
			stream.on('data', (part: Buffer) => parts.push(part));
			stream.on('end', () => {
				if (this.refusal !== undefined)
					return done(Object.assign(new Error(this.refusal), { responseCode: 451 }));
				const recipients = envelope.rcptTo.map(({ address }) => address);
				this.take(recipients, Buffer.concat(parts)).then(() => done(), done);
			});
		},
	});

	static async start(): Promise<SmtpServer> {
		const started = new SmtpServer();
		// n8n that is killed in the middle of a mail.
		started.server.on('error', () => {});
		await new Promise<void>((done) => started.server.listen(0, '127.0.0.1', done));
		return started;
	}

	async stop(): Promise<void> {
		await new Promise<void>((done) => this.server.close(done));
	}

	/** What a user fills in. */
	async credential(client: N8nClient): Promise<Credential> {
		const address = this.server.server.address();
		if (address === null || typeof address === 'string') throw new Error('The SMTP server does not listen');
		return await client.createCredential(`Mail ${Math.random()}`, 'smtp', {
			...LOGIN,
			host: '127.0.0.1',
			port: address.port,
			secure: false,
			disableStartTls: true,
			hostName: '',
		});
	}

	/** Mails of a mailbox, oldest first. */
	of(mailbox: string): Mail[] {
		return this.received.filter((mail) => mail.mailbox === mailbox);
	}

	private async take(recipients: string[], content: Buffer): Promise<void> {
		const email = await PostalMime.parse(content);
		const raw = content.toString('utf8');
		this.received.push(...recipients.map((mailbox) => ({ ...email, mailbox, raw })));
	}
}
