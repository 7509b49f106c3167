import { compare, figure, worst, type Aim } from '../../bench/contest';
import { blockInterval, median, medianInterval, quantile } from '../../bench/statistics';

/** 1 to `count`, in no order. */
const shuffled = (count: number) => Array.from({ length: count }, (_, index) => ((index * 7) % count) + 1);

describe('medianInterval', () => {
	it.each([
		// Below the median lie so many as heads of so many coins: of 20, fewer than 6 or more than 14 in 4.1 % of all cases.
		{ count: 20, low: 6, high: 15 },
		{ count: 11, low: 2, high: 10 },
		{ count: 6, low: 1, high: 6 },
		{ count: 5, low: 1, high: 5 },
		{ count: 1, low: 1, high: 1 },
	])('of $count values reaches from number $low to number $high', ({ count, low, high }) => {
		expect(medianInterval(shuffled(count))).toEqual({ low, high });
	});

	it('holds the median of a skewed distribution in 95 of 100 cases or more', () => {
		let state = 1;
		const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
		const held = Array.from({ length: 2_000 }, () => {
			const { low, high } = medianInterval(Array.from({ length: 20 }, () => random() ** 4));
			return low <= 0.5 ** 4 && 0.5 ** 4 <= high;
		});
		expect(held.filter(Boolean).length / held.length).toBeGreaterThan(0.945);
		expect(held.filter(Boolean).length / held.length).toBeLessThan(0.975);
	});
});

describe('blockInterval', () => {
	const figureOf = (blocks: number[][]) => (places: number[]) =>
		median(places.flatMap((place) => blocks[place]));

	it('is a point where all blocks are alike, however their values differ', () => {
		const blocks = Array.from({ length: 8 }, () => [1, 2, 9]);
		expect(blockInterval(8, figureOf(blocks))).toEqual({ low: 2, high: 2 });
	});

	it('reaches from block to block where their values are alike', () => {
		const blocks = [1, 2, 3, 4].map((value) => Array<number>(50).fill(value));
		const { low, high } = blockInterval(4, figureOf(blocks));
		// Three or four of four draws are the same block in one case of 20.
		expect([low, high]).toEqual([1, 4]);
	});

	it('draws as many blocks as there are, the same ones in every run', () => {
		const drawn: number[][] = [];
		const first = blockInterval(3, (places) => drawn.push(places) % 100);
		expect(drawn.every((places) => places.length === 3)).toBe(true);
		expect(new Set(drawn.flat())).toEqual(new Set([0, 1, 2]));
		const sum = (places: number[]) => places.reduce((total, place) => total + place, 0);
		expect(blockInterval(3, sum)).toEqual(blockInterval(3, sum));
		expect(first).toEqual({ low: 2, high: 97 });
	});
});

it('quantile gives a value that was measured', () => {
	expect([0, 0.5, 0.99, 1].map((share) => quantile([30, 10, 20, 40], share))).toEqual([10, 20, 40, 40]);
});

describe('verdicts', () => {
	const subject = { contest: 'A', title: 'T', setting: '', measure: 'ms', unit: 'ms' } as const;
	const verdict = (aim: Aim | null, samples: number[]) => figure({ ...subject, aim, samples }).verdict;

	it.each([
		{ aim: { atMost: 6 }, verdicts: ['met', 'undecided', 'missed'] },
		{ aim: { atLeast: 6 }, verdicts: ['missed', 'undecided', 'met'] },
		{ aim: null, verdicts: ['no aim', 'no aim', 'no aim'] },
	])('on intervals up to, around and above the aim $aim', ({ aim, verdicts }) => {
		const below = aim !== null && 'atLeast' in aim ? 5.9 : 6;
		const above = aim !== null && 'atLeast' in aim ? 6 : 6.1;
		const intervals = [
			[1, below],
			[5, 7],
			[above, 9],
		];
		expect(intervals.map((ends) => verdict(aim, ends))).toEqual(verdicts);
	});

	it('are of the ratios of the rounds, not of the ratio of the medians', () => {
		const found = compare({ ...subject, aim: { atMost: 1 }, ours: [1, 20, 300], rival: [2, 10, 600] });
		expect(found).toMatchObject({ value: 0.5, interval: { low: 0.5, high: 2 }, verdict: 'undecided' });
		expect(found).toMatchObject({ ours: '20 ms', rival: '10 ms' });
	});

	it('miss what one bad run misses, where the worst one counts', () => {
		const samples = [0, 0, 0, 1];
		expect(worst({ ...subject, aim: { atMost: 0 }, samples }).verdict).toBe('missed');
		expect(worst({ ...subject, aim: { atMost: 0 }, samples: [0, 0] }).verdict).toBe('met');
	});

	it('are refused where there is no figure', () => {
		const none = { ...subject, aim: null };
		expect(() => figure({ ...none, samples: [] })).toThrow('is no figure');
		expect(() => figure({ ...none, samples: [1, NaN] })).toThrow('is no figure');
		expect(() => worst({ ...none, samples: [] })).toThrow('is no figure');
		expect(() => compare({ ...none, ours: [1], rival: [0] })).toThrow('is no figure');
		expect(() => compare({ ...none, ours: [1, 2], rival: [1] })).toThrow('2 rounds of ours, 1 of the rival');
	});
});
