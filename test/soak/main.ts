/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- test code never ships */
import { writeFileSync } from 'node:fs';

import { freePort } from '../../runtime/free-port';
import { Inspector } from '../../runtime/inspector';
import { N8n } from '../../runtime/n8n';
import { N8nClient } from '../../runtime/n8n-client';
import { packedPackage } from '../../runtime/packed-package';
import { Simulator } from '../../simulator';
import { deskWorkflow } from '../queue/desk';
import { quantile } from '../queue/table';
import { readOptions } from './options';
import { heldHeap, read, type Reading } from './readings';
import { EVENTS_OF_EACH, REPLIES_OF_EACH, Traffic, type Wait } from './traffic';
import { judge, tenthOf, type Criterion, type Tenth } from './verdict';

/** The load begins with a tenth of it for warming up, and is then judged in ten parts. */
const WARM_UP = 0.1;
const PARTS = 10;

const READ_EVERY_MS = 5_000;

/** The one setting that the README asks for. Pruning of executions is n8n's default: at most 10,000, at most 14 days old. */
const ENVIRONMENT = { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true', N8N_METRICS: 'true' };

/** @returns whether all criteria are met */
export async function soak(args: readonly string[]): Promise<boolean> {
	const { minutes, rate, json } = readOptions(args);
	const lengthMs = minutes * 60_000;
	const inspectorPort = await freePort();
	const n8n = await N8n.start({
		package: await packedPackage(),
		env: { ...ENVIRONMENT, NODE_OPTIONS: `--inspect=127.0.0.1:${inspectorPort}` },
		onProgress: say,
	});
	const sim = await Simulator.start({
		// The platform says that it is over after the desk closes: the fourth event.
		settings: { closeAfterHumanClose: 'USER_CLOSED', outTimeoutMs: 60_000, logLimit: 100 },
	});
	try {
		const client = await N8nClient.login(n8n.url);
		const workflowId = await publishDesk(n8n, client, sim);
		const inspector = await Inspector.connect(inspectorPort);
		const traffic = new Traffic(sim);
		const watch = new Watch(n8n, inspector, traffic, lengthMs);
		say(`${minutes} min at ${rate} events per second, n8n ${n8n.version} on SQLite.`);
		const [tenths] = await Promise.all([watch.tenths(), traffic.run(rate / EVENTS_OF_EACH, lengthMs)]);
		await traffic.settled();
		const criteria = [
			...(await account(client, workflowId, traffic)),
			...judge(tenths, (rate * lengthMs * (1 - WARM_UP)) / 2000),
		];
		report(tenths, criteria, traffic);
		if (json !== null)
			writeFileSync(json, JSON.stringify({ minutes, rate, tenths, criteria, readings: watch.readings }));
		inspector.close();
		return criteria.every(({ met }) => met);
	} finally {
		await sim.stop();
		await n8n.stop();
	}
}

async function publishDesk(n8n: N8n, client: N8nClient, sim: Simulator): Promise<string> {
	const credential = await client.createCredential('AltaBots', 'altaBotsApi', {
		...{ platform: 'custom', baseUrl: sim.url, apiKey: sim.key, webhookTokens: '' },
	});
	const workflow = await client.createWorkflow(deskWorkflow(credential));
	await client.publish(workflow.id);
	const webhookId = workflow.nodes.find((node) => node.webhookId !== undefined)?.webhookId;
	sim.set({ webhookBase: `${n8n.url}/webhook/${webhookId}` });
	return workflow.id;
}

/** Looks at n8n while the load runs. */
class Watch {
	readonly readings: Reading[] = [];

	constructor(
		private readonly n8n: N8n,
		private readonly inspector: Inspector,
		private readonly traffic: Traffic,
		private readonly lengthMs: number,
	) {}

	async tenths(): Promise<Tenth[]> {
		const begunAt = Date.now();
		await this.readUntil(begunAt + WARM_UP * this.lengthMs, begunAt);
		const tenths: Tenth[] = [];
		for (let part = 1; part <= PARTS; part++) {
			const from = Date.now();
			await this.readUntil(begunAt + (WARM_UP + ((1 - WARM_UP) * part) / PARTS) * this.lengthMs, begunAt);
			const during = <T extends { atMs: number }>(all: readonly T[]) =>
				all.filter(({ atMs }) => atMs >= from);
			const { answers, replies } = this.traffic;
			tenths.push(
				tenthOf(await heldHeap(this.inspector), during(this.readings), during(answers), during(replies)),
			);
		}
		return tenths;
	}

	private async readUntil(endMs: number, begunAt: number): Promise<void> {
		while (Date.now() < endMs) {
			await new Promise((done) => setTimeout(done, Math.min(READ_EVERY_MS, endMs - Date.now())));
			const reading = await read(this.n8n);
			this.readings.push(reading);
			say(this.progress(reading, begunAt));
		}
	}

	private progress({ atMs, resident, heap, files, handles }: Reading, begunAt: number): string {
		const { answers, begun, ended, faults } = this.traffic;
		const recent = (waits: readonly Wait[]) =>
			waits
				.slice(-200)
				.filter((wait) => wait.atMs > atMs - 2 * READ_EVERY_MS)
				.map(({ ms }) => ms);
		const mb = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
		const minutes = (ms: number) =>
			`${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')}`;
		return [
			`${minutes(atMs - begunAt)} of ${minutes(this.lengthMs)}`,
			`${answers.length} calls answered, ${begun - ended - faults.length} chats open, ${faults.length} went wrong`,
			`heap ${mb(heap)}, resident ${mb(resident)}, ${files} files, ${handles} handles`,
			`answers p50 ${quantile(recent(answers), 0.5)} ms, p99 ${quantile(recent(answers), 0.99)} ms`,
		].join(' · ');
	}
}

/** Nothing lost, nothing doubled: what every customer read was compared when the chat ended; here, what n8n ran. */
async function account(client: N8nClient, workflowId: string, traffic: Traffic): Promise<Criterion[]> {
	const { begun, ended, faults } = traffic;
	const underWay = async () => await client.executionCount(workflowId, ['new', 'running']);
	for (let patience = 60; patience > 0 && (await underWay()) > 0; patience--) {
		await new Promise((done) => setTimeout(done, 500));
	}
	// n8n counts them up from 1, also when it has pruned the oldest.
	const executions = Number((await client.executions({ workflowId, limit: 1 }))[0]?.id ?? 0);
	const wrong = await client.executionCount(workflowId, [
		'new',
		'running',
		'waiting',
		'error',
		'crashed',
		'canceled',
		'unknown',
	]);
	const events = begun * EVENTS_OF_EACH;
	return [
		{
			name: 'replies, each once and in order',
			met: ended === begun && faults.length === 0,
			figures: `${ended * REPLIES_OF_EACH} of ${begun * REPLIES_OF_EACH}${faults.length > 0 ? `; ${faults.slice(0, 5).join(' ')}` : ''}`,
		},
		{
			name: 'events, each in one execution that ended well',
			met: executions === events && wrong === 0,
			figures: `${events} events, ${executions} executions, ${wrong} of them not ended well`,
		},
	];
}

function report(tenths: readonly Tenth[], criteria: readonly Criterion[], { begun }: Traffic): void {
	const rows = tenths.map(({ held, resident, files, handles, ...times }, index) =>
		[
			...[index + 1, (held / 1e6).toFixed(1), Math.round(resident / 1e6), files, handles],
			...Object.values(times),
		].join(' | '),
	);
	const table = [
		'tenth | held, MB | resident, MB | files | handles | answer p50, ms | p99 | reply p50 | p99',
		'--- | --- | --- | --- | --- | --- | --- | --- | ---',
		...rows,
	].map((row) => `| ${row} |`);
	const lines = criteria.map(({ name, met, figures }) => `${met ? 'met   ' : 'MISSED'}  ${name}: ${figures}`);
	const missed = criteria.filter(({ met }) => !met).length;
	const verdict = missed === 0 ? 'all criteria met' : `${missed} of ${criteria.length} criteria missed`;
	process.stdout.write(
		`\n${table.join('\n')}\n\n${lines.join('\n')}\n\nSoak: ${verdict}, ${begun * EVENTS_OF_EACH} events.\n`,
	);
}

function say(line: string): void {
	process.stderr.write(`${line}\n`);
}
