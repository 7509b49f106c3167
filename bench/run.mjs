/**
 * `npm run bench`: measures the package against its rivals on this machine; see docs/performance.md. Installs what is missing.
 *
 *     npm run bench                     everything: about an hour
 *     npm run bench -- --quick          contests A, D, E and F small, under five minutes; fails when an aim is missed
 *     npm run bench -- --json FILE      versions, settings and every sample
 *     npm run bench -- --only A,F       these contests
 *     npm run bench -- --plots FILE     draws the plots of docs/performance.md from such a JSON
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';

import { compile } from '../runtime/compile.mjs';
import { ensureDependencies } from '../runtime/dependencies.mjs';
import { installN8n } from '../runtime/install.mjs';
import { packPackage } from '../runtime/pack.mjs';
import { exitWith } from '../runtime/setup/failure.mjs';
import { reportTo } from '../runtime/setup/progress.mjs';

const onProgress = reportTo(process.stderr);

try {
	await ensureDependencies({ onProgress });
	await packPackage({ onProgress });
	await installN8n(undefined, { onProgress });
	const compiled = await compile({ onProgress });
	const { bench } = createRequire(import.meta.url)(path.join(compiled, 'bench', 'main.js'));
	process.exit((await bench(process.argv.slice(2))) ? 0 : 1);
} catch (failure) {
	exitWith(failure);
}
