import { stateNames } from './chat.js';
import { byId, clock, el, setText } from './dom.js';
import { nameOf, on, selected, store } from './store.js';

const SVG = 'http://www.w3.org/2000/svg';

/** @type {Record<string, string>} */
const closeWords = {
	USER_CLOSED: 'The customer ended it (USER_CLOSED).',
	TIMEOUT: 'The conversation timed out (TIMEOUT).',
	HUMAN_CLOSED: 'The human closed it.',
	FIRST_REPLY_LIMIT: 'No human replied within the first-reply limit.',
};

/** @type {Record<import('../conversations').HandoffState, string>} */
const sentences = {
	bot: 'The Agent answers. Nobody has asked for a human.',
	requested: 'The establish call is on its way to the webhook.',
	connecting: 'The webhook answered 200. Now a human has to reply before the time is up.',
	busy: 'The webhook did not answer 200, so there is no handoff. The customer may ask again.',
	connected: 'A human has replied. Messages go both ways.',
	closed: 'The Agent answers again.',
};

/** Boxes by their upper left corner, arrows as path data, labels with their anchor: once for wide cards, once for narrow ones. */
const layouts = {
	wide: {
		size: [592, 116],
		box: [90, 34],
		nodes: {
			bot: [1, 2],
			requested: [126, 2],
			connecting: [251, 2],
			connected: [376, 2],
			closed: [501, 2],
			busy: [251, 80],
		},
		edges: [
			['M91 19H124', 'asks', 108, 12],
			['M216 19H249', '200', 232, 12],
			['M171 36V97H249', 'not 200', 211, 91],
			['M341 19H374', 'reply', 358, 12],
			['M466 19H499', 'close', 482, 12],
			['M296 36V58H546V38', 'no reply in time', 421, 73],
		],
	},
	narrow: {
		size: [326, 196],
		box: [90, 36],
		nodes: {
			bot: [1, 4],
			requested: [113, 4],
			connecting: [225, 4],
			busy: [113, 80],
			connected: [225, 80],
			closed: [225, 156],
		},
		edges: [
			['M91 22H111', '', 0, 0],
			['M203 22H223', '', 0, 0],
			['M158 40V78', 'not 200', 133, 64],
			['M270 40V78', 'reply', 288, 64],
			['M270 116V154', 'close', 288, 140],
		],
	},
};

let layout = '';
let countdownTimer = 0;
let countdownWhole = 1;

/** The right side's head: which state the handoff is in, and how long the human may still take. */
export function startState() {
	new ResizeObserver(([entry]) => {
		const wanted = entry.contentRect.width >= 500 ? 'wide' : 'narrow';
		if (wanted === layout) return;
		layout = wanted;
		drawDiagram({ name: wanted, ...layouts[wanted] });
		draw();
	}).observe(byId('diagram'));
	on('selection', draw);
	on('loaded', draw);
	on('conversation', (view) => {
		if (view.id === store.selectedId) draw();
	});
}

/** @param {string} name @param {Record<string, unknown>} attributes @param {...(Node | string)} children */
function svg(name, attributes, ...children) {
	const node = document.createElementNS(SVG, name);
	for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
	node.append(...children);
	return node;
}

/** @param {any} plan */
function drawDiagram({ name, size, box, nodes, edges }) {
	const head = svg('marker', {
		id: 'arrow',
		viewBox: '0 0 8 8',
		refX: 7,
		refY: 4,
		markerWidth: 7,
		markerHeight: 7,
		orient: 'auto',
	});
	head.append(svg('path', { d: 'M0 0.5 8 4 0 7.5z', class: 'arrow-head' }));
	const picture = svg(
		'svg',
		{ viewBox: `0 0 ${size[0]} ${size[1]}`, role: 'img', class: `diagram-svg ${name}` },
		svg('defs', {}, head),
	);
	for (const [path, label, x, y] of edges) {
		picture.append(svg('path', { d: path, class: 'edge', 'marker-end': 'url(#arrow)' }));
		if (label) picture.append(svg('text', { x, y, class: 'edge-label' }, label));
	}
	for (const [state, [x, y]] of Object.entries(nodes)) {
		picture.append(
			svg(
				'g',
				{ class: 'node', 'data-state': state },
				svg('rect', { x, y, width: box[0], height: box[1], rx: 10 }),
				svg(
					'text',
					{ x: x + box[0] / 2, y: y + box[1] / 2 + 5 },
					stateNames[/** @type {keyof typeof stateNames} */ (state)],
				),
			),
		);
	}
	byId('diagram').replaceChildren(picture);
}

/** The states that the current handoff has gone through. @param {import('./store.js').ConversationView} view */
function passedBy(view) {
	const handoff = view.handoffs.at(-1);
	if (!handoff) return [];
	const replied = handoff.humanReplies > 0 ? ['connected'] : [];
	if (view.state === 'closed') return ['bot', 'requested', 'connecting', ...replied];
	const order = ['bot', 'requested', 'connecting', 'connected'];
	return view.state === 'busy' ? ['bot', 'requested'] : order.slice(0, order.indexOf(view.state));
}

function draw() {
	const view = selected();
	const state = view?.state ?? 'bot';
	const passed = view ? passedBy(view) : [];
	for (const node of document.querySelectorAll('.node')) {
		const its = /** @type {SVGGElement} */ (node).dataset.state ?? '';
		node.classList.toggle('on', its === state);
		node.classList.toggle('passed', passed.includes(its));
	}
	document
		.querySelector('.diagram-svg')
		?.setAttribute('aria-label', `State of the handoff: ${stateNames[state]}`);
	const reason = state === 'closed' && view?.closeReason ? `${closeWords[view.closeReason]} ` : '';
	setText(byId('state-text'), `${stateNames[state]}: ${reason}${sentences[state]}`);
	drawFacts(view);
	countDown();
}

/** @param {import('./store.js').ConversationView | null} view */
function drawFacts(view) {
	const handoff = view?.handoffs.at(-1);
	const facts = view
		? [
				['Customer', nameOf(view)],
				...((store.settings?.agents.length ?? 1) > 1 ? [['Agent', view.agent.name]] : []),
				['Conversation ID', view.id],
				...(handoff
					? [
							['Handoff ID', handoff.id],
							['Asked At', clock(handoff.requestedAt)],
							['Human Replies', String(handoff.humanReplies)],
						]
					: []),
			]
		: [];
	byId('state-facts').replaceChildren(
		...facts.map(([name, value]) =>
			el('div', {}, el('dt', {}, name), el('dd', { class: name.endsWith('ID') ? 'id' : null }, value)),
		),
	);
}

function countDown() {
	clearTimeout(countdownTimer);
	const deadline = selected()?.firstReplyDeadline;
	const box = byId('countdown');
	const wasHidden = box.hidden;
	box.hidden = !deadline;
	if (!deadline) return;
	const left = Math.max(0, Date.parse(deadline) - Date.now());
	if (wasHidden) countdownWhole = Math.max(store.settings?.firstReplyLimitMs ?? 0, left, 1);
	setText(byId('countdown-text'), `${Math.ceil(left / 1_000)} s Left for the First Reply`);
	byId('countdown-bar').value = left / countdownWhole;
	box.classList.toggle('urgent', left < 15_000);
	if (left > 0) countdownTimer = window.setTimeout(countDown, 250);
}
