/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only, never published */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Simulator } from '../../simulator';
import { freePort } from '../free-port';
import { N8n } from '../n8n';
import { N8nClient } from '../n8n-client';
import { ChatKeeper, readChats } from './chats';
import { DemoFailure } from './failure';
import { exampleHash, importExample, type Example } from './import-example';
import { answersProbe } from './probe';
import { newRecord, readRecord, writeRecord, type DemoRecord } from './record';
import { Watch } from './watch';

export interface DemoOptions {
	/** Holds n8n's folder and `demo.json`; nobody else may use it meanwhile. */
	data: string;
	/** On 127.0.0.1; 0 takes a free one. */
	ports: { n8n: number; simulator: number; page: number };
	/** The packed community package. */
	tarball: string;
	example: Example;
	/** Gets a line when something happens that the user should know. */
	say?: (line: string) => void;
	/** Gets a line about what takes long, each of which may replace the one before. */
	onProgress?: (line: string) => void;
}

/** Where to look at it. */
export interface DemoAddresses {
	/** The page on which the user plays the customer. */
	platform: string;
	/** The page on which the user plays the human; undefined where the example has none. */
	desk?: string;
	n8n: string;
	/** The workflow that receives the events, in n8n's editor. */
	workflow: string;
	login: { email: string; password: string };
}

/** n8n starts in some seconds; on a slow and busy machine its first start takes minutes. */
const START_TIMEOUT_MS = 300_000;

/** A running n8n with a published example, beside the stand-in for the platform. */
export class Demo {
	private simulator?: Simulator;

	private n8n?: N8n;

	private watch?: Watch;

	private chats?: ChatKeeper;

	private record!: DemoRecord;

	/** Of n8n, to be removed unless a start comes to its end. */
	private unfinished?: string;

	private stopping?: Promise<void>;

	constructor(private readonly options: DemoOptions) {}

	/** @throws DemoFailure for what the user can cure; whatever was started has to be stopped then, too */
	async start(): Promise<DemoAddresses> {
		const { data, ports, example } = this.options;
		const known = await readRecord(data);
		requireSameExample(known, example.name);
		this.record = known ?? newRecord(example.name);
		const n8nPort = ports.n8n || (await freePort());
		const webhook = `http://127.0.0.1:${n8nPort}/webhook/${this.record.webhookId}`;

		this.simulator = await Simulator.start({
			port: ports.simulator,
			controlPort: ports.page,
			settings: { webhookBase: webhook, agents: [this.record.agent], botAnswers: 'v2' },
			conversations: known ? await readChats(data) : [],
		});
		this.chats = new ChatKeeper(this.simulator, data);
		const userFolder = join(data, 'n8n');
		// What an interrupted first start left behind has no login that anybody knows.
		if (!known) {
			await removeFolder(userFolder);
			this.unfinished = userFolder;
		}
		await this.startN8n(userFolder, n8nPort);
		if (!known) await this.setUp();
		else if (known.platformUrl !== this.simulator.url) await this.tellPlatformUrl();
		await this.checkAnswers(webhook);
		if (known && known.exampleHash !== (await exampleHash(example))) {
			this.options.say?.(
				'The example has changed since it was imported. What you have stays; npm start -- --reset shows the new one.',
			);
		}

		const addresses = this.addresses();
		const { n8n, workflow, desk, login } = addresses;
		this.simulator.setLinks({
			n8n,
			workflow,
			executions: `${workflow}/executions`,
			desk: desk ?? null,
			login,
		});
		return addresses;
	}

	/** The platform's side, for tests. */
	get platform(): Simulator {
		if (!this.simulator) throw new Error('The demo is not running');
		return this.simulator;
	}

	/** Resolves with the reason when n8n has ended too often to go on. */
	async whenItFails(): Promise<DemoFailure> {
		return await this.watch!.failed;
	}

	/** Ends all that was started; twice does no harm. */
	async stop(): Promise<void> {
		this.stopping ??= this.stopAll();
		await this.stopping;
	}

	private async stopAll(): Promise<void> {
		this.watch?.end();
		await this.n8n?.stop();
		// Last, so that what n8n still sends arrives.
		await this.simulator?.stop();
		if (this.unfinished) await removeFolder(this.unfinished);
		else await this.chats?.end();
	}

	private async startN8n(userFolder: string, port: number): Promise<void> {
		// All that n8n does when it finds this file is to sleep for 10 s (crash-journal.js).
		await rm(join(userFolder, '.n8n', 'crash.journal'), { force: true });
		this.n8n = await N8n.start({
			userFolder,
			port,
			package: this.options.tarball,
			owner: this.record.login,
			env: {
				// Each page of a desk is an execution; without this each of its expressions waits for an isolate of its own.
				N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true',
				GENERIC_TIMEZONE: Intl.DateTimeFormat().resolvedOptions().timeZone,
			},
			startTimeoutMs: START_TIMEOUT_MS,
			onProgress: this.options.onProgress,
		});
		if (this.stopping) await this.n8n.stop();
		this.watch = new Watch(this.n8n, this.options.say);
	}

	/** The first start on this data. */
	private async setUp(): Promise<void> {
		const { record } = this;
		const client = await N8nClient.login(this.n8n!.url, record.login);
		const { email, password } = record.login;
		const credentials = {
			altaBotsApi: await client.createCredential('AltaBots (stand-in)', 'altaBotsApi', this.credentialData()),
			httpBasicAuth: await client.createCredential('Desk login', 'httpBasicAuth', { user: email, password }),
		};
		record.workflowId = await importExample(client, this.options.example, credentials, record.webhookId);
		record.exampleHash = await exampleHash(this.options.example);
		record.credentialId = credentials.altaBotsApi.id;
		record.platformUrl = this.simulator!.url;
		await writeRecord(this.options.data, record);
		this.unfinished = undefined;
	}

	/** The stand-in has another address than last time. */
	private async tellPlatformUrl(): Promise<void> {
		const { record } = this;
		const client = await N8nClient.login(this.n8n!.url, record.login).catch(async () => {
			return await Promise.reject(
				new DemoFailure(
					"The stand-in's port is another one than last time, and n8n's credential cannot be told: the login to n8n was changed.",
					`Start with --simulator-port ${new URL(record.platformUrl).port}, as last time, or with --reset.`,
				),
			);
		});
		const credential = { id: record.credentialId!, name: 'AltaBots (stand-in)', type: 'altaBotsApi' };
		await client.updateCredential(credential, this.credentialData());
		record.platformUrl = this.simulator!.url;
		await writeRecord(this.options.data, record);
	}

	private credentialData(): Record<string, string> {
		return {
			platform: 'custom',
			baseUrl: this.simulator!.url,
			apiKey: this.record.agent.key,
			webhookTokens: '',
		};
	}

	/** n8n says that it is ready a moment before its published workflows answer. */
	private async checkAnswers(webhook: string): Promise<void> {
		if (await answersProbe(webhook)) return;
		this.options.say?.(
			'The demo workflow does not answer: it is not published any more. Publish it in n8n, or start with --reset.',
		);
	}

	private addresses(): DemoAddresses {
		const { url } = this.n8n!;
		const { desk } = this.options.example;
		return {
			platform: this.simulator!.controlUrl,
			...(desk ? { desk: `${url}/webhook/${desk}` } : {}),
			n8n: url,
			workflow: `${url}/workflow/${this.record.workflowId}`,
			login: this.record.login,
		};
	}
}

async function removeFolder(folder: string): Promise<void> {
	await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}

function requireSameExample(known: DemoRecord | undefined, wanted: string): void {
	if (known === undefined || known.example === wanted) return;
	throw new DemoFailure(
		`The data folder holds the example "${known.example}", not "${wanted}".`,
		`Start with --example ${known.example}, with --reset to begin afresh, or with another folder: --data FOLDER.`,
	);
}
