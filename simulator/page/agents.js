import { copyButton, el } from './dom.js';
import { checkbox, field, textBox } from './form.js';
import { store } from './store.js';

/**
 * The Agents as a group of the settings. They are sent as a whole list, each known by its `botId`.
 * @param {(changes: Record<string, unknown>) => Promise<boolean>} patch
 */
export function agentsGroup(patch) {
	const list = el('div', {});
	const add = el(
		'button',
		{
			type: 'button',
			class: 'quiet small',
			onclick: () => void patch({ agents: [...same(), { name: `Agent ${same().length + 1}` }] }),
		},
		'Add Agent',
	);
	const node = el(
		'section',
		{ class: 'group', 'aria-label': 'Agents' },
		el('h3', {}, 'Agents'),
		list,
		el('div', { class: 'buttons' }, add),
	);
	let drawn = '';
	return {
		node,
		/** @param {import('./store.js').Settings} settings */
		draw: ({ agents }) => {
			const now = JSON.stringify(agents);
			if (now === drawn) return;
			drawn = now;
			const focused = [...list.querySelectorAll('input, button')].indexOf(document.activeElement);
			list.replaceChildren(...agents.map((agent) => agentFields(agent, patch)));
			if (focused >= 0) list.querySelectorAll('input, button')[focused]?.focus();
		},
	};
}

/** Every Agent unchanged. */
function same() {
	return (store.settings?.agents ?? []).map(({ botId }) => ({ botId }));
}

/** @param {import('../agents').Agent} agent @param {(changes: Record<string, unknown>) => Promise<boolean>} patch */
function agentFields(agent, patch) {
	/** @param {object} changes */
	const change = (changes) =>
		patch({
			agents: same().map((entry) => (entry.botId === agent.botId ? { ...entry, ...changes } : entry)),
		});
	const name = textBox({ value: agent.name, onchange: () => void change({ name: name.value }) });
	const base = textBox({
		type: 'url',
		value: agent.webhookBase ?? '',
		onchange: () => void change({ webhookBase: base.value.trim() || null }),
	});
	const enabled = checkbox('API Switch On', {
		checked: agent.apiEnabled,
		onchange: () => void change({ apiEnabled: enabled.box.checked }),
	});
	const deleted = checkbox('Deleted', {
		checked: agent.deleted,
		onchange: () => void change({ deleted: deleted.box.checked }),
	});
	return el(
		'div',
		{ class: 'setting' },
		field('Name', name),
		field('Webhook Address of Its Own', base, 'Empty: the general one.'),
		enabled.node,
		el('p', { class: 'hint' }, 'Off: every call answers code 20055.'),
		deleted.node,
		el('p', { class: 'hint' }, 'Every call answers code 20059.'),
		el(
			'div',
			{ class: 'buttons' },
			copyButton('Copy API Key', () => agent.key),
			copyButton('Copy Bot ID', () => agent.botId),
		),
	);
}
