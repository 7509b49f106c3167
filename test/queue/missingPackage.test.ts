/* eslint-disable @n8n/community-nodes/no-restricted-imports -- test code never ships */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { communityPackagesFolder } from '../../runtime/n8n-environment';
import { N8nClient } from '../../runtime/n8n-client';
import { Simulator } from '../../simulator';
import type { PublishedWorkflow } from '../e2e/n8n';
import { Cluster } from './cluster';
import { deskWorkflow } from './desk';
import { humanLines } from './conversations';

const WITHOUT_PACKAGE = { package: undefined };
const UNRECOGNIZED = 'Unrecognized node type: n8n-nodes-altabots.altaBotsTrigger';

/** Every process needs the package; what happens, and what tells it, where one has it not. */
describe('a process without the package', () => {
	let cluster: Cluster;
	let sim: Simulator;
	let desk: PublishedWorkflow;

	beforeAll(async () => {
		cluster = await Cluster.start({ workers: 0 });
		sim = await Simulator.start({ settings: { firstReplyLimitMs: null, outTimeoutMs: 60_000 } });
		const credential = await cluster.main.credential(sim.url, { apiKey: sim.key });
		desk = await cluster.main.publish(deskWorkflow(credential));
	}, 300_000);

	afterAll(async () => {
		await sim?.stop();
		await cluster?.stop();
	}, 120_000);

	it('a webhook processor refuses the event, in its answer and its log with the name of the node', async () => {
		const processor = await cluster.addWebhookProcessor(WITHOUT_PACKAGE);
		sim.set({ webhookBase: cluster.url(desk, processor) });
		const { id } = sim.openConversation();
		const refused = await sim.requestHandoff(id);
		expect([refused.status, refused.body]).toEqual([400, { code: 0, message: UNRECOGNIZED }]);
		// The customer hears of it at once, and waits for nobody.
		expect(sim.conversation(id).shown).toBe('Busy');
		expect(processor.logs()).toContain(UNRECOGNIZED);
		expect(await cluster.statusCounts(desk.id)).toEqual({});
	}, 120_000);

	it('a worker accepts what it cannot run; the execution names the node, and n8n has lost the event', async () => {
		const without = await cluster.addWorker(WITHOUT_PACKAGE);
		sim.set({ webhookBase: cluster.url(desk) });
		const { id } = sim.openConversation();
		expect((await sim.requestHandoff(id)).status).toBe(200);
		await cluster.waitForExecutions(desk.id, 1, 60_000);
		const [failed] = await cluster.executions(desk.id);
		expect([failed.status, failed.error?.message]).toEqual(['error', UNRECOGNIZED]);
		expect(without.logs()).toContain(UNRECOGNIZED);
		await without.stop();

		// docs/n8n-limits/failed-job-loses-its-event.md: Retry has nothing left to run, also where the package is there.
		await cluster.addWorker();
		const retried = await cluster.main.client.waitForExecution(
			await cluster.main.client.retryExecution(failed.id),
			60_000,
		);
		expect([retried.status, retried.nodes]).toEqual(['error', {}]);
		expect(humanLines(sim.conversation(id))).toEqual([]);
	}, 180_000);

	it('main goes on with what is published, and names the node when it shall publish', async () => {
		const { n8n } = cluster.main;
		await rm(join(communityPackagesFolder(n8n.userFolder), 'node_modules', 'n8n-nodes-altabots'), {
			recursive: true,
		});
		await n8n.restart();
		sim.set({ webhookBase: cluster.url(desk) });
		const { id } = sim.openConversation();
		expect((await sim.requestHandoff(id)).status).toBe(200);
		await sim.waitFor(() => humanLines(sim.conversation(id)).length === 2, 30_000);

		const client = await N8nClient.login(n8n.url);
		const again = await client.publish(desk.id).then(
			() => 'published',
			(error: Error) => error.message,
		);
		expect(again).toContain(UNRECOGNIZED);
	}, 120_000);
});
