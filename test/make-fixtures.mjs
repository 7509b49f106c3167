/**
 * Makes fixtures of the file that the live check offers (examples/live-check):
 *
 *     npm run fixtures -- altabots-live-check.json
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { compile } from '../runtime/compile.mjs';
import { ensureDependencies } from '../runtime/dependencies.mjs';
import { SetupFailure } from '../runtime/setup/failure.mjs';
import { CHECKOUT, runAsScript } from '../runtime/setup/main.mjs';

/** The default of the trigger's option, which the tests of the fixtures have, too. */
const PLACEHOLDERS = ['support@gptbots.ai'];

/** @param {string} file @param {string} folder where the fixtures are written */
export async function makeFixtures(file, folder, onProgress) {
	await ensureDependencies({ onProgress });
	const output = await compile({ onProgress });
	const { fixturesFrom } = createRequire(import.meta.url)(path.join(output, 'test', 'liveCheckFixtures.js'));
	const { files, skipped } = fixturesFrom(JSON.parse(fs.readFileSync(file, 'utf8')), PLACEHOLDERS);
	for (const { path: name, text } of files) fs.writeFileSync(path.join(folder, name), text);
	return { written: files.map(({ path: name }) => name), skipped };
}

await runAsScript(import.meta.url, async ([file], onProgress) => {
	if (!file) throw new SetupFailure('Which file?', 'npm run fixtures -- altabots-live-check.json');
	const folder = path.join(CHECKOUT, 'test', 'fixtures');
	const { written, skipped } = await makeFixtures(file, folder, onProgress);
	const lines = [
		...written.map((name) => `test/fixtures/${name}`),
		...skipped.map((reason) => `Not a fixture: ${reason}`),
		'Read each item before you commit it: it is what the code makes of the body, right or wrong.',
	];
	return { text: lines.join('\n'), written, skipped };
});
