/*
 * What the live check does, in order. A step makes a call (`call`), shows a page (`page`), or only waits; `until` names the call of the
 * platform that it waits for. Each works on `s`, what is known so far. A step whose `when` says no is left out.
 */
const HELLO = 'Live check: hello';
const FOR_THE_HUMAN = 'Live check: a message for the human';
const FROM_THE_HUMAN = 'Live check: a reply of the human, **bold**';
const IN_SECONDS = 'Live check: a reply with its time in seconds';
const TO_THE_AGENTS_ID = 'Live check: a reply to the ID of the agent conversation';
const TOO_LATE = 'Live check: a reply after the end';
const OWN_TEXTS = [HELLO, FOR_THE_HUMAN, FROM_THE_HUMAN, IN_SECONDS, TO_THE_AGENTS_ID, TOO_LATE];

const answered = (status, body) => ({ status, body: body === null ? '' : JSON.stringify(body) });

/** How long n8n's own answer may be under way, in seconds. */
const SETTLED_SECONDS = 0.5;

const SUCCESS = answered(200, { code: 200, message: 'success' });

const get = (path, query = {}) => ({ method: 'GET', path, query });
const post = (path, body = {}) => ({ method: 'POST', path, body });

/** A conversation of its own, so that whatever comes tells by its id to which question it belongs. */
function open(name, when = () => true) {
	return {
		name: `${name}.open`,
		when,
		call: (s) => post('/v1/conversation', { user_id: `${s.user}-${name}` }),
		keep: (answer, s) => {
			s.conversations[name] = answer.body?.conversation_id;
		},
	};
}

function say(name, step, text, more = {}) {
	return {
		name: `${name}.${step}`,
		when: (s) => s.conversations[name] !== undefined,
		call: (s) =>
			post('/v2/conversation/message', {
				conversation_id: s.conversations[name],
				response_mode: 'webhook',
				messages: [{ role: 'user', content: typeof text === 'function' ? text(s) : text }],
			}),
		...more,
	};
}

/** A reply of the Agent on the webhook, which n8n answers as `answer` says. */
function reply(name, answer) {
	return [
		open(name),
		say(name, 'send', HELLO, {
			plan: (s) => {
				if (answer) s.replies[s.conversations[name]] = answer(s);
			},
			until: (call, s) => call.surface === 'message' && call.conversation === s.conversations[name],
		}),
	];
}

function humanReply(
	name,
	step,
	body = FROM_THE_HUMAN,
	{ id = (s) => s.handoffs[name], time = () => Date.now() } = {},
) {
	return {
		name: `${name}.${step}`,
		when: (s) => s.handoffs[name] !== undefined,
		call: (s) => post('/v1/human/message/receive', { conversation_id: id(s), timestamp: time(), body }),
	};
}

const humanClose = (name, step = 'close') => ({
	name: `${name}.${step}`,
	when: (s) => s.handoffs[name] !== undefined,
	call: (s) => post('/v1/human/close', { conversation_id: s.handoffs[name], timestamp: Date.now() }),
});

/** The first request for a human that nobody has seen before is the one that was just asked for. */
const establishOf = (name) => (call, s) => {
	if (call.surface !== 'establish' || Object.values(s.handoffs).includes(call.conversation)) return false;
	s.handoffs[name] = call.conversation;
	return true;
};

const handsOver = (s) => s.handsOver !== false;

/** n8n's answer to the request must have arrived before a human replies. */
const rest = (name, pause = 0) => ({
	name: `${name}.rest`,
	when: (s) => s.handoffs[name] !== undefined,
	seconds: (s) => (typeof pause === 'function' ? pause(s) : pause) + SETTLED_SECONDS,
	until: () => false,
});

/** A customer of the API asks for a human, and n8n answers the request as `answer` says. */
function ask(name, answer, before = []) {
	return [
		open(name, handsOver),
		...before,
		say(name, 'ask', (s) => s.words, {
			when: (s) => handsOver(s) && s.conversations[name] !== undefined,
			plan: (s) => {
				s.establish = answer(s);
			},
			until: establishOf(name),
		}),
	];
}

/**
 * Whether a handoff comes of that answer: only then may a human reply. `pause` lets the platform call again before, if it does.
 */
function tried(name, answer, pause = 0) {
	const reply = humanReply(name, 'reply');
	const keep = (result, s) => {
		if (!isAccepted(result)) return;
		s.created.push(name);
		s.working ??= s.establish;
	};
	const isCreated = (s) => s.created.includes(name);
	return [
		...ask(name, answer),
		rest(name, pause),
		{ ...reply, keep },
		{ ...humanClose(name), when: isCreated },
	];
}

const read = (name) => ({
	name: `${name}.read`,
	when: (s) => s.conversations[name] !== undefined,
	call: (s) => get('/v2/messages', { conversation_id: s.conversations[name], page: 1, page_size: 50 }),
});

/** Nothing to do but wait for the person in the chat, or for a call that may never come. */
const waitFor = (name, surface, seconds, more = {}) => ({
	name: `${name}.${surface}`,
	when: (s) => s.handoffs[name] !== undefined,
	seconds,
	until: (call, s) => call.surface === surface && call.conversation === s.handoffs[name],
	...more,
});

/** What has led to a handoff before. */
const working = (s) => s.working ?? SUCCESS;

/** How long a person may take to do what the page asks, in seconds. */
const PERSON = () => 180;

const STEPS = [
	{
		name: 'detail',
		call: () => get('/v1/bot/detail'),
		keep: (answer, s) => {
			s.agent = answer.body?.bot_id;
		},
	},
	{ name: 'key', page: 'key', when: (s) => s.agent === undefined, again: 'detail' },
	{ name: 'paste', page: 'paste' },

	// Replies on the webhook. Repetitions of these calls may come until the end.
	...reply('reply'),
	...reply('reply500', () => answered(500, { code: 500, msg: 'live check' })),
	...reply('reply400', () => answered(400, { code: 400, msg: 'live check' })),
	...reply('reply302', (s) => ({ ...answered(302, null), location: `${s.webhook}/redirected` })),

	// Calls that may not exist, and calls that must be refused.
	{ name: 'verify', call: () => get('/v1/api-key/verify') },
	{ name: 'check', call: () => post('/v1/webhook/check') },
	{
		name: 'unknown.reply',
		call: (s) =>
			post('/v1/human/message/receive', {
				conversation_id: s.nobody,
				timestamp: Date.now(),
				body: FROM_THE_HUMAN,
			}),
	},
	{
		name: 'unknown.close',
		call: (s) => post('/v1/human/close', { conversation_id: s.nobody, timestamp: Date.now() }),
	},
	read('reply'),
	{
		name: 'property.write',
		call: (s) =>
			post('/v1/property/update', {
				user_id: `${s.user}-reply`,
				property_values: [{ property_name: 'live_check', value: 'yes' }],
			}),
	},
	{ name: 'property.read', call: (s) => get('/v2/user-property/query', { user_ids: `${s.user}-reply` }) },
	{ name: 'property.unknown', call: (s) => get('/v2/user-property/query', { user_ids: `${s.user}-nobody` }) },

	// What n8n must answer for a handoff to come about.
	...tried('code200', () => SUCCESS),
	{
		name: 'handsOver',
		keep: (_answer, s) => {
			s.handsOver = s.handoffs.code200 !== undefined;
		},
	},
	...tried('code0', () => answered(200, { code: 0, message: 'success' })),
	...tried('code500', () => answered(200, { code: 500, message: 'live check' })),
	...tried('created', () => answered(201, { code: 200, message: 'success' })),
	...tried(
		'failed',
		() => answered(500, { code: 500, message: 'live check' }),
		(s) => s.patienceSeconds,
	),
	...tried(
		'slow',
		(s) => ({ ...working(s), seconds: s.patienceSeconds }),
		(s) => s.patienceSeconds,
	),

	// A whole handoff.
	...ask('handoff', working, [
		say('handoff', 'hello', HELLO, {
			until: (call, s) => call.surface === 'message' && call.conversation === s.conversations.handoff,
		}),
	]),
	rest('handoff'),
	humanReply('handoff', 'reply'),
	say('handoff', 'chat', FOR_THE_HUMAN, {
		when: (s) => s.handoffs.handoff !== undefined,
		until: (call, s) => call.surface === 'chat' && call.conversation === s.handoffs.handoff,
	}),
	humanReply('handoff', 'seconds', IN_SECONDS, { time: () => Math.floor(Date.now() / 1000) }),
	humanReply('handoff', 'agentId', TO_THE_AGENTS_ID, { id: (s) => s.conversations.handoff }),
	humanClose('handoff'),
	humanReply('handoff', 'late', TOO_LATE),
	read('handoff'),

	// Nobody answers this one.
	...ask('limit', working),
	waitFor('limit', 'close', (s) => s.limitSeconds + Math.min(s.patienceSeconds, 10)),
	humanReply('limit', 'late', TOO_LATE),
	read('limit'),

	{
		name: 'conversations',
		// The last call before the person's part: from here on n8n answers as usual.
		plan: (s) => {
			s.establish = working(s);
		},
		call: (s) =>
			get('/v1/bot/conversation/page', {
				conversation_type: 'API',
				start_time: s.begunAt - 60_000,
				end_time: Date.now() + 60_000,
				page: 1,
				page_size: 50,
			}),
	},

	// What only a person can do: a chat that is not the API's.
	{ name: 'chat', page: 'chat' },
	{
		...waitFor('widget', 'establish', PERSON),
		when: () => true,
		until: establishOf('widget'),
	},
	rest('widget'),
	humanReply('widget', 'reply'),
	waitFor('widget', 'chat', PERSON),
	waitFor('widget', 'close', PERSON),
	{ name: 'seen', page: 'seen' },
];
