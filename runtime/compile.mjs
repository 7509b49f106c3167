/**
 * Compiles simulator, runtime and tests into `.build/`. Needs the development tools (dependencies.mjs).
 *
 *     node runtime/compile.mjs
 */
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { SetupFailure } from './setup/failure.mjs';
import { takeLock } from './setup/lock.mjs';
import { CHECKOUT, runAsScript } from './setup/main.mjs';
import { reportStep } from './setup/progress.mjs';
import { requireNode } from './setup/requirements.mjs';
import { runTool } from './setup/run.mjs';

const TASK = 'simulator, runtime and tests';

const CONFIG = 'tsconfig.dev.json';

/**
 * @param {{ checkout?: string, onProgress?: (event: object) => void }} [options]
 * @returns {Promise<string>} the folder with the compiled code; at once when nothing has changed
 * @throws {SetupFailure} with the compiler's messages
 */
export async function compile({ checkout = CHECKOUT, onProgress } = {}) {
	requireNode();
	const output = path.join(checkout, '.build');
	fs.mkdirSync(output, { recursive: true });
	const release = await takeLock(path.join(output, 'compile.lock'));
	try {
		const record = path.join(output, 'compiled.txt');
		const state = stateOf(checkout);
		if (fs.existsSync(record) && fs.readFileSync(record, 'utf8') === state) return output;
		fs.rmSync(record, { force: true });
		removeOrphans(checkout, output);
		await reportStep(onProgress, TASK, 'compiling', async () => {
			const tsc = path.join(checkout, 'node_modules', 'typescript', 'bin', 'tsc');
			const { code, output: messages } = await runTool(tsc, ['-p', CONFIG], { cwd: checkout });
			if (code !== 0) throw new SetupFailure(`The TypeScript in ${TASK} does not compile:\n${messages}`, 'Correct that and start again.');
		});
		fs.writeFileSync(record, state);
	} finally {
		release();
	}
	return output;
}

/** Changes with every source, and when a compiled file is missing. */
function stateOf(checkout) {
	const hash = crypto.createHash('sha256');
	for (const source of sourcesOf(checkout)) {
		for (const file of filesIn(path.join(checkout, source))) {
			const name = path.relative(checkout, file);
			const isCompiled = !/\.ts$/.test(name) || /\.d\.ts$/.test(name) || fs.existsSync(path.join(checkout, '.build', name.replace(/\.ts$/, '.js')));
			hash.update(`${name}\0${isCompiled}\0`).update(fs.readFileSync(file)).update('\0');
		}
	}
	return hash.digest('hex');
}

/** The folders that are compiled, the settings, and package-lock.json for the compiler. */
function sourcesOf(checkout) {
	const { include } = JSON.parse(fs.readFileSync(path.join(checkout, CONFIG), 'utf8'));
	return [...include.map((pattern) => pattern.split('/')[0]), CONFIG, 'tsconfig.json', 'package-lock.json'];
}

function filesIn(place) {
	if (!fs.existsSync(place)) return [];
	if (!fs.statSync(place).isDirectory()) return /\.(ts|json)$/.test(place) ? [place] : [];
	return fs.readdirSync(place).sort().filter((name) => name !== 'node_modules').flatMap((name) => filesIn(path.join(place, name)));
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
