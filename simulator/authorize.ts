import type { Agent } from './agents';
import { errorAnswer, type Answer, type Code } from './answers';
import type { Settings } from './settings';

export type Authorized = { agent: Agent; refused?: undefined } | { agent: Agent | null; refused: Answer };

/** "API Overview": `Authorization: Bearer <API key>` and nothing else on an Agent's endpoints. */
export function authorize(settings: Settings, header: string | undefined): Authorized {
	const refuse = (agent: Agent | null, code: Code, detail: string): Authorized => ({
		agent,
		refused: errorAnswer(settings, code, detail),
	});
	if (header === undefined) return refuse(null, 40127, 'the Authorization header is missing.');
	const key = /^Bearer (\S+)$/i.exec(header)?.[1];
	if (key === undefined) return refuse(null, 40127, 'the Authorization header is not "Bearer <API key>".');
	if (settings.workflowKeys.includes(key)) return refuse(null, 403204, 'this is a key of a Workflow, not of an Agent.');
	const agent = settings.agents.find((candidate) => candidate.key === key);
	if (!agent) return refuse(null, 40127, 'no Agent has this API key.');
	if (agent.deleted) return refuse(agent, 20059, `the Agent "${agent.name}" was deleted.`);
	if (!agent.apiEnabled) return refuse(agent, 20055, `the API switch of the Agent "${agent.name}" is off.`);
	return { agent };
}
