/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only, never published */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The checkout's top folder: compiled code lies in `.build/`, while scripts and pins stay where they are. */
export function checkoutFolder(): string {
	let folder = __dirname;
	while (!existsSync(join(folder, 'runtime', 'install.mjs'))) {
		if (folder === dirname(folder)) throw new Error(`${__dirname} is not in a checkout`);
		folder = dirname(folder);
	}
	return folder;
}
