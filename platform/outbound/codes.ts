/** What a code means and how to get unstuck, both as sentences for the person who built the workflow. */
export interface CodeExplanation {
	message: string;
	cure: string;
}

const AGENT_DELETED: CodeExplanation = {
	message: 'The Agent of this API key was deleted',
	cure: 'Create a key for an Agent that exists (console: Agent > Integrations > API) and enter it in the credential.',
};

const CREDITS_USED_UP: CodeExplanation = {
	message: "The account's credits are used up",
	cure: 'Add credits in the console, then run the workflow again.',
};

const MISSING_PERMISSION: CodeExplanation = {
	message: 'The API key may not do this',
	cure: 'Check in the console what the key is allowed to do, or use the key of another Agent.',
};

/**
 * Every code of the conversation and version pages of both brands. Some meanings have two codes. For
 * `/v1/human/*` no page lists any, so a code that is not here is passed on as it came.
 */
export const CODES: Readonly<Record<string, CodeExplanation>> = {
	40000: {
		message: 'The platform did not accept a value that was sent',
		cure: 'Check the conversation ID and what else was entered: nothing may be empty or too long, and the ID must be one that the platform sent.',
	},
	40005: {
		message: 'The page asked for lies beyond the last one',
		cure: 'Ask for a lower page number.',
	},
	40127: {
		message: 'The platform does not know this API key',
		cure: 'Copy the key again (console: Agent > Integrations > API) and check that the credential names the platform, and for GPTBots the region, of your account.',
	},
	40325: { message: 'The platform does not take this type of audio file', cure: 'Send MP3 or WAV.' },
	40326: { message: 'The audio file is larger than 25 MB', cure: 'Send a smaller file.' },
	40348: {
		message: 'What the call is about does not exist on the platform',
		cure: 'Check the ID; it may have been deleted.',
	},
	40353: {
		message: "The account's plan does not include this, or its limit is reached",
		cure: 'Look up the plan in the console.',
	},
	40356: {
		message: 'The platform does not know this conversation',
		cure: "A handoff has a conversation ID of its own: use the one of the 'On handoff requested' event, not that of the agent's conversation. The handoff may also have ended: the platform ends it when no human answers within the waiting time (60 seconds unless set otherwise).",
	},
	40358: {
		message: 'This conversation does not belong to the Agent of this API key',
		cure: "A handoff has a conversation ID of its own: use the one of the 'On handoff requested' event, not that of the agent's conversation. With several Agents, use the credential of the one that the event came from.",
	},
	40364: {
		message: "The Agent's model cannot read images",
		cure: 'Choose a model that can in the console, or send no image.',
	},
	40378: AGENT_DELETED,
	20059: AGENT_DELETED,
	40379: CREDITS_USED_UP,
	20022: CREDITS_USED_UP,
	20040: { message: 'The text is too long for the Agent', cure: 'Shorten it, or send it in parts.' },
	20055: {
		message: 'The API of this Agent is switched off',
		cure: 'Switch it on in the console (Agent > Integrations > API), then try again.',
	},
	200116: {
		message: 'Voice input is switched off for this Agent',
		cure: "Switch it on in the Agent's settings in the console.",
	},
	200222: {
		message: "The Agent's settings do not support this",
		cure: "Check the Agent's settings in the console.",
	},
	403200: MISSING_PERMISSION,
	403201: MISSING_PERMISSION,
	403202: MISSING_PERMISSION,
	403203: MISSING_PERMISSION,
	403204: {
		message: 'This API key is of the wrong kind',
		cure: 'A Workflow has a key of its own that does not work here. Create the key of an Agent (console: Agent > Integrations > API) and enter it in the credential.',
	},
};

/** Codes after which nobody can know whether the call took effect: the platform stumbled while at it. */
export const CODES_OF_UNKNOWN_OUTCOME: ReadonlySet<string> = new Set(['50000', '50101']);
