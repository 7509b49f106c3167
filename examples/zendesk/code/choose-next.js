/**
 * The oldest that is not in Zendesk yet, of a conversation of which nothing older is missing: comments stay in order. After an event only
 * its own conversation is looked at; what failed in this execution waits for the next minute.
 */
const settings = $('Settings').first().json;
const conversationOf = ({ source, conversation_id: id }) => JSON.stringify([source ?? '', id]);
const asked = settings.event
	? conversationOf({ source: settings.source, conversation_id: settings.conversationId })
	: undefined;
const seen = new Set();
const next = $input
	.all()
	.map(({ json }) => json)
	.filter(({ id }) => id)
	.sort((a, b) => a.id - b.id)
	.find((row) => {
		const conversation = conversationOf(row);
		if (seen.has(conversation)) return false;
		seen.add(conversation);
		const failedNow = String(row.note ?? '').startsWith(`Execution ${$execution.id}:`);
		return row.state === 'ready' && !failedNow && (!asked || conversation === asked);
	});
const result = [{ json: next ?? {} }];
