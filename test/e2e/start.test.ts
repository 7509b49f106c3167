/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- test code never ships */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { freePort } from '../../runtime/free-port';
import { removeTemporaryFolder, temporaryFolder } from '../../runtime/temporary-folder';
import { http } from './n8n';
import { processes, StartScript } from './startScript';

/** For a machine that runs other tests at the same time; alone it takes a tenth of it. */
const READY_MS = 300_000;
const STOP_MS = 60_000;
/** The aim for a second start. */
const SECOND_START_S = 60;

jest.setTimeout(2 * READY_MS);

describe('npm start, from start to stop', () => {
	let data: string;
	let ports: string[];
	const running: StartScript[] = [];

	beforeAll(async () => {
		data = join(await temporaryFolder('start'), 'data');
		ports = [];
		for (const option of ['--port', '--simulator-port', '--page-port'])
			ports.push(option, String(await freePort()));
	});

	afterEach(async () => {
		for (const start of running.splice(0)) await start.kill();
		await until(() => leftovers().length === 0);
	});

	afterAll(async () => await removeTemporaryFolder(join(data, '..')));

	function start(...args: string[]): StartScript {
		const script = StartScript.start([...ports, '--data', data, ...args]);
		running.push(script);
		return script;
	}

	/** What still runs of any n8n that was started here, its task runners included: each is a process group. */
	const leftovers = () =>
		processes().filter(({ group, command }) => n8nPids.has(group) && !command.includes('<defunct>'));
	const n8nPids = new Set<number>();

	async function n8nOf(script: StartScript): Promise<number> {
		await until(() => script.children().some(({ command }) => command.includes('n8n start')));
		const { pid } = script.children().find(({ command }) => command.includes('n8n start')) ?? { pid: 0 };
		n8nPids.add(pid);
		return pid;
	}

	const answers = async (url: string) => (await http.get(url).catch(() => undefined))?.status;

	it('a first start that is killed leaves no process, and the next one begins afresh', async () => {
		const killed = start();
		await n8nOf(killed);
		await until(() => existsSync(join(data, 'n8n', 'n8n.log')));
		await killed.kill();
		await until(() => leftovers().length === 0);

		const interrupted = start();
		await n8nOf(interrupted);
		interrupted.signal('SIGINT');
		expect((await interrupted.end(STOP_MS)).code).toBe(130);
		await until(() => leftovers().length === 0);
	});

	it('starts, says where, keeps others out, survives a crash of n8n, and stops altogether', async () => {
		const first = start();
		const pid = await n8nOf(first);
		const { platform, desk, workflow, login } = await first.ready(READY_MS);
		expect(new URL(workflow).hostname).toBe('127.0.0.1');
		expect(await answers(platform)).toBe(200);
		expect(await answers(desk)).toBe(401);
		// Another address of this machine: whoever listens on all of them answers here.
		for (const url of [platform, desk, workflow]) {
			expect(await answers(url.replace('//127.0.0.1:', '//127.0.0.2:'))).toBeUndefined();
		}
		expect((await http.get(desk, { auth: { username: login.email, password: login.password } })).status).toBe(
			200,
		);
		const owner = { emailOrLdapLoginId: login.email, password: login.password };
		const n8n = new URL(workflow).origin;
		expect((await http.post(`${n8n}/rest/login`, owner)).status).toBe(200);
		expect((await http.post(`${n8n}/rest/login`, { ...owner, password: 'Guessed-1' })).status).toBe(401);
		expect(statSync(join(data, 'demo.json')).mode & 0o077).toBe(0);
		expect(statSync(data).mode & 0o077).toBe(0);

		// Two starts at once: with the same data, and with the same port.
		const second = await StartScript.start(['--port', '0', '--simulator-port', '0', '--data', data]).end(
			STOP_MS,
		);
		expect([second.code, second.output]).toEqual([
			1,
			expect.stringContaining(`npm start is under way already (process ${first.pid})`),
		]);
		const third = await StartScript.start([...ports, '--data', `${data}-2`]).end(STOP_MS);
		expect([third.code, third.output]).toEqual([
			1,
			expect.stringContaining('is taken by another n8n on this machine, which is left alone'),
		]);
		expect(existsSync(`${data}-2`)).toBe(false);
		expect(await answers(platform)).toBe(200);

		// n8n crashes: it is started again, and what belongs to it has gone with it.
		const from = first.output.length;
		process.kill(pid, 'SIGKILL');
		await first.says(/n8n has ended by itself; it is being started again/, STOP_MS, from);
		await first.says(/n8n is running again/, READY_MS, from);
		expect(await n8nOf(first)).not.toBe(pid);
		await until(async () => (await answers(desk)) === 401);

		// It crashes while it is being started again: that is no accident any more.
		process.kill(await n8nOf(first), 'SIGKILL');
		await first.says(/it is being started again/, STOP_MS, first.output.lastIndexOf('running again'));
		const again = await newN8n(first);
		process.kill(again, 'SIGKILL');
		const { code, output } = await first.end(STOP_MS);
		expect([code, output]).toEqual([
			1,
			expect.stringMatching(/n8n cannot be kept running\.[\s\S]*n8n\.log, and start again/),
		]);
		await until(() => leftovers().length === 0);
		expect(await answers(platform)).toBeUndefined();
		expect(readdirSync(data).sort()).toEqual(['chats.json', 'demo.json', 'n8n']);
	});

	it('is quick the second time, has kept everything, and ends on Ctrl-C', async () => {
		const first = start();
		const before = await first.ready(READY_MS);
		expect(before.tookS).toBeLessThan(SECOND_START_S);
		await n8nOf(first);
		first.signal('SIGINT');
		const { code, output } = await first.end(STOP_MS);
		expect([code, output]).toEqual([130, expect.stringContaining('Stopped. Your data is kept.')]);
		await until(() => leftovers().length === 0);
		for (const url of [before.platform, before.desk]) expect(await answers(url)).toBeUndefined();

		const reset = start('--reset');
		const after = await reset.ready(READY_MS);
		await n8nOf(reset);
		expect(after.login.password).not.toBe(before.login.password);
		expect(after.workflow).not.toBe(before.workflow);
		// kill -9: whoever is left ends the rest.
		await reset.kill();
		await until(() => leftovers().length === 0);
		for (const url of [after.platform, after.desk]) expect(await answers(url)).toBeUndefined();
	});

	/** The one that has just been started, when another is known already. */
	async function newN8n(script: StartScript): Promise<number> {
		let pid = 0;
		await until(() => {
			const found = script
				.children()
				.find((child) => child.command.includes('n8n start') && !n8nPids.has(child.pid));
			pid = found?.pid ?? 0;
			return found !== undefined;
		});
		n8nPids.add(pid);
		return pid;
	}
});

async function until(isTrue: () => boolean | Promise<boolean>, timeoutMs = 60_000): Promise<void> {
	const deadline = Date.now() + timeoutMs;
	while (!(await isTrue())) {
		if (Date.now() > deadline) throw new Error('That did not come true in time');
		await new Promise((done) => setTimeout(done, 100));
	}
}
