import type { Endpoint } from './endpoint';

/** Named in GPTBots' official skill, which says what it tells but not how; hence the switch, and member names that are guessed. */
export const keyVerify: Endpoint = {
	method: 'GET',
	path: '/v1/api-key/verify',
	parameters: [],
	isThere: ({ keyVerifyExists }) => keyVerifyExists,
	handle(_platform, agent) {
		const data = { entity_type: 'agent', entity_id: agent.botId };
		return {
			status: 200,
			body: { code: 0, message: 'OK', data },
			explanation: `The key is the Agent "${agent.name}"'s.`,
		};
	},
};
