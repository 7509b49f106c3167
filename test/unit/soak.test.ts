import { judge, type Tenth } from '../soak/verdict';

const MB = 1_000_000;
const EVENTS = 810;

/** Ten tenths of a run in which nothing grows, as a busy machine has them. */
function steady(change: (index: number) => Partial<Tenth> = () => ({})): Tenth[] {
	return Array.from({ length: 10 }, (_, index) => ({
		...{ held: (194 + (index % 3) / 2) * MB, resident: 490 * MB, files: 51 + (index % 2), handles: 8 },
		...{ answerP50: 40 + (index % 4) * 10, answerP99: 300 + (index % 4) * 100 },
		...{ replyP50: 90 + (index % 4) * 20, replyP99: 400 + (index % 4) * 100 },
		...change(index),
	}));
}

function missed(tenths: Tenth[]): string[] {
	return judge(tenths, EVENTS)
		.filter(({ met }) => !met)
		.map(({ name }) => name);
}

describe("the soak's verdict", () => {
	it('meets all criteria where nothing grows', () => {
		expect(missed(steady())).toEqual([]);
	});

	it.each<[string, (index: number) => Partial<Tenth>]>([
		['memory held', (index) => ({ held: (194 + index * 0.8) * MB })],
		['open files', (index) => ({ files: 51 + index })],
		['active handles', (index) => ({ handles: 8 + index })],
		['answers, p50', (index) => ({ answerP50: index === 9 ? 90 : 40 + (index % 4) * 10 })],
		['answers, p99', (index) => ({ answerP99: index === 9 ? 900 : 300 + (index % 4) * 100 })],
		['replies, p50', (index) => ({ replyP50: index === 9 ? 190 : 90 + (index % 4) * 20 })],
		['replies, p99', (index) => ({ replyP99: index === 9 ? 900 : 400 + (index % 4) * 100 })],
		['answers, p99', (index) => (index === 9 ? { answerP99: NaN } : {})],
	])('misses %s where it grows, or nothing was measured', (name, change) => {
		expect(missed(steady(change))).toEqual([name]);
	});
});
