import { surfaces } from './webhook-calls';

/** The bodies of the control API as JSON Schema; unknown members are refused, so that a typing error does not pass for a default. */

const strict = (properties: Record<string, unknown>, ...required: string[]) => ({
	type: 'object',
	properties,
	required,
	additionalProperties: false,
});

const text = { type: 'string' };
const textOrNull = { type: ['string', 'null'] };
const anyObject = { type: 'object' };
const customer = { userId: textOrNull, anonymousId: textOrNull, email: textOrNull, phone: textOrNull };

export const openConversation = strict({ agent: text, ...customer });
export const customerSays = strict({ text }, 'text');
export const handoff = strict({
	...customer,
	text,
	version: { enum: ['H1', 'H2', 'H3', 'H4', 'H5'] },
	userInfo: { type: 'boolean' },
	messages: {
		type: 'array',
		items: strict({ text, message_type: { enum: ['QUESTION', 'ANSWER'] } }, 'text', 'message_type'),
	},
	extra: anyObject,
});
export const close = strict({ type: { enum: ['USER_CLOSED', 'TIMEOUT'] } });
export const agentReply = strict(
	{
		version: { enum: ['v1', 'v2', 'mixed'] },
		text,
		audio: { type: 'array', items: strict({ audio: text, transcript: text }, 'audio', 'transcript') },
		messageType: { enum: ['ANSWER', 'QUESTION'] },
		messageId: text,
		branch: textOrNull,
		componentName: text,
		extra: anyObject,
	},
	'text',
);
export const probe = strict(
	{ surface: { enum: [...surfaces] }, agent: text, istest: { enum: [true, 'true'] }, bare: { type: 'boolean' } },
	'surface',
);
export const raw = strict(
	{ path: text, headers: { type: 'object', additionalProperties: text }, body: {}, agent: text },
	'body',
);
export const reset = strict({ settings: { type: 'boolean' } });
