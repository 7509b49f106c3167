const { conversations, stillOpen, ...knownAs } = $('Find Customer').first().json;
const deletedBy = (name) =>
	$(name).isExecuted
		? $(name)
				.all()
				.filter(({ json }) => json.id).length
		: 0;
const handoffs = deletedBy('Delete Their Handoffs');
const messages = ['Delete Alerts on Them', 'Delete Their Messages', 'Delete Their Mails']
	.map(deletedBy)
	.reduce((sum, count) => sum + count, 0);
const rowsOf = (count) => `${count} row${count === 1 ? '' : 's'}`;

const result = [
	{
		json: {
			sentence: `Deleted: ${rowsOf(handoffs)} of altabots_handoffs and ${rowsOf(messages)} of altabots_messages, from ${conversations.length} conversation${conversations.length === 1 ? '' : 's'}.`,
			handoffs,
			messages,
			stillOpen,
			wasKnownAs: knownAs,
		},
	},
];
