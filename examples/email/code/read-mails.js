const settings = $('Settings').first().json;

const mails = $input.all().map(({ json }, n) => {
	const files = Object.values($('Email Trigger (IMAP)').all()[n]?.binary ?? {});
	const attachments = files.filter(({ mimeType }) => !/(pkcs7|pgp)-signature/.test(mimeType)).length;
	const mail = readMail(json, attachments, settings);
	return {
		json: { key: `email:${mail.messageId}`, by: mail.from, mail: JSON.stringify(mail) },
		pairedItem: n,
	};
});
/** A mail to two of our addresses lies in the mailbox twice. */
const result = [...new Map(mails.map((mail) => [mail.json.key, mail])).values()];
