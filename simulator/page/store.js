import { api, follow } from './api.js';

/**
 * @typedef {import('../conversations').ConversationView} ConversationView
 * @typedef {import('../call-log').LoggedCall} LoggedCall
 * @typedef {import('../faults').Fault} Fault
 * @typedef {import('../settings').Settings} Settings
 * @typedef {import('../links').Links} Links
 * @typedef {'loaded' | 'conversation' | 'selection' | 'call' | 'settings' | 'faults' | 'links' | 'live'} Change
 */

/** What the simulator last told. `conversations` is in the order in which they were opened. */
export const store = {
	live: false,
	url: '',
	controlUrl: '',
	/** @type {Settings | null} */
	settings: null,
	/** @type {Links | null} */
	links: null,
	/** @type {Fault[]} */
	faults: [],
	/** @type {Map<string, ConversationView>} */
	conversations: new Map(),
	/** @type {string | null} */
	selectedId: null,
};

/** @type {Map<Change, Array<(data: any) => void>>} */
const listeners = new Map();

/** @param {Change} change @param {(data: any) => void} listener */
export function on(change, listener) {
	listeners.set(change, [...(listeners.get(change) ?? []), listener]);
}

/** @param {Change} change @param {unknown} [data] */
function tell(change, data) {
	for (const listener of listeners.get(change) ?? []) listener(data);
}

/** @returns {ConversationView | null} */
export function selected() {
	return store.conversations.get(store.selectedId ?? '') ?? null;
}

/** @param {string | null} id */
export function select(id) {
	if (store.selectedId === id) return;
	store.selectedId = id;
	tell('selection');
}

/** How the page calls a customer: by what is known of them, else by number. @param {ConversationView} view */
export function nameOf(view) {
	const { email, userId, phone } = view.customer;
	return email ?? userId ?? phone ?? `Customer ${[...store.conversations.keys()].indexOf(view.id) + 1}`;
}

/** @param {import('../simulator').OpenConversation} customer @returns {Promise<string>} the id */
export async function openConversation(customer = {}) {
	const view = await api('POST', '/conversations', customer);
	if (!store.conversations.has(view.id)) store.conversations.set(view.id, view);
	select(view.id);
	tell('conversation', view);
	return view.id;
}

/** @type {Promise<string> | null} */
let opening = null;

/** The chosen customer's conversation; where there is none yet, the visitor's first act opens one. @returns {Promise<string>} */
export async function someConversation() {
	if (store.selectedId) return store.selectedId;
	opening ??= openConversation().finally(() => (opening = null));
	return await opening;
}

/** @type {Array<[any, any]> | null} events that arrived while the state was being fetched */
let early = null;

/** Connects to the simulator and stays connected. */
export function start() {
	follow({
		onOpen: () => void load(),
		onLost: () => {
			store.live = false;
			tell('live');
		},
		onEvent: (type, data) => {
			if (early) early.push([type, data]);
			else apply(type, data);
		},
	});
}

async function load() {
	early = [];
	try {
		const state = await api('GET', '/state');
		Object.assign(store, {
			url: state.url,
			controlUrl: state.controlUrl,
			settings: state.settings,
			links: state.links,
			faults: state.faults,
			conversations: new Map(
				state.conversations.map((/** @type {ConversationView} */ view) => [view.id, view]),
			),
			live: true,
		});
		if (!selected()) store.selectedId = [...store.conversations.keys()].at(-1) ?? null;
		tell('loaded');
		for (const change of /** @type {Change[]} */ (['links', 'settings', 'faults', 'selection', 'live']))
			tell(change);
	} catch {
		store.live = false;
		tell('live');
	}
	const missed = early ?? [];
	early = null;
	for (const [type, data] of missed) apply(type, data);
}

/** @param {string} type @param {any} data */
function apply(type, data) {
	switch (type) {
		case 'conversation':
			store.conversations.set(data.id, data);
			if (!selected()) select(data.id);
			tell('conversation', data);
			break;
		case 'call':
			tell('call', data);
			break;
		case 'reset':
			void load();
			break;
		default:
			Object.assign(store, { [type]: data });
			tell(/** @type {Change} */ (type));
	}
}
