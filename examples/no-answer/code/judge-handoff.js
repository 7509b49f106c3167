const settings = $('Settings').first().json;
const row = $('Look Again').first().json;
const messages = $input.all().map(({ json }) => json);
const now = Date.now();
const verdict = judge(row, messages, settings, $('Is Open').first().json.openSince, now);
const result = [
	{
		json: {
			...verdict,
			row,
			...(verdict.action === 'remind' ? { alert: reminder(row, verdict, settings) } : {}),
			...(verdict.action === 'close' ? farewell(row, verdict, messages, settings, now) : {}),
		},
	},
];
