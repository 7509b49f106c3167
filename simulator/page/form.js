import { el } from './dom.js';

let lastId = 0;

/**
 * A control with its label above and, if any, a hint below that screen readers read with it.
 * @param {string} label
 * @param {any} control
 * @param {string} [hint]
 */
export function field(label, control, hint) {
	control.id ||= `field-${++lastId}`;
	const hintNode = hint ? el('p', { class: 'hint', id: `${control.id}-hint` }, hint) : null;
	if (hintNode) control.setAttribute('aria-describedby', hintNode.id);
	return el('div', { class: 'field' }, el('label', { for: control.id }, label), control, hintNode);
}

/** @param {string} label @param {Record<string, unknown>} [attributes] @returns {{ node: HTMLElement, box: HTMLInputElement }} */
export function checkbox(label, attributes = {}) {
	const box = el('input', { type: 'checkbox', ...attributes });
	return { node: el('label', { class: 'check' }, box, ' ', label), box };
}

/** @param {Array<[string, string]>} options value and text @param {Record<string, unknown>} [attributes] @returns {HTMLSelectElement} */
export function choice(options, attributes = {}) {
	return el('select', attributes, ...options.map(([value, text]) => el('option', { value }, text)));
}

/** @param {Record<string, unknown>} [attributes] @returns {HTMLInputElement} */
export function textBox(attributes = {}) {
	return el('input', { type: 'text', autocomplete: 'off', ...attributes });
}

/** @param {Record<string, unknown>} [attributes] @returns {HTMLInputElement} */
export function numberBox(attributes = {}) {
	return el('input', { type: 'number', autocomplete: 'off', ...attributes });
}

/** A number, or undefined when nothing is written. @param {HTMLInputElement} box */
export function numberIn(box) {
	return box.value.trim() === '' ? undefined : Number(box.value);
}

/** A text, or undefined when nothing is written. @param {HTMLInputElement} box */
export function textIn(box) {
	return box.value === '' ? undefined : box.value;
}
