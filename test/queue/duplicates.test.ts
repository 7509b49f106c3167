/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- test code never ships */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { checkoutFolder } from '../../runtime/checkout';
import type { Credential, WorkflowJson, WorkflowNode } from '../../runtime/n8n-types';
import { Simulator } from '../../simulator';
import { post, TRIGGER, triggerNode, wires, type PublishedWorkflow } from '../e2e/n8n';
import { PATIENCE_MS } from '../e2e/patience';
import { MANY_AT_ONCE, RECOMMENDED } from './arrangement';
import { Cluster } from './cluster';
import { humanLines, inLanes } from './conversations';
import { reply } from './desk';
import { Mirror } from './mirror';
import { peakMbOf } from './processes';
import { printTable } from './table';

/** Deliveries of one event at the same time. */
const IDENTICAL = 1_000;
/** Events that a step gets from both webhook processors at the same time; docs/duplicates.md has the figures of 100. */
const EVENTS = process.env.CI ? 40 : 100;

const CLAIMED_ID = `={{ $('${TRIGGER}').item.json.conversationId }}`;

/** How a workflow may keep a second execution of the same event from replying again. */
type Step = 'Redis' | 'PostgreSQL' | 'Remove Duplicates' | 'Data Table' | 'no step';

describe('the same event, delivered more than once', () => {
	let cluster: Cluster;
	let sim: Simulator;
	let credential: Credential;

	beforeAll(async () => {
		const env = { ...RECOMMENDED.env, ...MANY_AT_ONCE };
		cluster = await Cluster.start({ ...RECOMMENDED, env, webhookProcessors: 2 });
		await cluster.services.query(createTableStatement());
	}, 300_000);

	afterAll(async () => await cluster?.stop(), 120_000);

	beforeEach(async () => {
		sim = await Simulator.start({ settings: { firstReplyLimitMs: null, outTimeoutMs: 120_000 } });
		credential = await cluster.main.credential(sim.url, { apiKey: sim.key });
	});

	afterEach(async () => await sim?.stop());

	it(`starts one execution for ${IDENTICAL} identical deliveries at once to one process, and goes on serving`, async () => {
		const workflow = await cluster.main.publish({ nodes: [triggerNode(credential)], connections: {} });
		const [processor] = cluster.webhookProcessors;
		const chat = `${cluster.url(workflow, processor)}/chat`;
		const event = { conversation_id: 'c-1', timestamp: 1742265095120, body: 'Hello' };
		const begunAt = Date.now();
		const answers = await Promise.all(Array.from({ length: IDENTICAL }, async () => await post(chat, event)));
		const tookMs = Date.now() - begunAt;
		for (const { status, data } of answers)
			expect([status, data]).toEqual([200, { code: 200, message: 'success' }]);
		printTable(`${IDENTICAL} identical deliveries at once to one webhook processor`, [
			{
				'all answered after': `${(tookMs / 1000).toFixed(1)} s`,
				'most memory of the process': `${peakMbOf(processor) ?? '?'} MB`,
			},
		]);

		// What differs in its timestamp only is another message: a customer may say the same twice.
		const next = await post(chat, { ...event, timestamp: event.timestamp + 1 });
		expect([next.status, next.data]).toEqual([200, { code: 200, message: 'success' }]);
		await cluster.waitForExecutions(workflow.id, 2, PATIENCE_MS);
		expect(await cluster.statusCounts(workflow.id)).toEqual({ success: 2 });
	}, 240_000);

	it.each<Step>(['Redis', 'PostgreSQL'])(
		`replies once with %s of examples/atomic-duplicates when ${IDENTICAL} deliveries reach two webhook processors at once`,
		async (step) => {
			const workflow = await publish(step);
			const mirror = await mirrored(workflow, IDENTICAL / 2);
			const { id } = sim.openConversation();
			expect((await sim.requestHandoff(id)).status).toBe(200);
			await mirror.stop();
			expect(mirror.statuses).toEqual(Array(IDENTICAL).fill(200));
			// Each process lets one through.
			await cluster.waitForExecutions(workflow.id, 2, PATIENCE_MS);
			expect(await cluster.statusCounts(workflow.id)).toEqual({ success: 2 });
			expect(humanLines(sim.conversation(id))).toEqual(['Hello, a human is on the way.']);
		},
		240_000,
	);

	it("measures the race of n8n's own steps; the atomic ones have none", async () => {
		const steps: Step[] = ['no step', 'Remove Duplicates', 'Data Table', 'Redis', 'PostgreSQL'];
		const results = [];
		for (const step of steps) results.push({ step, ...(await race(await publish(step))) });
		printTable(
			`${EVENTS} handoffs, each delivered to both webhook processors at once`,
			results.map(({ step, executions, failures, doubled, lost }) => ({
				step,
				executions,
				'customers greeted twice': doubled,
				'not greeted': lost,
				'executions that ended in an error': [failures.length, ...new Set(failures)].join(': '),
			})),
		);
		// n8n's own steps may or may not double in a given run; what must hold is that every event came twice, and what the atomic steps do.
		for (const { executions } of results) expect(executions).toBe(2 * EVENTS);
		const atomic = results.filter(({ step }) => step === 'Redis' || step === 'PostgreSQL');
		for (const { doubled, lost, failures } of atomic) expect([doubled, lost, failures]).toEqual([0, 0, []]);
		expect(results[0].doubled).toBe(EVENTS);
		const unfinished = await cluster.services.query(
			'SELECT dedupe_key FROM altabots_events WHERE done_at IS NULL',
		);
		expect(unfinished).toEqual([]);
	}, 600_000);

	/** Both webhook processors get each of {@link EVENTS} handoffs at the same moment; what the customers see then. */
	async function race(workflow: PublishedWorkflow) {
		const mirror = await mirrored(workflow, 1);
		const ids = Array.from({ length: EVENTS }, () => sim.openConversation().id);
		await inLanes(EVENTS, 10, async (index) => {
			expect((await sim.requestHandoff(ids[index])).status).toBe(200);
		});
		await mirror.stop();
		await cluster.waitForExecutions(workflow.id, 2 * EVENTS, 120_000);
		const executions = await cluster.executions(workflow.id);
		const replies = ids.map((id) => humanLines(sim.conversation(id)).length);
		return {
			executions: executions.length,
			failures: executions.flatMap(({ error }) => (error === undefined ? [] : [error.message])),
			doubled: replies.filter((count) => count > 1).length,
			lost: replies.filter((count) => count === 0).length,
		};
	}

	async function mirrored(workflow: PublishedWorkflow, copies: number): Promise<Mirror> {
		const mirror = await Mirror.start(
			cluster.webhookProcessors.map(({ url }) => url),
			copies,
		);
		sim.set({ webhookBase: workflow.url().replace(cluster.main.n8n.url, mirror.url) });
		return mirror;
	}

	async function publish(step: Step): Promise<PublishedWorkflow> {
		return await cluster.main.publish(await workflowWith(step));
	}

	async function workflowWith(step: Step): Promise<WorkflowJson> {
		switch (step) {
			case 'Redis': {
				const redis = await cluster.main.client.createCredential(
					'Redis',
					'redis',
					cluster.services.redisCredential,
				);
				return example('redis.json', { redis });
			}
			case 'PostgreSQL': {
				const postgres = await cluster.main.client.createCredential(
					'PostgreSQL',
					'postgres',
					cluster.services.postgresCredential,
				);
				return example('postgresql.json', { postgres });
			}
			case 'Remove Duplicates':
				return chain([removeDuplicates()]);
			case 'Data Table':
				return chain(await dataTableSteps());
			case 'no step':
				return chain([]);
		}
	}

	/** As a user imports it, with the credentials chosen. */
	function example(file: string, credentials: Record<string, Credential>): WorkflowJson {
		const workflow = readExample(file);
		const byNodeType: Record<string, Record<string, Credential>> = {
			'n8n-nodes-base.redis': { redis: credentials.redis },
			'n8n-nodes-base.postgres': { postgres: credentials.postgres },
			'n8n-nodes-altabots.altaBotsTrigger': { altaBotsApi: credential },
			'n8n-nodes-altabots.altaBots': { altaBotsApi: credential },
		};
		return {
			...workflow,
			nodes: workflow.nodes.map((node) => ({ ...node, credentials: byNodeType[node.type] })),
		};
	}

	function chain(steps: WorkflowNode[]): WorkflowJson {
		const names = [...steps.map(({ name }) => name), 'Welcome'];
		const links = names.slice(1).map((name, index) => [names[index], [[name]]] as const);
		return {
			nodes: [
				triggerNode(credential),
				...steps,
				reply(credential, 'Welcome', 'Hello', { conversationId: CLAIMED_ID }),
			],
			connections: wires({ [TRIGGER]: [[], [names[0]]], ...Object.fromEntries(links) }),
		};
	}

	function removeDuplicates(): WorkflowNode {
		return {
			id: 'remove-duplicates',
			name: 'Remove Duplicates',
			type: 'n8n-nodes-base.removeDuplicates',
			typeVersion: 2,
			position: [200, 0],
			parameters: {
				operation: 'removeItemsSeenInPreviousExecutions',
				dedupeValue: '={{ $json.dedupeKey }}',
				options: {},
			},
		};
	}

	/** "If row does not exist", then "Insert": the way that suggests itself. */
	async function dataTableSteps(): Promise<WorkflowNode[]> {
		const { rest } = cluster.main.client;
		const { id: projectId } = await rest.get<{ id: string }>('/projects/personal');
		const columns = [{ name: 'dedupeKey', type: 'string' }];
		const { id } = await rest.post<{ id: string }>(`/projects/${projectId}/data-tables`, {
			name: 'events',
			columns,
		});
		const step = (name: string, parameters: Record<string, unknown>): WorkflowNode => ({
			id: name,
			name,
			type: 'n8n-nodes-base.dataTable',
			typeVersion: 1.1,
			position: [200, 0],
			parameters: { resource: 'row', dataTableId: { __rl: true, mode: 'id', value: id }, ...parameters },
		});
		return [
			step('Is New', {
				operation: 'rowNotExists',
				matchType: 'allConditions',
				filters: { conditions: [{ keyName: 'dedupeKey', keyValue: '={{ $json.dedupeKey }}' }] },
			}),
			step('Remember', {
				operation: 'insert',
				columns: {
					mappingMode: 'defineBelow',
					value: { dedupeKey: '={{ $json.dedupeKey }}' },
					matchingColumns: [],
					schema: [
						{
							id: 'dedupeKey',
							displayName: 'dedupeKey',
							type: 'string',
							required: false,
							defaultMatch: false,
							display: true,
							canBeUsedToMatch: true,
						},
					],
				},
				options: {},
			}),
		];
	}
});

function readExample(file: string): WorkflowJson {
	return JSON.parse(
		readFileSync(join(checkoutFolder(), 'examples', 'atomic-duplicates', file), 'utf8'),
	) as WorkflowJson;
}

/** What the example's note tells the user to run. */
function createTableStatement(): string {
	const notes = readExample('postgresql.json').nodes.map(({ parameters }) =>
		String(parameters.content ?? ''),
	);
	return /```sql\n([^`]+)```/.exec(notes.join('\n'))?.[1] ?? '';
}
