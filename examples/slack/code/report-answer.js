const done = $input.first().json;
const rows = report(done, $('Settings').first().json);
const result = [
	{
		json: {
			state: done.reply?.outcome ?? done.closing?.outcome ?? 'told',
			note: told(done),
			conversationId: done.handoff.conversation_id,
			source: done.handoff.source,
			rows: rows.map(({ job, ...row }) => ({ ...row, by: '', job: JSON.stringify(job) })),
		},
	},
];
