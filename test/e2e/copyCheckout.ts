/* eslint-disable @n8n/community-nodes/no-restricted-imports -- test code never ships */
import { cpSync } from 'node:fs';
import { join } from 'node:path';

import { checkoutFolder } from '../../runtime/checkout';

/** Copies the checkout as a clone would have it, and with what is not committed yet. */
export function copyCheckout(target: string): void {
	const left = ['node_modules', '.build', 'dist', '.git', 'coverage'].map((name) =>
		join(checkoutFolder(), name),
	);
	cpSync(checkoutFolder(), target, { recursive: true, filter: (file) => !left.includes(file) });
}
