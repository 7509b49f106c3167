import { newId, type Agent } from './agents';
import { chatBody, closeBody, establishBody, replyBody, wireTime } from './bodies';
import type { CallsOut, Delivery } from './calls-out';
import type { Settings } from './settings';
import { appendPath, webhookCall, type Surface } from './webhook-calls';

export interface ProbeOptions {
	/** The document writes `istest=true` without showing the type (note 20). Default: the setting. */
	istest?: true | 'true';
	/** true: the body holds nothing but `istest`; false: a whole sample body with it. Default: the setting. */
	bare?: boolean;
}

export interface RawCall {
	/** Appended to the Agent's webhook base. Default: '', the base itself. */
	path?: string;
	/** Default: only Content-Type, application/json. */
	headers?: Record<string, string>;
	/** A text goes out as it is, anything else as JSON. */
	body: unknown;
}

/** Calls that belong to no conversation: the availability probes of "Webhook Detection Service", and whatever an operator wants to try. */
export class Probes {
	constructor(
		private readonly settings: Settings,
		private readonly callsOut: CallsOut,
	) {}

	/** "Webhook Detection Service" names message, establish and chat; a probe of close is possible here to see what a receiver makes of it. */
	async probe(agent: Agent, surface: Surface, options: ProbeOptions): Promise<Delivery> {
		const istest = options.istest ?? this.settings.probeIstest;
		const body =
			(options.bare ?? this.settings.probeBodies === 'bare')
				? { istest }
				: { ...this.sampleBody(agent, surface), istest };
		return await this.callsOut.send(
			webhookCall(this.settings, agent, surface, {
				body,
				conversationIds: [],
				purpose: `Probe of the ${surface} webhook: no business data, only a 200 is wanted.`,
			}),
		);
	}

	/** Sends any body to the webhook, also what no document allows. */
	async raw(agent: Agent, call: RawCall): Promise<Delivery> {
		const base = agent.webhookBase ?? this.settings.webhookBase;
		return await this.callsOut.send({
			url: base === null ? null : appendPath(base, call.path ?? ''),
			headers: call.headers ?? { 'Content-Type': 'application/json' },
			body: call.body,
			agentName: agent.name,
			conversationIds: [],
			purpose: 'Raw call, written by hand.',
		});
	}

	private sampleBody(agent: Agent, surface: Surface): Record<string, unknown> {
		const conversationId = newId();
		const now = Date.now();
		const handoffTime = wireTime(now, this.settings.handoffTimeUnit);
		switch (surface) {
			case 'message':
				return replyBody(
					'v2',
					{
						conversationId,
						messageId: newId(),
						createTime: wireTime(now, this.settings.replyTimeUnit),
						messageType: 'ANSWER',
						text: 'test',
						branch: null,
						componentName: 'User Input',
						audio: [],
					},
					this.settings,
				);
			case 'establish':
				return establishBody({
					version: 'H4',
					conversationId,
					timestamp: handoffTime,
					email: this.settings.placeholderEmail,
					botId: agent.botId,
					messages: [{ text: 'test', message_type: 'QUESTION' }],
					userInfo: true,
					phone: null,
					typedEmail: null,
					userId: null,
					anonymousId: null,
				});
			case 'chat':
				return chatBody('H4', conversationId, handoffTime, 'test');
			case 'close':
				return closeBody(conversationId, handoffTime, 'USER_CLOSED');
		}
	}
}
