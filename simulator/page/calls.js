import { api } from './api.js';
import { byId, clock, copyButton, el, link, setText } from './dom.js';
import { nameOf, on, select, store } from './store.js';

/** How many calls are drawn at first, and how many more each "Show Older" brings. */
const STEP = 100;
/** Calls that come in a burst are drawn together; milliseconds. */
const BREATH_MS = 80;

/** @typedef {import('./store.js').LoggedCall} LoggedCall @typedef {{ call: LoggedCall, node: HTMLElement, head: HTMLElement, details: HTMLElement | null }} Row */

/** @type {Map<number, Row>} the rows on the page, oldest first */
const rows = new Map();
/** @type {Map<number, LoggedCall>} */
const waiting = new Map();
let room = STEP;
let olderExist = false;
let timer = 0;
let loading = false;

/** Every call in both directions, newest on top. The page holds a bounded number; older ones come from the log on request. */
export function startCalls() {
	on('loaded', () => void reload());
	on('call', (call) => {
		waiting.set(call.id, call);
		timer ||= window.setTimeout(drawWaiting, BREATH_MS);
	});
	on('selection', filter);
	byId('calls-direction').addEventListener('change', filter);
	byId('calls-mine').addEventListener('change', filter);
	byId('calls-older').addEventListener('click', () => void showOlder());
}

async function reload() {
	loading = true;
	waiting.clear();
	const calls = await api('GET', `/calls?limit=${room}`).catch(() => null);
	loading = false;
	if (!calls) return;
	const kept = new Set(calls.map((/** @type {LoggedCall} */ call) => call.id));
	for (const [id, row] of rows) {
		if (kept.has(id)) continue;
		row.node.remove();
		rows.delete(id);
	}
	olderExist = calls.length === room;
	for (const call of calls) put(call);
	drawWaiting();
}

async function showOlder() {
	const button = byId('calls-older');
	const oldest = rows.keys().next().value ?? Infinity;
	const older = await api('GET', `/calls?before=${oldest}&limit=${STEP}`).catch(() => null);
	if (!older) return;
	room = rows.size + older.length;
	olderExist = older.length === STEP;
	const known = [...rows];
	rows.clear();
	for (const call of older) rows.set(call.id, newRow(call));
	byId('calls-list').append(...[...rows.values()].map(({ node }) => node).reverse());
	for (const [id, row] of known) rows.set(id, row);
	counted();
	if (button.hidden) byId('calls-scroll').focus();
}

function drawWaiting() {
	timer = 0;
	if (loading) return;
	const calls = [...waiting.values()].sort((a, b) => a.id - b.id);
	waiting.clear();
	// Of a burst only what stays is drawn.
	if (calls.length > room) olderExist = true;
	for (const call of calls.slice(-room)) put(call);
	for (const [id, row] of rows) {
		if (rows.size <= room) break;
		// Nobody loses the row in which they are reading with the keyboard.
		if (row.node.contains(document.activeElement)) continue;
		row.node.remove();
		rows.delete(id);
		olderExist = true;
	}
	counted();
}

/** @param {LoggedCall} call */
function put(call) {
	const known = rows.get(call.id);
	if (known) {
		known.call = call;
		known.head.replaceChildren(...headOf(call));
		if (known.details) known.details.replaceChildren(...detailsOf(call));
		return;
	}
	const newest = [...rows.keys()].at(-1) ?? 0;
	// The ending of a call that is no longer shown.
	if (call.id < newest) return;
	const row = newRow(call);
	rows.set(call.id, row);
	byId('calls-list').prepend(row.node);
}

/** @param {LoggedCall} call @returns {Row} */
function newRow(call) {
	const head = el(
		'button',
		{ type: 'button', class: 'call-head', 'aria-expanded': 'false' },
		...headOf(call),
	);
	const node = el('li', { class: `call ${call.direction}`, 'data-id': call.id }, head);
	/** @type {Row} */
	const row = { call, node, head, details: null };
	head.addEventListener('click', () => {
		if (row.details) {
			row.details.remove();
			row.details = null;
		} else {
			row.details = el('div', { class: 'call-details' }, ...detailsOf(row.call));
			node.append(row.details);
		}
		head.setAttribute('aria-expanded', String(row.details !== null));
	});
	node.hidden = !wanted(call);
	return row;
}

/** @param {LoggedCall} call */
function headOf(call) {
	const out = call.direction === 'out';
	const status =
		call.status !== null
			? { text: String(call.status), kind: call.status < 300 ? 'good' : 'bad' }
			: call.durationMs === null
				? { text: 'Waiting', kind: 'open' }
				: { text: 'No Answer', kind: 'bad' };
	return [
		el('span', { class: 'call-arrow', 'aria-hidden': 'true' }, out ? '→' : '←'),
		el('span', { class: 'sr-only' }, out ? 'Platform to webhook: ' : 'Webhook to platform: '),
		el('span', { class: 'call-line' }, el('strong', {}, call.method), ' ', ...pathOf(call)),
		el(
			'span',
			{ class: 'call-numbers' },
			call.fault ? el('span', { class: 'badge fault' }, `Fault: ${call.fault}`) : null,
			el('span', { class: `badge ${status.kind}` }, status.text),
			el('span', { class: 'muted' }, call.durationMs === null ? '…' : `${call.durationMs} ms`),
			el('time', { class: 'muted', datetime: call.at }, clock(call.at)),
		),
		el('span', { class: 'call-text' }, call.explanation),
	];
}

/** The part that tells the calls apart stands out; the webhook's own address is the same for all. @param {LoggedCall} call */
function pathOf({ direction, url }) {
	if (direction === 'in') return [el('span', { class: 'call-path' }, url)];
	const path = URL.canParse(url) ? new URL(url).pathname : url;
	const suffix = /(\/conversation\/establish|\/conversation\/close|\/chat)$/.exec(path)?.[0] ?? '';
	const base = path.slice(0, path.length - suffix.length);
	return suffix
		? [el('span', { class: 'muted' }, base), el('span', { class: 'call-path' }, suffix)]
		: [el('span', { class: 'call-path' }, path)];
}

/** @param {LoggedCall} call */
function detailsOf(call) {
	const view = store.conversations.get(call.conversationId ?? '');
	const executions = store.links?.executions;
	return [
		el(
			'dl',
			{ class: 'facts' },
			...fact('Address', call.url),
			...fact('Agent', call.agent),
			...fact('Customer', view ? nameOf(view) : null),
		),
		block('Headers', call.headers),
		block('Body', call.body),
		block('Answer', call.answer),
		el(
			'div',
			{ class: 'buttons' },
			view &&
				el(
					'button',
					{ type: 'button', class: 'quiet small', onclick: () => select(view.id) },
					'Show This Customer',
				),
			call.direction === 'out' && executions && link(executions, 'Executions in n8n'),
		),
	];
}

/** @param {string} name @param {string | null} value */
function fact(name, value) {
	return value === null ? [] : [el('div', {}, el('dt', {}, name), el('dd', {}, value))];
}

/** @param {string} title @param {unknown} value */
function block(title, value) {
	const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
	const empty = value === null || value === undefined;
	return el(
		'section',
		{ class: 'block', 'aria-label': title },
		el(
			'div',
			{ class: 'block-head' },
			el('h3', {}, title),
			!empty && copyButton(`Copy ${title}`, () => text),
		),
		empty ? el('p', { class: 'muted' }, 'Nothing.') : el('pre', { tabindex: '0' }, text),
	);
}

/** @param {LoggedCall} call */
function wanted(call) {
	const direction = byId('calls-direction').value;
	if (direction && call.direction !== direction) return false;
	return !byId('calls-mine').checked || call.conversationId === store.selectedId;
}

function filter() {
	for (const { call, node } of rows.values()) node.hidden = !wanted(call);
	counted();
}

function counted() {
	const visible = [...rows.values()].filter(({ node }) => !node.hidden).length;
	byId('calls-older').hidden = !olderExist;
	byId('calls-empty').hidden = visible > 0;
	const all = visible === rows.size ? '' : ` of ${rows.size}`;
	setText(
		byId('calls-count'),
		rows.size ? `${visible}${all} Shown${olderExist ? ', Newest First' : ''}` : '',
	);
}
