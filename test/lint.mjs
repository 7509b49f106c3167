/**
 * n8n's own lint command, which lets warnings pass; here they do not.
 *
 *     node test/lint.mjs
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';

import { CHECKOUT } from '../runtime/setup/main.mjs';

/** ESLint's last line. */
const WARNINGS = /\b[1-9]\d* warnings?\b/;

const tool = path.join(CHECKOUT, 'node_modules', '@n8n', 'node-cli', 'bin', 'n8n-node.mjs');
const child = spawn(process.execPath, [tool, 'lint'], { cwd: CHECKOUT, stdio: ['ignore', 'pipe', 'pipe'] });
let output = '';
for (const [from, to] of [
	[child.stdout, process.stdout],
	[child.stderr, process.stderr],
]) {
	from.on('data', (chunk) => {
		output += chunk;
		to.write(chunk);
	});
}
child.once('close', (code) => {
	process.exitCode = code === 0 && WARNINGS.test(output) ? 1 : (code ?? 1);
});
