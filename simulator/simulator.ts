/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- development only, never published */
import { setMaxListeners } from 'node:events';

import { AgentReplies, type AgentReply } from './agent-replies';
import type { Agent } from './agents';
import { CallLog, type LoggedCall } from './call-log';
import { CallsOut, nothingSent, type Delivery } from './calls-out';
import { controlApi } from './control';
import { Conversations, viewOf, type ConversationView, type Customer } from './conversations';
import { Announcer, type SimulatorEvent } from './events';
import { Faults, type Fault, type FaultSpec } from './faults';
import { Handoffs, type HandoffRequest } from './handoff';
import { checkedLinks, noLinks, type Links } from './links';
import { Listener } from './listener';
import { Probes, type ProbeOptions, type RawCall } from './probes';
import { Problem } from './problem';
import { RateLimit } from './rate-limit';
import { PlatformServer } from './server';
import { defaultSettings, type CloseType, type Settings } from './settings';
import { patchSettings, type SettingsPatch } from './settings-patch';
import { restored, saved, type SavedConversation } from './saved-conversations';
import type { Surface } from './webhook-calls';

const LOOPBACK = '127.0.0.1';
const REFUSE_MS = 1_000;
const WAIT_MS = 120_000;

export interface StartOptions {
	/** Port of the platform's API. Default: 0, a free one. */
	port?: number;
	/** Port of the control API, always on 127.0.0.1. Default: 0, a free one. */
	controlPort?: number;
	/** Address of the platform's API. Default: 127.0.0.1; anything else lets other machines in. */
	host?: string;
	settings?: SettingsPatch;
	/** What `savedConversations()` of an earlier run gave. */
	conversations?: SavedConversation[];
}

export interface OpenConversation extends Partial<Customer> {
	/** Key, bot id or name of the Agent. Default: the first one. */
	agent?: string;
}

export interface SimulatorState {
	url: string;
	controlUrl: string;
	settings: Settings;
	conversations: ConversationView[];
	faults: Fault[];
	links: Links;
	newestCallId: number;
}

/** A stand-in for the platform: the calls it understands, the calls it makes, and a hand on every switch. */
export class Simulator {
	/** The live settings. Change them with `set`, which checks, or directly. */
	readonly settings = defaultSettings();
	private readonly announcer = new Announcer();
	private readonly stopping = new AbortController();
	private readonly log = new CallLog(this.settings, this.announcer);
	private readonly faultQueue: Faults;
	private readonly conversations = new Conversations();
	private readonly callsOut: CallsOut;
	private readonly handoffs: Handoffs;
	private readonly replies: AgentReplies;
	private readonly probes: Probes;
	private readonly rateLimit = new RateLimit(this.settings);
	private readonly initialSettings: Settings;
	private shownLinks: Links = noLinks;
	private listener!: Listener;
	private controlListener!: Listener;

	private constructor(patch: SettingsPatch) {
		// Every delayed answer listens to it; Node.js takes more than ten for a leak unless told.
		setMaxListeners(0, this.stopping.signal);
		patchSettings(this.settings, patch);
		this.initialSettings = structuredClone(this.settings);
		this.faultQueue = new Faults(this.announcer, this.settings.randomSeed);
		this.callsOut = new CallsOut(this.settings, this.log, this.faultQueue);
		this.handoffs = new Handoffs(this.settings, this.conversations, this.callsOut, this.announcer);
		this.replies = new AgentReplies(this.settings, this.callsOut, this.handoffs);
		this.probes = new Probes(this.settings, this.callsOut);
	}

	/** Rejects when a port is taken or a setting is wrong. */
	static async start(options: StartOptions = {}): Promise<Simulator> {
		const simulator = new Simulator(options.settings ?? {});
		await simulator.listen(options);
		simulator.restore(options.conversations ?? []);
		return simulator;
	}

	/** Base URL of the platform's API, without a trailing slash. */
	get url(): string {
		return this.listener.url;
	}

	/** Base URL of the control API, without a trailing slash. */
	get controlUrl(): string {
		return this.controlListener.url;
	}

	/** The default Agent's API key. */
	get key(): string {
		return this.settings.agents[0].key;
	}

	/** Every logged call, oldest first. */
	get calls(): readonly LoggedCall[] {
		return this.log.calls;
	}

	/** The faults that wait for a call. */
	get faults(): Fault[] {
		return this.faultQueue.list();
	}

	callsSince(id: number): LoggedCall[] {
		return this.log.since(id);
	}

	/** The addresses that the page leads to. */
	get links(): Links {
		return this.shownLinks;
	}

	/** Tells the page the addresses; what is not named has none. They survive a reset. Throws a Problem on anything but web addresses. */
	setLinks(links: Partial<Links>): Links {
		this.shownLinks = checkedLinks(links);
		this.announcer.announce({ type: 'links', data: this.shownLinks });
		return this.shownLinks;
	}

	/** All conversations as plain JSON, for a later `Simulator.start({ conversations })`. */
	savedConversations(): SavedConversation[] {
		return this.conversations.all().map(saved);
	}

	state(): SimulatorState {
		return {
			url: this.url,
			controlUrl: this.controlUrl,
			settings: this.settings,
			conversations: this.conversations.all().map(viewOf),
			faults: this.faults,
			links: this.shownLinks,
			newestCallId: this.log.newestId,
		};
	}

	/** Checks and applies; throws a Problem that names the wrong setting, and then nothing has changed. */
	set(patch: SettingsPatch): Settings {
		patchSettings(this.settings, patch);
		this.announcer.announce({ type: 'settings', data: this.settings });
		return this.settings;
	}

	/** A customer opens the chat. No call is made. */
	openConversation({ agent, ...customer }: OpenConversation = {}): ConversationView {
		const view = viewOf(this.conversations.open(this.agent(agent), customer));
		this.announcer.announce({ type: 'conversation', data: view });
		return view;
	}

	/** By the Agent conversation's id or a handoff's. */
	conversation(id: string): ConversationView {
		return viewOf(this.conversations.get(id));
	}

	/** The customer writes: a `chat` call while a handoff is open, else at most an Agent reply (setting `botAnswers`). */
	async customerSays(id: string, text: string): Promise<Delivery> {
		const conversation = this.conversations.get(id);
		this.handoffs.say(conversation, 'customer', text);
		const chat = await this.handoffs.customerWrote(conversation, text);
		if (chat) return chat;
		const version = this.settings.botAnswers;
		if (version === 'none') return nothingSent('No handoff is open: the message is for the Agent, and no call is made.');
		return await this.replies.reply(conversation, { version, text: `You said: ${text}` });
	}

	/** The customer asks for a human. Resolves when establish is answered. */
	async requestHandoff(id: string, request: HandoffRequest = {}): Promise<Delivery & { handoffId: string }> {
		return await this.handoffs.request(this.conversations.get(id), request);
	}

	async closeByCustomer(id: string, type: CloseType = 'USER_CLOSED'): Promise<Delivery> {
		return await this.handoffs.closedByCustomer(this.conversations.get(id), type);
	}

	/** The Agent (not a human) replies on the message webhook. */
	async agentReplies(id: string, reply: AgentReply): Promise<Delivery & { messageId: string }> {
		return await this.replies.reply(this.conversations.get(id), reply);
	}

	async probe(surface: Surface, { agent, ...options }: ProbeOptions & { agent?: string } = {}): Promise<Delivery> {
		return await this.probes.probe(this.agent(agent), surface, options);
	}

	async raw({ agent, ...call }: RawCall & { agent?: string }): Promise<Delivery> {
		return await this.probes.raw(this.agent(agent), call);
	}

	/** Queues a fault; `refuse` closes the listening socket at once instead. */
	fault(spec: FaultSpec): Fault {
		const fault = this.faultQueue.add(spec);
		if (fault.kind === 'refuse') this.listener.refuse(fault.ms ?? REFUSE_MS);
		return fault;
	}

	/** Takes one fault out of the queue; throws a Problem when it does not wait there. */
	removeFault(id: number): Fault[] {
		if (!this.faultQueue.remove(id)) throw new Problem(404, `No fault ${id} waits.`);
		return this.faults;
	}

	/** Forgets the queued faults and sets the dice back to the seed. */
	clearFaults(): Fault[] {
		this.faultQueue.clear(this.settings.randomSeed);
		return this.faults;
	}

	/** Forgets conversations, calls, faults and rate windows and breaks off calls under way; `settings: true` restores those of the start. */
	async reset(options: { settings?: boolean } = {}): Promise<void> {
		this.handoffs.stopTimers();
		await this.callsOut.abort();
		this.handoffs.stopTimers();
		if (options.settings) Object.assign(this.settings, structuredClone(this.initialSettings));
		this.conversations.clear();
		this.clearFaults();
		this.rateLimit.clear();
		this.log.clear();
		this.announcer.announce({ type: 'reset', data: null });
	}

	/** Resolves when no call of the platform is under way any more, those that nobody awaits included. */
	async settled(): Promise<void> {
		await this.callsOut.settled();
	}

	/** Tells of every change until the returned function is called. */
	subscribe(listener: (event: SimulatorEvent) => void): () => void {
		return this.announcer.subscribe(listener);
	}

	/** Resolves with what `check` answers as soon as it is neither undefined nor false; asks again at every change, so it polls nothing. */
	async waitFor<T>(check: () => T | undefined | false, timeoutMs = WAIT_MS): Promise<T> {
		const now = check();
		if (now !== undefined && now !== false) return now;
		return await new Promise<T>((resolve, reject) => {
			const timer = setTimeout(() => {
				unsubscribe();
				reject(new Error(`Waited ${timeoutMs} ms in vain for: ${check.toString()}`));
			}, timeoutMs);
			const unsubscribe = this.subscribe(() => {
				const result = check();
				if (result === undefined || result === false) return;
				unsubscribe();
				clearTimeout(timer);
				resolve(result);
			});
		});
	}

	/** Closes both ports, every connection and every timer at once. */
	async stop(): Promise<void> {
		this.stopping.abort();
		this.listener.stop();
		this.controlListener.stop();
		this.handoffs.stopTimers();
		await this.callsOut.abort();
		this.handoffs.stopTimers();
	}

	private restore(conversations: SavedConversation[]): void {
		for (const conversation of conversations) {
			const found = restored(conversation, this.settings.agents);
			if (!found) continue;
			this.conversations.add(found);
			this.handoffs.resume(found);
		}
	}

	private agent(wanted: string | undefined): Agent {
		const { agents } = this.settings;
		if (wanted === undefined) return agents[0];
		const agent = agents.find(({ key, botId, name }) => [key, botId, name].includes(wanted));
		if (!agent) throw new Problem(404, `There is no Agent "${wanted}".`);
		return agent;
	}

	private async listen({ port = 0, controlPort = 0, host = LOOPBACK }: StartOptions): Promise<void> {
		const server = new PlatformServer({
			platform: {
				settings: this.settings,
				conversations: this.conversations,
				handoffs: this.handoffs,
				replies: this.replies,
				probes: this.probes,
			},
			log: this.log,
			faults: this.faultQueue,
			rateLimit: this.rateLimit,
			stopped: this.stopping.signal,
		});
		const control = controlApi(this);
		await control.ready();
		this.listener = new Listener(await server.handler(), host);
		// A port of its own, so that it stays reachable while the platform refuses connections.
		this.controlListener = new Listener(control.routing.bind(control), LOOPBACK);
		await this.listener.open(port);
		await this.controlListener.open(controlPort).catch((error: Error) => {
			this.listener.stop();
			throw error;
		});
	}
}
