const event = $('Settings').first().json;
const handoff = $('Read Handoff').first().json;
const messages = firstOfEach($input.all().map(({ json }) => json));
const decided = decide(event, handoff, messages);
const result = [
	{ json: { ...decided, ...(decided.verdict === 'ask' ? promptOf(event, handoff, messages) : {}) } },
];
