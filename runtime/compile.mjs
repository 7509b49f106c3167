/**
 * Compiles simulator, runtime and tests into `.build/`. Needs the development tools (dependencies.mjs).
 *
 *     node runtime/compile.mjs
 */
import fs from 'node:fs';
import path from 'node:path';
import { SetupFailure } from './setup/failure.mjs';
import { takeLock } from './setup/lock.mjs';
import { CHECKOUT, runAsScript } from './setup/main.mjs';
import { reportStep } from './setup/progress.mjs';
import { requireNode } from './setup/requirements.mjs';
import { runTool } from './setup/run.mjs';

const TASK = 'simulator, runtime and tests';

/**
 * @param {{ checkout?: string, onProgress?: (event: object) => void }} [options]
 * @returns {Promise<string>} the folder with the compiled code
 * @throws {SetupFailure} with the compiler's messages
 */
export async function compile({ checkout = CHECKOUT, onProgress } = {}) {
	requireNode();
	const output = path.join(checkout, '.build');
	fs.mkdirSync(output, { recursive: true });
	const release = await takeLock(path.join(output, 'compile.lock'));
	try {
		removeOrphans(checkout, output);
		await reportStep(onProgress, TASK, 'compiling', async () => {
			const tsc = path.join(checkout, 'node_modules', 'typescript', 'bin', 'tsc');
			const { code, output: messages } = await runTool(tsc, ['-p', 'tsconfig.dev.json'], { cwd: checkout });
			if (code !== 0) throw new SetupFailure(`The TypeScript in ${TASK} does not compile:\n${messages}`, 'Correct that and start again.');
		});
	} finally {
		release();
	}
	return output;
}

/** Else a test that was deleted or renamed would go on being run in its compiled form. */
function removeOrphans(checkout, output) {
	for (const name of fs.readdirSync(output, { recursive: true })) {
		if (!name.endsWith('.js') || fs.existsSync(path.join(checkout, name.replace(/\.js$/, '.ts')))) continue;
		fs.rmSync(path.join(output, name));
		fs.rmSync(path.join(output, `${name}.map`), { force: true });
	}
}

await runAsScript(import.meta.url, async (_args, onProgress) => {
	const folder = await compile({ onProgress });
	return { folder, text: `Compiled into ${folder}.` };
});
