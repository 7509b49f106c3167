/* What the table holds, in the order in which it happened, and ways to look into it. */
const rows = $input
	.all()
	.map(({ json }) => json)
	.filter(({ kind }) => kind)
	.sort((one, other) => one.id - other.id);
const { state: s } = $('Next Step').last().json;

function parsed(text) {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

const calls = rows
	.filter(({ kind }) => kind === 'received')
	.map(({ data }) => JSON.parse(data))
	.map((call) => ({ ...call, body: parsed(call.raw) }));
const answers = rows.filter(({ kind }) => kind === 'answered').map(({ data }) => JSON.parse(data));
const tokens = rows.filter(({ kind }) => kind === 'token');

const isReply = ({ surface }) => surface === 'message';
const isHandoff = ({ surface }) => ['establish', 'chat', 'close'].includes(surface);
const isProbe = ({ body }) => body?.istest !== undefined && body.istest !== false;

/** The platform's last answer to that step, or null where the step was not taken or nothing came. */
function answerTo(step) {
	const found = answers.filter((one) => one.step === step).at(-1)?.answer;
	return found === undefined || found.status === 0 ? null : found;
}

/** Calls of one conversation, probes apart. */
const callsOf = (surface, id) =>
	id === undefined
		? []
		: calls.filter((call) => call.surface === surface && call.conversation === id && !isProbe(call));

/** The first reply, and the first request for a human, that the check itself caused; else the one of the person's chat. */
const replyCall = callsOf('message', s.conversations.reply)[0];
const apiHandoffCall = callsOf('establish', s.handoffs.handoff)[0];
const handoffCall = apiHandoffCall ?? callsOf('establish', s.handoffs.widget)[0];
const humanReplied = answerTo('handoff.reply');

/** An answer in short: `HTTP 400, code 40356`. */
function short(answer) {
	if (answer === null) return 'no answer';
	const code = codeOf(answer);
	return `HTTP ${answer.status}${code === undefined ? '' : `, code ${JSON.stringify(code)}`}`;
}

const unitOf = (time) => (Number(time) < 1e11 ? 'seconds' : 'milliseconds');
const typed = (value) =>
	`${JSON.stringify(value)} (${Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value})`;
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
