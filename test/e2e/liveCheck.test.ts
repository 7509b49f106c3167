/* eslint-disable @n8n/community-nodes/no-restricted-imports -- test code never ships */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { checkoutFolder } from '../../runtime/checkout';
import type { WorkflowJson } from '../../runtime/n8n-types';
import { Simulator } from '../../simulator';
import { fixturesFrom, type LiveCheckFile } from '../liveCheckFixtures';
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
import { SqliteDatabase } from './sqlite';

/** Another seed is another set of platforms; each of them must be found out. */
const SEED = 20261122;
const PLATFORMS = platforms(SEED, 4).map((position, index) => [index + 1, position] as const);

const CUSTOMER = {
	email: 'jane.doe@customers.example',
	phone: '+8613800001111',
	text: 'My secret order number is 4711',
};

interface Attachment extends LiveCheckFile {
	findings: Array<{ id: string; answer: string; gaps?: number[] }>;
	calls: Array<LiveCheckFile['calls'][number] & { surface: string; body: Record<string, unknown> }>;
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
		await sim.waitFor(() => sim.conversation(id).state === 'connected');
		await sim.customerSays(id, CUSTOMER.text);
		await sim.closeByCustomer(id, person.ending);

		await form.read();
		await form.send(person.bold, person.asked);
		const report = await form.read();
		// As the report's page does by itself.
		await form.send();
		return report;
	}

	it.each(PLATFORMS)(
		'finds every position of platform %d',
		async (_, position) => {
			const page = await checked(position);
			const [, file] = /base64,([A-Za-z0-9+/=]+)"/.exec(page) ?? [];
			const attached = Buffer.from(file, 'base64').toString('utf8');
			const report = JSON.parse(attached) as Attachment;

			expect(Object.fromEntries(report.findings.map(({ id, answer }) => [id, answer]))).toEqual(
				expected(position),
			);
			// A busy machine delays single calls.
			const gaps = report.findings.flatMap((finding) => finding.gaps ?? []);
			// The smallest: on a busy machine a call may come late.
			if (gaps.length > 0)
				expect(nearest(Math.min(...gaps), SPACINGS_MS)).toBe(position.settings.outRetrySpacingMs);

			for (const secret of secrets()) {
				expect([secret, attached.includes(secret), page.includes(secret)]).toEqual([secret, false, false]);
			}
			// What belongs together still does.
			const ids = (surface: string) =>
				report.calls
					.filter((call) => call.surface === surface)
					.flatMap(({ body }) => body.conversation_id ?? []);
			expect(ids('establish')).toEqual(expect.arrayContaining(ids('close')));

			const { files, skipped } = fixturesFrom(report, []);
			const events = new Set(files.map(({ path }) => path.split('/')[0]));
			expect(events.size).toBe(position.settings.handoffPathPrefix === '' ? 4 : 1);
			expect(
				skipped.every((reason) => reason.startsWith('/human/service') || reason.startsWith('/redirected')),
			).toBe(true);
		},
		300_000,
	);

	/** What neither the page nor the file for a public issue may tell. */
	function secrets(): string[] {
		const { key, settings } = sim;
		const ids = sim.state().conversations.flatMap(({ id, handoffId }) => [id, handoffId]);
		const keys = [key, Buffer.from(key).toString('base64'), settings.webhookToken];
		return [...keys, ...Object.values(CUSTOMER), settings.agents[0].botId, ...ids].filter(
			(secret) => secret !== null,
		);
	}

	it('keeps no execution, and no key', async () => {
		// The last one ends after its page has been shown.
		for (let tries = 0; tries < 100 && (await server.client.executions()).length > 0; tries++)
			await sleep(200);
		expect(await server.client.executions()).toEqual([]);
		expect(server.n8n.logs()).not.toContain(sim.key);
		const database = new SqliteDatabase(server.n8n);
		const [{ name }] = await database.query<{ name: string }>(
			"SELECT name FROM sqlite_master WHERE name LIKE 'data_table_user_%'",
		);
		const rows = JSON.stringify(await database.query(`SELECT * FROM "${name}"`));
		expect(rows).toContain('received');
		expect(rows).not.toContain(sim.key);
	});
});

const nearest = (value: number, candidates: readonly number[]) =>
	[...candidates].sort((one, other) => Math.abs(one - value) - Math.abs(other - value))[0];
