/** "Plan": the calls of one whole conversation, as the platform makes them. Its id says to everybody that it is a test. */
const { frontDoor } = $('Settings').first().json;
const url = frontDoor.trim().replace(/\/$/, '');
const id = `self-test-${$execution.id}-${$now.toMillis()}`;
const at = $now.toMillis();
const text = 'Self-test: nobody has to answer this.';

const steps = [
	{ name: 'The check of the platform (istest)', path: '', body: { istest: true } },
	{
		name: 'A reply of the agent',
		path: '',
		body: {
			conversation_id: id,
			message_id: `${id}-reply`,
			create_time: at,
			message_type: 'ANSWER',
			text,
			flow_output: [{ content: text, branch: null, from_component_name: null }],
		},
	},
	{
		name: 'A customer asks for a human',
		path: '/conversation/establish',
		body: {
			conversation_id: id,
			timestamp: at + 1,
			email: 'self-test@example.com',
			body: [{ text, message_type: 'QUESTION' }],
		},
	},
	{
		name: 'The customer writes',
		path: '/chat',
		body: { conversation_id: id, timestamp: at + 2, body: `${text} This is the second line.` },
	},
	{
		name: 'The customer leaves',
		path: '/conversation/close',
		body: { conversation_id: id, timestamp: at + 3, type: 'USER_CLOSED' },
	},
];

/** The test URL takes one event each time somebody listens, and the check starts nothing. */
const isTestUrl = /\/webhook-test\//.test(url);
const result = (isTestUrl ? [steps[0], steps[2]] : steps).map(({ name, path, body }) => ({
	json: { name, url: url + path, body: JSON.stringify(body), id, isTestUrl },
}));
