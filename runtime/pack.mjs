/**
 * Builds the package and packs it as npm would publish it. Needs the development tools (dependencies.mjs).
 *
 *     node runtime/pack.mjs [--json]
 */
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { SetupFailure } from './setup/failure.mjs';
import { takeLock } from './setup/lock.mjs';
import { CHECKOUT, runAsScript } from './setup/main.mjs';
import { npm } from './setup/npm.mjs';
import { reportStep } from './setup/progress.mjs';
import { requireNode } from './setup/requirements.mjs';
import { runTool } from './setup/run.mjs';

const TASK = 'package';

/** All that decides what is in the tarball; package-lock.json stands for the tools that build it. */
const SOURCES = ['package.json', 'package-lock.json', 'tsconfig.json', 'index.ts', 'nodes', 'credentials', 'platform', 'icons', 'README.md', 'CHANGELOG.md', 'LICENSE'];

/**
 * @param {{ checkout?: string, onProgress?: (event: object) => void }} [options]
 * @returns {Promise<string>} path of the tarball, in `.build/package/`; at once when no source has changed
 * @throws {SetupFailure} with what the build says
 */
export async function packPackage({ checkout = CHECKOUT, onProgress } = {}) {
	requireNode();
	const folder = path.join(checkout, '.build', 'package');
	fs.mkdirSync(folder, { recursive: true });
	const release = await takeLock(path.join(checkout, '.build', 'package.lock'));
	try {
		const hash = hashSources(checkout);
		const record = path.join(folder, 'packed.json');
		const packed = readRecord(record);
		if (packed?.hash === hash && fs.existsSync(path.join(folder, packed.tarball))) return path.join(folder, packed.tarball);

		fs.rmSync(folder, { recursive: true, force: true });
		fs.mkdirSync(folder);
		await reportStep(onProgress, TASK, 'building', () => build(checkout));
		const tarball = await reportStep(onProgress, TASK, 'packing', () => pack(checkout, folder));
		fs.writeFileSync(record, JSON.stringify({ hash, tarball }));
		return path.join(folder, tarball);
	} finally {
		release();
	}
}

async function build(checkout) {
	const tool = path.join(checkout, 'node_modules', '@n8n', 'node-cli', 'bin', 'n8n-node.mjs');
	const { code, output } = await runTool(tool, ['build'], { cwd: checkout });
	if (code !== 0) throw new SetupFailure(`The package does not build:\n${output}`, 'Correct that and start again.');
}

async function pack(checkout, folder) {
	const output = await npm(['pack', '--ignore-scripts', '--json', '--pack-destination', folder], { cwd: checkout, what: 'The package' });
	return JSON.parse(output)[0].filename;
}

function hashSources(checkout) {
	const hash = crypto.createHash('sha256');
	for (const source of SOURCES) {
		for (const file of filesIn(path.join(checkout, source))) {
			hash.update(`${path.relative(checkout, file)}\0`).update(fs.readFileSync(file)).update('\0');
		}
	}
	return hash.digest('hex');
}

function filesIn(place) {
	if (!fs.existsSync(place)) return [];
	if (!fs.statSync(place).isDirectory()) return [place];
	return fs.readdirSync(place).sort().flatMap((name) => filesIn(path.join(place, name)));
}

function readRecord(file) {
	try {
		return JSON.parse(fs.readFileSync(file, 'utf8'));
	} catch {
		return undefined;
	}
}

await runAsScript(import.meta.url, async (_args, onProgress) => {
	const tarball = await packPackage({ onProgress });
	return { tarball, text: tarball };
});
