import { byId, copyButton, el, link, setText } from './dom.js';
import { on, store } from './store.js';

const MEMORY = 'simulator-guide';

/** @typedef {import('./store.js').Links} Links @typedef {import('./store.js').ConversationView} ConversationView */

/**
 * `seen` looks at one conversation; the desk's step is also done by opening the desk.
 * @type {Array<{ name: string, title: string, text: string, seen: (view: ConversationView) => boolean, link?: keyof Links, linkText?: string }>}
 */
const steps = [
	{
		name: 'write',
		title: 'Write as the Customer',
		text: 'Send a message in the chat.',
		seen: ({ messages }) => messages.some(({ from }) => from === 'customer'),
	},
	{
		name: 'greeting',
		title: 'Ask for a Human',
		text: 'Press “Talk to a Human” and watch the greeting arrive.',
		seen: (view) => humanTexts(view) >= 1,
		link: 'workflow',
		linkText: 'The Workflow That Greets',
	},
	{
		name: 'desk',
		title: 'Answer as the Human',
		text: 'Open the human’s side, read what came, and answer.',
		seen: (view) => humanTexts(view) >= 2,
		link: 'desk',
		linkText: 'Open the Human’s Side',
	},
	{
		name: 'answer',
		title: 'See the Answer Here',
		text: 'It appears in the chat; its calls are listed under Calls.',
		seen: (view) => humanTexts(view) >= 2,
		link: 'executions',
		linkText: 'The Executions in n8n',
	},
	{
		name: 'close',
		title: 'Close It',
		text: 'From either side: “End Conversation” here, or close as the human.',
		seen: ({ handoffs }) =>
			handoffs.some(({ closeReason }) => closeReason === 'USER_CLOSED' || closeReason === 'HUMAN_CLOSED'),
	},
];

/** @type {Set<string>} */
let done = new Set();
let hidden = false;
/** Conversations that were there when the guide was started again: their past ticks nothing. @type {Set<string>} */
let ignored = new Set();

/** A few steps for the first time; they tick themselves off. */
export function startGuide() {
	remember();
	byId('guide-hide').addEventListener('click', () => {
		show(false);
		byId('guide-toggle').focus();
	});
	byId('guide-toggle').addEventListener('click', () => {
		show(true);
		byId('guide-hide').focus();
	});
	byId('guide-restart').addEventListener('click', () => {
		done = new Set();
		ignored = new Set(store.conversations.keys());
		keep();
		draw();
	});
	on('links', draw);
	on('loaded', () => [...store.conversations.values()].forEach(look));
	on('conversation', look);
	show(!hidden);
	draw();
}

/** @param {ConversationView} view */
function humanTexts({ messages }) {
	return messages.filter(({ from }) => from === 'human').length;
}

/** @param {ConversationView} view */
function look(view) {
	if (ignored.has(view.id)) return;
	const before = done.size;
	for (const { name, seen } of steps) if (seen(view)) done.add(name);
	if (done.size === before) return;
	keep();
	draw();
}

function draw() {
	const next = steps.find(({ name }) => !done.has(name));
	setText(
		byId('guide-progress'),
		next
			? `${done.size} of ${steps.length} Done`
			: 'All done. Now try Events, Faults and Settings on the right.',
	);
	const items = steps.map((step) => {
		const ticked = done.has(step.name);
		return el(
			'li',
			{
				class: `step${ticked ? ' done' : ''}`,
				'aria-current': step === next ? 'step' : null,
				'data-step': step.name,
			},
			el(
				'span',
				{ class: 'step-mark', 'aria-hidden': 'true' },
				ticked ? '✓' : String(steps.indexOf(step) + 1),
			),
			el(
				'div',
				{},
				el('h3', {}, step.title, ticked && el('span', { class: 'sr-only' }, ' (Done)')),
				el('p', {}, step.text),
				linkOf(step),
				step.link === 'desk' && loginOf(),
			),
		);
	});
	// The focus may lie on a link inside; it goes back to the same place.
	const list = byId('guide-steps');
	const focused = [...list.querySelectorAll('a, summary')].indexOf(document.activeElement);
	list.replaceChildren(...items);
	if (focused >= 0) list.querySelectorAll('a, summary')[focused]?.focus();
}

/** @param {typeof steps[number]} step */
function linkOf({ name, link: which, linkText }) {
	const href = which && store.links?.[which];
	if (typeof href !== 'string' || !linkText) return null;
	const opened = () => {
		if (name !== 'desk') return;
		done.add(name);
		keep();
		// After the click, so that the link is still there to be followed.
		setTimeout(draw);
	};
	return link(href, linkText, { onclick: opened });
}

function loginOf() {
	const login = store.links?.login;
	if (!login) return null;
	return el(
		'details',
		{ class: 'login' },
		el('summary', {}, 'Show Login'),
		el(
			'p',
			{},
			el('code', {}, login.email),
			' ',
			copyButton('Copy E-Mail', () => login.email),
		),
		el(
			'p',
			{},
			el('code', {}, login.password),
			' ',
			copyButton('Copy Password', () => login.password),
		),
	);
}

/** @param {boolean} visible */
function show(visible) {
	hidden = !visible;
	byId('guide').hidden = hidden;
	byId('guide-toggle').hidden = visible;
	keep();
}

function remember() {
	try {
		const memory = JSON.parse(localStorage.getItem(MEMORY) ?? '{}');
		hidden = memory.hidden === true;
		done = new Set(steps.map(({ name }) => name).filter((name) => memory.done?.includes(name)));
	} catch {
		// A browser without storage shows the guide anew each time.
	}
}

function keep() {
	try {
		localStorage.setItem(MEMORY, JSON.stringify({ hidden, done: [...done] }));
	} catch {
		// See above.
	}
}
