/**
 * Takes the README's pictures anew, into `.github/images/`: of the demo, while the tests that prove it play both
 * sides, of every ready-made workflow in n8n's editor, and of what a newcomer meets there.
 *
 *     npm run pictures
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';

import { compile } from '../runtime/compile.mjs';
import { ensureDependencies } from '../runtime/dependencies.mjs';
import { installN8n } from '../runtime/install.mjs';
import { packPackage } from '../runtime/pack.mjs';
import { exitWith } from '../runtime/setup/failure.mjs';
import { CHECKOUT } from '../runtime/setup/main.mjs';
import { reportTo } from '../runtime/setup/progress.mjs';

const onProgress = reportTo(process.stderr);

try {
	await ensureDependencies({ onProgress });
	await packPackage({ onProgress });
	await compile({ onProgress });
	await installN8n(undefined, { onProgress });
} catch (failure) {
	exitWith(failure);
}

const jest = path.join(CHECKOUT, 'node_modules', 'jest', 'bin', 'jest.js');
spawn(process.execPath, [jest, '--selectProjects', 'e2e', '--runInBand', '--forceExit', '--testPathPatterns', 'e2e/(demo|editor|walk|desks/pictures).test'], {
	cwd: CHECKOUT,
	stdio: 'inherit',
	env: { ...process.env, ALTABOTS_PICTURES: '1' },
}).once('close', (code) => process.exit(code ?? 1));
