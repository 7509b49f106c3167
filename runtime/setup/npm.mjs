import { spawn } from 'node:child_process';
import path from 'node:path';
import { SetupFailure } from './failure.mjs';

/** What npm prints when it cannot reach its registry. */
const UNREACHABLE = /\b(ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|FETCH_ERROR)\b/;
const UNTRUSTED = /\b(UNABLE_TO_GET_ISSUER_CERT_LOCALLY|UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN|CERT_HAS_EXPIRED)\b/;

/** What runs now. */
const running = new Set();
let isEnding = false;

/** Ends npm with all that it has started, and lets none begin any more: whoever waits for one then cleans up after it. */
export function endNpm() {
	isEnding = true;
	for (const { pid } of running) {
		try {
			process.kill(process.platform === 'win32' ? pid : -pid, 'SIGTERM');
		} catch {
			// Gone already.
		}
	}
}

/**
 * Runs npm and waits for it.
 * @param {string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, what: string, onChild?: (child) => void }} options `what` is what fails, for the message: "n8n 2.41.1"
 * @returns {Promise<string>} its standard output
 * @throws {SetupFailure} when npm is missing or fails, with the cause npm gave
 */
export async function npm(args, { cwd, env = {}, what, onChild }) {
	if (isEnding) throw interrupted(what);
	const { command, leading } = npmCommand();
	const child = spawn(command, [...leading, ...args], {
		cwd,
		env: { ...cleanEnvironment(), ...env },
		stdio: ['ignore', 'pipe', 'pipe'],
		// npm is a script with a .cmd in front of it on Windows, which only a shell can start.
		shell: process.platform === 'win32',
		// A process group of its own: the compiler that npm starts has to end with it.
		detached: process.platform !== 'win32',
	});
	onChild?.(child);
	running.add(child);
	let stdout = '';
	let stderr = '';
	child.stdout.on('data', (chunk) => (stdout += chunk));
	child.stderr.on('data', (chunk) => (stderr = (stderr + chunk).slice(-200_000)));
	const code = await new Promise((done, fail) => {
		child.on('error', (error) => fail(error.code === 'ENOENT' ? npmMissing() : error));
		child.on('close', done);
	}).finally(() => running.delete(child));
	if (isEnding) throw interrupted(what);
	if (code !== 0) throw explain(what, `${stderr}\n${stdout}`);
	return stdout;
}

/**
 * Asks for one package's version: without a registry, an installation would take minutes to say so.
 * @param {string} spec such as "linkedom@0.18.12"
 * @param {{ cwd: string, what: string, onChild?: (child) => void }} options as for `npm`
 */
export async function askRegistry(spec, options) {
	await npm(['view', spec, 'version', '--fetch-retries=1', '--fetch-retry-mintimeout=2000'], options);
}

function interrupted(what) {
	return new SetupFailure(`The installation of ${what} was interrupted.`, 'Start again; nothing half-made was left behind.');
}

export function npmMissing() {
	return new SetupFailure(
		'npm was not found on this machine.',
		'Install npm (it comes with Node.js from nodejs.org; on Debian and Ubuntu: apt-get install npm) and start again.',
	);
}

/** Within `npm start` or `npm test` the same npm is used again, else the one on the PATH. */
function npmCommand() {
	const running = process.env.npm_execpath;
	return running && path.basename(running) === 'npm-cli.js'
		? { command: process.execPath, leading: [running] }
		: { command: 'npm', leading: [] };
}

/**
 * What a surrounding `npm start` tells its scripts about *this* checkout must not reach an npm that works in another folder;
 * NODE_ENV=production would leave out the development dependencies.
 */
function cleanEnvironment() {
	const env = {};
	for (const [name, value] of Object.entries(process.env)) {
		if (/^npm_(package|lifecycle)_|^npm_config_(local_prefix|prefix|omit|dry_run)$|^npm_command$|^NODE_ENV$|^INIT_CWD$/i.test(name)) continue;
		env[name] = value;
	}
	return env;
}

/** npm's words as a sentence with a cure; exported for its test. */
export function explain(what, output) {
	if (UNTRUSTED.test(output)) {
		return new SetupFailure(
			`${what} could not be downloaded: the package registry's certificate is not trusted here (often a company proxy).`,
			'Give npm the proxy\'s certificate (npm config set cafile /path/to/ca.pem) and start again.',
		);
	}
	if (UNREACHABLE.test(output)) {
		return new SetupFailure(
			`${what} could not be downloaded: the npm registry cannot be reached (${UNREACHABLE.exec(output)[1]}).`,
			'Check the network connection, and behind a proxy npm\'s settings (npm config get registry, npm config get proxy), then start again; nothing half-made was left behind.',
		);
	}
	if (/\bENOSPC\b|no space left on device/i.test(output)) {
		return new SetupFailure(
			`${what} could not be installed: the disk is full.`,
			'Free some space, or name a place on another disk in ALTABOTS_N8N_CACHE, and start again; nothing half-made was left behind.',
		);
	}
	if (/\bE401\b|\bE403\b/.test(output)) {
		return new SetupFailure(
			`${what} could not be downloaded: the npm registry wants a login (${/\bE40[13]\b/.exec(output)[0]}).`,
			'Log in with npm login, or choose another registry with npm config set registry, and start again.',
		);
	}
	if (/\b(EACCES|EPERM)\b/.test(output)) {
		return new SetupFailure(
			`${what} could not be installed: npm may not write to its folders (${/\b(EACCES|EPERM)\b/.exec(output)[1]}).`,
			'Make the npm cache (npm config get cache) and the cache folder yours, or name another place in ALTABOTS_N8N_CACHE, and start again.',
		);
	}
	return new SetupFailure(`${what} could not be installed; npm says:\n${lastWords(output)}`, 'Start again when that is cured; nothing half-made was left behind.');
}

function lastWords(output) {
	const lines = output.split('\n').filter((line) => line.trim() !== '');
	const errors = lines.filter((line) => /^npm (error|ERR!)/.test(line) && !/A complete log|logs can be found/.test(line));
	return (errors.length > 0 ? errors : lines).slice(-12).join('\n');
}
