import { Problem } from './problem';
import { isRecord } from './settings-patch';

/** Where the page leads. Whoever starts n8n beside the simulator tells these; null where there is nothing to lead to. */
export interface Links {
	/** n8n itself. */
	n8n: string | null;
	/** The workflow that receives the calls, in n8n's editor. */
	workflow: string | null;
	/** That workflow's executions. */
	executions: string | null;
	/** Where the human reads and answers. */
	desk: string | null;
	/** Opens n8n; shown on request only. */
	login: { email: string; password: string } | null;
}

export const noLinks: Links = { n8n: null, workflow: null, executions: null, desk: null, login: null };

/** Web addresses only: the page puts them into links, where `javascript:` would run. Throws a Problem that names the wrong member. */
export function checkedLinks(links: unknown): Links {
	if (!isRecord(links)) throw new Problem(400, 'Links are a JSON object.');
	for (const [name, value] of Object.entries(links)) {
		if (!Object.hasOwn(noLinks, name)) throw new Problem(400, `There is no link "${name}".`);
		if (value === null || value === undefined) continue;
		if (name === 'login' ? !isLogin(value) : !isWebAddress(value)) {
			throw new Problem(
				400,
				`The link "${name}" must be ${name === 'login' ? '{email, password}' : 'an http or https address'}.`,
			);
		}
	}
	return { ...noLinks, ...links };
}

function isWebAddress(value: unknown): boolean {
	return typeof value === 'string' && /^https?:\/\/[^/]/.test(value) && URL.canParse(value);
}

function isLogin(value: unknown): boolean {
	return isRecord(value) && typeof value.email === 'string' && typeof value.password === 'string';
}
