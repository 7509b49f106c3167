import { importWorkflow } from '../../../runtime/import-workflow';
import { outputOf, type Credential, type Workflow } from '../../../runtime/n8n-types';
import { readExample } from './harness';
import { KEEPER, WatchedHouse } from './watchdog-house';

const GREETING = 'Hello! You are talking to our team now.';
const SELF_TEST = 'self-test/self-test.json';
const REPORT = 'report/report.json';
/** A team whose name is markup. */
const HOSTILE = '<img src=x onerror=alert(1)>';

describe('report and self-test', () => {
	let watched: WatchedHouse;
	let report: Workflow;

	beforeAll(async () => {
		watched = await WatchedHouse.start({ labels: ['', HOSTILE] });
		const { house } = watched;
		report = await house.import(REPORT, {
			credentials: { smtp: await watched.smtp() },
			settings: { mailTo: KEEPER, mailFrom: 'Desk <reports@desk.example>', weeks: 0 },
		});
	});

	afterAll(async () => await watched?.stop());

	const run = async (workflow: Workflow, trigger: string) => {
		const { client } = watched.house.server;
		const execution = await client.waitForExecution(await client.runWorkflow(workflow.id, trigger), 120_000);
		expect([execution.status, execution.error?.message]).toEqual(['success', undefined]);
		return execution;
	};

	describe('the report', () => {
		const cells = (html: string) =>
			[...html.matchAll(/<tr>(.*?)<\/tr>/g)].map(([, row]) =>
				[...row.matchAll(/<t[dh][^>]*>(.*?)<\/t[dh]>/g)].map(([, cell]) => cell),
			);

		it('counts by team and week, and takes labels for text', async () => {
			const { house } = watched;
			const [first, second] = house.bots;
			// Else each reply of a human would come back as one of the agent's.
			for (const { platform } of house.bots) platform.set({ echoHumanReplies: 'none' });
			for (const { frontDoor } of house.bots)
				await watched.house.editNodes(frontDoor?.id ?? '', (node) =>
					node.name === 'Keep Usage' ? { ...node, disabled: false } : node,
				);
			const [a, b] = [
				await house.customer('a@example.com', 'One'),
				await house.customer('b@example.com', 'Two'),
			];
			const c = await house.customer('c@example.com', 'Three', second);
			for (const { id } of [a, b]) await house.untilHeard(id, GREETING);
			await house.untilHeard(c.id, GREETING, second);
			await house.call(house.imported('reply/reply.json'), {
				...{
					source: null,
					conversationId: a.handoffId,
					action: 'reply',
					text: 'Here',
					by: 'Ann',
					replyId: 'r1',
				},
			});
			await house.platform.closeByCustomer(b.id, 'TIMEOUT');
			await house.until(async () => (await house.handoff(b.handoffId)).status === 'closed');

			const { id } = first.platform.openConversation();
			for (const text of ['First', 'Second']) await first.platform.agentReplies(id, { text, version: 'v2' });
			await house.until(
				async () =>
					(await house.rows('altabots_messages')).filter(({ kind }) => kind === 'usage').length === 2,
			);
			await run(report, 'Send Now');
			const mail = await house.until(async () =>
				watched.alerts.find(({ subject }) => subject?.startsWith('Handoffs from')),
			);
			const [head, ...rows] = cells(mail.html ?? '');
			expect(head).toEqual([
				'Week of',
				'Team',
				'Handoffs',
				'Answered by a human',
				'First reply, median',
				'90 % within',
				'Timed out',
				'Agent replies',
				'Tokens',
				'Credits',
			]);
			expect(rows.map((row) => row.slice(1))).toEqual([
				[
					'(no label)',
					'2',
					'1',
					expect.stringMatching(/^[\d.]+ (s|min)$/),
					expect.stringMatching(/^[\d.]+ (s|min)$/),
					'1',
					'2',
					'42',
					'0.7',
				],
				['&#60;img src=x onerror=alert(1)&#62;', '1', '0', '-', '-', '0', '0', '0', '0'],
			]);
			expect(mail.html).not.toContain('<img');
			expect(mail.text).toMatch(/\(no label\) +2 +1 /);
		});
	});

	describe('the self-test', () => {
		let header: Credential;

		const play = async (settings: Record<string, unknown>, credential = header) => {
			const workflow = await importWorkflow(watched.house.server.client, readExample(SELF_TEST), {
				credentials: { httpHeaderAuth: credential },
				// The greeting is to be out before the conversation ends.
				settings: { waitSeconds: 8, secondsBetweenCalls: 2, ...settings },
			});
			const [found] = outputOf(await run(workflow, 'Start'), 'What Was Found');
			return found as { summary: string; worked: boolean; conversation: string; steps: string[] };
		};

		const url = (kind = 'webhook') => `${watched.house.url}/${kind}/${watched.house.bots[0].webhookId}`;

		beforeAll(async () => {
			header = await watched.house.server.client.createCredential('Key', 'httpHeaderAuth', {
				name: 'Authorization',
				value: `Bearer ${watched.house.platform.key}`,
			});
		});

		it('plays a conversation, says that all worked, and leaves nothing behind', async () => {
			const { house } = watched;
			const { summary, steps, conversation } = await play({
				frontDoor: url(),
				waitSeconds: 20,
				secondsBetweenCalls: 6,
			});
			expect(steps.filter((step) => !step.startsWith('Worked'))).toEqual([]);
			expect(summary).toBe('All 9 steps worked.');
			for (const table of ['altabots_handoffs', 'altabots_messages'])
				expect((await house.rows(table)).some((row) => row.conversation_id === conversation)).toBe(false);
		});

		it('plays at the test URL while somebody listens there', async () => {
			const { client } = watched.house.server;
			await client.listen(watched.house.bots[0].frontDoor?.id ?? '', 'AltaBots Trigger');
			const { summary, steps } = await play({ frontDoor: url('webhook-test') });
			expect([summary, steps]).toEqual(['All 2 steps worked.', [expect.any(String), expect.any(String)]]);
		});

		it('says what is wrong, and how to mend it', async () => {
			const { client } = watched.house.server;
			const wrong = await client.createCredential('Wrong', 'httpHeaderAuth', {
				name: 'Authorization',
				value: 'Bearer no',
			});
			const [refused, nobody, test] = [
				await play({ frontDoor: url(), waitSeconds: 1 }, wrong),
				await play({ frontDoor: `${watched.house.url}/webhook/nobody`, waitSeconds: 1 }),
				await play({ frontDoor: url('webhook-test') }),
			];
			expect(refused.steps[0]).toMatch(/^Did not work: The check.*The key was refused/);
			expect(nobody.steps[0]).toMatch(/There is no such address. Is the Front Door published/);
			expect(nobody.summary).toBe('9 of 9 steps did not work.');
			expect(test.steps).toHaveLength(2);
			expect(test.steps[1]).toContain('Execute step');
		});
	});
});
