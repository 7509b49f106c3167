/**
 * n8n's own package scanner, offline, on both things it looks at: the source and what npm would publish (built anew if a
 * source has changed).
 *
 *     npm run scan
 *
 * Ends with 1 unless both pass. Provenance and the comparison with GitHub can only be checked once published.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

import { analyzePackage, SOURCE_FILE_PATTERNS } from '@n8n/scan-community-package/scanner/scanner.mjs';

import { packPackage } from '../runtime/pack.mjs';
import { CHECKOUT } from '../runtime/setup/main.mjs';

/** What the scanner lints of a tarball. */
const TARBALL_FILE_PATTERNS = ['**/*.js', 'package.json'];

async function scan(leg, folder, patterns) {
	// The scanner passes an empty folder.
	if (!fs.existsSync(path.join(folder, 'package.json'))) throw new Error(`There is no package in ${folder}`);
	const { passed, message, details } = await analyzePackage(folder, patterns);
	process.stdout.write(`${passed ? 'passed' : 'NOT PASSED'}: ${leg}\n`);
	if (!passed) process.stdout.write(`${[message, details].filter(Boolean).join('\n')}\n`);
	return passed;
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'altabots-scan-'));
try {
	execFileSync('tar', ['-xzf', await packPackage(), '-C', folder]);

	const legs = [
		// These patterns leave out node_modules, dist and all that is for development.
		await scan('source', CHECKOUT, SOURCE_FILE_PATTERNS),
		await scan('tarball', path.join(folder, 'package'), TARBALL_FILE_PATTERNS),
	];
	process.exitCode = legs.every(Boolean) ? 0 : 1;
} finally {
	fs.rmSync(folder, { recursive: true, force: true });
}
