/**
 * `npm start`: on a fresh clone, alone, gives a running n8n with the package, the platform's stand-in and a published workflow.
 * On Node's built-ins only: it runs before anything else is installed. `npm start -- --help` lists the options.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { compile } from './compile.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { installN8n } from './install.mjs';
import { packPackage } from './pack.mjs';
import { exitWith, SetupFailure } from './setup/failure.mjs';
import { CHECKOUT } from './setup/main.mjs';
import { endNpm } from './setup/npm.mjs';
import { duration, reportTo } from './setup/progress.mjs';
import { requireDisk, requireNode } from './setup/requirements.mjs';
import { openDataFolder } from './start/data-folder.mjs';
import { EXAMPLES } from './start/examples.mjs';
import { help, readOptions } from './start/options.mjs';
import { requireFreePorts } from './start/ports.mjs';

/** What n8n's database and log take in a demo, and some to spare. */
const DATA_BYTES = 3e8;
const INTERRUPTED = 130;
/** Longer is not worth waiting for: the keepers of the installers go on with it, and the next start finds the rest. */
const CLEAN_UP_MS = 15_000;

const began = Date.now();
const say = (text) => process.stdout.write(`${text}\n`);
const onProgress = reportTo(process.stderr);

/** Undefined while things are being installed. */
let demo;
let release = () => {};
let stopping = false;
let isReady = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void end(signal === 'SIGINT' ? INTERRUPTED : 0));
// A terminal that was closed, or a pager that was left: there is nobody to tell, but everything to stop.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

const started = start();
try {
	await started;
} catch (failure) {
	if (!stopping) {
		await demo?.stop().catch(() => {});
		release();
		exitWith(failure);
	}
}

async function start() {
	requireNode();
	const options = readOptions(process.argv.slice(2));
	if (options.help) {
		say(help());
		return;
	}
	await requireFreePorts(options.ports);
	release = await openDataFolder(options.data, options);
	requireDisk(options.data, DATA_BYTES, 'The demo', 'name a folder on another disk with --data');
	await ensureDependencies({ onProgress });
	const tarball = await packPackage({ onProgress });
	const n8n = await installN8n(undefined, { onProgress });
	const compiled = await compile({ part: 'runtime', onProgress });
	if (stopping) return;
	await run(options, tarball, n8n, createRequire(import.meta.url)(path.join(compiled, 'runtime', 'demo', 'demo.js')));
}

async function run({ data, example, ports }, tarball, { version }, { Demo }) {
	progressLine(`n8n ${version}: starting …`);
	demo = new Demo({ data, ports, tarball, example: { name: example, ...EXAMPLES[example] }, say, onProgress: progressLine });
	const { platform, desk, workflow, login } = await demo.start().catch(explain);
	if (stopping) return;
	isReady = true;
	say(`
Ready after ${duration(Date.now() - began)}. Open both and play both sides:

  Customer   ${platform}
  Human      ${desk ?? workflow}

  n8n        ${workflow}
  Login      ${login.email}   ${login.password}
             (the same for n8n and for the human's page; only this machine can reach them)
  Data       ${data}
             (kept for the next npm start; npm start -- --reset begins afresh)

Ctrl-C stops everything.
`);
	const crash = await demo.whenItFails();
	if (!stopping) explain(crash);
}

function progressLine(line) {
	process.stderr.write(process.stderr.isTTY ? `\r\x1b[2K${line}` : `${line}\n`);
}

/** Throws what the compiled part has thrown, as problem and cure. */
function explain(error) {
	if (error.problem !== undefined) throw new SetupFailure(error.problem, error.cure);
	if (/EADDRINUSE|port .* (is )?already (in use|taken)/i.test(error.message)) {
		throw new SetupFailure('A port was taken by another program a moment ago.', 'Start again.');
	}
	throw error;
}

async function end(code) {
	if (stopping) {
		// Asked twice: whoever is in a hurry gets what the keepers do.
		release();
		process.exit(code);
	}
	stopping = true;
	if (demo) {
		say('\nStopping …');
		await demo.stop().catch((error) => say(error.message));
		say(isReady ? 'Stopped. Your data is kept.' : 'Stopped.');
	} else {
		say('\nStopping, and removing what is only half installed …');
		endNpm();
		await Promise.race([started.catch(() => {}), new Promise((done) => setTimeout(done, CLEAN_UP_MS))]);
		say('Stopped.');
	}
	release();
	process.exit(code);
}
