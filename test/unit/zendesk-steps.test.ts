import { codeOf, functionsOf } from './exampleCode';

interface Call {
	method: string;
	path: string;
	body?: { ticket?: Record<string, unknown> };
}

interface State {
	call: Call | null;
	result?: { state: string; note: string };
	ticketId?: number;
	[more: string]: unknown;
}

type Answer = { statusCode: number; body: Record<string, unknown> } | { error: { message: string } };

const { nextStep, waysToRequester, forLabel, asWritten } = functionsOf<{
	nextStep: (state: unknown, answer?: Answer) => State;
	waysToRequester: (handoff: unknown, id: string, source: string, settings: unknown) => unknown[];
	forLabel: (setting: unknown, source: string) => string;
	asWritten: (text: unknown) => string;
}>(
	codeOf('zendesk', 'common/one-line', 'text', 'people', 'hear', 'steps'),
	...(['nextStep', 'waysToRequester', 'forLabel', 'asWritten'] as const),
);

const ok = (body: Record<string, unknown>, statusCode = 200): Answer => ({ statusCode, body });
const REFUSED: Answer = {
	statusCode: 422,
	body: { error: 'RecordInvalid', details: { requester: [{ description: 'Requester is suspended.' }] } },
};

const BOB = { email: 'bob@example.com', user_id: 'Bob' };
const begin = (more: Record<string, unknown> = {}) => ({
	task: 'write',
	step: 'write',
	row: { id: 1, key: 'k' },
	ticketId: null,
	wasTried: false,
	isFirst: true,
	settings: {},
	write: {
		ticket: {
			externalId: 'e',
			name: 'Bob',
			group: 7,
			text: 'Hello',
			ways: waysToRequester(BOB, 'c', '', { userIdsAreExternalIds: true }),
		},
		text: 'He writes: Hello',
		inName: 'Hello',
		status: 'open',
	},
	...more,
});

/** Plays the steps to their end; gives what Zendesk was asked, and the end. */
function play(state: unknown, answers: Record<string, Answer | Answer[]>): { calls: Call[]; end: State } {
	const calls: Call[] = [];
	let at = nextStep(state);
	while (at.call) {
		calls.push(at.call);
		const known = answers[`${at.call.method} ${at.call.path.replace(/\?.*/, '')}`];
		const answer = Array.isArray(known) ? known.shift() : known;
		at = nextStep(at, answer ?? ok({}, 404));
	}
	return { calls, end: at };
}

const created = (calls: Call[]) =>
	calls.filter(({ path }) => path === 'tickets.json').map(({ body }) => body?.ticket);

it('finds an end user by the external ID as it is written, and no colleague', () => {
	const answers = (users: unknown[]) => ({
		'GET tickets.json': ok({ tickets: [] }),
		'GET users/search.json': ok({ users }),
		'POST tickets.json': ok({ ticket: { id: 5 } }, 201),
	});
	const found = play(begin(), answers([{ id: 3, external_id: 'Bob', role: 'end-user' }]));
	expect(created(found.calls)).toMatchObject([{ requester_id: 3 }]);
	expect(found.end).toMatchObject({ ticketId: 5, result: { state: 'sent' } });
	for (const other of [
		{ id: 3, external_id: 'bob', role: 'end-user' },
		{ id: 3, external_id: 'Bob', role: 'agent' },
	]) {
		const [ticket] = created(play(begin(), answers([other])).calls);
		expect(ticket).toMatchObject({ requester: { email: 'bob@example.com' } });
		expect(ticket).not.toHaveProperty('requester_id');
	}
});

it('makes a ticket without a requester where Zendesk refuses each of them', () => {
	const { calls, end } = play(begin(), {
		'GET tickets.json': ok({ tickets: [{ id: 1, external_id: 'e', status: 'solved' }] }),
		'GET users/search.json': ok({ users: [] }),
		'POST users/create_or_update.json': ok({ user: { id: 4, external_id: 'altabots::user:%5Ebob' } }, 201),
		'POST tickets.json': [REFUSED, REFUSED, ok({ ticket: { id: 5 } }, 201)],
	});
	expect(created(calls)).toMatchObject([
		{ requester: { email: 'bob@example.com' }, group_id: 7 },
		{ requester_id: 4, group_id: 7 },
		{ comment: { body: 'Hello', public: false } },
	]);
	expect(created(calls)[2]).not.toHaveProperty('group_id');
	expect(end).toMatchObject({ ticketId: 5, result: { state: 'sent' } });
	const never = { 'GET tickets.json': ok({ tickets: [] }), 'POST tickets.json': REFUSED };
	expect(play(begin(), never).end.result).toEqual({
		state: 'unsent',
		note: 'Zendesk answered 422: RecordInvalid. Requester is suspended.',
	});
});

it('tries later what may pass', () => {
	for (const [answer, said] of [
		[{ error: { message: 'connect ECONNREFUSED' } }, 'could not be asked: connect ECONNREFUSED'],
		[ok({ error: 'APIRateLimitExceeded' }, 429), 'answered 429: APIRateLimitExceeded'],
		[ok({ error: "Couldn't authenticate you" }, 401), 'answered 401'],
		[{ statusCode: 502, body: '<html>' as unknown as Record<string, unknown> }, 'answered 502'],
	] as Array<[Answer, string]>) {
		const { end } = play(begin(), { 'GET tickets.json': answer });
		expect([end.result?.state, end.result?.note]).toEqual(['ready', expect.stringContaining(said)]);
	}
});

it('writes a comment that Zendesk refuses once more without name and status', () => {
	const ticket = { id: 9, status: 'pending', requester_id: 3, assignee_id: null };
	const { calls, end } = play(begin({ ticketId: 9 }), {
		'GET tickets/9.json': ok({ ticket, users: [{ id: 3, role: 'end-user' }] }),
		'PUT tickets/9.json': [REFUSED, ok({})],
	});
	expect(calls.slice(1).map(({ body }) => body?.ticket)).toEqual([
		{
			comment: { body: 'Hello', public: false, author_id: 3 },
			metadata: { altabots: 'k' },
			status: 'open',
		},
		{ comment: { body: 'He writes: Hello', public: false }, metadata: { altabots: 'k' } },
	]);
	expect(end.result?.state).toBe('sent');
});

it('keeps when Zendesk has written something, however it learns of it', () => {
	const ticket = { id: 9, status: 'open', requester_id: 3, updated_at: '2026-05-01T10:00:02Z' };
	const looked = { 'GET tickets/9.json': ok({ ticket }) };
	const plainly = play(begin({ ticketId: 9 }), { ...looked, 'PUT tickets/9.json': ok({ ticket }) });
	const audit = { created_at: '2026-05-01T10:00:01Z', metadata: { custom: { altabots: 'k' } } };
	const again = play(begin({ ticketId: 9, wasTried: true }), {
		...looked,
		'GET tickets/9/audits.json': ok({ audits: [audit] }),
	});
	expect([plainly.end.result, again.end.result]).toEqual([
		{ state: 'sent', note: '2026-05-01T10:00:02Z' },
		{ state: 'sent', note: '2026-05-01T10:00:01Z' },
	]);
});

it('takes what stands behind the Label, or else what has none', () => {
	expect(['sales', 'other', ''].map((label) => forLabel('1; sales: 2', label))).toEqual(['2', '1', '1']);
	expect([forLabel('sales: 2', ''), forLabel('', 'sales'), forLabel(undefined, '')]).toEqual(['', '', '']);
});

it('keeps customers from Zendesk’s placeholders', () => {
	expect(asWritten('{{{a}}} {%b%} { {c} }')).toBe('{\u200b{\u200b{a}}} {\u200b%b%} { {c} }');
	expect([asWritten(' \u0000\r\n'), asWritten(null)]).toEqual(['(no text)', '(no text)']);
});

describe('which comments reach the customer', () => {
	const { judge } = functionsOf<{
		judge: (
			read: unknown,
			messages: unknown[],
			settings: unknown,
		) => { replies: Array<{ text: string }>; isUnread: boolean; close: unknown };
	}>(codeOf('zendesk', 'common/one-line', 'text', 'told', 'answers'), 'judge');
	const comment = (id: number, at: string) => ({
		...{ id, public: true, author_id: 2, body: at, created_at: `2026-05-01T${at}Z` },
		via: { channel: 'web' },
	});
	const comments = ['10:00:00', '10:30:00', '10:59:59', '11:00:00', '11:00:01'].map((at, id) =>
		comment(id, at),
	);
	const of = { conversation_id: 'c', source: '', status: 'waiting' };
	const judged = (requestedAt: string | null, messages: unknown[], status = 'open') =>
		judge(
			{
				handoff: { ...of, requested_at: requestedAt },
				ticket: { status, requester_id: 3, updated_at: '2026-05-01T13:00:00Z' },
				...{ ticketId: 9, me: 1, comments },
				users: [{ id: 2, role: 'agent', name: 'Anna' }],
			},
			messages,
			{ subdomain: 'acme', tryAgainAfterMinutes: 3 },
		);
	const replies = (requestedAt: string | null, messages: unknown[]) =>
		judged(requestedAt, messages).replies.map(({ text }) => text);
	const written = (note: string, more = {}) => ({
		...{ key: 'w', kind: 'zendesk', by: 'acme', state: 'sent', note },
		...more,
	});

	it('none that is older than what this desk wrote first', () => {
		const rows = [written('2026-05-01T11:30:00Z'), written('2026-05-01T11:00:00.700Z')];
		expect(replies('2026-05-01T10:00:00.000Z', rows)).toEqual(['11:00:00', '11:00:01']);
		const others = [
			written('2026-05-01T09:00:00Z', { by: 'other' }),
			written('2026-05-01T09:00:00Z', { kind: 'slack' }),
			written('It was kept twice.', { state: 'skipped' }),
		];
		expect(replies('2026-05-01T10:00:00.000Z', [...rows, ...others])).toEqual(['11:00:00', '11:00:01']);
	});

	it('none that is older than the handoff, where nobody noted when that was', () => {
		const AFTER = ['10:59:59', '11:00:00', '11:00:01'];
		// Less a few minutes, since clocks differ.
		expect(replies('2026-05-01T11:04:00.000Z', [])).toEqual(AFTER);
		expect(replies('2026-05-01T11:04:00.000Z', [{}, written('')])).toEqual(AFTER);
		expect(replies(null, [])).toHaveLength(5);
	});

	it('the last one, before a solved ticket ends the conversation', () => {
		const ASKED = '2026-05-01T11:05:01.000Z';
		const reply = (state: string, minutesAgo: number) => ({
			...{ key: 'reply:zendesk:acme:4', kind: 'human', state, note: '', text: '' },
			at: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
		});
		const solved = (...messages: unknown[]) => judged(ASKED, messages, 'solved');
		expect(solved(reply('sent', 0)).close).toMatchObject({ action: 'close' });
		// Another execution is sending it.
		expect(solved(reply('sending', 0))).toMatchObject({ replies: [], isUnread: true, close: null });
		// n8n was stopped over it: the agents hear of it first.
		const told = { key: 'zendesk:acme:told:zendesk:acme:4', kind: 'zendesk', by: 'acme', state: 'sent' };
		expect(solved(reply('sending', 4))).toMatchObject({ close: null });
		expect(solved(reply('sending', 4), told).close).toMatchObject({ action: 'close' });
	});

	it('nothing more, while what the customer has just written is on its way to the ticket', () => {
		const solved = (...messages: unknown[]) => judged('2026-05-01T12:00:00.000Z', messages, 'solved');
		const wrote = (minutesAgo: number, handedOn: string | null = null) => ({
			...{ key: 'm', kind: 'customer', state: 'received', handed_on_at: handedOn },
			createdAt: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
		});
		expect(solved(wrote(0)).close).toBeNull();
		expect(solved(wrote(0, '2026-05-01T12:00:01.000Z')).close).not.toBeNull();
		// n8n was killed over it: only Retry brings it to the ticket.
		expect(solved(wrote(4)).close).not.toBeNull();
	});

	it('an end once more, where n8n was killed over the first', () => {
		const closing = (minutesAgo: number) => ({
			...{ key: 'reply:zendesk:acme:close:9:2026-05-01T13:00:00Z', kind: 'close', state: 'sending' },
			at: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
		});
		const solved = (...messages: unknown[]) => judged('2026-05-01T12:00:00.000Z', messages, 'solved');
		const FIRST = { replyId: 'zendesk:acme:close:9:2026-05-01T13:00:00Z' };
		expect(solved()).toMatchObject({ close: FIRST, isUnread: false });
		expect(solved(closing(0))).toMatchObject({ close: FIRST, isUnread: true });
		expect(solved(closing(4)).close).toMatchObject({ replyId: `${FIRST.replyId}:again` });
	});
});
