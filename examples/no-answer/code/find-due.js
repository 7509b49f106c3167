const settings = $('Settings').first().json;
const { openSince } = $('Is Open').first().json;
const now = Date.now();

/** By the row alone; whoever has written since the reminder is looked at more closely. */
const result = $('Is Anybody Waiting')
	.all()
	.filter(
		({ json: row }) =>
			judge(row, [], settings, openSince, now).action !== 'nothing' ||
			(row.reminded_at && timeOf(row.reminded_at) < timeOf(row.last_customer_message_at)),
	)
	.map(({ json: { id } }) => ({ json: { id } }));
