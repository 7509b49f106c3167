/**
 * "Failure": which workflow, which node, when. n8n's message is left out: it may quote what a customer wrote, or what a service said
 * about a key.
 */
const { execution, trigger, workflow } = $input.first().json;
const error = execution?.error ?? trigger?.error ?? {};
const node = oneLine(execution?.lastNodeExecuted ?? error.node?.name ?? '');
const wasCutOff =
	/^(WorkflowCrashedError|NodeCrashedError)$/.test(error.name) ||
	/^(Workflow did not finish|Node crashed)/.test(error.message);
const kind = oneLine(error.name ?? '');

const result = [
	{
		json: {
			key: `failure:${workflow.id}:${node}`,
			subject: `${oneLine(workflow.name)} ${wasCutOff ? 'was cut off' : 'failed'}${node ? ` at ${node}` : ''}`,
			text: [
				`At ${clock($now.toISO())}${wasCutOff ? ': n8n was killed, or ran out of memory. If it is the front door, press Retry there: what was done already is not done twice.' : `${kind ? `: ${kind}` : ''}. The execution says why.`}`,
				execution?.url ?? "It failed before there was an execution: look at the workflow's trigger.",
			].join('\n'),
			wasCutOff: wasCutOff && Boolean(execution?.id),
			executionKey: execution?.id ? `execution:${execution.id}` : '',
		},
	},
];
