/* eslint-disable @n8n/community-nodes/no-restricted-imports -- test code never ships */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { checkoutFolder } from '../../runtime/checkout';

const ROOT = checkoutFolder();
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

function all(pattern: RegExp): string[][] {
	return [...README.matchAll(pattern)].map((match) => match.slice(1));
}

describe('README.md', () => {
	it('shows each event as the fixture of the same name does', () => {
		const blocks = all(/<!-- (\S+) -->\n```json\n([\s\S]*?)```/g);
		expect(blocks).toHaveLength(4);
		for (const [file, json] of blocks) {
			expect(JSON.parse(json)).toEqual(JSON.parse(readFileSync(join(ROOT, file), 'utf8')));
		}
		expect(all(/(```json)/g)).toHaveLength(blocks.length);
	});

	it('links only to what exists', () => {
		const slug = (heading: string) =>
			heading.toLowerCase().replace(/[^\w\s-]/g, '').trim().replace(/\s/g, '-');
		const anchors = all(/^#+ (.+)$/gm).map(([heading]) => slug(heading));
		const links = all(/\]\(([^)]+)\)/g).map(([link]) => link);
		expect(links.length).toBeGreaterThan(5);
		for (const link of links) {
			if (/^https:\/\//.test(link)) continue;
			const isThere = link.startsWith('#') ? anchors.includes(link.slice(1)) : existsSync(join(ROOT, link));
			expect([link, isThere]).toEqual([link, true]);
		}
	});

	it('names only commands that exist', () => {
		const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
			scripts: Record<string, string>;
		};
		const commands = all(/```sh\n([\s\S]*?)```/g).flatMap(([block]) => block.trim().split('\n'));
		expect(commands).toEqual(expect.arrayContaining(['npm start', 'npm test']));
		for (const command of commands) {
			const [, script] = /^npm (?:run )?(\S+)/.exec(command) ?? [];
			expect([command, script in scripts]).toEqual([command, true]);
		}
	});
});
