import { EVENT_NAMES } from '../../platform/inbound';
import { fixturesOf } from '../fixtures';
import { fixturesFrom, type LiveCheckFile } from '../liveCheckFixtures';

const PLACEHOLDERS = ['support@gptbots.ai'];

/** What a live check would offer if an account sent just what the documents show. */
const documented = EVENT_NAMES.flatMap((event) =>
	fixturesOf(event).map((fixture) => ({ event, ...fixture })),
);

function fileOf(calls: LiveCheckFile['calls']): LiveCheckFile {
	return { liveCheck: 1, platform: 'GPTBots Singapore', date: '2026-11-22', calls };
}

const callOf = (target: string, body: unknown, authorization = 'none') => ({
	path: target.replace('{url}', ''),
	authorization,
	headers: { 'content-type': 'application/json; charset=utf-8' },
	body: body as LiveCheckFile['calls'][number]['body'],
});

describe('fixtures from a live check', () => {
	it.each(documented)("$name of $event gets the documents' own item", ({ event, target, body, item }) => {
		const { files, skipped } = fixturesFrom(fileOf([callOf(target, JSON.parse(body))]), PLACEHOLDERS);
		const name = `${event}/live-gptbots-singapore-2026-11-22-1`;
		expect(files.map(({ path }) => path)).toEqual([`${name}.http`, `${name}.item.json`]);
		expect(JSON.parse(files[1].text)).toEqual(item);
		expect(skipped).toEqual([]);
	});

	it('are written as the others: source, target, headers, body', () => {
		const body = { conversation_id: 'c1', message_id: 'm1', create_time: 1, text: 'Text 1' };
		const { files } = fixturesFrom(fileOf([callOf('{url}', body, 'basic')]), PLACEHOLDERS);
		expect(files[0].text.split('\n\n')).toEqual([
			'# Source: a real account of GPTBots Singapore, live check of 2026-11-22, anonymised (form of its Authorization header: basic)\n' +
				'POST {url}\nAuthorization: Basic your_apikey\nContent-Type: application/json; charset=utf-8',
			JSON.stringify(body, null, 2),
		]);
	});

	it('are one for each shape of a body', () => {
		const chat = (body: object) => callOf('{url}/chat', { conversation_id: 'c1', timestamp: 1, ...body });
		const calls = [chat({ body: 'a' }), chat({ body: 'b' }), chat({ body: 'c', lang: 'en' })];
		expect(fixturesFrom(fileOf(calls), PLACEHOLDERS).files).toHaveLength(4);
	});

	it('leave out probes, and name what the trigger would not take', () => {
		const calls = [
			callOf('{url}/chat', { istest: true }),
			callOf('{url}/human/service/chat', { conversation_id: 'c1', body: 'a' }),
			callOf('{url}/chat', { body: 'nobody' }),
			callOf('{url}/chat', '(12 characters, no JSON)'),
		];
		const { files, skipped } = fixturesFrom(fileOf(calls), PLACEHOLDERS);
		expect(files).toEqual([]);
		expect(skipped).toHaveLength(3);
		expect(skipped[0]).toBe("/human/service/chat: no path of the trigger's");
	});
});
