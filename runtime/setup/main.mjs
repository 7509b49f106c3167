import fs from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { exitWith } from './failure.mjs';
import { reportTo } from './progress.mjs';

/** The checkout's top folder. */
export const CHECKOUT = fileURLToPath(new URL('../../', import.meta.url)).replace(/[\\/]$/, '');

/**
 * Runs `work(args, onProgress)` when the module with that `import.meta.url` is the script that was started (not when it is
 * imported). Progress and failures go to standard error; what `work` returns goes to standard output, with `--json` as JSON.
 */
export async function runAsScript(url, work) {
	const started = process.argv[1];
	if (!started || fs.realpathSync(started) !== fileURLToPath(url)) return;
	const args = process.argv.slice(2).filter((argument) => argument !== '--json');
	try {
		const { text, ...result } = await work(args, reportTo(process.stderr));
		process.stdout.write(`${process.argv.includes('--json') ? JSON.stringify(result) : text}\n`);
	} catch (error) {
		exitWith(error);
	}
}
