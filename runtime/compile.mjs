/**
 * Compiles simulator and runtime, and the tests with them, into `.build/`. Needs the development tools (dependencies.mjs).
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

/** What can be compiled: all of it, or only what `npm start` needs, which is quicker. */
const PARTS = {
	all: { task: 'simulator, runtime and tests', config: 'tsconfig.dev.json', record: 'compiled.txt' },
	runtime: { task: 'simulator and runtime', config: 'runtime/tsconfig.json', record: 'compiled-runtime.txt' },
};

/**
 * @param {{ checkout?: string, part?: 'all' | 'runtime', onProgress?: (event: object) => void }} [options]
 * @returns {Promise<string>} the folder with the compiled code; at once when nothing has changed
 * @throws {SetupFailure} with the compiler's messages
 */
export async function compile({ checkout = CHECKOUT, part = 'all', onProgress } = {}) {
	requireNode();
	const { task, config, record: name } = PARTS[part];
	const output = path.join(checkout, '.build');
	fs.mkdirSync(output, { recursive: true });
	const release = await takeLock(path.join(output, 'compile.lock'));
	try {
		const record = path.join(output, name);
		const sources = sourcesOf(checkout, config);
		const state = hash(checkout, sources);
		if (fs.existsSync(record) && fs.readFileSync(record, 'utf8') === state && isComplete(checkout, output, sources)) return output;
		fs.rmSync(record, { force: true });
		removeOrphans(checkout, output);
		await reportStep(onProgress, task, 'compiling', async () => {
			const tsc = path.join(checkout, 'node_modules', 'typescript', 'bin', 'tsc');
			const { code, output: messages } = await runTool(tsc, ['-p', config], { cwd: checkout });
			if (code !== 0) throw new SetupFailure(`The TypeScript in ${task} does not compile:\n${messages}`, 'Correct that and start again.');
		});
		fs.writeFileSync(record, state);
	} finally {
		release();
	}
	return output;
}

function hash(checkout, sources) {
	const sum = crypto.createHash('sha256');
	for (const file of sources) sum.update(`${path.relative(checkout, file)}\0`).update(fs.readFileSync(file)).update('\0');
	return sum.digest('hex');
}

function isComplete(checkout, output, sources) {
	return sources
		.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
		.every((file) => fs.existsSync(path.join(output, path.relative(checkout, file).replace(/\.ts$/, '.js'))));
}

/** What is compiled, the settings, and package-lock.json for the compiler. */
function sourcesOf(checkout, config) {
	const { include } = JSON.parse(fs.readFileSync(path.join(checkout, config), 'utf8'));
	const folders = include.map((pattern) => path.join(path.dirname(config), pattern.split('/**')[0]));
	return [...folders, config, 'tsconfig.dev.json', 'tsconfig.json', 'package-lock.json'].flatMap((name) => filesIn(path.join(checkout, name)));
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
