import { api } from './api.js';
import { byId, el, notice } from './dom.js';
import { checkbox, choice, field, numberBox, numberIn, textBox, textIn } from './form.js';
import { on, selected, store } from './store.js';

/** @typedef {'ms' | 'status' | 'retryAfter' | 'body' | 'location' | 'copies' | 'spacingMs'} Member */

/** @type {Array<{ direction: 'in' | 'out', kind: string, title: string, text: string, members: Member[], process?: true, now?: true }>} */
const kinds = [
	{
		direction: 'in',
		kind: 'status',
		title: 'Answer With a Status',
		text: 'The platform answers that status, such as 429 or 503.',
		members: ['status', 'retryAfter', 'body'],
		process: true,
	},
	{
		direction: 'in',
		kind: 'delay',
		title: 'Answer Late',
		text: 'The call is processed at once and answered late.',
		members: ['ms'],
		process: true,
	},
	{
		direction: 'in',
		kind: 'never',
		title: 'Never Answer',
		text: 'The call is read and no answer ever comes.',
		members: [],
		process: true,
	},
	{
		direction: 'in',
		kind: 'refuse',
		title: 'Refuse Connections',
		text: 'Begins at once: new connections are refused for a while.',
		members: ['ms'],
		now: true,
	},
	{
		direction: 'in',
		kind: 'resetBefore',
		title: 'Reset Before Reading',
		text: 'The connection is reset; the call is not processed.',
		members: [],
	},
	{
		direction: 'in',
		kind: 'resetAfter',
		title: 'Reset After Reading',
		text: 'The call is read and processed, then the connection is reset.',
		members: [],
		process: true,
	},
	{
		direction: 'in',
		kind: 'redirect',
		title: 'Redirect',
		text: 'The answer leads elsewhere, as a misplaced proxy does.',
		members: ['location', 'status'],
		process: true,
	},
	{
		direction: 'in',
		kind: 'html',
		title: 'Sign-In Page',
		text: 'A proxy’s HTML page under 200.',
		members: [],
		process: true,
	},
	{
		direction: 'in',
		kind: 'garbage',
		title: 'Broken JSON',
		text: 'The call is processed; the answer’s JSON breaks off.',
		members: [],
		process: true,
	},
	{
		direction: 'out',
		kind: 'duplicate',
		title: 'Send Twice',
		text: 'Equal copies of the same call reach the webhook.',
		members: ['copies', 'spacingMs'],
	},
	{
		direction: 'out',
		kind: 'reorder',
		title: 'Send Out of Order',
		text: 'The call waits until a later one of the conversation was answered.',
		members: ['ms'],
	},
	{ direction: 'out', kind: 'drop', title: 'Never Send', text: 'The call is lost on its way.', members: [] },
	{
		direction: 'out',
		kind: 'delay',
		title: 'Send Late',
		text: 'The call reaches the webhook late.',
		members: ['ms'],
	},
];

const directions = { in: 'Webhook → Platform', out: 'Platform → Webhook' };

/** @type {Record<string, string[]>} */
const paths = {
	in: ['/v1/human/message/receive', '/v1/human/close', '/v1/bot/detail'],
	out: ['/conversation/establish', '/chat', '/conversation/close'],
};

/** @type {Record<Member, () => { label: string, hint?: string, box: HTMLInputElement, value: () => unknown }>} */
const memberFields = {
	ms: () => number('Milliseconds', { min: 0, value: 1000 }),
	status: () => number('Status', { min: 200, max: 599 }, 'Empty: 500, for a redirect 302.'),
	copies: () => number('Copies', { min: 1, max: 100, value: 2 }),
	spacingMs: () => number('Milliseconds Between Copies', { min: 0, value: 0 }),
	location: () => text('Location', 'Empty: /sign-in.'),
	body: () => text('Answer Body', 'Goes out as written. Empty: the platform’s own shape.'),
	retryAfter: () => {
		const base = text('Retry-After', 'Seconds, or any text. Empty: no such header.');
		return {
			...base,
			value: () => (/^\d+$/.test(base.box.value) ? Number(base.box.value) : textIn(base.box)),
		};
	},
};

/** @param {string} label @param {Record<string, unknown>} attributes @param {string} [hint] */
function number(label, attributes, hint) {
	const box = numberBox(attributes);
	return { label, hint, box, value: () => numberIn(box) };
}

/** @param {string} label @param {string} hint */
function text(label, hint) {
	const box = textBox({ spellcheck: 'false' });
	return { label, hint, box, value: () => textIn(box) };
}

/** What can go wrong on the line, on request. */
export function startFaults() {
	const active = el('ul', { class: 'fault-list', 'aria-label': 'Active Faults' });
	const none = el('p', { class: 'muted' }, 'None. Every call goes through.');
	const clear = el(
		'button',
		{ type: 'button', class: 'quiet small', onclick: () => void change('DELETE', '/faults') },
		'Remove All',
	);
	byId('panel-faults').append(
		el(
			'section',
			{ class: 'group' },
			el(
				'div',
				{ class: 'group-head' },
				el('h3', { tabindex: '-1', id: 'active-faults' }, 'Active Faults'),
				clear,
			),
			none,
			active,
		),
		faultForm(),
	);
	on('faults', () => {
		none.hidden = store.faults.length > 0;
		clear.hidden = store.faults.length === 0;
		active.replaceChildren(...store.faults.map(faultItem));
		const tab = byId('tab-faults');
		tab.textContent = store.faults.length ? `Faults (${store.faults.length})` : 'Faults';
	});
}

/** @param {'POST' | 'DELETE'} method @param {string} path @param {unknown} [body] */
async function change(method, path, body) {
	try {
		const answer = await api(method, path, body);
		if (method === 'DELETE') byId('active-faults').focus();
		return answer;
	} catch (problem) {
		notice(/** @type {Error} */ (problem).message);
		return null;
	}
}

/** @param {import('./store.js').Fault} fault */
function faultItem(fault) {
	const { id, direction, kind, times, hits, process, ...members } = fault;
	const known = kinds.find((entry) => entry.kind === kind && entry.direction === direction);
	const title = known?.title ?? kind;
	const left = times === 'always' ? `always, ${hits} so far` : `${hits} of ${times} calls hit`;
	const details = Object.entries(members).map(
		([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
	);
	return el(
		'li',
		{},
		el(
			'div',
			{},
			el('strong', {}, title),
			el('p', { class: 'hint' }, [directions[direction], left, ...details].join(' · ')),
		),
		el(
			'button',
			{
				type: 'button',
				class: 'quiet small',
				'aria-label': `Remove ${title}`,
				onclick: () => void change('DELETE', `/faults/${id}`),
			},
			'Remove',
		),
	);
}

function faultForm() {
	const kind = el(
		'select',
		{},
		...Object.entries(directions).map(([direction, label]) =>
			el(
				'optgroup',
				{ label },
				...kinds
					.filter((entry) => entry.direction === direction)
					.map((entry) => el('option', { value: kinds.indexOf(entry) }, entry.title)),
			),
		),
	);
	const explanation = el('p', { class: 'hint', role: 'status' });
	const own = el('div', { class: 'fields' });
	const times = numberBox({ min: 1, value: 1 });
	const always = checkbox('Until Removed', { onchange: () => (times.disabled = always.box.checked) });
	const path = textBox({ list: 'fault-paths', spellcheck: 'false' });
	const pathList = el('datalist', { id: 'fault-paths' });
	const mine = checkbox('Only This Customer');
	const chance = numberBox({ min: 0, max: 100, value: 100 });
	const process = choice([
		['', 'As Usual for This Fault'],
		['true', 'Process the Call All the Same'],
		['false', 'Do Not Process the Call'],
	]);
	const common = el(
		'div',
		{ class: 'fields' },
		el('div', { class: 'pair' }, field('Calls to Hit', times), always.node),
		field('Only Paths Ending With', path, 'Empty: every path.'),
		field('Chance in Percent', chance),
		mine.node,
	);
	const processField = field('Processing', process);
	const outcome = el('p', { class: 'outcome', role: 'status' });
	/** @type {Array<[Member, () => unknown]>} */
	let values = [];

	const draw = () => {
		const { text: words, members, direction, process: mayProcess, now } = kinds[Number(kind.value)];
		explanation.textContent = words;
		const fields = members.map((member) => ({ member, ...memberFields[member]() }));
		values = fields.map(({ member, value }) => [member, value]);
		own.replaceChildren(...fields.map(({ label, box, hint }) => field(label, box, hint)));
		pathList.replaceChildren(...paths[direction].map((value) => el('option', { value })));
		processField.hidden = !mayProcess;
		common.hidden = now === true;
		outcome.textContent = '';
	};
	kind.addEventListener('change', draw);
	kind.value = '0';
	draw();

	const spec = () => {
		const { direction, kind: name, process: mayProcess, now } = kinds[Number(kind.value)];
		const given = Object.fromEntries(values.map(([member, value]) => [member, value()]));
		if (now) return { kind: name, ...given };
		return {
			kind: name,
			direction,
			...given,
			times: always.box.checked ? 'always' : numberIn(times),
			path: textIn(path),
			conversationId: mine.box.checked ? selected()?.id : undefined,
			probability: chance.value === '100' ? undefined : Number(chance.value) / 100,
			process: mayProcess && process.value ? process.value === 'true' : undefined,
		};
	};
	return el(
		'form',
		{
			class: 'group',
			novalidate: true,
			autocomplete: 'off',
			onsubmit: async (/** @type {Event} */ event) => {
				event.preventDefault();
				const { title, now } = kinds[Number(kind.value)];
				if (mine.box.checked && !selected()) {
					outcome.textContent = 'There is no customer yet. Write in the chat first.';
					return;
				}
				if (await change('POST', '/faults', spec())) {
					outcome.textContent = now ? `${title}: it has begun.` : `${title}: it waits for its call.`;
				}
			},
		},
		el('h3', {}, 'Add a Fault'),
		field('Fault', kind),
		explanation,
		own,
		common,
		processField,
		pathList,
		el('div', { class: 'buttons' }, el('button', { type: 'submit' }, 'Add Fault')),
		outcome,
	);
}
