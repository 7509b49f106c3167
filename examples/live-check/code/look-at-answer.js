/** "Look at the Answer": status, telling headers and body of what the platform answered, or that nothing came. */
const { statusCode, headers, data, error } = $input.first().json;
const { step, method, path, body } = $('Next Step').last().json;
const told = Object.entries(headers ?? {}).filter(([name]) =>
	/^(x-ratelimit|retry-after|content-type)/.test(name),
);
let parsed = null;
try {
	parsed = JSON.parse(data);
} catch {}
const answer = {
	status: statusCode ?? 0,
	headers: Object.fromEntries(told),
	body: parsed,
	// A sign-in page of a proxy, say: that it was one is enough.
	other: parsed === null && data ? `${data.length} characters, no JSON` : null,
};
if (error) answer.problem = error.code ?? 'no answer';
const result = [{ json: { at: Date.now(), step, call: { method, path, body }, answer } }];
