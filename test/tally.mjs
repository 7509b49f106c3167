/**
 * Adds up what `npm test`, `npm run test:queue` and `npm run test:faults` counted, and prints the line that CI closes with.
 *
 *     node test/tally.mjs
 */
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';

import { CHECKOUT, runAsScript } from '../runtime/setup/main.mjs';

/** One JSON file for each run since the folder was emptied. */
export const resultsFolder = path.join(CHECKOUT, '.build', 'results');

export function sum(counts) {
	const total = { passed: 0, failed: 0, skipped: 0 };
	for (const count of counts) for (const name of Object.keys(total)) total[name] += count[name];
	return total;
}

export function summary({ passed, failed, skipped }) {
	return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

await runAsScript(import.meta.url, async () => {
	const files = fs.readdirSync(resultsFolder).map((file) => path.join(resultsFolder, file));
	const total = sum(files.map((file) => JSON.parse(fs.readFileSync(file, 'utf8'))));
	if (total.failed > 0) process.exitCode = 1;
	return { ...total, text: summary(total) };
});
