import { handoffUrlOf, replyUrlOf } from '../agents';
import type { Delivery } from '../calls-out';
import type { Endpoint } from './endpoint';

/**
 * "Webhook Detection Service": probes every configured webhook address of the Agent. `reachable` is a 200. The human service has one address with several paths
 * below it; the page has one line for it, so the worse of the two probes counts.
 */
export const webhookCheck: Endpoint = {
	method: 'POST',
	path: '/v1/webhook/check',
	parameters: [],
	isThere: ({ webhookCheckExists }) => webhookCheckExists,
	async handle({ settings, probes }, agent) {
		const results: object[] = [];
		const message = replyUrlOf(agent, settings);
		if (message !== null) {
			const delivery = await probes.probe(agent, 'message', {});
			results.push({
				type: 'message',
				component_id: null,
				component_name: null,
				...verdict(message, delivery),
			});
		}
		const handoff = handoffUrlOf(agent, settings);
		if (handoff !== null) {
			const deliveries = [await probes.probe(agent, 'establish', {}), await probes.probe(agent, 'chat', {})];
			const worse = deliveries.find(({ status }) => status !== 200) ?? deliveries[0];
			const component = { component_id: `${agent.botId}-human`, component_name: 'Human Service' };
			results.push({ type: 'human_service', ...component, ...verdict(handoff, worse) });
		}
		return { status: 200, body: { results }, explanation: `Probed ${results.length} webhook addresses.` };
	},
};

function verdict(url: string, { status, durationMs }: Delivery): object {
	return {
		webhook_url: url,
		reachable: status === 200,
		http_status: status === 0 ? null : status,
		latency_ms: Math.round(durationMs),
	};
}
