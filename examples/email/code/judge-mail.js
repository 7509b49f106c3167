const row = $('Take Mail').first().json;
const mail = JSON.parse(row.text);
const found = $input.first().json;
const handoff = found.id && mail.tokens.length === 1 ? found : null;
const result = [
	{ json: { row: row.id, key: row.key, mail, handoff, ...judge(mail, handoff, $('Settings').first().json) } },
];
