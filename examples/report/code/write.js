/** "Write": the numbers as a table, in HTML and in plain text. Labels are text, whatever they hold. */
const oneLine = (text) =>
	String(text)
		.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
		.trim()
		.slice(0, 60);
const escaped = (text) => String(text).replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

function duration(seconds) {
	if (seconds === null) return '-';
	if (seconds < 60) return `${Math.round(seconds)} s`;
	return seconds < 3600 ? `${(seconds / 60).toFixed(1)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

const rounded = (number) => String(Math.round(number * 100) / 100);

const settings = $('Settings').first().json;
const rows = (name) =>
	$(name)
		.all()
		.map(({ json }) => json);
const counted = count(rows('Read Handoffs'), rows('Read Usage'));
const hasUsage = counted.some(({ replies }) => replies > 0);

const columns = {
	'Week of': ({ week }) => week,
	Team: ({ team }) => oneLine(team) || settings.withoutLabel,
	Handoffs: ({ handoffs }) => String(handoffs),
	'Answered by a human': ({ answered }) => String(answered),
	'First reply, median': ({ median }) => duration(median),
	'90 % within': ({ p90 }) => duration(p90),
	'Timed out': ({ timeOuts }) => String(timeOuts),
	...(hasUsage
		? {
				'Agent replies': ({ replies }) => String(replies),
				Tokens: ({ tokens }) => rounded(tokens),
				Credits: ({ credits }) => rounded(credits),
			}
		: {}),
};
const names = Object.keys(columns);
const cells = counted.map((row) => names.map((name) => columns[name](row)));

const notes = [
	...(counted.length === 0 ? ['No handoff was asked for in this time.'] : []),
	...(hasUsage ? [] : ['Tokens and credits are not kept: switch on Keep Usage in the workflow Front Door.']),
];
const period = $('Period').first().json;
const title = `Handoffs from ${period.from} to ${period.to}`;

const widths = names.map((name, column) => Math.max(name.length, ...cells.map((row) => row[column].length)));
const line = (row) =>
	row
		.map((cell, column) => cell.padEnd(widths[column]))
		.join('  ')
		.trimEnd();
const text = [title, '', ...(cells.length > 0 ? [line(names), ...cells.map(line), ''] : []), ...notes].join(
	'\n',
);

const tags = (tag, row) =>
	row
		.map((cell) => `<${tag} style="text-align: left; padding: 4px 12px 4px 0">${escaped(cell)}</${tag}>`)
		.join('');
const html = [
	`<h3>${escaped(title)}</h3>`,
	cells.length > 0
		? `<table style="border-collapse: collapse"><tr>${tags('th', names)}</tr>${cells.map((row) => `<tr>${tags('td', row)}</tr>`).join('')}</table>`
		: '',
	...notes.map((sentence) => `<p>${escaped(sentence)}</p>`),
].join('\n');

const result = [{ json: { subject: title, text, html, rows: counted } }];
