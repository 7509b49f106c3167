import { handoffUrlOf, replyUrlOf, type Agent } from './agents';
import type { OutCall } from './calls-out';
import type { AuthorizationForm, Settings } from './settings';

/** The four calls of the platform. The three of the handoff have fixed suffixes on one base (note 13). */
export type Surface = 'message' | 'establish' | 'chat' | 'close';

export const surfaces: readonly Surface[] = ['message', 'establish', 'chat', 'close'];

const suffixes: Record<Exclude<Surface, 'message'>, string> = {
	establish: '/conversation/establish',
	chat: '/chat',
	close: '/conversation/close',
};

/** Puts address and headers of a call together; what its body says is the caller's. */
export function webhookCall(
	settings: Settings,
	agent: Agent,
	surface: Surface,
	call: Pick<OutCall, 'body' | 'conversationIds' | 'purpose'>,
): OutCall {
	const form = surface === 'message' ? settings.messageAuthorization : settings.handoffAuthorization;
	return {
		...call,
		url: urlOf(settings, agent, surface),
		headers: { 'Content-Type': settings.outContentType, ...authorizationHeader(form, settings, agent) },
		agentName: agent.name,
	};
}

/** The base is used as configured; whether the platform joins a trailing slash or a query otherwise is unknown (note 35). */
export function appendPath(base: string, path: string): string {
	if (path === '') return base;
	const url = new URL(base);
	url.pathname = url.pathname.replace(/\/+$/, '') + (path.startsWith('/') ? path : `/${path}`);
	return url.toString();
}

function urlOf(settings: Settings, agent: Agent, surface: Surface): string | null {
	if (surface === 'message') return replyUrlOf(agent, settings);
	const base = handoffUrlOf(agent, settings);
	return base === null ? null : appendPath(base, settings.handoffPathPrefix + suffixes[surface]);
}

/** The pages on webhook mode name `Bearer` and `Basic` but not what a Basic token consists of, hence three readings of it (note 7). */
function authorizationHeader(
	form: AuthorizationForm,
	settings: Settings,
	agent: Agent,
): Record<string, string> {
	const token = settings.webhookToken ?? agent.key;
	const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');
	const values: Record<Exclude<AuthorizationForm, 'none'>, string> = {
		bearerKey: `Bearer ${token}`,
		basicKey: `Basic ${token}`,
		basicBase64Key: `Basic ${base64(token)}`,
		basicBase64UserKey: `Basic ${base64(`${settings.basicUser}:${token}`)}`,
	};
	return form === 'none' ? {} : { Authorization: values[form] };
}
