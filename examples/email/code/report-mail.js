const settings = $('Settings').first().json;
const done = $input.first().json;
const outcome = report(done);
// The team hears it by the announcement.
if (outcome.announce && !listFor(settings.team, done.handoff.source).includes(done.mail.from))
	outcome.told = [outcome.told, 'The conversation is closed.'].filter(Boolean).join(' ');
const mails = [
	...(outcome.told ? [notice(outcome, done, settings)] : []),
	...(outcome.announce ? [announcement(outcome, done, settings)] : []),
].map(({ mail, ...row }) => ({
	...row,
	mail: JSON.stringify(mail),
	conversationId: done.handoff?.conversation_id ?? '',
	source: done.handoff?.source ?? '',
}));
const result = [
	{ json: { row: done.row, state: outcome.state, note: outcome.note ?? '', handoff: done.handoff, mails } },
];
