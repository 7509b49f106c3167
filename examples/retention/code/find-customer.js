const { email, userId, conversationId } = $('Customer').first().json;
const rowsOf = (name) =>
	$(name)
		.all()
		.map(({ json }) => json)
		.filter(({ id }) => id);

// The search takes parts of an address, too.
const handoffs = rowsOf('Find Handoffs').filter(
	(row) =>
		(email &&
			String(row.email ?? '')
				.trim()
				.toLowerCase() === email) ||
		(userId && row.user_id === userId) ||
		(conversationId && row.conversation_id === conversationId),
);
const keys = [...handoffs, ...rowsOf('Find Messages')].map(({ conversation_id, source }) =>
	JSON.stringify([conversation_id, source]),
);
const named = (column) => [...new Set(handoffs.map((row) => row[column]).filter(Boolean))];

const result = [
	{
		json: {
			conversations: [...new Set(keys)].map((key) => {
				const [conversation_id, source] = JSON.parse(key);
				return { conversation_id, source };
			}),
			stillOpen: handoffs.filter(({ status }) => status !== 'closed').length,
			emails: named('email'),
			phones: named('phone'),
			userIds: named('user_id'),
			anonymousIds: named('anonymous_id'),
		},
	},
];
