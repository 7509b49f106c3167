/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-dangerous-functions -- test code never ships */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { checkoutFolder } from '../../runtime/checkout';

const BODIES = join(checkoutFolder(), 'test', 'fixtures', 'mail-bodies');
const CODE = join(checkoutFolder(), 'examples', 'email', 'code');

/** As the Code node has it: the file's text, without a module around it. */
const written = new Function(`${readFileSync(join(CODE, 'written.js'), 'utf8')}; return written;`)() as (
	text: unknown,
) => string;

const bodies = readdirSync(BODIES)
	.filter((file) => file.endsWith('.txt') && !file.endsWith('.written.txt'))
	.map((file) => file.replace(/\.txt$/, ''));

/** Bodies as mail programs write them; `<name>.written.txt` is what the colleague typed. */
it.each(bodies)('%s: only what was written is left', (name) => {
	const read = (file: string) => readFileSync(join(BODIES, file), 'utf8');
	expect(written(read(`${name}.txt`))).toBe(read(`${name}.written.txt`).trimEnd());
});

it('takes no text for an empty one', () => {
	expect([written(undefined), written(null), written('')]).toEqual(['', '', '']);
});

it('tells the time by UTC where n8n does not know the time zone', () => {
	const time = new Function(`${readFileSync(join(CODE, 'compose.js'), 'utf8')}; return time;`)() as (
		at: string,
		settings: { timeZone: string },
	) => string;
	const at = '2026-05-01T10:00:00.000Z';
	expect(['Europe/Berlin', 'Berlin'].map((timeZone) => time(at, { timeZone }))).toEqual([
		'2026-05-01 12:00:00',
		'2026-05-01 10:00:00 UTC',
	]);
});
