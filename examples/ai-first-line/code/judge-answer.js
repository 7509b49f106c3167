const event = $('Settings').first().json;
const handoff = $('Read Handoff Again').first().json;
const messages = firstOfEach($input.all().map(({ json }) => json));
const result = [{ json: judge($('AI Agent').first().json, event, handoff, messages) }];
