import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';

import { compile } from './compile.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { installN8n } from './install.mjs';
import { packPackage } from './pack.mjs';
import { exitWith } from './setup/failure.mjs';
import { reportTo } from './setup/progress.mjs';

/**
 * Installs, packs and compiles what is missing, then runs a measurement of the checkout with the arguments of this process, and ends
 * the process with what it says.
 *
 * @param {string} file below the checkout, without the ending
 * @param {string} name of the function: takes the arguments, resolves to whether all is well
 */
export async function runCompiled(file, name) {
	const onProgress = reportTo(process.stderr);
	try {
		await ensureDependencies({ onProgress });
		await packPackage({ onProgress });
		await installN8n(undefined, { onProgress });
		const compiled = await compile({ onProgress });
		const measure = createRequire(import.meta.url)(path.join(compiled, file))[name];
		process.exit((await measure(process.argv.slice(2))) ? 0 : 1);
	} catch (failure) {
		exitWith(failure);
	}
}
