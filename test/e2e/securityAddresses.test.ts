import { ACTION_NAMES, actionNode, API_KEY, TestN8n } from './n8n';
import { EchoPlatform } from './echoPlatform';

/** Where the key may go: to the Base URL of the credential as it stands there, and nowhere else. */
describe('addresses', () => {
	let server: TestN8n;
	let platform: EchoPlatform;
	/** Where a redirect leads. */
	let trap: EchoPlatform;

	beforeAll(async () => {
		// n8n's own rule against addresses inside the network, but for the stand-in's.
		server = await TestN8n.start({
			env: { N8N_SSRF_PROTECTION_ENABLED: 'true', N8N_SSRF_ALLOWED_IP_RANGES: '127.0.0.1/32' },
		});
		platform = await EchoPlatform.start();
		trap = await EchoPlatform.start();
		trap.answering = () => ({ status: 200, body: '{"code":0,"bot_id":"b"}' });
	});

	afterAll(async () => {
		await platform.stop();
		await trap.stop();
		await server.stop();
	});

	beforeEach(() => {
		platform.calls.length = 0;
		platform.answering = () => ({ status: 200, body: '{"code":0,"bot_id":"b"}' });
	});

	const withHost = (address: string) => address.replace('HOST', new URL(platform.url).host);

	it.each(['http://HOST', 'http://HOST/', 'http://HOST///', '  http://HOST \n', 'HTTP://HOST'])(
		'Base URL %j is taken',
		async (address) => {
			const run = await send(withHost(address));
			expect(run.status).toBe('success');
			expect(platform.calls).toEqual([
				expect.objectContaining({
					method: 'POST',
					url: '/v1/human/message/receive',
					headers: expect.objectContaining({ authorization: `Bearer ${API_KEY}` }),
				}),
			]);
			expect((await test(withHost(address))).status).toBe('OK');
		},
	);

	it('Base URL with a path is taken', async () => {
		await send(`${platform.url}/gateway/`);
		expect(platform.calls.map(({ url }) => url)).toEqual(['/gateway/v1/human/message/receive']);
	});

	it.each([
		'http://user:example@HOST',
		'http://user@HOST',
		'http://:example@HOST',
		'http://HOST?x=1',
		'http://HOST/#x',
		'ftp://HOST',
		'file:///etc/passwd',
		'javascript:alert(1)',
		'data:,x',
		'//HOST',
		'HOST',
		'http://',
		'http:// HOST',
		' ',
	])('Base URL %j is refused in plain words, and nothing is sent', async (address) => {
		const run = await send(withHost(address));
		expect(run.status).toBe('error');
		expect(run.error?.message).toBe(
			"'Base URL' in the credential must begin with http:// or https:// and hold no user name, no ? and no #",
		);
		expect(platform.calls).toEqual([]);
	});

	it.each([
		'http://HOST?x=1',
		'http://HOST/#x',
		'ftp://HOST',
		'file:///etc/passwd',
		'data:,x',
		'HOST',
		'http://',
		' ',
	])('the credential test does not pass with Base URL %j', async (address) => {
		// As a platform would: no other path has an Agent behind it.
		platform.answering = () => {
			const isAgent = platform.calls[platform.calls.length - 1].url === '/v1/bot/detail';
			return { status: 200, body: isAgent ? '{"bot_id":"b"}' : '{"code":404}' };
		};
		expect(await test(withHost(address))).toMatchObject({ status: 'Error' });
	});

	it.each(['http://user:example@HOST', 'http://user@HOST'])(
		'the credential test does not pass with Base URL %j',
		async (address) => {
			// n8n's own client reads a user name as Basic authentication, and sends that in the place of the key.
			platform.answering = (authorization) =>
				authorization === `Bearer ${API_KEY}`
					? { status: 200, body: '{"bot_id":"b"}' }
					: { status: 401, body: '{"code":40127,"message":"unknown key"}' };
			expect(await test(withHost(address))).toMatchObject({ status: 'Error' });
		},
	);

	it('Base URL that n8n itself does not allow is refused in plain words', async () => {
		const run = await send(withHost('http://HOST').replace('127.0.0.1', '127.0.0.2'));
		expect(run.error?.message).toBe('This n8n does not allow calls to the address of the platform');
		expect(run.error?.description).toMatch(/^The reply was not sent\. .*N8N_SSRF_ALLOWED_IP_RANGES/);
	});

	describe.each([301, 302, 303, 307, 308])('a redirect (%i) is not followed', (status) => {
		it.each<[where: string, locationOf: () => string]>([
			['to another host', () => `${trap.url}/v1/bot/detail`],
			['to another path', () => '/elsewhere'],
			['to no address', () => 'http://['],
		])('%s', async (_, locationOf) => {
			platform.answering = () => ({ status, headers: { Location: locationOf() }, body: '' });
			const run = await send(platform.url);
			expect(run.status).toBe('error');
			expect(run.error?.message).toBe(`The address answers with a redirect (HTTP ${status})`);
			expect(run.error?.description).toContain(
				'It was not followed, because the API key would have gone along.',
			);
			expect(await test(platform.url)).toMatchObject({ status: 'Error' });
			expect(platform.calls).toHaveLength(2);
			expect(trap.calls).toEqual([]);
		});
	});

	async function send(baseUrl: string) {
		const credential = await server.credential(baseUrl);
		const node = actionNode(credential, 'sendReply', { text: 'Hello' });
		expect(node.name).toBe(ACTION_NAMES.sendReply);
		return await server.runItems([{ conversationId: 'c-1' }], node);
	}

	async function test(baseUrl: string) {
		const data = { platform: 'custom', baseUrl, apiKey: API_KEY, webhookTokens: '' };
		const credential = await server.client.createCredential('AltaBots', 'altaBotsApi', data);
		return await server.client.testCredential(credential, data);
	}
});
