/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- test code never ships */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

import { checkoutFolder } from '../../runtime/checkout';

/** Where the README's pictures are; `npm run pictures` has the tests take them anew. */
const FOLDER = join(checkoutFolder(), '.github', 'images');

export function picturesWanted(): boolean {
	return Boolean(process.env.ALTABOTS_PICTURES);
}

interface Part {
	x: number;
	y: number;
	width: number;
	height: number;
}

/** Takes a picture of what a test has just proved, or of a part of it, when pictures are wanted. */
export async function picture(page: Page, name: string, clip?: Part): Promise<void> {
	if (!picturesWanted()) return;
	mkdirSync(FOLDER, { recursive: true });
	const path = join(FOLDER, `${name}.png`);
	await page.screenshot({ path, clip, animations: 'disabled', caret: 'hide' });
}
