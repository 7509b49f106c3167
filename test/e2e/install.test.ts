/* eslint-disable @n8n/community-nodes/no-restricted-imports -- test code never ships */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { checkoutFolder } from '../../runtime/checkout';
import { communityPackagesFolder } from '../../runtime/n8n-environment';
import { Simulator } from '../../simulator';
import {
	actionNode,
	packedPackage,
	TestN8n,
	TRIGGER,
	triggerNode,
	wires,
	type PublishedWorkflow,
} from './n8n';
import { NpmRegistry } from './npmRegistry';

const NAME = 'n8n-nodes-altabots';
const OLDER = '0.0.1';
const NODE_TYPES = [`${NAME}.altaBots`, `${NAME}.altaBotsTrigger`];
const GREETING = 'Hello, a human is here.';

interface InstalledPackage {
	packageName: string;
	installedVersion: string;
	updateAvailable?: string;
	installedNodes: Array<{ type: string }>;
}

/** What a person does under Settings > Community nodes. n8n itself packs, unpacks, strips and calls npm. */
describe.each(['2.41.1', '2.8.4'])('Settings > Community nodes, in n8n %s', (version) => {
	let registry: NpmRegistry;
	let server: TestN8n;
	let sim: Simulator;
	let current: string;
	let workflow: PublishedWorkflow;
	let packages: string;

	beforeAll(async () => {
		registry = await NpmRegistry.start();
		await registry.publish(await registry.packedAs(OLDER, packedPackage()));
		const env = await registry.environment(version);
		server = await TestN8n.start({ version, package: undefined, env });
		sim = await Simulator.start();
		packages = communityPackagesFolder(server.n8n.userFolder);
		const manifest = join(checkoutFolder(), 'package.json');
		current = (JSON.parse(await readFile(manifest, 'utf8')) as { version: string }).version;
	});

	afterAll(async () => {
		await sim?.stop();
		await server?.stop();
		await registry?.stop();
	});

	const rest = () => server.client.rest;

	const installed = async () => await rest().get<InstalledPackage[]>('/community-packages');

	async function offeredNodeTypes(): Promise<string[]> {
		const nodeInfos = NODE_TYPES.map((name) => ({ name, version: name.endsWith('Trigger') ? 2 : 1 }));
		const found = await rest().post<Array<{ name: string }>>('/node-types', { nodeInfos });
		return found.map(({ name }) => name);
	}

	/** A customer asks for a human; returns what reached the customer. */
	async function greeted(): Promise<string[]> {
		sim.set({ webhookBase: workflow.url() });
		const { id } = sim.openConversation();
		expect((await sim.requestHandoff(id)).status).toBe(200);
		const heard = () =>
			sim
				.conversation(id)
				.messages.filter(({ from }) => from === 'human')
				.map(({ text }) => text);
		await sim.waitFor(() => heard().length > 0);
		return heard();
	}

	it('installs the package: nothing but what it needs, and it works at once', async () => {
		await rest().post('/community-packages', { name: NAME, version: OLDER });
		const [{ packageName, installedVersion, installedNodes }] = await installed();
		expect([packageName, installedVersion]).toEqual([NAME, OLDER]);
		expect(installedNodes.map(({ type }) => type).sort()).toEqual(NODE_TYPES);
		const manifest = JSON.parse(
			await readFile(join(packages, 'node_modules', NAME, 'package.json'), 'utf8'),
		) as object;
		for (const field of ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies']) {
			expect(manifest).not.toHaveProperty(field);
		}
		expect(await readdir(join(packages, 'node_modules'))).toEqual([NAME]);

		const credential = await server.credential(sim.url, { apiKey: sim.key });
		workflow = await server.publish({
			nodes: [triggerNode(credential), actionNode(credential, 'sendReply', { text: GREETING })],
			connections: wires({ [TRIGGER]: [[], ['Send Reply']] }),
		});
		expect(await greeted()).toEqual([GREETING]);
	});

	it('an upgrade keeps workflow, credential and URL, and n8n goes on answering without a restart', async () => {
		const before = await server.client.workflow(workflow.id);
		await registry.publish(packedPackage());
		expect((await installed())[0].updateAvailable).toBe(current);
		await rest().patch('/community-packages', { name: NAME, version: current });
		expect((await installed())[0].installedVersion).toBe(current);
		expect(await server.client.workflow(workflow.id)).toEqual(before);
		expect(await greeted()).toEqual([GREETING]);

		await server.n8n.restart();
		expect(await greeted()).toEqual([GREETING]);
	});

	it('removal leaves nothing of the package, and keeps what the user made', async () => {
		const before = await server.client.workflow(workflow.id);
		await rest().delete(`/community-packages?name=${NAME}`);
		expect(await installed()).toEqual([]);
		expect((await readdir(packages)).sort()).toEqual(['node_modules', 'package.json']);
		expect(await readdir(join(packages, 'node_modules'))).toEqual([]);
		const ledger = JSON.parse(await readFile(join(packages, 'package.json'), 'utf8')) as object;
		// 2.8.4 leaves the line in its own list.
		if (version !== '2.8.4') expect(ledger).toHaveProperty('dependencies', {});
		await expect(offeredNodeTypes()).rejects.toThrow('Unrecognized node type');
		// Whoever calls the URL now is told so, and tells the customer.
		const { id } = sim.openConversation();
		const { status, body } = await sim.requestHandoff(id);
		expect(status).toBeGreaterThanOrEqual(400);
		expect(body).toMatchObject({ message: `Unrecognized node type: ${NAME}.altaBotsTrigger` });
		expect(sim.conversation(id).shown).toBe('Busy');

		// Installed again, all is as it was, without publishing anew.
		await rest().post('/community-packages', { name: NAME, version: current });
		expect(await offeredNodeTypes()).toEqual(['altaBots', 'altaBotsTrigger']);
		expect(await server.client.workflow(workflow.id)).toEqual(before);
		expect(await greeted()).toEqual([GREETING]);
	});
});
