/* eslint-disable @n8n/community-nodes/no-restricted-imports -- test code never ships */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { checkoutFolder } from '../../runtime/checkout';
import { DEFAULT_OWNER } from '../../runtime/owner';
import { outputOf, type Credential, type Execution, type WorkflowNode } from '../../runtime/n8n-types';
import { Simulator } from '../../simulator';
import { http, TestN8n, TRIGGER, triggerNode } from './n8n';

const ISO = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);

/** Every operation in a real n8n, against the simulator. */
describe('operations', () => {
	let server: TestN8n;
	let sim: Simulator;
	let credential: Credential;

	beforeAll(async () => {
		server = await TestN8n.start();
		sim = await Simulator.start();
		credential = await server.credential(sim.url, { apiKey: sim.key });
	});

	afterAll(async () => {
		await sim.stop();
		await server.stop();
	});

	beforeEach(async () => await sim.reset());

	function node(name: string, what: string, parameters: Record<string, unknown> = {}): WorkflowNode {
		const [resource, operation] = what.split('.');
		return {
			id: name,
			name,
			type: 'n8n-nodes-altabots.altaBots',
			typeVersion: 1,
			position: [0, 0],
			parameters: { resource, operation, ...parameters },
			credentials: { altaBotsApi: { id: credential.id, name: credential.name } },
		};
	}

	/** Runs these nodes one behind another, the first one with these items. */
	async function runChain(items: object[], ...nodes: WorkflowNode[]): Promise<Execution> {
		const execution = await server.runItems(items, ...nodes);
		expect(execution.error?.message).toBeUndefined();
		return execution;
	}

	it('a conversation by the API: create, send by voice, fetch the answer, send it back, read it all', async () => {
		const inConversation = { conversationId: '={{ $("Create").first().json.conversationId }}' };
		const run = await runChain(
			[{ user: 'customer-4711' }],
			node('Create', 'conversation.create', { userId: '={{ $json.user }}' }),
			node('Ask', 'message.send', {
				text: 'Where is my order?',
				attachments: {
					attachment: [{ source: 'url', type: 'audio', url: 'https://files.example/question.mp3' }],
				},
				options: { shortTermMemory: false, customVariables: '{"var_language": "en"}', cornerCitation: true },
			}),
			node('Fetch', 'message.downloadAudio'),
			node('Send File', 'message.send', {
				...inConversation,
				text: 'Listen to this',
				attachments: { attachment: [{ source: 'binary', type: 'audio', binaryPropertyName: 'data' }] },
			}),
			node('Read', 'conversation.getMessages', { ...inConversation, returnAll: true }),
		);
		const [{ conversationId, userId }] = outputOf(run, 'Create');
		expect(userId).toBe('customer-4711');
		expect(outputOf(run, 'Ask')).toEqual([
			expect.objectContaining({
				event: 'agentReply',
				conversationId,
				text: 'You said: Where is my order? (with audio)$[1]$',
				payloadVersion: 'v2',
				occurredAt: ISO,
				usage: expect.objectContaining({ credits: expect.objectContaining({ total: 0.35 }) }),
				additionalFields: { citations: [expect.objectContaining({ index: '1' })] },
			}),
		]);
		expect(outputOf(run, 'Fetch')).toEqual([
			{ url: `${sim.url}/files/reply.wav`, fileName: 'reply.wav', mimeType: 'audio/wav', bytes: 844 },
		]);
		const fetched = sim.calls.find(({ url }) => url === '/files/reply.wav');
		expect(fetched).toMatchObject({ status: 200 });
		expect(Object.keys(fetched?.headers ?? {})).not.toContain('authorization');

		expect(outputOf(run, 'Send File')[0].text).toBe('You said: Listen to this (with audio)');
		expect(outputOf(run, 'Read').map(({ role, text }) => [role, text])).toEqual([
			['customer', 'Where is my order?'],
			['bot', 'You said: Where is my order? (with audio)'],
			['customer', 'Listen to this'],
			['bot', 'You said: Listen to this (with audio)'],
		]);
		expect(outputOf(run, 'Read')[2].files).toEqual([
			expect.objectContaining({ type: 'audio', name: 'reply.wav' }),
		]);
		expect(sim.conversation(conversationId as string).messages).toHaveLength(4);
	});

	it('API version 1, and the conversation as a transcript', async () => {
		const run = await runChain(
			[{ user: 'u1' }],
			node('Create', 'conversation.create', { userId: '={{ $json.user }}' }),
			node('Ask', 'message.send', { text: 'Hello', options: { apiVersion: 'v1', longTermMemory: false } }),
			node('Read', 'conversation.getMessages', { asTranscript: true }),
		);
		expect(outputOf(run, 'Ask')[0]).toMatchObject({
			payloadVersion: 'v1',
			messageType: 'ANSWER',
			text: 'You said: Hello',
		});
		expect(outputOf(run, 'Read')).toEqual([
			expect.objectContaining({ question: 'Hello', transcript: 'Customer: Hello\nBot: You said: Hello' }),
		]);
	});

	it('users: bind, write, read', async () => {
		const run = await runChain(
			[{ user: 'u1' }],
			node('Bind', 'user.setId', {
				userId: '={{ $json.user }}',
				anonymousIds: {
					id: [
						{ anonymousId: 'line-1', conversationType: 'LINE', sourceId: '' },
						{ anonymousId: 'tg-1', conversationType: 'TELEGRAM', sourceId: 'bot_029392' },
					],
				},
			}),
			node('Write', 'user.updateProperties', {
				userId: '={{ $json.userId }}',
				properties: '={{ { name: "Sarah", level: 3, vip: true, broken: null } }}',
			}),
			node('Read', 'user.getProperties', { lookUpBy: 'userIds', userIds: 'u1' }),
			node('Read Anonymous', 'user.getProperties', {
				lookUpBy: 'anonymousIds',
				anonymousIds: 'line-1, tg-1',
			}),
		);
		expect(outputOf(run, 'Bind')).toEqual([
			{
				userId: 'u1',
				anonymousIds: [
					expect.objectContaining({ anonymousId: 'line-1', conversationType: 'LINE', sourceId: null }),
					expect.objectContaining({ anonymousId: 'tg-1', sourceId: 'bot_029392' }),
				],
				additionalFields: {},
			},
		]);
		expect(outputOf(run, 'Write')[0]).toMatchObject({
			updated: [{ name: 'name' }, { name: 'level' }, { name: 'vip' }],
			notUpdated: [{ name: 'broken', value: null }],
		});
		const properties = { name: 'Sarah', level: 3, vip: true };
		expect(outputOf(run, 'Read')).toEqual([
			{ userId: 'u1', anonymousId: null, properties, additionalFields: {} },
		]);
		expect(outputOf(run, 'Read Anonymous')).toEqual([
			{ userId: null, anonymousId: 'line-1', properties, additionalFields: {} },
			{ userId: null, anonymousId: 'tg-1', properties, additionalFields: {} },
		]);
	});

	it('many conversations: by channel, by user, in pages', async () => {
		for (let index = 0; index < 120; index++) sim.openConversation({ userId: index < 3 ? 'regular' : null });
		const run = await runChain(
			[{}],
			node('Create', 'conversation.create', { userId: 'regular' }),
			node('All', 'conversation.getMany', { returnAll: true }),
			{ ...node('Some', 'conversation.getMany', { limit: 7 }), executeOnce: true },
			{ ...node('His', 'conversation.getMany', { filters: { userId: 'regular' } }), executeOnce: true },
			{
				...node('By API', 'conversation.getMany', { filters: { conversationType: 'API' } }),
				executeOnce: true,
			},
			{
				...node('Earlier', 'conversation.getMany', {
					filters: { endTime: '={{ $now.minus({ days: 1 }) }}' },
				}),
				executeOnce: true,
				alwaysOutputData: true,
			},
		);
		const counts = ['All', 'Some', 'His', 'By API'].map((name) => outputOf(run, name).length);
		expect(counts).toEqual([121, 7, 4, 1]);
		expect(outputOf(run, 'By API')[0]).toMatchObject({
			conversationId: outputOf(run, 'Create')[0].conversationId,
			userId: 'regular',
			type: 'API',
			lastActiveAt: ISO,
		});
		expect(outputOf(run, 'Earlier')).toEqual([{}]);
	});

	it('the agent, simplified and raw', async () => {
		const run = await runChain([{}], node('Get', 'agent.get'), node('Raw', 'agent.get', { simple: false }));
		expect(outputOf(run, 'Get')[0]).toMatchObject({
			agentId: sim.settings.agents[0].botId,
			type: 'QuestionAnswer',
		});
		expect(outputOf(run, 'Get')[0]).not.toHaveProperty('additionalFields');
		expect(outputOf(run, 'Raw')[0]).toMatchObject({ identity_prompt: expect.any(String) });
	});

	it('checks its own webhooks, starts no workflow by it, and gets replies by them', async () => {
		const desk = await server.publish({ nodes: [triggerNode(credential)], connections: {} });
		sim.set({ webhookBase: desk.url() });
		const check = node('Check', 'agent.checkWebhooks', { expectedUrl: desk.url() });
		expect(outputOf(await runChain([{}], check), 'Check')).toEqual(
			['message', 'human_service'].map((type) =>
				expect.objectContaining({
					type,
					url: desk.url(),
					reachable: true,
					httpStatus: 200,
					pointsHere: true,
					hint: '',
				}),
			),
		);
		expect(await desk.executionCount()).toBe(0);

		sim.set({ replyUrl: `${server.n8n.url}/webhook/gone` });
		const [message, human] = outputOf(await runChain([{}], check), 'Check');
		expect(message).toMatchObject({ reachable: false, httpStatus: 404, pointsHere: false });
		expect(message.hint).toContain('leads elsewhere');
		expect(human.hint).toBe('');
		sim.set({ replyUrl: null });

		const run = await runChain(
			[{}],
			node('Create', 'conversation.create', { userId: 'u1' }),
			node('Ask', 'message.send', { text: 'Hello', responseMode: 'webhook' }),
		);
		const [{ conversationId }] = outputOf(run, 'Create');
		expect(outputOf(run, 'Ask')).toEqual([
			{ conversationId, sent: true, sentAt: ISO, response: expect.any(Object) },
		]);
		const [reply] = await desk.executions(1);
		expect(outputOf(reply, TRIGGER, 0)).toEqual([
			expect.objectContaining({ event: 'agentReply', conversationId, text: 'You said: Hello' }),
		]);
	});

	it('everything else by HTTP Request with the same credential, as the page shows it', async () => {
		const page = readFileSync(join(checkoutFolder(), 'docs', 'operations.md'), 'utf8');
		const block = /```json\n([\s\S]+?)\n```/.exec(page)?.[1] ?? '';
		const [example] = (JSON.parse(block) as { nodes: WorkflowNode[] }).nodes;
		const url = String(example.parameters.url).replace('https://altatech.ai', sim.url);
		expect(url).toMatch(/^http:\/\/127/);
		const run = await runChain(
			[{}],
			node('Create', 'conversation.create', { userId: 'u1' }),
			node('Ask', 'message.send', { text: 'Hello' }),
			{
				...example,
				parameters: { ...example.parameters, url },
				credentials: { altaBotsApi: { id: credential.id, name: credential.name } },
			},
		);
		expect(outputOf(run, example.name)).toEqual([
			{ questions: expect.arrayContaining([expect.any(String)]) },
		]);
		expect(sim.calls[sim.calls.length - 1]).toMatchObject({ status: 200 });
	});

	it('a wrong value is refused by the platform and explained', async () => {
		const { id } = sim.openConversation();
		const { handoffId } = await sim.requestHandoff(id);
		const wrong = {
			...node('Read', 'conversation.getMessages', { conversationId: handoffId }),
			onError: 'continueRegularOutput',
		};
		const run = await runChain([{}], wrong);
		expect(outputOf(run, 'Read')).toEqual([
			{
				error: 'The platform does not know this conversation',
				message: expect.stringContaining("A handoff's ID does not work here"),
			},
		]);
	});

	it('n8n offers all of it to AI agents as a tool', async () => {
		const login = { emailOrLdapLoginId: DEFAULT_OWNER.email, password: DEFAULT_OWNER.password };
		const { headers } = await http.post(`${server.n8n.url}/rest/login`, login);
		// What the editor fetches to know all nodes; n8n adds a tool to each node that may be one.
		const { status, data } = await http.get(`${server.n8n.url}/types/nodes.json`, {
			headers: { cookie: (headers['set-cookie'] ?? []).join('; ') },
		});
		expect(status).toBe(200);
		const types = data as Array<{ name: string; properties: Array<{ name: string }> }>;
		const [tool] = types.filter(({ name }) => name === 'n8n-nodes-altabots.altaBotsTool');
		const names = tool.properties.map(({ name }) => name);
		expect(names).toEqual(
			expect.arrayContaining(['descriptionType', 'toolDescription', 'resource', 'operation']),
		);
		expect(names.filter((name) => name === 'operation')).toHaveLength(5);
	});
});
