import { codeOf, functionsOf } from './exampleCode';

const { asksForHuman } = functionsOf<{ asksForHuman: (texts: string[], words: string) => boolean }>(
	codeOf('ai-first-line', 'turn'),
	'asksForHuman',
);

it.each([
	['I want a human!', 'human, real person', true],
	['A real \u00a0person, please', 'human, real person', true],
	['That is not humane', 'human', false],
	['我要人工客服', '人工', true],
	['人間と話したい', '人間', true],
	['ขอคุยกับเจ้าหน้าที่', 'เจ้าหน้าที่', true],
	['상담원과 연결해 주세요', '상담원', true],
	['Anything', ' , ', false],
	['C++ (really)', 'c++ (really)', true],
])('%s: one of the words "%s" is in it: %s', (text, words, asks) => {
	expect(asksForHuman([text], words)).toBe(asks);
});
