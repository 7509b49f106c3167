const event = $('Settings').first().json;
const handoff = { ...event.handoff, ...$('Read Handoff').first().json };
const messages = $input.all().map(({ json }) => json);
const result = compose(event, handoff, messages, event).map(({ job, ...row }) => ({
	json: { ...row, by: '', job: JSON.stringify(job) },
}));
