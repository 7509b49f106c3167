import { DuplicateMemory, duplicatesOf } from '../../nodes/AltaBotsTrigger/duplicates';

const HOUR_MS = 60 * 60 * 1000;
const LIMIT = 10_000;

/** Whether a promise has been settled after everything that is due has run. */
async function isOpen(promise: Promise<unknown>): Promise<boolean> {
	const open = {};
	for (let turn = 0; turn < 20; turn++) await Promise.resolve();
	return (await Promise.race([promise, Promise.resolve(open)])) === open;
}

async function take(memory: DuplicateMemory, key: string) {
	const claim = await memory.claim(key);
	if (claim === null) throw new Error(`${key} is a duplicate`);
	return claim;
}

describe('the memory of duplicates', () => {
	it('gives the right to run to the first, and none to the next once it is stored', async () => {
		const memory = new DuplicateMemory();
		(await take(memory, 'a')).settle(true);
		expect(await memory.claim('a')).toBeNull();
		expect(await memory.claim('b')).not.toBeNull();
	});

	it('lets an equal call wait while the first is open', async () => {
		const memory = new DuplicateMemory();
		const first = await take(memory, 'a');
		const second = memory.claim('a');
		expect(await isOpen(second)).toBe(true);
		// Others do not wait for it.
		expect(await isOpen(memory.claim('b'))).toBe(false);
		first.settle(true);
		expect(await second).toBeNull();
	});

	it('lets the second run when the first was not stored, and the third wait for the second', async () => {
		const memory = new DuplicateMemory();
		const first = await take(memory, 'a');
		const second = memory.claim('a');
		const third = memory.claim('a');
		first.settle(false);
		const claim = await second;
		expect(claim).not.toBeNull();
		expect(await isOpen(third)).toBe(true);
		claim?.settle(true);
		expect(await third).toBeNull();
	});

	it('takes an event that was not stored for one that never came', async () => {
		const memory = new DuplicateMemory();
		(await take(memory, 'a')).settle(false);
		expect(memory.size()).toBe(0);
		(await take(memory, 'a')).settle(true);
		expect(await memory.claim('a')).toBeNull();
	});

	it('lets exactly one of 1,000 equal calls at a time run', async () => {
		const memory = new DuplicateMemory();
		const claims = await Promise.all(
			Array.from({ length: 1000 }, async () => {
				const claim = await memory.claim('a');
				claim?.settle(true);
				return claim;
			}),
		);
		expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
	});

	it('lets them run one after another while none is stored, and no more after one is', async () => {
		const memory = new DuplicateMemory();
		let running = 0;
		let ran = 0;
		await Promise.all(
			Array.from({ length: 100 }, async () => {
				const claim = await memory.claim('a');
				if (claim === null) return;
				expect(++running).toBe(1);
				await Promise.resolve();
				running--;
				claim.settle(++ran === 7);
			}),
		);
		expect(ran).toBe(7);
	});

	it('forgets after an hour, counted from when the event was stored', async () => {
		let nowMs = 1_000;
		const memory = new DuplicateMemory(() => nowMs);
		const first = await take(memory, 'a');
		nowMs += 2 * HOUR_MS;
		// Still open: an equal call waits, however long it takes.
		const second = memory.claim('a');
		expect(await isOpen(second)).toBe(true);
		first.settle(true);
		expect(await second).toBeNull();
		nowMs += HOUR_MS - 1;
		expect(await memory.claim('a')).toBeNull();
		expect(memory.size()).toBe(1);
		nowMs += 1;
		expect(memory.size()).toBe(0);
		expect(await memory.claim('a')).not.toBeNull();
	});

	it('holds 10,000 events, and lets go of the oldest', async () => {
		const memory = new DuplicateMemory();
		for (let i = 0; i <= LIMIT; i++) (await take(memory, `k${i}`)).settle(true);
		expect(memory.size()).toBe(LIMIT);
		expect(await memory.claim(`k${LIMIT}`)).toBeNull();
		expect(await memory.claim('k1')).toBeNull();
		expect(await memory.claim('k0')).not.toBeNull();
	});

	it('never lets go of an open one, or its twin would run too', async () => {
		const memory = new DuplicateMemory();
		const open = await take(memory, 'open');
		for (let i = 0; i < LIMIT + 5; i++) (await take(memory, `k${i}`)).settle(true);
		const twin = memory.claim('open');
		expect(await isOpen(twin)).toBe(true);
		open.settle(true);
		expect(await twin).toBeNull();
		expect(memory.size()).toBeLessThanOrEqual(LIMIT);
	});

	it('is one for each trigger, and outlives its publishing again', async () => {
		(await take(duplicatesOf('w1/n1'), 'a')).settle(true);
		expect(await duplicatesOf('w1/n1').claim('a')).toBeNull();
		expect(await duplicatesOf('w1/n2').claim('a')).not.toBeNull();
		expect(await duplicatesOf('w2/n1').claim('a')).not.toBeNull();
	});
});
