import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { cacheFolder } from '../setup/cache.mjs';
import { SetupFailure } from '../setup/failure.mjs';
import { DEFAULT_EXAMPLE, EXAMPLES } from './examples.mjs';

const HIGHEST_PORT = 65_535;

const DEFAULTS = { n8n: 5678, simulator: 3400 };

export function help() {
	const examples = Object.entries(EXAMPLES).map(([name, { about }]) => `                         ${name}: ${about}`);
	return `Starts n8n with the AltaBots nodes, a stand-in for the platform, and a workflow in which you play both sides.

  npm start
  npm start -- [options]

  --example NAME         which workflow of examples/ to show (default ${DEFAULT_EXAMPLE})
${examples.join('\n')}
  --port N               n8n's port (default ${DEFAULTS.n8n}; 0 takes a free one)
  --simulator-port N     port of the platform's stand-in (default ${DEFAULTS.simulator}; 0 takes a free one)
  --page-port N          port of its web page (default: the one after --simulator-port)
  --data FOLDER          where workflows, executions, chats and the login are kept (default ${defaultDataFolder()})
  --reset                begin afresh: delete what is in that folder first
  --help                 this text

n8n and all that belongs to it listen on 127.0.0.1 only. Workflows, executions and chats are still there after a restart.
n8n itself is installed once, in ${cacheFolder()} or where ALTABOTS_N8N_CACHE says.
ALTABOTS_PORT, ALTABOTS_SIMULATOR_PORT, ALTABOTS_PAGE_PORT and ALTABOTS_DATA set the same as the options do.
`;
}

/**
 * @param {string[]} args the command line's
 * @returns {{ help: boolean, example: string, reset: boolean, data: string, ports: { n8n: number, simulator: number, page: number } }}
 * @throws {SetupFailure} for what is not understood
 */
export function readOptions(args, env = process.env) {
	const given = parse(args);
	const simulator = port('--simulator-port', given['simulator-port'] ?? env.ALTABOTS_SIMULATOR_PORT ?? DEFAULTS.simulator);
	const ports = {
		n8n: port('--port', given.port ?? env.ALTABOTS_PORT ?? DEFAULTS.n8n),
		simulator,
		page: port('--page-port', given['page-port'] ?? env.ALTABOTS_PAGE_PORT ?? (simulator === 0 ? 0 : simulator + 1)),
	};
	requireDifferent(ports);
	const example = given.example ?? DEFAULT_EXAMPLE;
	if (!Object.hasOwn(EXAMPLES, example)) {
		throw new SetupFailure(`There is no example "${example}".`, `Choose one of: ${Object.keys(EXAMPLES).join(', ')}.`);
	}
	return {
		help: given.help ?? false,
		example,
		reset: given.reset ?? false,
		data: path.resolve(given.data ?? env.ALTABOTS_DATA ?? defaultDataFolder(env)),
		ports,
	};
}

function parse(args) {
	const text = { type: 'string' };
	const flag = { type: 'boolean' };
	try {
		const options = { port: text, 'simulator-port': text, 'page-port': text, data: text, example: text, reset: flag, help: { ...flag, short: 'h' } };
		return parseArgs({ args, options }).values;
	} catch (error) {
		throw new SetupFailure(`${error.message.split('. ')[0].replace(/\.$/, '')}.`, 'npm start -- --help lists the options.');
	}
}

function port(option, value) {
	const number = Number(value);
	if (/^\d+$/.test(String(value)) && number <= HIGHEST_PORT) return number;
	throw new SetupFailure(`${option} is "${value}", which is no port.`, `Give a number between 1024 and ${HIGHEST_PORT}, or 0 for a free one.`);
}

function requireDifferent(ports) {
	const fixed = Object.values(ports).filter((number) => number !== 0);
	if (new Set(fixed).size === fixed.length) return;
	throw new SetupFailure(
		`n8n (${ports.n8n}), the platform's stand-in (${ports.simulator}) and its page (${ports.page}) need three different ports.`,
		'Choose others with --port, --simulator-port and --page-port.',
	);
}

/** Outside the checkout: a fresh clone or a cleaned one goes on where you stopped, and no tool takes n8n's files for sources. */
function defaultDataFolder(env = process.env) {
	return path.join(env.XDG_DATA_HOME || path.join(os.homedir(), '.local', 'share'), 'n8n-nodes-altabots');
}
