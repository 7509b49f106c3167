const settings = $('Settings').first().json;
const done = $input.first().json;
const outcome = report(done);
const mails = [
	...(outcome.told ? [notice(outcome, done, settings)] : []),
	...(outcome.announce ? [announcement(outcome, done, settings)] : []),
].map(({ mail, ...row }) => ({
	...row,
	mail: JSON.stringify(mail),
	conversationId: done.handoff?.conversation_id ?? '',
	source: done.handoff?.source ?? '',
}));
return [
	{ json: { row: done.row, state: outcome.state, note: outcome.note ?? '', handoff: done.handoff, mails } },
];
