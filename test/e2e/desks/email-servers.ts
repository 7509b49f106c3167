import { createTransport, type SendMailOptions } from 'nodemailer';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

import type { N8nClient } from '../../../runtime/n8n-client';
import type { Credential } from '../../../runtime/n8n-types';
import { Dovecot, PASSWORD } from './email-dovecot';

export const DESK = 'desk@desk.example';
const USER = 'desk';

/** A mail that the team got. */
export interface Received extends Email {
	/** Whose mailbox it came to. */
	mailbox: string;
	raw: string;
	/** The address that its Reply button writes to. */
	answerTo: string;
}

/**
 * The mail of a company: an SMTP server that puts the desk's mail (whatever follows a "+") into Dovecot's mailbox and keeps everybody else's,
 * and mail programs that write over it.
 */
export class MailServers {
	readonly received: Received[] = [];

	/** As long as this is set, no mail is taken. */
	refusal: string | undefined;

	private constructor(
		private readonly dovecot: Dovecot,
		private readonly smtp: SMTPServer,
	) {}

	static async start(): Promise<MailServers> {
		const smtp = new SMTPServer({
			disabledCommands: ['STARTTLS'],
			authOptional: true,
			logger: false,
			onAuth: ({ username, password }, _session, done) =>
				username === USER && password === PASSWORD
					? done(null, { user: username })
					: done(new Error('Wrong password')),
			onData: (stream, { envelope }, done) => {
				const parts: Buffer[] = [];
				stream.on('data', (part: Buffer) => parts.push(part));
				stream.on('end', () => {
					if (servers.refusal !== undefined)
						return done(Object.assign(new Error(servers.refusal), { responseCode: 451 }));
					const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
					const recipients = envelope.rcptTo.map(({ address }) => address);
					servers.take(from, recipients, Buffer.concat(parts)).then(() => done(), done);
				});
			},
		});
		// n8n that is killed in the middle of a mail.
		smtp.on('error', () => {});
		const dovecot = await Dovecot.start(USER);
		const servers = new MailServers(dovecot, smtp);
		await new Promise<void>((done) => smtp.listen(0, '127.0.0.1', done));
		return servers;
	}

	async stop(): Promise<void> {
		await new Promise<void>((done) => this.smtp.close(done));
		await this.dovecot.stop();
	}

	/** Where the desk's mailbox is, and how to get in. */
	get mailbox(): { user: string; password: string; host: string; smtpPort: number; imapPort: number } {
		const { smtpPort, dovecot } = this;
		return { user: USER, password: PASSWORD, host: '127.0.0.1', smtpPort, imapPort: dovecot.port };
	}

	/** What a user fills in for the desk's mailbox. */
	async credentials(client: N8nClient): Promise<Record<'smtp' | 'imap', Credential>> {
		const login = { user: USER, password: PASSWORD, host: '127.0.0.1', secure: false };
		return {
			smtp: await client.createCredential('Mailbox of the desk (SMTP)', 'smtp', {
				...login,
				port: this.smtpPort,
				disableStartTls: true,
				hostName: '',
			}),
			imap: await client.createCredential('Mailbox of the desk (IMAP)', 'imap', {
				...login,
				port: this.dovecot.port,
				allowUnauthorizedCerts: false,
			}),
		};
	}

	/** Somebody's mail program sends. */
	async send(mail: SendMailOptions): Promise<void> {
		const transport = createTransport({
			host: '127.0.0.1',
			port: this.smtpPort,
			secure: false,
			ignoreTLS: true,
		});
		await transport.sendMail(mail);
		transport.close();
	}

	/** Somebody presses Reply, writes above the quoted mail, and sends. */
	async answer(mail: Received, text: string, more: SendMailOptions = {}): Promise<void> {
		const quoted = (mail.text ?? '').split('\n').map((line) => `> ${line}`);
		await this.send({
			from: mail.mailbox,
			to: mail.answerTo,
			subject: `Re: ${mail.subject}`,
			inReplyTo: mail.messageId,
			references: mail.messageId,
			text: [text, '', `On Sun, Nov 22, 2026 at 10:03 AM Customer Desk <${DESK}> wrote:`, '', ...quoted].join(
				'\n',
			),
			...more,
		});
	}

	/** Mails of a mailbox, oldest first. */
	of(mailbox: string): Received[] {
		return this.received.filter((mail) => mail.mailbox === mailbox);
	}

	private get smtpPort(): number {
		const address = this.smtp.server.address();
		if (address === null || typeof address === 'string') throw new Error('The SMTP server does not listen');
		return address.port;
	}

	private async take(from: string, recipients: string[], mail: Buffer): Promise<void> {
		const email = await PostalMime.parse(mail);
		const answerTo = email.replyTo?.[0]?.address ?? email.from?.address ?? '';
		for (const recipient of recipients) {
			if (/^desk(\+[^@]*)?@desk\.example$/.test(recipient)) {
				const trace = `Return-Path: <${from}>\r\nDelivered-To: ${recipient}\r\n`;
				this.dovecot.deliver(USER, Buffer.concat([Buffer.from(trace), mail]));
			} else {
				this.received.push({ ...email, mailbox: recipient, raw: mail.toString('utf8'), answerTo });
			}
		}
	}
}
