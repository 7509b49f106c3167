/* eslint-disable @n8n/community-nodes/no-restricted-imports -- test code never ships */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { checkoutFolder } from '../../runtime/checkout';
import { codeOf, functionsOf } from './exampleCode';

const BODIES = join(checkoutFolder(), 'test', 'fixtures', 'mail-bodies');

const { written } = functionsOf<{ written: (text: unknown) => string }>(
	codeOf('email', 'written'),
	'written',
);

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
