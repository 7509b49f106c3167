/** Our line, whoever wrote it: what Slack reads as a mention, a link or a channel is only text. */
function toSlack(text) {
	return String(text ?? '')
		.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '')
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;');
}

/** What a colleague has written, as the customer is to read it. */
function fromSlack(event) {
	return withEmojis(String(event.text ?? ''), event.blocks)
		.replace(/<([^<>]*)>/g, (_whole, inner) => plain(inner))
		.replaceAll('&lt;', '<')
		.replaceAll('&gt;', '>')
		.replaceAll('&amp;', '&')
		.trim();
}

/** The inside of <…>: a link, or somebody or something that is mentioned. */
function plain(inner) {
	const bar = inner.indexOf('|');
	const target = bar === -1 ? inner : inner.slice(0, bar);
	const label = bar === -1 ? '' : inner.slice(bar + 1);
	if (target.startsWith('@')) return `@${label || 'colleague'}`;
	if (target.startsWith('#')) return `#${label || 'channel'}`;
	if (/^!(here|channel|everyone)$/.test(target)) return `@${target.slice(1)}`;
	if (target.startsWith('!')) return label;
	const address = target.replace(/^(mailto|tel):/, '');
	return label === '' || label === address || address === `https://${label}` || address === `http://${label}`
		? address
		: `${label} (${address})`;
}

/** Slack writes :tada: in the text and says in the blocks which character that is. */
function withEmojis(text, blocks) {
	const characters = new Map();
	const look = (value) => {
		if (typeof value !== 'object' || value === null) return;
		if (value.type === 'emoji' && /^[0-9a-f]{2,6}(-[0-9a-f]{2,6})*$/.test(value.unicode ?? ''))
			characters.set(
				`:${value.name}:`,
				String.fromCodePoint(...value.unicode.split('-').map((part) => parseInt(part, 16))),
			);
		Object.values(value).forEach(look);
	};
	look(blocks);
	return [...characters].reduce(
		(written, [name, character]) => written.replaceAll(name, character),
		text.replace(/:skin-tone-\d:/g, ''),
	);
}

/** A customer's line must never look like one of ours. */
function cited(text) {
	return (String(text ?? '').trim() || '(no text)')
		.split(/\r\n|[\r\n\u2028\u2029]/)
		.flatMap(pieces)
		.map((line) => `| ${toSlack(line)}`);
}

/** Slack wants at most 4,000 characters in a message; escaped, a character may become five. */
const PIECE = 600;
const MESSAGE = 3500;

function pieces(line) {
	const characters = [...line];
	const count = Math.max(1, Math.ceil(characters.length / PIECE));
	return Array.from({ length: count }, (_, n) => characters.slice(n * PIECE, (n + 1) * PIECE).join(''));
}

/** As much of a text as takes this much room in Slack. */
function beginning(text, room) {
	const characters = [...text];
	let taken = 0;
	const end = characters.findIndex((character) => (taken += toSlack(character).length) > room);
	return end === -1 ? text : `${characters.slice(0, end).join('')}…`;
}

/** As few messages as hold these lines. */
function packed(lines) {
	const messages = [[]];
	let length = 0;
	for (const line of lines) {
		if (length > 0 && length + line.length > MESSAGE) {
			messages.push([]);
			length = 0;
		}
		messages.at(-1).push(line);
		length += line.length + 1;
	}
	return messages.map((message) => message.join('\n'));
}
