/*
 * What the platform calls. A question says what it found, `{answer, evidence, advice}`, or null where nothing was seen. `note` is its
 * number in docs/platform-notes.md; `advice` says what to change where the package's defaults do not fit.
 */
function authorizationOf(isWanted) {
	const forms = [...new Set(calls.filter(isWanted).map(({ authorization }) => authorization))];
	return forms.length === 0 ? null : forms.join(' and ');
}

/** Whose token it is: the platform was asked with it. */
function tokenOf(isWanted) {
	const [tried] = tokens.filter((row) => isWanted(row));
	if (tried === undefined) return null;
	return tried.data !== '' && tried.data === s.agent ? "the Agent's API key" : 'another one';
}

const WITH_TOKEN = {
	bearer: 'Bearer …',
	basic: 'Basic …',
	basicBase64: 'Basic base64(…)',
	basicBase64User: 'Basic base64(user:…)',
	none: 'none',
	other: 'an unknown scheme',
};

function authorization(isWanted, adviceFor) {
	const answer = authorizationOf(isWanted);
	if (answer === null) return null;
	const count = calls.filter(isWanted).length;
	const evidence = answer
		.split(' and ')
		.map((form) => WITH_TOKEN[form])
		.join(', ');
	return { answer, evidence: `${evidence} on ${count} calls`, advice: adviceFor(answer) };
}

function token(isWanted) {
	const answer = tokenOf(isWanted);
	if (answer === null) return null;
	const evidence = `GET /v1/bot/detail with it was ${answer === 'another one' ? 'refused' : 'answered with this Agent'}`;
	return {
		answer,
		evidence,
		advice: answer === 'another one' ? 'Enter this token under *Webhook Tokens* in the credential.' : null,
	};
}

/** How often a call came, and in which distance, where n8n answered it with an error. */
function repetitions(name) {
	const found = callsOf('message', s.conversations[name]);
	if (found.length === 0) return null;
	const gaps = found.slice(1).map(({ at }, index) => at - found[index].at);
	return {
		answer: gaps.length === 0 ? 'no' : `${gaps.length} more`,
		evidence: gaps.length === 0 ? 'it came once' : `after ${gaps.map(seconds).join(', ')}`,
		gaps,
	};
}

function usageOf(call) {
	return call?.body?.usage;
}

const CALLS = [
	{
		id: 'fields',
		note: 13,
		question: 'How many fields for the address are there under Human service?',
		find() {
			const answer = s.pages.paste?.['Fields for the Address under Human Service'];
			return answer ? { answer, evidence: 'you said so' } : null;
		},
	},
	{
		id: 'path',
		note: 13,
		question: 'What does the platform append to the address?',
		find() {
			const paths = [...new Set(calls.filter(isHandoff).map(({ path }) => path))];
			if (paths.length === 0) return null;
			const isPrefixed = paths.some((path) => path.startsWith('/human/service'));
			return {
				answer: isPrefixed ? 'as the sample: /human/service before it' : 'as the table',
				evidence: paths.join(', '),
				advice: isPrefixed ? 'The trigger does not take these paths: open an issue with this report.' : null,
			};
		},
	},
	{
		id: 'replyAuthorization',
		note: 7,
		question: 'Which Authorization header have replies?',
		find: () =>
			authorization(isReply, (form) =>
				form === 'none'
					? 'Set *Reply Authorization* to *Off*, or switch the header on in the console.'
					: null,
			),
	},
	{
		id: 'replyToken',
		note: 7,
		question: 'Whose token is in it?',
		find: () => token((row) => !isHandoff(row)),
	},
	{
		id: 'handoffAuthorization',
		note: 7,
		question: 'Which Authorization header have handoff calls?',
		find: () =>
			authorization(isHandoff, (form) =>
				form === 'none'
					? null
					: 'Set *Handoff Authorization* to *Required*: strangers who know the URL are refused then.',
			),
	},
	{ id: 'handoffToken', note: 7, question: 'Whose token is in that?', find: () => token(isHandoff) },
	{
		id: 'contentType',
		note: 25,
		question: 'Which Content-Type have the calls?',
		find() {
			const types = [...new Set(calls.map(({ headers }) => String(headers['content-type'])))];
			return types.length === 0
				? null
				: { answer: types.join(' and '), evidence: `${calls.length} calls, all by POST` };
		},
	},
	{
		id: 'replyShape',
		note: 1,
		question: 'Which edition is a reply in webhook mode?',
		find() {
			if (!replyCall?.body) return null;
			const has = (name) => Object.hasOwn(replyCall.body, name);
			const isV2 = has('output') || has('usage');
			const answer = isV2 ? (has('text') || has('message_type') ? 'mixed' : 'v2') : 'v1';
			return { answer, evidence: Object.keys(replyCall.body).join(', ') };
		},
	},
	{
		id: 'messageType',
		note: 4,
		question: 'Does a reply have a message_type?',
		find() {
			if (!replyCall?.body) return null;
			const type = replyCall.body.message_type;
			return { answer: type === undefined ? 'no' : 'yes', evidence: typed(type ?? null) };
		},
	},
	{
		id: 'creditsSpelling',
		note: 2,
		question: 'text_output_credits or text_output__credits?',
		find() {
			const names = Object.keys(usageOf(replyCall)?.credits ?? {}).filter((name) =>
				/^text_output_+credits$/.test(name),
			);
			return names.length === 0
				? null
				: { answer: names.join(' and '), evidence: 'usage.credits of a reply' };
		},
	},
	{
		id: 'tokensShape',
		note: 3,
		question: 'Are the token counts an object or a list?',
		find() {
			const usage = usageOf(replyCall);
			if (!usage) return null;
			const name = ['tokens', 'output'].find((one) => usage[one] !== undefined);
			if (name === undefined) return null;
			return { answer: Array.isArray(usage[name]) ? 'list' : 'object', evidence: `usage.${name}` };
		},
	},
	{
		id: 'citations',
		note: 30,
		question: 'Does a reply on the webhook have citations?',
		find: () =>
			replyCall?.body
				? {
						answer: replyCall.body.citations === undefined ? 'no' : 'yes',
						evidence: 'a reply that asked for none',
					}
				: null,
	},
	{
		id: 'replyTime',
		note: 6,
		question: 'In which unit is create_time of a reply?',
		find() {
			const time = replyCall?.body?.create_time;
			return time === undefined ? null : { answer: unitOf(time), evidence: typed(time) };
		},
	},
	{
		id: 'handoffTime',
		note: 6,
		question: 'In which unit is timestamp of a handoff call?',
		find() {
			const time = handoffCall?.body?.timestamp;
			return time === undefined ? null : { answer: unitOf(time), evidence: typed(time) };
		},
	},
	{
		id: 'ids',
		note: 12,
		question: 'What does the ID of a conversation look like?',
		find() {
			const id = handoffCall?.body?.conversation_id ?? replyCall?.body?.conversation_id;
			if (id === undefined) return null;
			const text = String(id);
			const alphabet = /^\d+$/.test(text)
				? 'digits'
				: /^[0-9a-f]+$/i.test(text)
					? 'hexadecimal'
					: 'other letters, too';
			return { answer: `${typeof id} of ${text.length}, ${alphabet}`, evidence: 'of the platform' };
		},
	},
	{
		id: 'repeatedAfter500',
		note: 25,
		question: 'Is a reply sent again that n8n answered with 500?',
		find() {
			const found = repetitions('reply500');
			const advice =
				found?.answer === 'no' ? 'What comes while n8n is down is lost: keep its downtime short.' : null;
			return found && { ...found, advice };
		},
	},
	{
		id: 'repeatedAfter400',
		note: 27,
		question: 'Is a reply sent again that n8n answered with 400?',
		find: () => repetitions('reply400'),
	},
	{
		id: 'redirects',
		note: 25,
		question: 'Is a redirect followed?',
		find() {
			if (callsOf('message', s.conversations.reply302).length === 0) return null;
			const followed = calls.some(({ surface }) => surface === 'redirected');
			return {
				answer: followed ? 'yes' : 'no',
				evidence: followed ? 'a call came to the other address' : 'nothing came to the other address',
			};
		},
	},
	{
		id: 'webhookCheck',
		note: 36,
		question: 'Is there POST /v1/webhook/check?',
		find() {
			const answer = answerTo('check');
			if (answer === null) return null;
			return {
				answer: Array.isArray(answer.body?.results ?? answer.body?.data?.results) ? 'yes' : 'no',
				evidence: short(answer),
			};
		},
	},
	{
		id: 'probes',
		note: 20,
		question: 'What are probes like?',
		find() {
			const probes = calls.filter(isProbe);
			if (probes.length === 0) return null;
			const isBare = probes.every(({ body }) => Object.keys(body).length === 1);
			return {
				answer: `${typed(probes[0].body.istest)}, ${isBare ? 'nothing else' : 'with sample data'}`,
				evidence: `on ${[...new Set(probes.map(({ surface }) => surface))].join(', ')}`,
			};
		},
	},
	{
		id: 'keyVerify',
		note: 36,
		question: 'Is there GET /v1/api-key/verify?',
		find() {
			const answer = answerTo('verify');
			return (
				answer && {
					answer: isAccepted(answer) && answer.body !== null ? 'yes' : 'no',
					evidence: short(answer),
				}
			);
		},
	},
	{
		id: 'rateLimit',
		note: 10,
		question: 'Do answers tell a rate limit?',
		find() {
			const told = answers.map(({ answer }) =>
				Object.keys(answer.headers ?? {}).filter((name) => /ratelimit|retry-after/.test(name)),
			);
			const names = [...new Set(told.flat())];
			const refused = answers.filter(({ answer }) => answer.status === 429).length;
			const limit = answerTo('detail')?.headers['x-ratelimit-limit'];
			if (answers.length === 0) return null;
			return {
				answer: names.length === 0 ? 'no' : 'yes',
				evidence: `${names.join(', ') || 'no such header'}${limit ? `; limit ${limit}` : ''}; ${refused} of ${answers.length} calls were refused with 429`,
			};
		},
	},
];
