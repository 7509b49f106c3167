/*
 * Bodies for a public issue. An ID, an address, a telephone number or a text of somebody becomes another one, everywhere the same, so
 * that what belongs together still does. Names of members, numbers, times and the platform's own words stay.
 */
const known = new Map();
let count = 0;

/** Members whose texts are the protocol's and nobody's. */
const WORDS_OF_THE_PROTOCOL = [
	...['code', 'message_type', 'response_mode', 'role', 'status', 'type', 'istest', 'total'],
	...['conversation_type', 'bot_type', 'property_name', 'propertyName'],
];
/** What the platform says of a call; an ID that it quotes is replaced inside it. In a call to n8n it may be somebody's words. */
const WORDS_OF_ANSWERS = [...WORDS_OF_THE_PROTOCOL, 'message', 'msg'];
const EMAIL = /^[^\s@]+@[^\s@]+$/;

/** Addresses that the platform filled in: customers of the check itself have none. */
const placeholders = calls
	.filter(
		({ surface, conversation }) =>
			surface === 'establish' &&
			conversation !== s.handoffs.widget &&
			Object.values(s.handoffs).includes(conversation),
	)
	.map(({ body }) => body?.email);
const ownTexts = new Set([
	...OWN_TEXTS,
	s.words,
	s.nobody,
	...placeholders,
	'live_check',
	'yes',
	'GPTBots',
	'AltaBots',
]);

/** As long as before and of the same letters, so that it still looks like what it was. */
function likeId(text) {
	const number = String(count);
	return /^[0-9a-f]+$/i.test(text)
		? number.padStart(text.length, '0').slice(-Math.max(text.length, 4))
		: `x${number.padStart(Math.max(text.length - 1, 3), '0')}`;
}

function substitute(name, text) {
	count += 1;
	if (EMAIL.test(text)) return `person-${count}@example.com`;
	if (/^https?:/.test(text))
		return `https://files.example/${count}${/\.\w{2,4}(?=$|\?)/.exec(text)?.[0] ?? ''}`;
	if (/phone/i.test(name)) return `+1000000${String(count).padStart(4, '0')}`;
	if (/id$/i.test(name) || /^[0-9a-f]{16,}$/i.test(text)) return likeId(text);
	return `Text ${count}`;
}

/** Whose numbers tell who somebody is. */
const IS_SOMEBODYS = /id$|phone|mobile|whatsapp/i;

function learn(kept, name, value) {
	if (Array.isArray(value)) for (const entry of value) learn(kept, name, entry);
	else if (typeof value === 'object' && value !== null) {
		for (const [member, inner] of Object.entries(value)) learn(kept, member, inner);
	} else if (typeof value === 'number' && IS_SOMEBODYS.test(name) && !known.has(String(value))) {
		count += 1;
		known.set(String(value), String(10 ** (String(value).length - 1) + count));
	} else if (typeof value === 'string' && !kept.includes(name) && isSomebodys(value)) {
		known.set(value, substitute(name, value));
	}
}

const isSomebodys = (text) =>
	text !== '' && !ownTexts.has(text) && !known.has(text) && !text.startsWith(s.user);

for (const { body } of calls) learn(WORDS_OF_THE_PROTOCOL, '', body);
for (const { call, answer } of answers) {
	learn(WORDS_OF_THE_PROTOCOL, '', call.body);
	learn(WORDS_OF_ANSWERS, '', answer.body);
}

/** Longest first, so that no substitute is made of a part. */
const inside = [...known]
	.filter(([text]) => text.length >= 8)
	.sort(([one], [other]) => other.length - one.length);

function cleanText(text) {
	if (ownTexts.has(text)) return text;
	if (known.has(text)) return known.get(text);
	return inside
		.reduce((result, [original, other]) => result.replaceAll(original, other), text)
		.replace(/app-[A-Za-z0-9]{12,}/g, 'app-KEY')
		.replace(/[^\s@"<>]+@[^\s@"<>]+/g, 'person@example.com');
}

function clean(value, name = '') {
	if (Array.isArray(value)) return value.map((entry) => clean(entry, name));
	if (typeof value === 'object' && value !== null)
		return Object.fromEntries(Object.entries(value).map(([member, inner]) => [member, clean(inner, member)]));
	if (typeof value === 'number' && IS_SOMEBODYS.test(name)) return Number(known.get(String(value)) ?? value);
	return typeof value === 'string' ? cleanText(value) : value;
}
