const settings = $('Settings').first().json;

const result = $input.all().map(({ json }, n) => {
	const attachments = Object.keys($('Email Trigger (IMAP)').all()[n]?.binary ?? {}).length;
	const mail = readMail(json, attachments, settings);
	return {
		json: { key: `email:${mail.messageId}`, by: mail.from, mail: JSON.stringify(mail) },
		pairedItem: n,
	};
});
