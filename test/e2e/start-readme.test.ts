/* eslint-disable @n8n/community-nodes/no-restricted-imports -- test code never ships */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { checkoutFolder } from '../../runtime/checkout';
import { removeTemporaryFolder, temporaryFolder } from '../../runtime/temporary-folder';
import { copyCheckout } from './copyCheckout';
import { http } from './n8n';
import { StartScript } from './startScript';

/** With npm's cache filled; without, the download comes on top. */
const FROM_NOTHING_MS = 600_000;

/** What a newcomer does, on a fresh clone: types what the README says, and nothing else. */
describe("the README's two commands, on a copy without node_modules", () => {
	let clone: string;
	let data: string;
	const [start, test] = ['npm start', 'npm test'];

	beforeAll(async () => {
		clone = await temporaryFolder('clone');
		data = await temporaryFolder('clone-data');
		copyCheckout(clone);
		expect(existsSync(join(clone, 'node_modules'))).toBe(false);
	});

	afterAll(async () => {
		await removeTemporaryFolder(clone);
		await removeTemporaryFolder(data);
	});

	it('are these two', () => {
		const readme = readFileSync(join(checkoutFolder(), 'README.md'), 'utf8');
		const commands = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block]) =>
			block.trim().split('\n'),
		);
		expect(commands).toEqual([start, test]);
	});

	it(
		start,
		async () => {
			// Other ports and another folder than the defaults, for other tests and a developer's own demo may run meanwhile.
			const env = { ALTABOTS_PORT: '0', ALTABOTS_SIMULATOR_PORT: '0', ALTABOTS_DATA: join(data, 'demo') };
			const script = StartScript.command(start, clone, env);
			const { platform, desk, login } = await script.ready(FROM_NOTHING_MS).catch(async (error: Error) => {
				await script.kill();
				return await Promise.reject(error);
			});
			expect(script.output).toMatch(/development tools: installing (…|done) [\d,]+ MB, [\d,]+ packages/);
			expect((await http.get(platform)).data).toContain('<title>Platform Simulator</title>');
			expect(
				(await http.get(desk, { auth: { username: login.email, password: login.password } })).status,
			).toBe(200);
			script.signal('SIGINT');
			const { output } = await script.end(60_000);
			expect(output).toContain('Stopped. Your data is kept.');
			for (const url of [platform, desk]) await expect(http.get(url)).rejects.toThrow();
		},
		FROM_NOTHING_MS + 60_000,
	);

	it(
		test,
		async () => {
			// All tests, this one among them, would never end: the variable leaves one quick suite to run.
			const { code, output } = await StartScript.command(test, clone, { ALTABOTS_SUITES: 'node' }).end(
				FROM_NOTHING_MS,
			);
			expect([code, output]).toEqual([0, expect.stringMatching(/\n\d+ passed, 0 failed\n$/)]);
			const [, passed] = /\n(\d+) passed, 0 failed\n$/.exec(output) ?? [];
			expect(Number(passed)).toBeGreaterThan(10);
		},
		FROM_NOTHING_MS,
	);
});
