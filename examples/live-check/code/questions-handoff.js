/* How handoffs go, and what the platform answers. */

/** A close call of that handoff, or that none came. */
function closeCalled(name) {
	if (s.handoffs[name] === undefined) return null;
	const [close] = callsOf('close', s.handoffs[name]);
	return {
		answer: close ? String(close.body?.type) : 'none',
		evidence: close ? 'a call to /conversation/close came' : 'no such call came',
	};
}

/** Whether the words stand in the platform's own list of the conversation; null where it lists no human's words at all. */
function isListed(name, words) {
	const list = answerTo(`${name}.read`)?.body?.conversation_content;
	if (
		!Array.isArray(list) ||
		!JSON.stringify(answerTo('handoff.read')?.body ?? null).includes(FROM_THE_HUMAN)
	)
		return null;
	return JSON.stringify(list).includes(words);
}

/** What became of a reply after the end. */
function lateReply(name) {
	const answer = answerTo(`${name}.late`);
	if (answer === null) return null;
	if (!isAccepted(answer)) return { answer: 'refused', evidence: short(answer) };
	const listed = isListed(name, TOO_LATE);
	const known = { true: 'accepted and delivered', false: 'accepted and lost' }[String(listed)] ?? 'accepted';
	return {
		answer: known,
		evidence: `${short(answer)}; in the list of messages: ${listed ?? 'cannot be told'}`,
	};
}

/** Whether a human could reply after n8n had answered the request in that way: only then there is a handoff. */
function isCreated(name) {
	if (s.handoffs[name] === undefined) return null;
	const answer = answerTo(`${name}.reply`);
	return answer && isAccepted(answer);
}

/** The shape of what the platform answers when it refuses. */
function errorShape({ body }) {
	if (typeof body?.error === 'object' && body.error !== null) return 'nested';
	if (body?.code === undefined) return 'no code';
	return body.message === undefined ? 'code and msg' : 'code and message';
}

/** `oldest first` or `newest first`, by what came first. */
const orderOf = (isOldestFirst) => (isOldestFirst ? 'oldest first' : 'newest first');

const HANDOFF = [
	{
		id: 'success',
		note: 28,
		question: 'Which answer makes a handoff?',
		find() {
			const [usual, code0, code500, created, failed] = [
				'code200',
				'code0',
				'code500',
				'created',
				'failed',
			].map(isCreated);
			if ([usual, code0, code500, created, failed].includes(null)) return null;
			const seen = {
				'HTTP 200, code 200': usual,
				'HTTP 200, code 0': code0,
				'HTTP 200, code 500': code500,
				'HTTP 201': created,
				'HTTP 500': failed,
			};
			const evidence = Object.entries(seen)
				.map(([answer, is]) => `${answer}: ${is ? 'yes' : 'no'}`)
				.join('; ');
			const answer =
				{
					'true true true false false': 'HTTP 200, whatever the code',
					'true true true true false': 'any HTTP 2xx, whatever the code',
					'true false false false false': 'HTTP 200 with code 200',
					'false true false false false': 'HTTP 200 with code 0',
					'true true false false false': 'HTTP 200 with code 0 or 200',
					'true true true true true': 'any answer',
				}[Object.values(seen).join(' ')] ?? 'something else';
			return {
				answer,
				evidence,
				advice: usual ? null : 'The trigger answers code 200: open an issue with this report.',
			};
		},
	},
	{
		id: 'slowAnswer',
		note: 25,
		question: `Does the platform wait for a slow answer?`,
		find() {
			const is = isCreated('slow');
			if (is === null) return null;
			const [first, second] = callsOf('establish', s.handoffs.slow).map(({ at }) => at);
			if (second !== undefined)
				return { answer: 'no', evidence: `it called again after ${seconds(second - first)}` };
			return { answer: is ? 'yes' : 'no', evidence: `n8n took ${s.patienceSeconds} s` };
		},
	},
	{
		id: 'handoffId',
		note: 12,
		question: "Is the handoff's ID the conversation's?",
		find: () =>
			s.handoffs.handoff === undefined
				? null
				: {
						answer: s.handoffs.handoff === s.conversations.handoff ? 'yes' : 'no',
						evidence: 'of the same conversation of the API',
					},
	},
	{
		id: 'agentId',
		note: 12,
		question: "Does a reply to the conversation's ID arrive?",
		find() {
			const answer = answerTo('handoff.agentId');
			return answer && { answer: isAccepted(answer) ? 'accepted' : 'refused', evidence: short(answer) };
		},
	},
	{
		id: 'userInfo',
		note: 14,
		question: 'What does a request for a human say of the customer?',
		find() {
			if (!handoffCall?.body) return null;
			const info = handoffCall.body.user_info;
			const told = info && Object.keys(info).sort().join(', ');
			const isTest = handoffCall.body.istest === undefined ? '' : ' and istest';
			const isOurs = info?.user_id === `${s.user}-handoff`;
			return {
				answer: (told ?? 'no user_info') + isTest,
				evidence: `user_id ${isOurs ? 'is the one of Create Conversation' : 'is another or missing'}`,
			};
		},
	},
	{
		id: 'placeholder',
		note: 14,
		question: 'Which address has a customer of the API who gave none?',
		find() {
			if (!apiHandoffCall?.body) return null;
			const email = apiHandoffCall.body.email ?? null;
			const isNew = email !== null && email !== '' && email.toLowerCase() !== 'support@gptbots.ai';
			return {
				answer: email || 'none',
				evidence: '`email` of the request',
				advice: isNew ? `Add ${email} to *Placeholder Emails*.` : null,
			};
		},
	},
	{
		id: 'transcriptOrder',
		note: 26,
		question: 'In which order are the messages of a request for a human?',
		find() {
			const texts = (Array.isArray(handoffCall?.body?.body) ? handoffCall.body.body : []).map(({ text }) =>
				String(text),
			);
			const [hello, words] = [HELLO, s.words].map((text) => texts.indexOf(text));
			if (hello < 0 || words < 0) return null;
			return {
				answer: orderOf(hello < words),
				evidence: `${texts.length} messages`,
				advice:
					hello < words
						? null
						: '`question` and `transcript` come out backwards: open an issue with this report.',
			};
		},
	},
	{
		id: 'echo',
		note: 29,
		question: "Does a human's reply come back as a reply?",
		find() {
			if (humanReplied === null || !isAccepted(humanReplied)) return null;
			const echo = callsOf('message', s.conversations.handoff).find(({ raw }) =>
				raw.includes('a reply of the human'),
			);
			const advice = echo ? 'Never send a reply from the *Reply* output of the trigger.' : null;
			return {
				answer: echo ? 'yes' : 'no',
				evidence: echo ? Object.keys(echo.body ?? {}).join(', ') : 'nothing came',
				advice,
			};
		},
	},
	{
		id: 'closeAfterOurs',
		note: 33,
		question: 'Does a close call follow our own close?',
		find: () => closeCalled('handoff'),
	},
	{
		id: 'firstReplyLimit',
		note: 14,
		question: 'Does a handoff end that nobody answers?',
		find() {
			const late = lateReply('limit');
			if (late === null) return null;
			const closed = closeCalled('limit').answer !== 'none';
			const answer =
				closed || late.answer === 'refused' || late.answer === 'accepted and lost' ? 'yes' : 'no';
			return {
				answer,
				evidence: `a reply after more than ${s.limitSeconds} s: ${late.answer}, ${late.evidence}`,
			};
		},
	},
	{
		id: 'closeAfterLimit',
		note: 33,
		question: 'Does a close call follow that end?',
		find: () => closeCalled('limit'),
	},
	{
		id: 'lateReply',
		note: 31,
		question: 'What becomes of a reply after the end?',
		find: () => lateReply('handoff'),
	},
	{
		id: 'unknownHandoff',
		note: 31,
		question: 'What is answered to a reply to an unknown handoff?',
		find() {
			const answer = answerTo('unknown.reply');
			return answer && { answer: short(answer), evidence: `to a close: ${short(answerTo('unknown.close'))}` };
		},
	},
	{
		id: 'errorShape',
		note: 9,
		question: 'Which shape has a refusal?',
		find() {
			const answer = answerTo('unknown.reply');
			return answer && !isAccepted(answer)
				? { answer: errorShape(answer), evidence: Object.keys(answer.body ?? {}).join(', ') }
				: null;
		},
	},
	{
		id: 'successCode',
		note: 5,
		question: 'Which code has a success?',
		find() {
			if (humanReplied === null || !isAccepted(humanReplied)) return null;
			const code = codeOf(humanReplied);
			return {
				answer: code === undefined ? 'none' : JSON.stringify(code),
				evidence: `to a reply: ${short(humanReplied)}`,
			};
		},
	},
	{
		id: 'closeAnswer',
		note: 15,
		question: 'What does Close answer?',
		find() {
			const answer = answerTo('handoff.close');
			if (answer === null || !isAccepted(answer)) return null;
			return {
				answer: answer.body?.conversation_id === undefined ? 'a success' : 'the request',
				evidence: Object.keys(answer.body ?? {}).join(', '),
			};
		},
	},
	{
		id: 'secondsAccepted',
		note: 6,
		question: 'Is a timestamp in seconds taken?',
		find() {
			const answer = answerTo('handoff.seconds');
			return answer && { answer: isAccepted(answer) ? 'yes' : 'no', evidence: short(answer) };
		},
	},
	{
		id: 'webhookModeAnswer',
		note: 37,
		question: 'What does Send answer in webhook mode?',
		find() {
			const answer = answerTo('reply.send');
			if (answer === null) return null;
			const members = answer.body === null ? [] : Object.keys(answer.body);
			return {
				answer: members.length === 0 ? 'no JSON object' : members.sort().join(', '),
				evidence: short(answer),
			};
		},
	},
	{
		id: 'messagesOrder',
		note: 39,
		question: 'In which order is the list of messages?',
		find() {
			const list = answerTo('reply.read')?.body?.conversation_content;
			if (!Array.isArray(list) || list.length < 2) return null;
			return { answer: orderOf(list[0].role === 'user'), evidence: list.map(({ role }) => role).join(', ') };
		},
	},
	{
		id: 'conversationsOrder',
		note: 39,
		question: 'In which order is the list of conversations?',
		find() {
			const ids = (answerTo('conversations')?.body?.list ?? []).map(({ conversation_id: id }) => id);
			const [first, last] = [s.conversations.reply, s.conversations.reply302].map((id) => ids.indexOf(id));
			if (first < 0 || last < 0) return null;
			return { answer: orderOf(first < last), evidence: `${ids.length} conversations` };
		},
	},
	{
		id: 'totalType',
		note: 23,
		question: 'Is the total of the messages a number?',
		find() {
			const total = answerTo('reply.read')?.body?.total;
			return total === undefined ? null : { answer: typeof total, evidence: typed(total) };
		},
	},
	{
		id: 'humanListed',
		note: 29,
		question: "Does the list of messages hold a human's reply?",
		find() {
			const list = answerTo('handoff.read')?.body?.conversation_content;
			if (!Array.isArray(list) || humanReplied === null) return null;
			const found = list.find((message) => JSON.stringify(message).includes(FROM_THE_HUMAN));
			return {
				answer: found ? 'yes' : 'no',
				evidence: found ? `role ${typed(found.role)}` : `${list.length} messages without it`,
			};
		},
	},
	{
		id: 'propertyNames',
		note: 21,
		question: 'propertyName or property_name?',
		find() {
			const text = JSON.stringify(answerTo('property.read')?.body ?? null);
			const names = ['propertyName', 'property_name'].filter((name) => text.includes(`"${name}"`));
			return names.length === 0
				? null
				: { answer: names.join(' and '), evidence: short(answerTo('property.read')) };
		},
	},
	{
		id: 'unknownUser',
		note: 22,
		question: 'What is answered about an unknown user?',
		find() {
			const answer = answerTo('property.unknown');
			return answer && { answer: short(answer), evidence: 'GET /v2/user-property/query' };
		},
	},
	{
		id: 'closeReason',
		note: 34,
		question: 'Which reason has a close when the customer ends it?',
		find() {
			const found = closeCalled('widget');
			return found === null || found.answer === 'none' ? null : found;
		},
	},
	{
		id: 'chatBody',
		note: 26,
		question: "What does a customer's message hold?",
		find() {
			const [chat] = [...callsOf('chat', s.handoffs.handoff), ...callsOf('chat', s.handoffs.widget)];
			return chat?.body
				? { answer: Object.keys(chat.body).sort().join(', '), evidence: `body: ${typeof chat.body.body}` }
				: null;
		},
	},
	{
		id: 'markdown',
		note: 32,
		question: 'Does markdown of a reply show?',
		find() {
			const answer = s.pages.seen?.['The Word Bold in the Reply'];
			return answer && answer !== 'No Reply Came' ? { answer, evidence: 'you said so' } : null;
		},
	},
	{
		id: 'addressAsked',
		note: 14,
		question: 'Is a customer of the chat asked for an address?',
		find() {
			const answer = s.pages.seen?.['An Address Was Asked For'];
			return answer ? { answer, evidence: 'you said so' } : null;
		},
	},
];
