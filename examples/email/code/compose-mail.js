const event = $('Settings').first().json;
const handoff = { ...event.handoff, ...$('Read Thread').first().json };
const messages = $input.all().map(({ json }) => json);
const { mail, ...row } = compose(event, handoff, messages, event);
const result = [{ json: { ...row, mail: JSON.stringify(mail) } }];
