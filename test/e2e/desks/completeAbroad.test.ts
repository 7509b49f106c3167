import { House } from './harness';
import { HttpsDetour } from './https-detour';
import { ANN, SlackServer, SUPPORT } from './slack-server';
import { HOST, SUBDOMAIN, ZendeskServer } from './zendesk-server';

const GREETING = 'Hello! You are talking to our team now.';

/** The desks in other systems, each complete in one workflow: one conversation; the rest is tested with the single files. */
describe('complete in one workflow', () => {
	it('the Slack desk carries a conversation from handoff to close', async () => {
		const slack = await SlackServer.start();
		const detour = await HttpsDetour.start({ 'slack.com': slack.port });
		const house = await House.start({ empty: true, n8n: { env: detour.env } });
		try {
			const { nodes } = await house.openComplete(
				'slack/complete.json',
				{ slackApi: await slack.credential(house.server.client) },
				{ 'Slack · Settings': { channels: SUPPORT } },
			);
			const webhookId = nodes.find(({ name }) => name === 'Slack · Slack Trigger')?.webhookId;
			const url = `${house.url}/webhook/${webhookId}/webhook`;
			await house.until(async () => (await slack.events.verify(url)) === '');

			const { id, handoffId } = await house.customer('bob@example.com', 'Where is my parcel?');
			const root = await house.until(async () => await Promise.resolve(slack.opening('Where is my parcel?')));
			await house.untilHeard(id, GREETING);
			slack.types(ANN, root, 'It is on its way.\n!close');
			await house.platform.waitFor(() => house.platform.conversation(id).state === 'closed');
			expect(house.heard(id).slice(1)).toEqual(['It is on its way.']);
			await house.until(async () => (await house.handoff(handoffId)).status === 'closed');
		} finally {
			await house.stop();
			await detour.stop();
			await slack.stop();
		}
	});

	it('the Zendesk desk carries a conversation from handoff to close', async () => {
		const zendesk = await ZendeskServer.start();
		const detour = await HttpsDetour.start({ [HOST]: zendesk.port });
		const house = await House.start({ empty: true, n8n: { env: detour.env } });
		try {
			await house.openComplete(
				'zendesk/complete.json',
				{ zendeskApi: await zendesk.credential(house.server.client) },
				{ 'Zendesk · Settings': { subdomain: SUBDOMAIN } },
			);
			const { id, handoffId } = await house.customer('bob@example.com', 'Where is my parcel?');
			const ticket = await house.until(async () => {
				const found = zendesk.account.tickets.find((one) => one.external_id === `altabots::${handoffId}`);
				return found && (await house.handoff(handoffId)).thread ? found : undefined;
			});
			await house.untilHeard(id, GREETING);
			zendesk.writes(ticket, 'Not for him.', { public: false });
			zendesk.writes(ticket, 'It is on its way.', { status: 'pending' });
			await house.untilHeard(id, 'on its way');
			zendesk.writes(ticket, 'Bye, then.', { status: 'solved' });
			await house.platform.waitFor(() => house.platform.conversation(id).state === 'closed');
			expect(house.heard(id).slice(1)).toEqual(['It is on its way.', 'Bye, then.']);
		} finally {
			await house.stop();
			await detour.stop();
			await zendesk.stop();
		}
	});
});
