const { result: end, ...read } = $input.first().json;
const messages = $('Read Conversation of Ticket')
	.all()
	.map(({ json }) => json);
const settings = $('Settings').first().json;
const judged =
	end.state === 'read' && read.me !== null
		? judge(read, messages, settings)
		: { replies: [], notes: [], close: null, isUnread: end.state !== 'gone' };
const result = [{ json: { ...judged, handoff: read.handoff, ticketId: read.ticketId } }];
