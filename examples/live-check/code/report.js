/* "Report": the findings, what to change, and the attachment for an issue, as one page. */
const findings = [...CALLS, ...HANDOFF].map(({ id, note, question, find }) => {
	const found = find();
	const said = found ?? { answer: 'not seen', evidence: 'nothing came that tells' };
	return { id, note, question, ...said, advice: said.advice ?? null };
});

const attachment = {
	liveCheck: 1,
	platform: s.platform,
	date: new Date(s.begunAt).toISOString().slice(0, 10),
	findings: clean(findings.map(({ gaps, ...finding }) => ({ ...finding, ...(gaps ? { gaps } : {}) }))),
	calls: calls.map(({ surface, path, headers, headerNames, authorization, at, body, raw, answer }) => ({
		afterMs: at - s.begunAt,
		surface,
		path,
		authorization,
		headers,
		headerNames,
		body: body === null ? `(${raw.length} characters, no JSON)` : clean(body),
		answered: answer.status,
	})),
	answers: answers.map(({ at, step, call, answer }) => ({
		afterMs: at - s.begunAt,
		step,
		call: clean(call),
		answer: clean(answer),
	})),
};

const escaped = (text) => String(text).replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
const withNames = (text) => escaped(text).replace(/\*(.+?)\*/g, '<em>$1</em>');
const NOTES = 'https://github.com/altabots/n8n-nodes-altabots/blob/main/docs/platform-notes.md';
const toChange = findings.filter(({ advice }) => advice !== null);
const seen = findings.filter(({ answer }) => answer !== 'not seen');

const lines = findings.map(
	({ note, question, answer, evidence }) =>
		`<tr${answer === 'not seen' ? ' class="unseen"' : ''}><td><a href="${NOTES}">${note}</a></td><td>${escaped(question)}</td><td><strong>${escaped(answer)}</strong></td><td>${escaped(evidence)}</td></tr>`,
);

const file = Buffer.from(JSON.stringify(attachment, null, '\t')).toString('base64');
const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>AltaBots Live Check</title><style>
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #1f2933; }
table { border-collapse: collapse; width: 100%; } td, th { border-bottom: 1px solid #d8dee4; padding: .4rem .6rem; text-align: left; vertical-align: top; }
.unseen { color: #7b8794; } a.button { background: #1f6feb; border-radius: .3rem; color: #fff; display: inline-block; padding: .5rem 1rem; text-decoration: none; }
</style></head><body>
<h1>AltaBots Live Check</h1>
<p>${seen.length} of ${findings.length} questions are settled for your account.</p>
<h2>What to change</h2>
${toChange.length === 0 ? '<p>Nothing: the defaults fit.</p>' : `<ul>${toChange.map(({ advice }) => `<li>${withNames(advice)}</li>`).join('')}</ul>`}
<h2>What was found</h2>
<table><thead><tr><th>Note</th><th>Question</th><th>Answer</th><th>Evidence</th></tr></thead><tbody>${lines.join('')}</tbody></table>
<h2>For everybody</h2>
<p>This file has all bodies, without IDs, addresses, telephone numbers, texts and keys of yours. Look through it, then attach it to an issue.</p>
<p><a class="button" download="altabots-live-check.json" href="data:application/json;base64,${file}">Download</a></p>
<p>Now unpublish the workflow, and put the trigger's own URL back in the console.</p>
</body></html>`;

const result = [{ json: { page, attachment } }];
