/* eslint-disable @n8n/community-nodes/no-restricted-imports -- test code never ships */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { AltaBotsApi } from '../../credentials/AltaBotsApi.credentials';
import actionCodex from '../../nodes/AltaBots/AltaBots.node.json';
import triggerCodex from '../../nodes/AltaBotsTrigger/AltaBotsTrigger.node.json';
import { checkoutFolder } from '../../runtime/checkout';

const ROOT = checkoutFolder();
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

const manifest = JSON.parse(read('package.json')) as {
	homepage: string;
	scripts: Record<string, string>;
};

const PAGES = [
	...readdirSync(ROOT).filter((file) => file.endsWith('.md')),
	...['docs', 'examples'].flatMap((folder) =>
		(readdirSync(join(ROOT, folder), { recursive: true }) as string[])
			.filter((file) => file.endsWith('.md'))
			.map((file) => join(folder, file)),
	),
];

function matches(text: string, pattern: RegExp): string[] {
	return [...text.matchAll(pattern)].map(([, first]) => first);
}

/** The anchors that GitHub gives to headings. */
function anchorsOf(page: string): string[] {
	const file = statSync(join(ROOT, page)).isDirectory() ? join(page, 'README.md') : page;
	const text = read(file).replace(/^```[\s\S]*?^```/gm, '');
	return matches(text, /^#+ (.+)$/gm).map((heading) =>
		heading
			.toLowerCase()
			.replace(/[^\w\s-]/g, '')
			.trim()
			.replace(/\s/g, '-'),
	);
}

describe.each(PAGES)('%s', (page) => {
	const text = read(page).replace(/^```[\s\S]*?^```/gm, '');

	it('links only to what exists', () => {
		for (const link of matches(text, /\]\(([^)\s]+)\)/g)) {
			if (/^(https?|mailto):/.test(link)) continue;
			const [file, anchor] = link.split('#');
			const target = file === '' ? page : join(dirname(page), file);
			expect([link, existsSync(join(ROOT, target))]).toEqual([link, true]);
			// GitHub shows a folder's README under it.
			if (anchor !== undefined)
				expect([link, anchorsOf(target)]).toEqual([link, expect.arrayContaining([anchor])]);
		}
	});

	it('names only commands and files that exist', () => {
		const shell = matches(read(page), /```sh\n([\s\S]*?)```/g).flatMap((block) => block.trim().split('\n'));
		const inline = matches(text, /`([^`\n]+)`/g);
		for (const command of [...shell, ...inline]) {
			const [, script] = /^npm (?:run (\S+)|start|test)/.exec(command) ?? [];
			if (script !== undefined) expect([command, script in manifest.scripts]).toEqual([command, true]);
		}
		const folders = 'nodes|credentials|platform|simulator|runtime|test|bench|docs|examples|icons';
		const files = inline.filter((code) => new RegExp(`^(${folders})/[\\w./-]+$`).test(code));
		for (const file of files) expect([file, existsSync(join(ROOT, file))]).toEqual([file, true]);
	});
});

it('every picture is shown on some page', () => {
	const shown = PAGES.map(read).join('\n');
	const pictures = readdirSync(join(ROOT, '.github', 'images'));
	expect(pictures.filter((picture) => !shown.includes(`/${picture})`))).toEqual([]);
});

it("n8n's help links lead to headings of the README", () => {
	const links = [
		new AltaBotsApi().documentationUrl,
		...[actionCodex, triggerCodex].flatMap(({ resources }) =>
			[...resources.primaryDocumentation, ...resources.credentialDocumentation].map(({ url }) => url),
		),
	];
	const [home] = manifest.homepage.split('#');
	const anchors = ['readme', ...anchorsOf('README.md')];
	for (const link of links) {
		const [page, anchor] = link.split('#');
		expect([page, anchors]).toEqual([home, expect.arrayContaining([anchor])]);
	}
});
