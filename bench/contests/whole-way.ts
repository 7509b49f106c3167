/* eslint-disable @n8n/community-nodes/no-restricted-globals -- development only, never published */
import type { Credential, WorkflowJson } from '../../runtime/n8n-types';
import { Simulator } from '../../simulator';
import { actionNode, ACTION_NAMES, TRIGGER, triggerNode, wires } from '../../test/e2e/n8n';
import { Arena, ENGINES, type Engine } from '../arena';
import { code, postJson, webhook } from '../contestants/nodes';
import { compare, figure, type Finding } from '../contest';
import { HumanSide } from '../human-side';
import type { BenchOptions } from '../options';
import { quantile } from '../statistics';

const HANDOFFS_A_MINUTE = 100;

const GREETING = 'Hello, a human is here.';

/** The customer writes so long after the handoff; nobody needs longer to be greeted, or it shows in the figures. */
const FIRST_WORDS_AFTER_MS = 3_000;

/** Milliseconds of everything that arrived. */
interface Latencies {
	/** From the moment the platform asks for a human to the greeting's arrival at the platform. */
	greeting: number[];
	/** From the customer's message to its arrival at the human's side. */
	message: number[];
}

/** Contest D: what a customer waits for, at a steady rate, whatever becomes of the calls before. */
export async function wholeWayContest(engine: Engine, { quick, say }: BenchOptions): Promise<Finding[]> {
	const arena = await Arena.start(ENGINES[engine]);
	const human = await HumanSide.start();
	const sim = await Simulator.start({
		settings: { firstReplyLimitMs: null, outTimeoutMs: 60_000, logLimit: 100_000 },
	});
	try {
		const credential = await arena.credential(sim.url, sim.key);
		const headerAuth = await arena.headerCredential(sim.key);
		const contestants = {
			ours: arena.url(await arena.publish(ourDesk(credential, human.url))),
			rival: arena.url(await arena.publish(selfMadeDesk(sim.url, headerAuth, human.url))),
		};
		const found = { ours: empty(), rival: empty() };
		const [blocks, handoffs] = quick ? [2, 25] : [4, 100];
		await play(sim, human, contestants.ours, 10, empty());
		await play(sim, human, contestants.rival, 10, empty());
		for (let block = 0; block < blocks; block++) {
			const order = block % 2 === 0 ? (['ours', 'rival'] as const) : (['rival', 'ours'] as const);
			for (const name of order) {
				await play(sim, human, contestants[name], handoffs, found[name]);
				say(`${engine}, whole way, block ${block + 1} of ${blocks}, ${name}: ${describe(found[name])}`);
			}
		}
		return findings(engine, found);
	} finally {
		await sim.stop();
		await human.stop();
		await arena.stop();
	}
}

/** @throws when something never arrived */
async function play(
	sim: Simulator,
	human: HumanSide,
	url: string,
	handoffs: number,
	into: Latencies,
): Promise<void> {
	await sim.reset();
	sim.set({ webhookBase: url });
	const sent = new Map<string, number>();
	const everything: Array<Promise<unknown>> = [];
	for (let index = 0; index < handoffs; index++) {
		everything.push(converse(sim, sent));
		await sleep(60_000 / HANDOFFS_A_MINUTE);
	}
	await Promise.all(everything);
	await human.received([...sent.keys()]);
	for (const [text, at] of sent) into.message.push((human.arrivals.get(text) ?? NaN) - at);

	const firstAt = (direction: 'in' | 'out', path: string) => {
		const times = new Map<string | null, number>();
		for (const call of sim.calls) {
			const isFirst =
				call.direction === direction && call.url.endsWith(path) && !times.has(call.conversationId);
			if (isFirst) times.set(call.conversationId, Date.parse(call.at));
		}
		return times;
	};
	const greeted = firstAt('in', '/v1/human/message/receive');
	for (const [id, at] of firstAt('out', '/conversation/establish'))
		into.greeting.push((greeted.get(id) ?? NaN) - at);
	if (into.greeting.some(Number.isNaN)) throw new Error('A handoff was not greeted');
}

async function converse(sim: Simulator, sent: Map<string, number>): Promise<void> {
	const { id } = sim.openConversation({ email: 'bob@example.com', userId: 'KDslas' });
	await sim.requestHandoff(id, { text: 'A human, please' });
	await sleep(FIRST_WORDS_AFTER_MS);
	await sim.waitFor(() => sim.conversation(id).state === 'connected', 60_000);
	const text = `Where is my order? (${id})`;
	sent.set(text, Date.now());
	await sim.customerSays(id, text);
}

function ourDesk(credential: Credential, humanUrl: string): WorkflowJson {
	return {
		nodes: [
			triggerNode(credential),
			actionNode(credential, 'sendReply', { text: GREETING }),
			postJson('To Human', humanUrl, '={{ { text: $json.text } }}'),
		],
		connections: wires({ [TRIGGER]: [[], [ACTION_NAMES.sendReply], ['To Human']] }),
	};
}

function selfMadeDesk(platformUrl: string, headerAuth: Credential, humanUrl: string): WorkflowJson {
	const answer = { code: 200, message: 'success' };
	const reply = `={{ { conversation_id: $json.conversationId, timestamp: Date.now(), body: ${JSON.stringify(GREETING)} } }}`;
	return {
		nodes: [
			{ ...webhook('Establish', 'bench-desk/conversation/establish', { answer }), webhookId: 'bench-desk' },
			code('Shape Handoff', 'shape-handoff.js.txt'),
			postJson('Greet', `${platformUrl}/v1/human/message/receive`, reply, { headerAuth }),
			{ ...webhook('Chat', 'bench-desk/chat', { answer }), webhookId: 'bench-desk' },
			code('Shape Message', 'shape-message.js.txt'),
			postJson('To Human', humanUrl, '={{ { text: $json.text } }}'),
		],
		connections: wires({
			Establish: [['Shape Handoff']],
			'Shape Handoff': [['Greet']],
			Chat: [['Shape Message']],
			'Shape Message': [['To Human']],
		}),
	};
}

function findings(engine: Engine, { ours, rival }: { ours: Latencies; rival: Latencies }): Finding[] {
	const common = { contest: 'D', setting: `${engine}, ${HANDOFFS_A_MINUTE} handoffs/min` };
	const kinds = [
		['greeting', 'handoff requested → greeting'],
		['message', 'customer message → human'],
	] as const;
	return kinds.flatMap(([kind, title]) => [
		...([0.5, 0.99] as const).map((share) =>
			compare({
				...common,
				...{
					title: `${title}, ours / Webhook + Code + HTTP Request`,
					measure: `p${share * 100}`,
					unit: 'ms',
				},
				...{ aim: { atMost: 1 }, ours: ours[kind], rival: rival[kind], paired: false },
				statistic: (values) => quantile(values, share),
			}),
		),
		figure({
			...common,
			...{ title: `${title}, ours`, measure: 'p99, ms', unit: 'ms', aim: { atMost: 2_000 } },
			samples: ours[kind],
			statistic: (values) => quantile(values, 0.99),
		}),
	]);
}

function empty(): Latencies {
	return { greeting: [], message: [] };
}

function describe({ greeting, message }: Latencies): string {
	const words = (values: number[]) => `p50 ${quantile(values, 0.5)} ms, p99 ${quantile(values, 0.99)} ms`;
	return `greeting ${words(greeting)}; message ${words(message)}`;
}

async function sleep(ms: number): Promise<void> {
	await new Promise((done) => setTimeout(done, ms));
}
