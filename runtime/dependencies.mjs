/**
 * Makes sure that the checkout's own node_modules are there and are those of package-lock.json. On Node's built-ins only.
 *
 *     node runtime/dependencies.mjs
 */
import fs from 'node:fs';
import path from 'node:path';
import { startKeeper } from './setup/keeper.mjs';
import { takeLock } from './setup/lock.mjs';
import { CHECKOUT, runAsScript } from './setup/main.mjs';
import { measurePackages } from './setup/measure.mjs';
import { askRegistry, npm } from './setup/npm.mjs';
import { reportStep } from './setup/progress.mjs';
import { requireDisk, requireNode } from './setup/requirements.mjs';

const TASK = 'development tools';

/** 1.1 GB stay, and npm's own cache grows along. */
const DISK_BYTES = 2e9;

/**
 * @param {{ checkout?: string, onProgress?: (event: object) => void }} [options]
 * @returns {Promise<{ installed: boolean }>} false when there was nothing to do
 * @throws {SetupFailure} with what is wrong and its cure
 */
export async function ensureDependencies({ checkout = CHECKOUT, onProgress } = {}) {
	requireNode();
	if (isInstalled(checkout)) return { installed: false };
	requireDisk(checkout, DISK_BYTES, 'Installing the development tools', 'move this folder to another disk');
	fs.mkdirSync(path.join(checkout, '.build'), { recursive: true });
	const release = await takeLock(path.join(checkout, '.build', 'dependencies.lock'), ({ pid }, ms) =>
		onProgress?.({ task: TASK, step: `waiting for another installation (process ${pid}) that is under way`, ms }),
	);
	try {
		if (isInstalled(checkout)) return { installed: false };
		await install(checkout, onProgress);
		return { installed: true };
	} finally {
		release();
	}
}

async function install(checkout, onProgress) {
	const keeper = startKeeper();
	const folder = path.join(checkout, 'node_modules');
	const what = 'The development tools';
	// Without scripts: nothing of it has to be built, and n8n's packages would try.
	const flags = ['--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];
	try {
		await reportStep(onProgress, TASK, 'asking the package registry', () =>
			askRegistry(`typescript@${readPackages(path.join(checkout, 'package-lock.json'))['node_modules/typescript'].version}`, { cwd: checkout, what, onChild: keeper.child }),
		);
		await reportStep(
			onProgress,
			TASK,
			'installing',
			() => npm(['ci', ...flags], { cwd: checkout, what, onChild: keeper.child }),
			() => measurePackages(folder),
		).catch(async (error) => {
			// npm begins with emptying it, and leaves half of it.
			await fs.promises.rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
			throw error;
		});
	} finally {
		keeper.end();
	}
}

/**
 * npm writes node_modules/.package-lock.json at the very end and removes it before it changes anything, so a half-finished
 * installation has none. What a platform leaves out is optional.
 */
function isInstalled(checkout) {
	const wanted = readPackages(path.join(checkout, 'package-lock.json'));
	const present = readPackages(path.join(checkout, 'node_modules', '.package-lock.json'));
	if (!wanted || !present) return false;
	return Object.entries(wanted).every(([name, { version, optional, devOptional, peer, link }]) => {
		if (name === '' || link) return true;
		if (!present[name]) return Boolean(optional || devOptional || peer);
		return present[name].version === version && fs.existsSync(path.join(checkout, name, 'package.json'));
	});
}

function readPackages(file) {
	try {
		return JSON.parse(fs.readFileSync(file, 'utf8')).packages;
	} catch {
		return undefined;
	}
}

await runAsScript(import.meta.url, async (_args, onProgress) => {
	const { installed } = await ensureDependencies({ onProgress });
	return { installed, text: installed ? 'The development tools are installed.' : 'The development tools are there already.' };
});
