/**
 * `npm run soak`: the package in a real n8n under a steady load, for as long as you like; see docs/reliability.md. Installs what is
 * missing. Ends with a verdict, and with a status other than 0 where a criterion is missed.
 *
 *     npm run soak                      10 minutes
 *     npm run soak -- --minutes 60
 *     npm run soak -- --rate 10         events per second; as it is 3, which two busy cores hold
 *     npm run soak -- --json FILE       every reading
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';

import { compile } from '../../runtime/compile.mjs';
import { ensureDependencies } from '../../runtime/dependencies.mjs';
import { installN8n } from '../../runtime/install.mjs';
import { packPackage } from '../../runtime/pack.mjs';
import { exitWith } from '../../runtime/setup/failure.mjs';
import { reportTo } from '../../runtime/setup/progress.mjs';

const onProgress = reportTo(process.stderr);

try {
	await ensureDependencies({ onProgress });
	await packPackage({ onProgress });
	await installN8n(undefined, { onProgress });
	const compiled = await compile({ onProgress });
	const { soak } = createRequire(import.meta.url)(path.join(compiled, 'test', 'soak', 'main.js'));
	process.exit((await soak(process.argv.slice(2))) ? 0 : 1);
} catch (failure) {
	exitWith(failure);
}
