/* eslint-disable @n8n/community-nodes/no-restricted-globals -- development only, never published */
import { Simulator } from '../../simulator';
import type { Arena, Engine } from '../arena';
import { ourDesk, selfMadeDesk } from '../contestants/desks';
import { finding, type Aim, type Finding } from '../contest';
import { HumanSide } from '../human-side';
import type { BenchOptions } from '../options';
import { blockInterval, quantile } from '../statistics';
import { inTurn } from '../turns';

const HANDOFFS_A_MINUTE = 100;

/**
 * The customer writes so long after the handoff; nobody needs longer to be greeted, or it shows in the figures. And half-way
 * between two handoffs of other customers, so that neither contestant gets two calls at the same moment.
 */
const FIRST_WORDS_AFTER_MS = 3_300;

const WARM_UP_HANDOFFS = 5;

/** Milliseconds of everything that arrived in one block of handoffs. */
interface Latencies {
	/** From the moment the platform asks for a human to the greeting's arrival at the platform. */
	greeting: number[];
	/** From the customer's message to its arrival at the human's side. */
	message: number[];
}

/** Contest D: what a customer waits for, at a steady rate, whatever becomes of the calls before. */
export async function wholeWayContest(
	arena: Arena,
	engine: Engine,
	{ quick, say }: BenchOptions,
): Promise<Finding[]> {
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
		const found = { ours: [] as Latencies[], rival: [] as Latencies[] };
		const [blocks, handoffs] = quick ? [4, 10] : [8, 50];
		for (const url of Object.values(contestants)) await play(sim, human, url, WARM_UP_HANDOFFS);
		for (let block = 0; block < blocks; block++) {
			for (const name of inTurn(['ours', 'rival'] as const, block)) {
				const latencies = await play(sim, human, contestants[name], handoffs);
				found[name].push(latencies);
				say(`${engine}, whole way, block ${block + 1} of ${blocks}, ${name}: ${describe(latencies)}`);
			}
		}
		const setting = `${engine}, ${HANDOFFS_A_MINUTE} handoffs/min, ${blocks} blocks of ${handoffs}`;
		return findings(setting, quick, found);
	} finally {
		await sim.stop();
		await human.stop();
	}
}

/** @throws when something never arrived */
async function play(sim: Simulator, human: HumanSide, url: string, handoffs: number): Promise<Latencies> {
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
	const message = [...sent].map(([text, at]) => (human.arrivals.get(text) ?? NaN) - at);

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
	const greeting = [...firstAt('out', '/conversation/establish')].map(
		([id, at]) => (greeted.get(id) ?? NaN) - at,
	);
	if (greeting.some(Number.isNaN)) throw new Error('A handoff was not greeted');
	return { greeting, message };
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

/** Of all latencies, not of the blocks' quantiles; but what is drawn for the intervals are blocks. */
function findings(
	setting: string,
	quick: boolean,
	{ ours, rival }: { ours: Latencies[]; rival: Latencies[] },
): Finding[] {
	const all = [...ours.keys()];
	const kinds = [
		['greeting', 'handoff requested → greeting'],
		['message', 'customer message → human'],
	] as const;
	return kinds.flatMap(([kind, title]) => {
		const common = { contest: 'D', setting, unit: 'ms' } as const;
		const of = (blocks: Latencies[], share: number) => (places: number[]) =>
			quantile(
				places.flatMap((place) => blocks[place][kind]),
				share,
			);
		const samples = {
			ours: ours.flatMap((block) => block[kind]),
			rival: rival.flatMap((block) => block[kind]),
		};
		const against = (share: number, aim: Aim | null) => {
			const [mine, theirs] = [of(ours, share), of(rival, share)];
			const ratio = (places: number[]) => mine(places) / theirs(places);
			return finding(
				{
					...{ ...common, measure: `p${share * 100}`, aim },
					title: `${title}, ours / Webhook + Code + HTTP Request`,
				},
				{
					...{ value: ratio(all), interval: blockInterval(all.length, ratio) },
					...{ ours: mine(all), rival: theirs(all), samples },
				},
			);
		};
		const slowest = of(ours, 0.99);
		return [
			against(0.5, { atMost: 1 }),
			// Of so few as in a quick run, p99 is the slowest one.
			against(0.99, quick ? null : { atMost: 1 }),
			finding(
				{ ...common, title: `${title}, ours`, measure: 'p99, ms', aim: { atMost: 2_000 } },
				{
					...{ value: slowest(all), interval: blockInterval(all.length, slowest) },
					samples: { ours: samples.ours },
				},
			),
		];
	});
}

function describe({ greeting, message }: Latencies): string {
	const words = (values: number[]) => `p50 ${quantile(values, 0.5)} ms, p99 ${quantile(values, 0.99)} ms`;
	return `greeting ${words(greeting)}; message ${words(message)}`;
}

async function sleep(ms: number): Promise<void> {
	await new Promise((done) => setTimeout(done, ms));
}
