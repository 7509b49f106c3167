/** "Judge": what worked, what did not, and how to mend it, in words. */
const steps = $('Plan')
	.all()
	.map(({ json }) => json);
const answers = $('Call')
	.all()
	.map(({ json }) => json);
const rows = (name) =>
	$(name)
		.all()
		.map(({ json }) => json)
		.filter(({ id }) => id);
const { id, isTestUrl } = steps[0];

const CURES = {
	0: 'Nothing answers there. Is the address in Settings right, and does this n8n reach it?',
	401: 'The key was refused. Does the Header Auth credential hold "Bearer", a space, and the Agent\'s API key (or a Webhook Token, where the AltaBots credential has some)?',
	404: isTestUrl
		? 'Nobody listens: press "Execute step" in the AltaBots Trigger, and start the self-test while it waits.'
		: 'There is no such address. Is the Front Door published, and is the address its production URL, without anything behind it?',
	500: 'n8n could not start the execution. Its log says why.',
};
const cure = (status) =>
	CURES[status] ?? `It answered ${status}. Look at the Front Door's executions and at n8n's log.`;

function bodyOf({ data }) {
	try {
		return JSON.parse(data) ?? {};
	} catch {
		return {};
	}
}

const calls = steps.map(({ name }, index) => {
	const answer = answers[index] ?? {};
	const status = Number(answer.statusCode ?? 0);
	const worked = status === 200 && bodyOf(answer).code === 200;
	return {
		what: name,
		worked,
		mend: worked
			? ''
			: status === 200
				? 'Something answered, but not the AltaBots Trigger. Is the address its production URL?'
				: cure(status),
	};
});

/** In the tables there is only what the production URL took. */
function kept() {
	const [handoff] = rows('Read Handoff');
	const messages = rows('Read Messages');
	const NOT_KEPT = 'Look at the executions of the Front Door. "Data table not found": run Set Up Once there.';
	const greeting = messages.find(({ kind }) => kind === 'automatic');
	const OUTCOMES = {
		sending: 'It is still on its way: raise waitSeconds in Settings.',
		late: 'It came after the end: raise secondsBetweenCalls in Settings.',
	};
	return [
		{ what: 'The handoff is in altabots_handoffs', worked: Boolean(handoff), mend: NOT_KEPT },
		{
			what: "The customer's message is in altabots_messages",
			worked: messages.some(({ kind }) => kind === 'customer'),
			mend: NOT_KEPT,
		},
		{
			what: 'The handoff is closed',
			worked: handoff?.status === 'closed',
			mend: 'It takes some seconds where the desk is slow: raise waitSeconds in Settings. Else look at the executions of the Front Door.',
		},
		{
			what: 'A first reply was tried, and the platform refused it, for it knows no such conversation',
			// Any other refusal would meet your customers, too.
			worked: greeting?.state === 'unsent' && /does not know this conversation/.test(greeting.note),
			mend: greeting
				? (OUTCOMES[greeting.state] ??
					`It is ${greeting.state}: ${greeting.note} Look at the workflow Reply: its credential, and the Labels in its Settings.`)
				: 'Nobody greets: without First-Reply Guard (or Business Hours, when closed) the platform ends a handoff that nobody answers within 60 seconds. If you do without them on purpose, this is right.',
		},
	];
}

const all = [...calls, ...(isTestUrl ? [] : kept())];
const failed = all.filter(({ worked }) => !worked);
const summary =
	failed.length === 0
		? `All ${all.length} steps worked.`
		: `${failed.length} of ${all.length} steps did not work.`;

const result = [
	{
		json: {
			summary,
			worked: failed.length === 0,
			conversation: id,
			steps: all.map(({ what, worked, mend }) =>
				worked ? `Worked: ${what}.` : `Did not work: ${what}. ${mend}`,
			),
		},
	},
];
