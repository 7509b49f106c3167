import { api } from './api.js';
import { byId, clock, el, setText } from './dom.js';
import { field, choice, textBox, textIn } from './form.js';
import { nameOf, on, openConversation, select, selected, someConversation, store } from './store.js';

/** How many messages are drawn at a time; a long chat stays quick. */
const STEP = 200;

const ASK = 'I would like to talk to a human.';

/** @type {Record<import('../conversations').HandoffState, string>} what the customer sees beside the chat */
const shown = {
	bot: 'You are talking to the bot.',
	requested: 'Connecting…',
	connecting: 'Connecting…',
	busy: 'Busy. Please try again later.',
	connected: 'Connected to a human.',
	closed: 'The conversation with the human has ended.',
};

export const stateNames = {
	bot: 'Bot',
	requested: 'Requested',
	connecting: 'Connecting',
	busy: 'Busy',
	connected: 'Connected',
	closed: 'Closed',
};

const senders = { customer: 'Customer', bot: 'Bot', human: 'Human' };

let drawnId = '';
let from = 0;
let to = 0;

/** The customer's side, as on a website. */
export function startChat() {
	byId('customer').addEventListener('change', () => select(byId('customer').value || null));
	byId('new-conversation').addEventListener('click', askForCustomer);
	byId('talk').addEventListener('click', () => void talk());
	byId('end').addEventListener('click', () => void end());
	const text = byId('text');
	byId('composer').addEventListener('submit', (/** @type {Event} */ event) => {
		event.preventDefault();
		void send();
	});
	text.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
		// While an input method composes, Enter belongs to it.
		if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
		event.preventDefault();
		void send();
	});
	text.addEventListener('input', grow);
	on('selection', draw);
	on('loaded', draw);
	on('conversation', (view) => {
		drawCustomers();
		if (view.id === store.selectedId) draw();
	});
	draw();
}

async function send() {
	const box = byId('text');
	const text = box.value.trim();
	if (!text) return;
	box.value = '';
	grow();
	await act(async (id) => await api('POST', `/conversations/${id}/messages`, { text }), text);
}

async function talk() {
	const box = byId('text');
	const text = box.value.trim() || ASK;
	box.value = '';
	grow();
	box.focus();
	await act(async (id) => await api('POST', `/conversations/${id}/handoff`, { text }));
}

async function end() {
	if (!selected()) {
		setText(byId('chat-note'), 'There is no conversation yet. Write something to begin one.');
		return;
	}
	await act(async (id) => await api('POST', `/conversations/${id}/close`, {}));
}

/**
 * Runs one of the customer's acts and shows what is worth knowing: a call that was not made, or not answered.
 * @param {(id: string) => Promise<import('../calls-out').Delivery>} run
 * @param {string} [unsent] put back into the box when the simulator did not take it
 */
async function act(run, unsent) {
	const note = byId('chat-note');
	note.textContent = '';
	try {
		const { status, explanation } = await run(await someConversation());
		if (status === 0 || status >= 300) note.textContent = explanation;
	} catch (problem) {
		note.textContent = /** @type {Error} */ (problem).message;
		const box = byId('text');
		if (unsent && !box.value) box.value = unsent;
	}
}

function draw() {
	drawCustomers();
	const view = selected();
	const state = view?.state ?? 'bot';
	const status = byId('chat-status');
	status.dataset.state = state;
	setText(status, view ? shown[state] : 'Nobody has written yet.');
	byId('talk').hidden = ['requested', 'connecting', 'connected'].includes(state);
	drawMessages(view);
}

function drawCustomers() {
	const list = byId('customer');
	const views = [...store.conversations.values()].slice(-STEP).reverse();
	const wanted = views.map((view) => [view.id, `${nameOf(view)} · ${stateNames[view.state]}`]);
	if (!wanted.length) wanted.push(['', 'Nobody Yet']);
	wanted.forEach(([id, text], position) => {
		const option = list.options[position] ?? list.appendChild(el('option'));
		option.value = id;
		setText(option, text);
	});
	while (list.options.length > wanted.length) list.lastElementChild.remove();
	list.value = store.selectedId ?? '';
}

/** @param {import('./store.js').ConversationView | null} view */
function drawMessages(view) {
	const box = byId('messages');
	const messages = view?.messages ?? [];
	if ((view?.id ?? '') !== drawnId || messages.length < to || to - from > 2 * STEP) {
		drawnId = view?.id ?? '';
		from = to = Math.max(0, messages.length - STEP);
		box.replaceChildren();
	}
	if (!messages.length) {
		box.replaceChildren(el('p', { class: 'empty' }, 'Say hello below, or ask for a human at once.'));
		return;
	}
	box.querySelector('.empty')?.remove();
	const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 80;
	const firstDraw = from === to;
	for (; to < messages.length; to++) box.append(bubble(messages[to]));
	box.querySelector('.earlier')?.remove();
	if (from > 0)
		box.prepend(
			el(
				'button',
				{ type: 'button', class: 'earlier quiet small', onclick: showEarlier },
				'Show Earlier Messages',
			),
		);
	if (atEnd || firstDraw) box.scrollTop = box.scrollHeight;
}

function showEarlier() {
	const box = byId('messages');
	const messages = selected()?.messages ?? [];
	const start = Math.max(0, from - STEP);
	const earlier = box.querySelector('.earlier');
	earlier.after(...messages.slice(start, from).map(bubble));
	from = start;
	if (from === 0) {
		earlier.remove();
		box.focus();
	}
}

/** @param {import('../conversations').ChatMessage} message */
function bubble({ from: sender, text, at }) {
	return el(
		'div',
		{ class: `bubble ${sender}` },
		el('p', { class: 'bubble-who' }, senders[sender], ' ', el('time', { datetime: at }, clock(at))),
		el('p', { class: 'bubble-text', dir: 'auto' }, text),
	);
}

function grow() {
	const box = byId('text');
	const lines = box.value.split('\n').length;
	box.rows = Math.min(5, lines);
}

function askForCustomer() {
	const email = textBox({ type: 'email', placeholder: 'bob@example.com' });
	const userId = textBox();
	const phone = textBox({ type: 'tel' });
	const agents = store.settings?.agents ?? [];
	const agent = choice(agents.map(({ botId, name }) => [botId, name]));
	const close = () => {
		dialog.close();
		dialog.remove();
		byId('text').focus();
	};
	const form = el(
		'form',
		{
			onsubmit: async (/** @type {Event} */ event) => {
				event.preventDefault();
				const customer = { email: textIn(email), userId: textIn(userId), phone: textIn(phone) };
				try {
					await openConversation({ ...customer, ...(agents.length > 1 ? { agent: agent.value } : {}) });
					byId('chat-note').textContent = '';
				} catch (problem) {
					byId('chat-note').textContent = /** @type {Error} */ (problem).message;
				}
				close();
			},
		},
		el('h2', { id: 'dialog-title' }, 'New Conversation'),
		el('p', { class: 'muted' }, 'A customer opens the chat. All of this may stay empty.'),
		field('E-Mail', email, 'Empty: the platform sends its placeholder address.'),
		field('User ID', userId, 'The id that a website gives its signed-in user.'),
		field('Phone', phone, 'Known for WhatsApp only.'),
		agents.length > 1 && field('Agent', agent),
		el(
			'div',
			{ class: 'buttons' },
			el('button', { type: 'submit', class: 'primary' }, 'Start Conversation'),
			el('button', { type: 'button', class: 'quiet', onclick: close }, 'Cancel'),
		),
	);
	const dialog = el('dialog', { 'aria-labelledby': 'dialog-title', onclose: () => dialog.remove() }, form);
	document.body.append(dialog);
	dialog.showModal();
}
