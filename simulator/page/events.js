import { api } from './api.js';
import { byId, el } from './dom.js';
import { checkbox, choice, field, textBox, textIn } from './form.js';
import { nameOf, on, selected, someConversation } from './store.js';

/** @typedef {import('../calls-out').Delivery} Delivery */

/** A button for everything that can come from the platform, whatever the chat's state. */
export function startEvents() {
	const target = el('p', { class: 'muted panel-intro' });
	const draw = () => {
		const view = selected();
		target.textContent = view ? `For ${nameOf(view)}.` : 'For a new customer.';
	};
	on('selection', draw);
	on('conversation', draw);
	byId('panel-events').append(
		target,
		agentReply(),
		handoff(),
		customerMessage(),
		closing(),
		probes(),
		rawCall(),
	);
	draw();
}

/**
 * A group with its fields, its buttons and, below them, what came of the last press. Enter in a field presses the first button.
 * @param {string} title
 * @param {string} text
 * @param {Node[]} fields
 * @param {Array<[string, () => Promise<Delivery>]>} actions
 */
function group(title, text, fields, actions) {
	const outcome = el('p', { class: 'outcome', role: 'status' });
	/** @param {() => Promise<Delivery>} action */
	const press = async (action) => {
		outcome.textContent = 'On its way…';
		try {
			const { status, durationMs, explanation } = await action();
			outcome.textContent = status ? `${status} in ${durationMs} ms. ${explanation}` : explanation;
		} catch (problem) {
			outcome.textContent = /** @type {Error} */ (problem).message;
		}
	};
	const buttons = actions.map(([label, action], position) =>
		position === 0
			? el('button', { type: 'submit' }, label)
			: el('button', { type: 'button', onclick: () => void press(action) }, label),
	);
	return el(
		'form',
		{
			class: 'group',
			novalidate: true,
			autocomplete: 'off',
			onsubmit: (/** @type {Event} */ event) => {
				event.preventDefault();
				void press(actions[0][1]);
			},
		},
		el('h3', {}, title),
		el('p', { class: 'hint' }, text),
		...fields,
		el('div', { class: 'buttons' }, ...buttons),
		outcome,
	);
}

function agentReply() {
	const text = textBox({ value: 'Our shop opens at nine.' });
	const audio = textBox({ type: 'url', value: 'https://example.com/answer.mp3' });
	/** @param {object} more */
	const reply = async (more) =>
		await api('POST', `/conversations/${await someConversation()}/agent-reply`, {
			text: text.value,
			...more,
		});
	return group(
		'Agent Reply',
		'The bot answers; the message webhook gets it in one of the documented shapes.',
		[
			field('Reply Text', text),
			field('Audio Address', audio, 'For “Reply With Audio” only; the text is its transcript.'),
		],
		[
			['Reply V2', () => reply({ version: 'v2' })],
			['Reply V1', () => reply({ version: 'v1' })],
			['Reply V2 Mixed Table', () => reply({ version: 'mixed' })],
			[
				'Reply With Audio',
				() => reply({ version: 'v2', audio: [{ audio: audio.value, transcript: text.value }] }),
			],
		],
	);
}

function handoff() {
	const text = textBox({ value: 'Can I talk to a person?' });
	const edition = choice([
		['', 'As in Settings'],
		['H1', 'H1, Mid-2024'],
		['H2', 'H2, With Phone'],
		['H3', 'H3, AltaBots'],
		['H4', 'H4, Mid-2025'],
		['H5', 'H5, With istest'],
	]);
	const bare = checkbox('Without user_info');
	return group(
		'Handoff',
		'The customer asks for a human: establish goes out.',
		[field('Request Text', text), field('Edition of the Body', edition), bare.node],
		[
			[
				'Request Handoff',
				async () =>
					await api('POST', `/conversations/${await someConversation()}/handoff`, {
						text: textIn(text),
						version: edition.value || undefined,
						userInfo: bare.box.checked ? false : undefined,
					}),
			],
		],
	);
}

function customerMessage() {
	const text = textBox({ value: 'Are you still there?' });
	return group(
		'Customer Message',
		'A chat call while a handoff is open.',
		[field('Message Text', text)],
		[
			[
				'Send Customer Message',
				async () =>
					await api('POST', `/conversations/${await someConversation()}/messages`, { text: text.value }),
			],
		],
	);
}

function closing() {
	/** @param {string} type */
	const close = async (type) =>
		await api('POST', `/conversations/${await someConversation()}/close`, { type });
	return group(
		'Close',
		'An open handoff ends: close goes out.',
		[],
		[
			['Customer Closes', () => close('USER_CLOSED')],
			['Time-Out', () => close('TIMEOUT')],
		],
	);
}

function probes() {
	const asText = checkbox('istest as a Text');
	const bare = checkbox('Nothing but istest in the Body');
	/** @param {string} surface */
	const probe = async (surface) =>
		await api('POST', '/probe', {
			surface,
			istest: asText.box.checked ? 'true' : true,
			bare: bare.box.checked,
		});
	return group(
		'Probe',
		'An availability check with istest: a 200 is wanted, and no execution.',
		[asText.node, bare.node],
		[
			['Probe Reply', () => probe('message')],
			['Probe Handoff', () => probe('establish')],
			['Probe Message', () => probe('chat')],
			['Probe Close', () => probe('close')],
		],
	);
}

function rawCall() {
	const path = textBox({ placeholder: '/chat', spellcheck: 'false' });
	const headers = el('textarea', { rows: '2', spellcheck: 'false' });
	headers.value = '{ "Content-Type": "application/json" }';
	const body = el('textarea', { rows: '4', spellcheck: 'false' });
	body.value = '{\n  "conversation_id": "abc"\n}';
	return group(
		'Raw Call',
		'Any body to any path below the webhook, also what no document allows.',
		[
			field('Path', path, 'Empty: the webhook itself.'),
			field('Headers', headers, 'A JSON object of texts.'),
			field('Body', body, 'Goes out exactly as written.'),
		],
		[
			[
				'Send Raw Call',
				async () =>
					await api('POST', '/raw', {
						path: path.value,
						headers: headersIn(headers.value),
						body: body.value,
					}),
			],
		],
	);
}

/** @param {string} text */
function headersIn(text) {
	try {
		return text.trim() === '' ? {} : JSON.parse(text);
	} catch {
		throw new Error('The headers are not JSON. Write them like { "Content-Type": "application/json" }.');
	}
}
