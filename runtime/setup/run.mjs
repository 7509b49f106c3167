import { spawn } from 'node:child_process';

/** Escape sequences of spinners and colours, which only a terminal can read. */
const TERMINAL_CODES = /\x1b\[[0-9;?]*[A-Za-z]|\[999D|\[J/g;

/**
 * Runs one of the checkout's own tools under this Node and collects what it says.
 * @returns {Promise<{ code: number | null, output: string }>}
 */
export async function runTool(script, args, { cwd, env = process.env, onChild }) {
	const child = spawn(process.execPath, [script, ...args], { cwd, env: { ...env, NO_COLOR: '1', CI: '1' }, stdio: ['ignore', 'pipe', 'pipe'] });
	onChild?.(child);
	let output = '';
	for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
	const code = await new Promise((done, fail) => {
		child.once('error', fail);
		child.once('close', done);
	});
	return { code, output: output.replace(TERMINAL_CODES, '').trim() };
}
