/**
 * "Executions": those that failed, were cut off, or do not end, each with what n8n says of it. Which item is an execution is told by
 * its members: a node that is switched off gives what the one before it gave.
 */
const settings = $('Settings').first().json;
const LISTS = ['Failed Executions', 'Crashed Executions', 'Running Executions'];
const MOST = 50;

const listed = LISTS.flatMap((name) => $(name).all()).map(({ json }) => json);
const executions = [
	...new Map(
		listed.filter(({ id, workflowId, status }) => id && workflowId && status).map((one) => [one.id, one]),
	).values(),
];
const isTold = ({ status, startedAt, mode }) => {
	if (mode === 'manual' || !startedAt) return false;
	const minutes = minutesSince(startedAt);
	if (minutes > settings.lookBackHours * 60) return false;
	return status === 'running' ? minutes > settings.stuckMinutes : ['error', 'crashed'].includes(status);
};

const result = executions
	.filter(isTold)
	.sort((a, b) => Number(b.id) - Number(a.id))
	.slice(0, MOST)
	.map(({ id, workflowId, status, startedAt }) => ({ json: { id, workflowId, status, startedAt } }));
