/**
 * Builds an element. Children that are text become text nodes: nothing on this page is ever parsed as HTML, for customers write what
 * they like. `on…` members are listeners; null, undefined and false leave an attribute out.
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes]
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {any} the element; its exact type follows from the tag
 */
export function el(tag, attributes = {}, ...children) {
	const node = document.createElement(tag);
	for (const [name, value] of Object.entries(attributes)) {
		if (value === null || value === undefined || value === false) continue;
		if (typeof value === 'function')
			node.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
		else node.setAttribute(name, value === true ? '' : String(value));
	}
	for (const child of children) if (child) node.append(child);
	return node;
}

/**
 * @param {string} id
 * @returns {any} the element of index.html; its exact type follows from the id
 */
export function byId(id) {
	const node = document.getElementById(id);
	if (!node) throw new Error(`index.html has no #${id}`);
	return node;
}

/** Only when it differs, so that screen readers repeat nothing. @param {Element} node @param {string} text */
export function setText(node, text) {
	if (node.textContent !== text) node.textContent = text;
}

/** A link to another page, in a tab of its own. @param {string} href @param {string} text @param {Record<string, unknown>} [attributes] */
export function link(href, text, attributes = {}) {
	return el(
		'a',
		{ href, target: '_blank', rel: 'noopener noreferrer', ...attributes },
		text,
		' ',
		el('span', { 'aria-hidden': 'true' }, '↗'),
	);
}

/** `14:03:07` in the reader's zone. @param {string} iso */
export function clock(iso) {
	return new Date(iso).toLocaleTimeString([], {
		hour: '2-digit',
		minute: '2-digit',
		second: '2-digit',
		hour12: false,
	});
}

let noticeTimer = 0;

/** A sentence at the foot of the page; it goes by itself. @param {string} text */
export function notice(text) {
	const node = byId('notice');
	clearTimeout(noticeTimer);
	node.textContent = text;
	noticeTimer = window.setTimeout(() => (node.textContent = ''), 8_000);
}

/** A button that copies what `value` answers. @param {string} label @param {() => string} value */
export function copyButton(label, value) {
	return el('button', { type: 'button', class: 'quiet small', onclick: () => copy(value()) }, label);
}

/** @param {string} text */
async function copy(text) {
	try {
		await navigator.clipboard.writeText(text);
		notice('Copied.');
	} catch {
		notice('This browser does not let the page copy. Select the text and copy it by hand.');
	}
}
