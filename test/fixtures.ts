/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- test code never ships */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import type { EventName } from '../platform/inbound';

const FOLDER = resolve(__dirname, '../../test/fixtures');

/** A call as a document shows it. */
export interface Fixture {
	name: string;
	/** Document, date and section; "from the table" where the document has no example. */
	source: string;
	/** The request line's target; `{url}` stands for the webhook's address. */
	target: string;
	headers: { [name: string]: string };
	/** Byte for byte. */
	body: string;
	/** The item that must come out, for inbound calls; `dedupeKey` included. */
	item: unknown;
}

/** All fixtures of a folder below test/fixtures/, in the order of their names. */
export function fixturesOf(folder: EventName | 'outbound'): Fixture[] {
	return readdirSync(join(FOLDER, folder))
		.filter((file) => file.endsWith('.http'))
		.map((file) => readFixture(folder, file.replace(/\.http$/, '')));
}

function readFixture(folder: string, name: string): Fixture {
	const text = readFileSync(join(FOLDER, folder, `${name}.http`), 'utf8');
	const end = text.indexOf('\n\n');
	const [comment, request, ...headerLines] = text.slice(0, end).split('\n');
	return {
		name,
		source: comment.replace(/^# Source: /, ''),
		target: request.replace(/^POST /, ''),
		headers: Object.fromEntries(headerLines.map((line) => line.split(/:\s*/, 2))),
		body: text.slice(end + 2),
		item:
			folder === 'outbound'
				? null
				: JSON.parse(readFileSync(join(FOLDER, folder, `${name}.item.json`), 'utf8')),
	};
}
