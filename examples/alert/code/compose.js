/** Several alerts are one mail. Control characters could make further headers of a subject. */
const PARAGRAPHS = 50;

const oneLine = (text) =>
	String(text)
		.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
		.trim()
		.slice(0, 200);

const settings = $('Settings').first().json;
const alerts = $input
	.all()
	.map(({ json }) => ({ subject: oneLine(json.by), text: json.text, key: json.key }));
const [first, ...others] = alerts;

const paragraphs = alerts.slice(0, PARAGRAPHS).map(({ subject, text }) => `${subject}\n${text}`);
if (alerts.length > PARAGRAPHS) paragraphs.push(`And ${alerts.length - PARAGRAPHS} more.`);
const text = others.length === 0 ? first.text : paragraphs.join('\n\n');
const subject = `${oneLine(settings.subjectPrefix)} ${first.subject}${others.length > 0 ? ` (and ${others.length} more)` : ''}`;

// Slack takes <!channel> and the like out of texts that are not escaped.
const slack = `${subject}\n\n${text}`.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

const result = [
	{ json: { toSend: true, subject: subject.trim(), text, slack, keys: alerts.map(({ key }) => key) } },
];
