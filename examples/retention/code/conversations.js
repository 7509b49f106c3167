const found = $('Find Old Messages')
	.all()
	.filter(({ json }) => json.id);
const keys = new Set(found.map(({ json }) => JSON.stringify([json.conversation_id, json.source])));

/** Each conversation once, however many old messages it has. */
const result = [...keys].map((key) => {
	const [conversation_id, source] = JSON.parse(key);
	return { json: { conversation_id, source } };
});
