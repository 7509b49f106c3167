/* eslint-disable @n8n/community-nodes/no-restricted-imports -- test code never ships */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { checkoutFolder } from '../../runtime/checkout';
import type { WorkflowJson } from '../../runtime/n8n-types';
import { Simulator } from '../../simulator';
import { LiveCheckPerson } from './liveCheckPerson';
import {
	expected,
	LIMIT_SECONDS,
	PATIENCE_SECONDS,
	platforms,
	SPACINGS_MS,
	WORDS,
	type Position,
} from './liveCheckPositions';
import { TestN8n } from './n8n';

/** Another seed is another set of platforms; each of them must be found out. */
const SEED = 20261122;
const PLATFORMS = platforms(SEED, 4).map((position, index) => [index + 1, position] as const);

const CUSTOMER = {
	email: 'jane.doe@customers.example',
	phone: '+8613800001111',
	text: 'My secret order number is 4711',
};

interface Attachment {
	findings: Array<{ id: string; answer: string; evidence: string; advice: string | null; gaps?: number[] }>;
	calls: Array<{ surface: string; body: Record<string, unknown> }>;
	answers: unknown[];
}

describe('the live check, against platforms drawn by lot', () => {
	let server: TestN8n;
	let startUrl: string;
	let sim: Simulator;

	beforeAll(async () => {
		server = await TestN8n.start();
		sim = await Simulator.start();
		startUrl = await imported();
	});

	afterAll(async () => {
		await sim.stop();
		await server.stop();
	});

	/** Imports the file as it is, chooses the credential where one is needed, publishes, and opens the form. */
	async function imported(): Promise<string> {
		const credential = await server.credential(sim.url, { apiKey: sim.key });
		const file = join(checkoutFolder(), 'examples', 'live-check', 'live-check.json');
		const json = JSON.parse(readFileSync(file, 'utf8')) as WorkflowJson;
		for (const node of json.nodes.filter(({ name }) => name === 'Ask the Platform')) {
			node.credentials = { altaBotsApi: { id: credential.id, name: credential.name } };
		}
		const { nodes } = await server.client.publish((await server.client.createWorkflow(json)).id);
		return `${server.n8n.url}/form/${nodes.find(({ name }) => name === 'Start')?.webhookId}`;
	}

	/** The whole check as a person does it, in the form, the console and the chat. Resolves to the report's page. */
	async function checked({ settings, person }: Position): Promise<string> {
		await sim.reset({ settings: true });
		sim.set(settings);
		const form = new LiveCheckPerson(startUrl);
		await form.start('Other', sim.url, WORDS, String(LIMIT_SECONDS), String(PATIENCE_SECONDS));

		const [, address] = /<code>(http[^<]+)<\/code>/.exec(await form.read()) ?? [];
		sim.set({ webhookBase: address });
		await form.send(person.fields);

		await form.read();
		await form.send();
		const { id } = sim.openConversation({ email: CUSTOMER.email, phone: CUSTOMER.phone });
		await sim.requestHandoff(id, { text: WORDS });
		await sim.waitFor(() => sim.conversation(id).state === 'connected', 20_000);
		await sim.customerSays(id, CUSTOMER.text);
		await sim.closeByCustomer(id, person.ending);

		await form.read();
		await form.send(person.bold, person.asked);
		return await form.read();
	}

	it.each(PLATFORMS)(
		'finds every position of platform %d',
		async (_, position) => {
			const page = await checked(position);
			const [, file] = /base64,([A-Za-z0-9+/=]+)"/.exec(page) ?? [];
			const attached = Buffer.from(file, 'base64').toString('utf8');
			const { findings, calls } = JSON.parse(attached) as Attachment;

			expect(Object.fromEntries(findings.map(({ id, answer }) => [id, answer]))).toEqual(expected(position));
			const { outRetrySpacingMs } = position.settings;
			for (const gap of findings.flatMap(({ gaps = [] }) => gaps))
				expect(nearest(gap, SPACINGS_MS)).toBe(outRetrySpacingMs);

			// What is attached to a public issue, and the page itself, tell of nobody, and no secret.
			const { key, settings } = sim;
			const secrets = [
				key,
				Buffer.from(key).toString('base64'),
				settings.webhookToken,
				...Object.values(CUSTOMER),
			];
			const ids = [
				settings.agents[0].botId,
				...sim.state().conversations.flatMap(({ id, handoffId }) => [id, handoffId]),
			];
			for (const secret of [...secrets, ...ids]) {
				if (secret === null) continue;
				expect([secret, attached.includes(secret), page.includes(secret)]).toEqual([secret, false, false]);
			}
			// And what belongs together still does.
			const asked = calls
				.filter(({ surface }) => surface === 'establish')
				.map(({ body }) => body.conversation_id);
			const written = calls.filter(({ surface, body }) => surface === 'chat' && body.body !== undefined);
			for (const { body } of written.filter(
				({ body }) => body.istest === undefined || body.istest === false,
			)) {
				expect(asked).toContain(body.conversation_id);
			}
		},
		120_000,
	);

	it('keeps no execution, in which the key would stand', async () => {
		expect((await server.client.executions()).filter(({ status }) => status === 'success')).toEqual([]);
		expect(server.n8n.logs()).not.toContain(sim.key);
	});
});

const nearest = (value: number, candidates: readonly number[]) =>
	[...candidates].sort((one, other) => Math.abs(one - value) - Math.abs(other - value))[0];
