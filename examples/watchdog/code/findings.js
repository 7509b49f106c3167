/** "Findings": what somebody should look at, each with a key under which it is told once. Nothing of what customers said is in it. */
const settings = $('Settings').first().json;
const rows = (name) =>
	$(name)
		.all()
		.map(({ json }) => json);
const bot = ({ source }) => (source ? ` (${oneLine(source)})` : '');

/** The front door's own address answers a call that the platform makes to see whether it is there. */
function frontDoors() {
	const urls = rows('Front Doors').map(({ urls }) => urls);
	return rows('Probe').flatMap((answer, index) => {
		if (answer.code === 200 || 'urls' in answer) return [];
		const said = oneLine(answer.error?.message ?? answer.error ?? "an answer that is not the trigger's");
		return {
			key: `front-door:${urls[index]}`,
			subject: 'The front door does not answer',
			text: `${urls[index] || 'No address is set: write it in the Settings of the workflow Watchdog.'}\nIt said: ${said}\nUntil it answers, customers who ask for a human get nobody. Is the workflow published, is the address the production URL, and does the credential of Probe hold "Bearer" and the key?`,
		};
	});
}

/** Each with all that is the matter with it, so that a handoff is told once, and again when it gets worse. */
function handoffs() {
	return rows('Waiting Handoffs')
		.filter(({ id }) => id)
		.flatMap((row) => {
			const waits = minutesSince(row.waiting_since);
			const old = minutesSince(row.requested_at) > settings.graceMinutes;
			const silent = !row.greeted_at && !row.first_reply_at && !row.last_reply_at;
			const matters = {
				'nobody has answered': waits > settings.unansweredMinutes,
				'it was never greeted: the platform may have ended it': old && silent && settings.greets,
				'the desk has no thread for it, so your team may not know of it':
					old && !row.thread && settings.deskUsesThreads,
			};
			const reasons = Object.keys(matters).filter((reason) => matters[reason]);
			if (reasons.length === 0) return [];
			return {
				key: `handoff:${row.id}:${row.waiting_since}:${reasons.join(';')}`,
				subject: `A customer waits${bot(row)}`,
				text: `Conversation ${oneLine(row.conversation_id)}, waiting since ${clock(row.waiting_since)}: ${reasons.join('; ')}.${row.taken_by ? ` Taken by ${oneLine(row.taken_by)}.` : ''}`,
			};
		});
}

const TO_CUSTOMERS = ['human', 'automatic', 'ai', 'close'];

function replies() {
	return (
		rows('Replies on Their Way')
			// Desks keep their own mails and messages here, too, and send those again by themselves.
			.filter(({ id, state, kind }) => id && state === 'sending' && TO_CUSTOMERS.includes(kind))
			.map((row) => ({
				key: `reply:${row.id}`,
				once: true,
				subject: `Nobody knows whether a ${row.kind === 'close' ? 'closing' : 'reply'} arrived${bot(row)}`,
				text: `Conversation ${oneLine(row.conversation_id)}, by ${oneLine(row.by)} at ${clock(row.at)}. n8n stopped while it was on its way. Look into the conversation before anybody sends it again.`,
			}))
	);
}

/** What the mail server or Slack did not take, what n8n was killed over while it went out, and what waits for this look. */
function alerts() {
	const SENDING_MINUTES = 2;
	return rows('Unsent Alerts')
		.filter(({ id, kind }) => id && kind === 'alert')
		.filter(({ state, at }) => state === 'unsent' || minutesSince(at) > SENDING_MINUTES)
		.map(({ key, by, text }) => ({ key: key.replace(/^alert:/, ''), subject: by, text }))
		.map((alert) => ({ ...alert, once: /^(execution|reply):/.test(alert.key) }));
}

const WHAT = {
	crashed: 'was cut off: n8n was killed, or ran out of memory',
	error: 'failed',
	running: 'does not end: n8n was killed over it, or it takes very long',
};

function executions() {
	const workflows = new Map(
		rows('Get Workflow')
			.filter(({ id, name }) => id && name)
			.map(({ id, name }) => [id, name]),
	);
	const only = settings.onlyWorkflows
		.split(',')
		.map((name) => name.trim())
		.filter(Boolean);
	const base = (settings.n8nAddress || settings.frontDoors.match(/https?:\/\/[^/\s]+/)?.[0] || '').replace(
		/\/$/,
		'',
	);
	return rows('Executions Not Told')
		.filter(({ id, status }) => id && status)
		.filter(
			({ workflowId }) =>
				only.length === 0 || !workflows.has(workflowId) || only.includes(workflows.get(workflowId)),
		)
		.map(({ id, workflowId, status, startedAt }) => ({
			key: `execution:${id}`,
			once: true,
			subject: `An execution of ${oneLine(workflows.get(workflowId) ?? workflowId)} ${WHAT[status].replace(/:.*/, '')}`,
			text: `Execution ${id}, begun at ${clock(startedAt)}, ${WHAT[status]}.\n${base}/workflow/${workflowId}/executions/${id}\n${status === 'error' ? 'It says why.' : 'If it is one of the front door, press Retry there: what was done already is not done twice.'}`,
		}));
}

/** n8n's list of executions could not be read: then nobody sees what was cut off. */
function listing() {
	const failed = ['Failed Executions', 'Crashed Executions', 'Running Executions'].find((name) =>
		rows(name).some(({ error, id }) => error && !id),
	);
	if (!failed) return [];
	return [
		{
			key: 'n8n-api',
			subject: 'n8n does not list its executions',
			text: `The node ${failed} of the workflow Watchdog was refused. Does its credential hold a valid API key with execution:list and workflow:read, and the address of n8n with /api/v1?`,
		},
	];
}

const result = [...frontDoors(), ...executions(), ...handoffs(), ...replies(), ...alerts(), ...listing()].map(
	(json) => ({
		json,
	}),
);
