/** The oldest one whose turn it is: of each thread one after another, of different threads in any order. */
const open = $input
	.all()
	.filter(({ json }) => json.id)
	.map(({ json }) => ({ ...json, job: JSON.parse(json.text) }))
	// Answers in the order in which they stand in Slack, if they came close together.
	.sort((a, b) => Number(a.job.ts ?? 0) - Number(b.job.ts ?? 0) || a.id - b.id);
const begun = new Set();
const next = open.find(({ job, state, at }) => {
	const isFirst = !begun.has(job.lane);
	begun.add(job.lane);
	return isFirst && state === 'ready' && new Date(at).getTime() <= Date.now();
});
const result = [{ json: next ?? {} }];
