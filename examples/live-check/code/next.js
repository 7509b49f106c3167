/*
 * "Next Step": the engine below the steps. Each run looks at what came of the last step and says what to do now: `plan` (what n8n answers) and
 * then `call`, only `call`, `wait`, or
 * the name of a page.
 */
const FIRST = {
	at: 0,
	conversations: {},
	handoffs: {},
	replies: {},
	created: [],
	pages: {},
	limited: 0,
};

/** Between two looks for a call of the platform. */
const POLL_SECONDS = 0.3;

/** A free plan may allow three calls a minute: wait, and try again, but not for ever. */
const LIMITED_SECONDS = 20;
const LIMITED_TIMES = 90;

/** The answers of the form that starts everything. */
function begin(form) {
	const hosts = {
		AltaBots: 'https://altatech.ai',
		'GPTBots Singapore': 'https://api-sg.gptbots.ai',
		'GPTBots Thailand': 'https://api-th.gptbots.ai',
		'GPTBots Japan': 'https://api-jp.gptbots.ai',
		'GPTBots without region': 'https://api.gptbots.ai',
	};
	const chance = Math.random().toString(16).slice(2, 10).padEnd(8, '0');
	return {
		...FIRST,
		platform: form['Platform'],
		base: hosts[form['Platform']] ?? String(form['Other Address']).trim().replace(/\/+$/, ''),
		words: form['What a Customer Writes to Get a Human'],
		limitSeconds: Number(form['First-Reply Limit in Seconds']),
		patienceSeconds: Number(form['Patience in Seconds']),
		user: `live-${chance}`,
		nobody: `0000000000000000${chance}`,
		webhook: $execution.resumeUrl.split('/webhook-waiting')[0] + '/webhook/altabots-live-check',
		begunAt: Date.now(),
		since: Date.now(),
	};
}

function address({ base }, { path, query }) {
	const text = Object.entries(query ?? {})
		.map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
		.join('&');
	return base + path + (text && `?${text}`);
}

const input = $input.all().map(({ json }) => json);
const before = $('Next Step').isExecuted ? $('Next Step').last().json.state : null;
const s = before ?? begin($('Start').first().json);
const current = () => STEPS[s.at];

/** What the person, the platform or nobody did since the last run; true when the step is over. */
function isOver() {
	const step = current();
	if (step.page) {
		s.pages[step.page] = input[0];
		return true;
	}
	if (step.until === undefined) return true;
	const calls = input.filter(({ kind }) => kind === 'received').sort((one, other) => one.id - other.id);
	return calls.some((call) => step.until(call, s)) || Date.now() > s.deadline;
}

function enter() {
	while (s.at < STEPS.length && !(current().when?.(s) ?? true)) s.at += 1;
	const step = current();
	if (step === undefined) return { action: 'report' };
	const now = Date.now();
	// A quick person acts before the step that waits for it begins: such steps look back to the page.
	if (step.page || (step.call && step.until)) s.since = now;
	s.deadline = now + (step.seconds?.(s) ?? s.patienceSeconds) * 1000;
	if (step.page) return { action: step.page };
	step.plan?.(s);
	if (!step.call)
		return { action: 'wait', seconds: step.until ? Math.min(POLL_SECONDS, (s.deadline - now) / 1000) : 0 };
	const call = step.call(s);
	const plan = JSON.stringify({ base: s.base, replies: s.replies, establish: s.establish });
	const isNew = plan !== s.plan;
	s.plan = plan;
	return {
		action: isNew ? 'plan' : 'call',
		step: step.name,
		method: call.method,
		path: call.path,
		url: address(s, call),
		body: call.body ?? null,
		plan,
	};
}

/** What the platform answered to the step's call: `{status, headers, body}`. */
const lastAnswer = () => $('Look at the Answer').last().json.answer;

function go() {
	if (before === null) return enter();
	const step = current();
	if (s.isLimited) {
		s.isLimited = false;
		return enter();
	}
	if (s.hasCalled && lastAnswer().status === 429 && s.limited < LIMITED_TIMES) {
		s.limited += 1;
		s.isLimited = true;
		return { action: 'wait', seconds: LIMITED_SECONDS };
	}
	if (s.hasCalled) step.keep?.(lastAnswer(), s);
	if (!isOver()) return { action: 'wait', seconds: POLL_SECONDS };
	if (!step.call) step.keep?.(null, s);
	s.at = step.again ? STEPS.findIndex(({ name }) => name === step.again) : s.at + 1;
	return enter();
}

const todo = go();
s.hasCalled = ['plan', 'call'].includes(todo.action);
const result = [{ json: { ...todo, state: s } }];
