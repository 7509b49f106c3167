import { api } from './api.js';
import { agentsGroup } from './agents.js';
import { byId, el, notice } from './dom.js';
import { checkbox, choice, field, numberBox, numberIn, textBox } from './form.js';
import { groups } from './settings-fields.js';
import { on, store } from './store.js';

/**
 * @typedef {import('./settings-fields.js').SettingField} SettingField
 * A control for one setting: `read` what it says, `write` what the simulator says.
 * @typedef {{ node: HTMLElement, boxes: HTMLElement[], read: () => unknown, write: (value: any) => void }} Control
 */

/** The switches; each takes effect as soon as it is changed. */
export function startSettings() {
	const all = groups.flatMap(({ fields }) => fields);
	/** @type {Array<(settings: any) => void>} */
	const draws = [];
	const reset = el(
		'button',
		{
			type: 'button',
			class: 'quiet small',
			onclick: () =>
				void patch(
					Object.fromEntries(
						all.filter(({ kind }) => kind !== 'address').map(({ name, preset }) => [name, preset]),
					),
				),
		},
		'Set All to Default',
	);
	const agents = agentsGroup(patch);
	draws.push(agents.draw);
	byId('panel-settings').append(
		el(
			'div',
			{ class: 'panel-intro group-head' },
			el(
				'p',
				{ class: 'muted' },
				'A change takes effect at once. Addresses stay when all is set to default.',
			),
			reset,
		),
		...groups.map(({ title, fields }) => {
			const nodes = fields.map((description) => {
				const { node, draw } = setting(description);
				draws.push(draw);
				return node;
			});
			return el('section', { class: 'group', 'aria-label': title }, el('h3', {}, title), ...nodes);
		}),
		agents.node,
	);
	on('settings', () => {
		for (const draw of draws) draw(store.settings);
	});
}

/** @param {Record<string, unknown>} changes @returns {Promise<boolean>} */
async function patch(changes) {
	try {
		await api('PATCH', '/settings', changes);
		return true;
	} catch (problem) {
		notice(/** @type {Error} */ (problem).message);
		return false;
	}
}

/** @param {SettingField} description */
function setting(description) {
	const { name, text, preset, open } = description;
	const control = controlFor(description);
	const back = el(
		'button',
		{ type: 'button', class: 'quiet small', 'aria-label': `Set ${description.label} to Default` },
		'Set to Default',
	);
	const node = el(
		'div',
		{ class: 'setting', 'data-setting': name },
		control.node,
		el('p', { class: 'hint' }, text),
		el(
			'p',
			{ class: 'setting-foot' },
			open && el('span', { class: 'badge open' }, 'Undocumented'),
			el('span', { class: 'hint' }, `Default: ${presetText(description)}`),
			back,
		),
	);
	const draw = (/** @type {any} */ settings) => {
		const changed = JSON.stringify(settings[name]) !== JSON.stringify(preset);
		node.classList.toggle('changed', changed);
		back.hidden = !changed;
		// What somebody is typing is theirs.
		if (
			!control.boxes.includes(/** @type {HTMLElement} */ (document.activeElement)) ||
			control.node.querySelector('select')
		)
			control.write(settings[name]);
	};
	back.addEventListener('click', async () => {
		await patch({ [name]: preset });
		control.write(preset);
		control.boxes[0].focus();
	});
	for (const box of control.boxes) {
		box.addEventListener('change', async () => {
			const value = control.read();
			if (value === undefined || (await patch({ [name]: value }))) return;
			control.write(/** @type {any} */ (store.settings)[name]);
		});
	}
	return { node, draw };
}

/** @param {SettingField} description */
function presetText({ preset, options, kind }) {
	const option = options?.find(([value]) => value === preset);
	if (option) return option[1];
	if (kind === 'rate' || (preset === null && kind === 'number')) return 'Off';
	if (preset === null || preset === '' || (Array.isArray(preset) && !preset.length)) return 'Empty';
	return typeof preset === 'number' ? preset.toLocaleString('en') : String(preset);
}

/** @param {SettingField} description @returns {Control} */
function controlFor(description) {
	const { label, options, kind, nullable, least } = description;
	if (options) {
		const box = choice(options.map(([, words], position) => [String(position), words]));
		return {
			node: field(label, box),
			boxes: [box],
			read: () => options[Number(box.value)][0],
			write: (value) => (box.value = String(options.findIndex(([option]) => option === value))),
		};
	}
	if (kind === 'rate') return rateControl(label);
	if (kind === 'number') {
		const box = numberBox({ min: least });
		return {
			node: field(label, box),
			boxes: [box],
			read: () => numberIn(box) ?? (nullable ? null : description.preset),
			write: (value) => (box.value = value === null ? '' : String(value)),
		};
	}
	const box = kind === 'address' ? addressBox() : textBox({ spellcheck: 'false' });
	const orNull = nullable || kind === 'address';
	const list = () => {
		const entries = box.value.split(',').map((/** @type {string} */ entry) => entry.trim());
		return entries.filter((/** @type {string} */ entry) => entry !== '');
	};
	return {
		node: field(label, box),
		boxes: [box],
		read: () => (kind === 'list' ? list() : orNull && box.value.trim() === '' ? null : box.value.trim()),
		write: (value) => (box.value = Array.isArray(value) ? value.join(', ') : (value ?? '')),
	};
}

/** Shows a long address whole, which a single line could not. Enter takes it over. */
function addressBox() {
	const box = el('textarea', { rows: '2', spellcheck: 'false' });
	box.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
		if (event.key !== 'Enter') return;
		event.preventDefault();
		box.dispatchEvent(new Event('change'));
	});
	return box;
}

/** @param {string} label @returns {Control} */
function rateControl(label) {
	const limit = numberBox({ min: 1, value: 3 });
	const window = numberBox({ min: 1, value: 60_000 });
	const onOff = checkbox(`${label} On`);
	const node = el(
		'div',
		{ class: 'fields' },
		onOff.node,
		el('div', { class: 'pair' }, field('Calls', limit), field('Window in Milliseconds', window)),
	);
	return {
		node,
		boxes: [onOff.box, limit, window],
		read: () => {
			// While it is off the numbers only prepare.
			if (!onOff.box.checked) return store.settings?.rateLimit ? null : undefined;
			return { limit: numberIn(limit), windowMs: numberIn(window) };
		},
		write: (value) => {
			onOff.box.checked = value !== null;
			if (!value) return;
			limit.value = String(value.limit);
			window.value = String(value.windowMs);
		},
	};
}
