/**
 * Proves the package, on a fresh clone too: installs what is missing, then lint, build, n8n's scanner and all tests.
 *
 *     npm test                      everything
 *     npm test -- unit node         only these suites
 *     npm run test:queue            the suites of queue mode
 *     npm run test:faults           what is broken on purpose, see docs/reliability.md; CI=true takes a tenth of the rounds
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';

import { compile } from '../runtime/compile.mjs';
import { ensureDependencies } from '../runtime/dependencies.mjs';
import { installN8n } from '../runtime/install.mjs';
import { packPackage } from '../runtime/pack.mjs';
import { CHECKOUT } from '../runtime/setup/main.mjs';
import { reportTo } from '../runtime/setup/progress.mjs';
import { resultsFolder, sum, summary } from './tally.mjs';

/** Suites that need no n8n come first, so that n8n installs meanwhile and their faults show at once. */
const WITHOUT_N8N = ['unit', 'node', 'workflow'];
const BY_DEFAULT = [...WITHOUT_N8N, 'e2e'];
/** Each starts several n8n, which beside others would starve, and their limits in time with them. */
const SOLITARY = ['queue', 'faults'];
const N8N_VERSIONS = ['2.41.1', '2.8.4'];

const onProgress = reportTo(process.stderr);
/** The variable serves the test that runs `npm test` as the README has it, and so cannot give an argument. */
const chosen = process.env.ALTABOTS_SUITES ? process.env.ALTABOTS_SUITES.split(',') : process.argv.slice(2);
const suites = chosen.length > 0 ? chosen : BY_DEFAULT;
const results = [];

/** Runs a tool of the checkout; its output goes through. Resolves to whether it ended well. */
async function run(script, args, env = {}) {
	const child = spawn(process.execPath, [path.join(CHECKOUT, script), ...args], {
		cwd: CHECKOUT,
		stdio: ['ignore', 'inherit', 'inherit'],
		env: { ...process.env, ...env },
	});
	return await new Promise((done) => child.once('close', (code) => done(code === 0)));
}

/** A step that counts as one test. */
async function step(name, work) {
	process.stdout.write(`\n— ${name}\n`);
	const passed = await work().catch((error) => {
		process.stdout.write(`${error.message}\n${error.cure ?? ''}\n`);
		return false;
	});
	results.push({ passed: Number(passed !== false), failed: Number(passed === false), skipped: 0 });
	return passed !== false;
}

async function jest(suite) {
	process.stdout.write(`\n— ${suite} tests\n`);
	const outputFile = path.join(CHECKOUT, '.build', `jest-${suite}.json`);
	fs.rmSync(outputFile, { force: true });
	await run('node_modules/jest/bin/jest.js', [
		...['--selectProjects', suite, '--json', '--outputFile', outputFile, '--forceExit', '--verbose'],
		...(SOLITARY.includes(suite) ? ['--runInBand'] : ['--maxWorkers=2']),
	]);
	if (!fs.existsSync(outputFile)) {
		results.push({ passed: 0, failed: 1, skipped: 0 });
		return;
	}
	const report = JSON.parse(fs.readFileSync(outputFile, 'utf8'));
	results.push({
		passed: report.numPassedTests,
		failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
		skipped: report.numPendingTests,
	});
}

const isFullRun = suites.includes('unit');
const needsN8n = suites.some((suite) => !WITHOUT_N8N.includes(suite));
/** Takes longest where nothing is there yet, so it begins at once. */
const installation = needsN8n ? Promise.all(N8N_VERSIONS.map(installOne)) : Promise.resolve();
installation.catch(() => {});
if (
	await step('Install, build and pack', async () => {
		await ensureDependencies({ onProgress });
		await packPackage({ onProgress });
		await compile({ onProgress });
	})
) {
	if (isFullRun) {
		await step("Lint, by n8n's rules and without a warning", async () => await run('test/lint.mjs', []));
		await step("n8n's package scanner", async () => await run('test/scan.mjs', []));
	}
	for (const suite of suites.filter((name) => WITHOUT_N8N.includes(name))) await jest(suite);
	if (needsN8n && (await step('Install n8n', async () => await installation))) {
		for (const suite of suites.filter((name) => !WITHOUT_N8N.includes(name))) await jest(suite);
	}
}

async function installOne(version) {
	await installN8n(version, { onProgress });
}

const total = sum(results);
fs.mkdirSync(resultsFolder, { recursive: true });
fs.writeFileSync(path.join(resultsFolder, `${suites.join('-')}.json`), JSON.stringify(total));
process.stdout.write(`\n${summary(total)}\n`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
