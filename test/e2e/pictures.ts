/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- test code never ships */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';

import { checkoutFolder } from '../../runtime/checkout';

/** Where the README's pictures are; `npm run pictures` has the tests take them anew. */
const FOLDER = join(checkoutFolder(), '.github', 'images');

export function picturesWanted(): boolean {
	return Boolean(process.env.ALTABOTS_PICTURES);
}

/** Takes a picture of what a test has just proved, or of a part of it, when pictures are wanted. */
export async function picture(shown: Page | Locator, name: string): Promise<void> {
	if (!picturesWanted()) return;
	mkdirSync(FOLDER, { recursive: true });
	await shown.screenshot({ path: join(FOLDER, `${name}.png`), animations: 'disabled', caret: 'hide' });
}
