import {
	answerOf,
	EVENT_NAMES,
	eventOfPath,
	findFault,
	HANDOFF_PATHS,
	isProbe,
	successAnswer,
	type EventName,
} from '../../platform/inbound';

const ID = '0f5c8f6e-2f5b-4a1e-9d1c-3a2b1c0d9e8f';

describe('the event of a path', () => {
	const rows: Array<[string, EventName | null]> = [
		[`/webhook/${ID}`, 'agentReply'],
		[`/webhook/${ID}/`, 'agentReply'],
		[`/webhook/${ID}///`, 'agentReply'],
		[`/${ID}`, 'agentReply'],
		[`/webhook-test/${ID}/chat`, 'customerMessage'],
		[`/proxy/prefix/webhook/${ID}/chat`, 'customerMessage'],
		[`/WEBHOOK/${ID}/chat`, 'customerMessage'],
		[`/webhook/${ID}/conversation/establish`, 'handoffRequested'],
		[`/webhook/${ID}/conversation/close`, 'handoffClosed'],
		[`/webhook/${ID}/conversation/establish//`, 'handoffRequested'],
		[`/webhook/${ID}/conversation%2Festablish`, 'handoffRequested'],
		[`/webhook/${ID}%2Fchat%2F`, 'customerMessage'],
		[`/webhook/${ID}/%63hat`, 'customerMessage'],
		[`/webhook/${ID}/conversation/%63lose`, 'handoffClosed'],
		// Encoded twice is another path.
		[`/webhook/${ID}/%2563hat`, null],
		[`/webhook/${ID}/conversation%252Festablish`, null],
		[`/webhook/${ID}/Chat`, null],
		[`/webhook/${ID}//chat`, null],
		[`/webhook/${ID}/conversation//establish`, null],
		[`/webhook/${ID}/conversation`, null],
		[`/webhook/${ID}/conversation/establish/x`, null],
		[`/webhook/${ID}/human/service/conversation/establish`, null],
		[`/webhook/${ID}/chat?x`, null],
		[`/webhook/${ID}/chat%00`, null],
		[`/webhook/${ID}/../chat`, null],
		// The id as the beginning or the end of a longer segment.
		[`/webhook/${ID}0`, null],
		[`/webhook/${ID}0/chat`, null],
		[`/webhook/x${ID}/chat`, null],
		[`/webhook/${ID.toUpperCase()}/chat`, null],
		['/webhook/other/chat', null],
		['/', null],
		['', null],
		// Malformed.
		[`/webhook/${ID}/%`, null],
		[`/webhook/${ID}/%zzchat`, null],
		[`/webhook/${ID}/chat%e0%a4`, null],
	];

	it.each(rows)('%s → %s', (path, event) => {
		expect(eventOfPath(path, ID)).toBe(event);
	});

	it.each(['/', '/chat', '/webhook//chat', '//'])('is none without an id: %s', (path) => {
		expect(eventOfPath(path, '')).toBeNull();
	});

	it('is told by an id of any characters', () => {
		expect(eventOfPath('/webhook/a.*(b/chat', 'a.*(b')).toBe('customerMessage');
		expect(eventOfPath('/webhook/aXX(b/chat', 'a.*(b')).toBeNull();
	});

	it('has the paths that the documents print', () => {
		expect(HANDOFF_PATHS).toEqual(['conversation/establish', 'chat', 'conversation/close']);
	});
});

describe('a probe', () => {
	it.each([true, 'true'])('is one with istest %j', (istest) => expect(isProbe({ istest })).toBe(true));

	it.each([false, 'false', 'TRUE', 1, '1', null, {}, [true]])('is none with istest %j', (istest) =>
		expect(isProbe({ istest })).toBe(false),
	);

	it('is none without istest', () => expect(isProbe({})).toBe(false));
});

describe('what keeps a body from being an event', () => {
	const ID_FAULT = "'conversation_id' must be a non-empty string.";

	it.each(EVENT_NAMES)('%s needs nothing but a conversation', (event) => {
		expect(findFault(event, { conversation_id: 'c1' })).toBeNull();
		expect(findFault(event, { conversation_id: 'c1', body: null })).toBeNull();
	});

	it.each(
		EVENT_NAMES.flatMap((event) =>
			[undefined, null, '', ' \t', 5, {}, ['c1'], true].map((id) => [event, id]),
		),
	)('%s is none with the conversation %j', (event, id) => {
		expect(findFault(event as EventName, { conversation_id: id })).toBe(ID_FAULT);
	});

	const BODIES = ['words', '', [], [{}], {}, 5, 0, false, true];
	const TAKEN: { [event in EventName]: unknown[] } = {
		agentReply: BODIES,
		handoffRequested: [[], [{}]],
		customerMessage: ['words', ''],
		handoffClosed: BODIES,
	};
	const FAULTS: { [event in EventName]: string } = {
		agentReply: '',
		handoffRequested: "'body' must be a list of messages.",
		customerMessage: "'body' must be a text.",
		handoffClosed: '',
	};

	it.each(EVENT_NAMES.flatMap((event) => BODIES.map((body) => ({ event, body }))))(
		'$event with the body $body',
		({ event, body }) => {
			const isTaken = TAKEN[event].some((taken) => JSON.stringify(taken) === JSON.stringify(body));
			expect(findFault(event, { conversation_id: 'c1', body })).toBe(isTaken ? null : FAULTS[event]);
		},
	);
});

describe('answers', () => {
	it("has the text under the surface's own key", () => {
		expect(successAnswer('agentReply')).toStrictEqual({ code: 200, msg: 'success' });
		for (const event of EVENT_NAMES.filter((name) => name !== 'agentReply')) {
			expect(successAnswer(event)).toStrictEqual({ code: 200, message: 'success' });
			expect(answerOf(event, 400, 'Why.')).toStrictEqual({ code: 400, message: 'Why.' });
		}
		expect(answerOf('agentReply', 401, 'Why.')).toStrictEqual({ code: 401, msg: 'Why.' });
		expect(answerOf(null, 404, 'Why.')).toStrictEqual({ code: 404, message: 'Why.' });
	});
});
