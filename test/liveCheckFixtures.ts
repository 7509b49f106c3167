import {
	dedupeKeyOf,
	eventOfPath,
	findFault,
	isProbe,
	shapeEvent,
	type EventName,
} from '../platform/inbound';
import type { JsonObject } from '../platform/json';

/** The file that the live check offers (examples/live-check), as far as fixtures need it. */
export interface LiveCheckFile {
	liveCheck: 1;
	platform: string;
	date: string;
	calls: Array<{
		path: string;
		authorization: string;
		headers: Record<string, string>;
		body: JsonObject | string | null;
	}>;
}

export interface FixtureFile {
	/** Below test/fixtures/. */
	path: string;
	text: string;
}

/** Tests put a key of their own in the place of this word. */
const AUTHORIZATIONS: Record<string, string> = { basic: 'Basic your_apikey' };
const BEARER = 'Bearer your_apikey';

/**
 * Fixtures, in the format of `fixtures.ts`, of what a real account sent: one for each shape of a body. `skipped` names the calls that the
 * package would not take, each with the reason: they are news, and no fixtures yet.
 * @param placeholderEmails those of the trigger's default, which the tests use
 */
export function fixturesFrom(
	file: LiveCheckFile,
	placeholderEmails: readonly string[],
): { files: FixtureFile[]; skipped: string[] } {
	const files: FixtureFile[] = [];
	const skipped: string[] = [];
	const seen = new Map<string, number>();
	const slug = file.platform.toLowerCase().replace(/[^a-z0-9]+/g, '-');
	for (const call of file.calls) {
		const event = eventOfPath(`/webhook/id${call.path}`, 'id');
		if (event === null || event === undefined) skipped.push(`${call.path}: no path of the trigger's`);
		else if (typeof call.body !== 'object' || call.body === null)
			skipped.push(`${call.path}: no JSON object`);
		else if (!isProbe(call.body)) {
			const fault = findFault(event, call.body);
			const shape = `${event} ${shapeOf(call.body)}`;
			if (fault !== null) skipped.push(`${call.path}: ${JSON.stringify(fault)}`);
			else if (!seen.has(shape)) {
				const number = [...seen.keys()].filter((one) => one.startsWith(`${event} `)).length + 1;
				seen.set(shape, number);
				const name = `${event}/live-${slug}-${file.date}-${number}`;
				files.push({ path: `${name}.http`, text: httpOf(file, event, call, call.body) });
				files.push({ path: `${name}.item.json`, text: itemOf(event, call.body, placeholderEmails) });
			}
		}
	}
	return { files, skipped };
}

function httpOf(
	{ platform, date }: LiveCheckFile,
	event: EventName,
	{ path, headers, authorization }: LiveCheckFile['calls'][number],
	body: JsonObject,
): string {
	const header = event === 'agentReply' ? [`Authorization: ${AUTHORIZATIONS[authorization] ?? BEARER}`] : [];
	return [
		`# Source: a real account of ${platform}, live check of ${date}, anonymised (form of its Authorization header: ${authorization})`,
		`POST {url}${path}`,
		...header,
		`Content-Type: ${headers['content-type'] ?? 'application/json'}`,
		'',
		JSON.stringify(body, null, 2),
	].join('\n');
}

function itemOf(event: EventName, body: JsonObject, placeholderEmails: readonly string[]): string {
	const item = shapeEvent(event, body, dedupeKeyOf(event, body) ?? '', { source: null, placeholderEmails });
	return `${JSON.stringify(item, null, 2)}\n`;
}

/** The names and types of all members, whatever their values. */
function shapeOf(value: unknown): string {
	if (Array.isArray(value)) return `[${[...new Set(value.map(shapeOf))].sort().join()}]`;
	if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
	const members = Object.entries(value).map(([name, inner]) => `${name}:${shapeOf(inner)}`);
	return `{${members.sort().join()}}`;
}
