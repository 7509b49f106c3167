import { Simulator } from '../../simulator';
import { TestN8n } from './n8n';

/** What a person reads after pressing "Test" in the credential's form. */
describe.each(['2.41.1', '2.8.4'])('the credential test, in n8n %s', (version) => {
	let server: TestN8n;
	let sim: Simulator;

	beforeAll(async () => {
		server = await TestN8n.start({ version });
		sim = await Simulator.start();
	});

	afterAll(async () => {
		await sim.stop();
		await server.stop();
	});

	beforeEach(async () => await sim.reset({ settings: true }));

	it.each(['', '/', '//', '  '])('passes with the right key, and base URL ending %j', async (ending) => {
		expect(await test({ baseUrl: `${sim.url}${ending}` })).toEqual({
			status: 'OK',
			message: 'Connection successful!',
		});
		const [call] = sim.calls.slice(-1);
		expect(call).toMatchObject({ method: 'GET', status: 200 });
		expect(call.url).toBe('/v1/bot/detail');
	});

	it('passes with spaces around the key', async () => {
		expect((await test({ apiKey: ` ${sim.key}\n` })).status).toBe('OK');
	});

	describe.each([
		['under a 4xx', 'http', 'flat'],
		['under 200', 'ok200', 'flat'],
		['under 200, with the text as msg', 'ok200', 'flatMsg'],
		['nested in error, under a 4xx', 'http', 'nested'],
		['nested in error, under 200', 'ok200', 'nested'],
	] as const)('speaks plainly %s', (_, errorStatus, errorBody) => {
		beforeEach(() => sim.set({ errorStatus, errorBody }));

		it('with a wrong key', async () => {
			const result = await test({ apiKey: 'app-exampleWRONG' });
			expect(result.status).toBe('Error');
			expect(result.message).toMatch(/^The platform does not know this API key\. Copy the key again/);
		});

		it("with a Workflow's key", async () => {
			sim.set({ workflowKeys: ['app-exampleWORKFLOW'] });
			const result = await test({ apiKey: 'app-exampleWORKFLOW' });
			expect(result.status).toBe('Error');
			expect(result.message).toMatch(/^This API key is of the wrong kind\. A Workflow has a key of its own/);
		});

		it('with a switched-off API', async () => {
			sim.set({ agents: [{ ...sim.settings.agents[0], apiEnabled: false }] });
			const result = await test({});
			expect(result.status).toBe('Error');
			expect(result.message).toMatch(/^The API of this Agent is switched off\. Switch it on/);
		});
	});

	it('speaks plainly when something else answers', async () => {
		for (const fault of [
			{ kind: 'html' },
			{ kind: 'redirect', location: 'http://127.0.0.1:9/' },
			{ kind: 'status', status: 500 },
		] as const) {
			sim.clearFaults();
			sim.fault({ ...fault, times: 'always' });
			const result = await test({});
			expect([fault.kind, result.status]).toEqual([fault.kind, 'Error']);
			expect([fault.kind, result.message]).toEqual([
				fault.kind,
				expect.stringMatching(/^The address answers, but not with an Agent of the platform\./),
			]);
		}
		sim.clearFaults();
	});

	it('does not pass where nothing answers', async () => {
		expect(await test({ baseUrl: 'http://127.0.0.1:9' })).toMatchObject({ status: 'Error' });
	});

	async function test(fields: Record<string, unknown>) {
		const data = { platform: 'custom', baseUrl: sim.url, apiKey: sim.key, webhookTokens: '', ...fields };
		const credential = await server.client.createCredential('AltaBots', 'altaBotsApi', data);
		return await server.client.testCredential(credential, data);
	}
});
