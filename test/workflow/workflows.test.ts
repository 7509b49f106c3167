/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- test code never ships */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { IDataObject, INodeExecutionData, IRun } from 'n8n-workflow';

import type { EventName } from '../../platform/inbound';
import { Simulator } from '../../simulator';
import { fixturesOf } from '../fixtures';
import { Engine, type WorkflowJson } from '../node/engine';
import { json, ok, PlatformServer } from '../node/platformServer';
import { API_KEY, TriggerServer, WEBHOOK_ID } from '../node/triggerServer';

const FOLDER = resolve(__dirname, '../../../test/workflow');

const TRIGGER = 'AltaBots Trigger';

interface Case {
	title: string;
	/** A call of the documents, as in test/fixtures. */
	call: string;
	/** What the platform answers; success if absent. */
	answer?: { status: number; body: object };
	/** The items that each node puts out first, by node; a node that is not here must not run. null: no execution. */
	nodes: { [name: string]: IDataObject[] } | null;
	/** The calls that reach the platform, in order, without their timestamps. */
	platform: Array<{ path: string; body: object }>;
}

const read = (file: string): unknown => JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));

const names = readdirSync(FOLDER)
	.filter((file) => file.endsWith('.workflow.json'))
	.map((file) => file.replace(/\.workflow\.json$/, ''));

let engine: Engine;
let platform: PlatformServer;
let triggerServer: TriggerServer;

beforeAll(async () => {
	engine = await Engine.load();
	platform = await PlatformServer.start();
	triggerServer = await TriggerServer.start(engine);
});
afterAll(async () => await Promise.all([platform.stop(), triggerServer.stop()]));

const credentials = (baseUrl: string, apiKey = API_KEY) => ({
	platform: 'custom',
	baseUrl,
	apiKey,
	webhookTokens: '',
});

function triggerOf({ nodes }: WorkflowJson) {
	const node = nodes.find(({ name }) => name === TRIGGER);
	expect(node).toBeDefined();
	return { parameters: node?.parameters as IDataObject };
}

/** Puts the workflow's trigger behind a URL; each call that it accepts runs the workflow to its end. */
function publish(workflow: WorkflowJson, credential: IDataObject): IRun[] {
	const runs: IRun[] = [];
	triggerServer.reset();
	triggerServer.use({ ...triggerOf(workflow), credentials: credential });
	triggerServer.started = async (items: INodeExecutionData[][]) => {
		runs.push(await engine.run(workflow, { node: TRIGGER, items }, credential));
	};
	return runs;
}

/** The JSON of what a node put out on its first output. */
function outputsOf({ data }: IRun): { [name: string]: IDataObject[] } {
	return Object.fromEntries(
		Object.entries(data.resultData.runData)
			.filter(([name]) => name !== TRIGGER)
			.map(([name, [{ data: output }]]) => [name, (output?.main[0] ?? []).map((item) => item.json)]),
	);
}

describe.each(names)('%s', (name) => {
	const workflow = read(`${name}.workflow.json`) as WorkflowJson;
	const cases = read(`${name}.expected.json`) as Case[];

	it('is fit to be shown: version 2 of the trigger, and no random id', () => {
		for (const node of workflow.nodes) {
			expect(node).not.toHaveProperty('webhookId');
			expect(node.typeVersion).toBe(node.name === TRIGGER ? 2 : 1);
		}
	});

	it.each(cases)('$title', async ({ call, answer, nodes, platform: expectedCalls }) => {
		platform.reset();
		platform.script = answer === undefined ? ok : json(answer.status, answer.body);
		const [event, fixtureName] = call.split('/');
		const fixture = fixturesOf(event as EventName).find((candidate) => candidate.name === fixtureName);
		const runs = publish(workflow, credentials(platform.url));
		const response = await triggerServer.post(fixture?.target.replace('{url}', '') ?? '', fixture?.body, {
			Authorization: `Bearer ${API_KEY}`,
		});
		await triggerServer.idle();

		expect(response.status).toBe(200);
		expect(runs.map(({ status }) => status)).toEqual(nodes === null ? [] : ['success']);
		if (nodes !== null) {
			const outputs = outputsOf(runs[0]);
			expect(Object.keys(outputs).sort()).toEqual(Object.keys(nodes).sort());
			expect(outputs).toMatchObject(nodes);
		}
		const calls = platform.calls.map(({ path, text }) => {
			const { timestamp, ...body } = JSON.parse(text) as { timestamp: number };
			expect(typeof timestamp).toBe('number');
			return { path, body };
		});
		expect(calls).toEqual(expectedCalls);
	});
});

describe('a conversation with the simulator', () => {
	it('runs from the request for a human to the closing', async () => {
		const workflow = read('greet-answer-close.workflow.json') as WorkflowJson;
		const simulator = await Simulator.start({ settings: { webhookBase: triggerServer.url } });
		try {
			expect(simulator.url).not.toContain(WEBHOOK_ID);
			const runs = publish(workflow, credentials(simulator.url, simulator.key));
			const { id } = simulator.openConversation({ userId: 'ana' });
			expect((await simulator.requestHandoff(id, { text: 'A human, please' })).status).toBe(200);
			await triggerServer.idle();
			expect(simulator.conversation(id).state).toBe('connected');
			expect((await simulator.customerSays(id, 'Thank you')).status).toBe(200);
			await triggerServer.idle();

			const { messages, state, closeReason } = simulator.conversation(id);
			expect(messages.filter(({ from }) => from === 'human').map(({ text }) => text)).toEqual([
				'Hello ana, you asked: A human, please',
				'You said: Thank you',
			]);
			expect([state, closeReason]).toEqual(['closed', 'HUMAN_CLOSED']);
			expect(runs.map(({ status }) => status)).toEqual(['success', 'success']);
		} finally {
			await simulator.stop();
		}
	});
});
