import fs from 'node:fs';
import path from 'node:path';
import { SetupFailure } from './failure.mjs';

/** The oldest Node that the tools of this project and n8n 2.8.4 run on. */
const OLDEST_NODE = '20.19.0';

/** @throws {SetupFailure} when this Node is older than the project needs */
export function requireNode(version = process.versions.node) {
	if (compareVersions(version, OLDEST_NODE) < 0) {
		throw new SetupFailure(
			`This needs Node.js 20.19 or newer, and runs on ${version}.`,
			'Install a newer Node.js from nodejs.org, or with a version manager (nvm install 24), and start again.',
		);
	}
}

/**
 * @param {string} folder where it will be written (need not exist yet)
 * @param {number} bytes how much is needed there
 * @param {string} what a subject: "n8n 2.41.1"
 * @param {string} elsewhere how to use another disk
 * @throws {SetupFailure} when there is less
 */
export function requireDisk(folder, bytes, what, elsewhere = 'name a place on another disk in ALTABOTS_N8N_CACHE') {
	let existing = path.resolve(folder);
	while (!fs.existsSync(existing)) existing = path.dirname(existing);
	const { bavail, bsize } = fs.statfsSync(existing);
	if (bavail * bsize < bytes) {
		throw new SetupFailure(
			`${what} needs ${gigabytes(bytes)} of free disk space, and ${folder} has ${gigabytes(bavail * bsize)}.`,
			`Free some space, or ${elsewhere}, and start again.`,
		);
	}
}

function gigabytes(bytes) {
	return `${(bytes / 1e9).toFixed(1)} GB`;
}

/** Compares versions such as "20.19.0"; negative when `a` is older. */
export function compareVersions(a, b) {
	const [left, right] = [a, b].map((version) => version.replace(/^v/, '').split('.').map(Number));
	for (let i = 0; i < 3; i++) {
		const difference = (left[i] || 0) - (right[i] || 0);
		if (difference !== 0) return difference;
	}
	return 0;
}
