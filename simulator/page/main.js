import { api } from './api.js';
import { startCalls } from './calls.js';
import { startChat } from './chat.js';
import { startConnect } from './connect.js';
import { byId, el, link, notice, setText } from './dom.js';
import { startEvents } from './events.js';
import { startFaults } from './faults.js';
import { checkbox } from './form.js';
import { startGuide } from './guide.js';
import { startSettings } from './settings.js';
import { startState } from './state.js';
import { on, start, store } from './store.js';

function startTabs() {
	const tabs = [...document.querySelectorAll('[role=tab]')].map((tab) => /** @type {HTMLElement} */ (tab));
	/** @param {HTMLElement} chosen */
	const show = (chosen) => {
		for (const tab of tabs) {
			tab.setAttribute('aria-selected', String(tab === chosen));
			byId(tab.getAttribute('aria-controls') ?? '').hidden = tab !== chosen;
		}
	};
	tabs.forEach((tab, position) => {
		tab.addEventListener('click', () => show(tab));
		tab.addEventListener('keydown', ({ key }) => {
			const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
			if (!step) return;
			const next = tabs[(position + step + tabs.length) % tabs.length];
			next.focus();
			show(next);
		});
	});
}

function startTop() {
	on('live', () => {
		const live = byId('live');
		live.dataset.live = String(store.live);
		setText(live, store.live ? 'Live' : 'Not connected. The page will try again by itself.');
	});
	on('links', () => {
		const { n8n, workflow, executions, desk } = store.links ?? {};
		const wanted = [
			[n8n, 'n8n'],
			[workflow, 'Workflow'],
			[executions, 'Executions'],
			[desk, 'Human’s Side'],
		];
		byId('links').replaceChildren(
			...wanted.flatMap(([href, text]) => (href && text ? [link(href, text)] : [])),
		);
	});
	byId('reset').addEventListener('click', askForReset);
}

function askForReset() {
	const settings = checkbox('Also set the settings back to those of the start');
	const form = el(
		'form',
		{
			onsubmit: async (/** @type {Event} */ event) => {
				event.preventDefault();
				dialog.close();
				await api('POST', '/reset', { settings: settings.box.checked }).then(
					() => notice('Everything is as at the start.'),
					(problem) => notice(problem.message),
				);
			},
		},
		el('h2', { id: 'dialog-title' }, 'Reset the Simulator'),
		el('p', {}, 'Forgets all conversations, calls and faults.'),
		settings.node,
		el(
			'div',
			{ class: 'buttons' },
			el('button', { type: 'submit', class: 'primary' }, 'Reset'),
			el('button', { type: 'button', class: 'quiet', onclick: () => dialog.close() }, 'Cancel'),
		),
	);
	const dialog = el('dialog', { 'aria-labelledby': 'dialog-title', onclose: () => dialog.remove() }, form);
	document.body.append(dialog);
	dialog.showModal();
}

startTabs();
startTop();
startGuide();
startConnect();
startChat();
startState();
startCalls();
startEvents();
startFaults();
startSettings();
start();
