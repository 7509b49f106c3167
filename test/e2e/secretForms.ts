/* eslint-disable @n8n/community-nodes/no-restricted-imports -- test code never ships */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { runScript } from '../../runtime/script';
import type { N8n } from '../../runtime/n8n';

/** A place to search: a file or an answer, as Latin-1, so that every byte is a character. */
export interface Place {
	name: string;
	content: string;
}

/** Every way in which a secret may have been written down; by name, as the bytes to look for. */
export function formsOf(secret: string): { [form: string]: string } {
	const inJson = JSON.stringify(secret).slice(1, -1);
	return {
		plain: secret,
		'JSON-escaped': inJson,
		'JSON-escaped twice': JSON.stringify(inJson).slice(1, -1),
		'URL-encoded': encodeURIComponent(secret),
		'URL-encoded as a form': new URLSearchParams({ s: secret }).toString().slice(2),
		hexadecimal: Buffer.from(secret).toString('hex'),
		'UTF-16': Buffer.from(secret, 'utf16le').toString('latin1'),
		// Whatever stands before it, `user:` say, shifts base64 by one of three; what stands behind changes its end.
		...Object.fromEntries(
			[0, 1, 2].map((shift) => [`base64, shifted by ${shift}`, base64Core(secret, shift)]),
		),
	};
}

function base64Core(secret: string, shift: number): string {
	const encoded = Buffer.from(`${'x'.repeat(shift)}${secret}`).toString('base64');
	const bits = 8 * (shift + Buffer.byteLength(secret));
	return encoded.slice(Math.ceil((8 * shift) / 6), Math.floor(bits / 6));
}

/** Where any of the secrets stands, in any form. */
export function findSecrets(places: readonly Place[], secrets: { [name: string]: string }): string[] {
	return Object.entries(secrets).flatMap(([name, secret]) =>
		Object.entries(formsOf(secret)).flatMap(([form, text]) =>
			places
				.filter(({ content }) => content.includes(text))
				.map((place) => `${name}, ${form}, in ${place.name}`),
		),
	);
}

/** All that n8n has written: database with its journal, log, settings; installed packages left out. */
export function filesBelow(folder: string): Place[] {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((file) => !file.includes('node_modules'))
		.map((file) => join(folder, file))
		.filter((file) => statSync(file).isFile())
		.map((file) => ({ name: file.slice(folder.length + 1), content: readFileSync(file, 'latin1') }));
}

/** Every value of every table: in the file itself a long value is spread over pages. */
export async function databaseRows(n8n: N8n): Promise<Place[]> {
	const { node } = await runScript<{ node: string }>('install.mjs', [n8n.version]);
	const script = `const db = new (require('node:sqlite').DatabaseSync)(process.argv[1], { readOnly: true });
		for (const { name } of db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all())
			for (const row of db.prepare('SELECT * FROM "' + name + '"').iterate())
				console.log(name + '\\t' + Object.values(row).map((value) => value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value)).join('\\t'));`;
	const { stdout } = await promisify(execFile)(
		node,
		['--no-warnings', '-e', script, join(n8n.userFolder, '.n8n', 'database.sqlite')],
		{
			maxBuffer: 1e9,
			encoding: 'latin1',
		},
	);
	return stdout.split('\n').map((line) => ({ name: `table ${line.split('\t', 1)[0]}`, content: line }));
}
