import net from 'node:net';
import { SetupFailure } from '../setup/failure.mjs';

const LOOPBACK = '127.0.0.1';
const ASK_TIMEOUT_MS = 2_000;

const OPTIONS = { n8n: '--port', simulator: '--simulator-port', page: '--page-port' };
const NAMES = { n8n: 'n8n', simulator: "the platform's stand-in", page: "the stand-in's page" };

/**
 * @param {{ n8n: number, simulator: number, page: number }} ports 0 means any
 * @throws {SetupFailure} when one is taken, with a command that avoids it
 */
export async function requireFreePorts(ports) {
	const taken = [];
	for (const [part, port] of Object.entries(ports)) if (port !== 0 && !(await isFree(port))) taken.push(part);
	if (taken.length === 0) return;
	const owners = await Promise.all(taken.map(async (part) => `port ${ports[part]} for ${NAMES[part]} is taken${await ownerOf(ports[part])}`));
	const sentence = owners.join(', and ');
	throw new SetupFailure(`${sentence[0].toUpperCase()}${sentence.slice(1)}.`, `End what uses it, or start with other ports: npm start -- ${await commandFor(taken, ports)}`);
}

async function ownerOf(port) {
	try {
		const answer = await fetch(`http://${LOOPBACK}:${port}/rest/settings`, { signal: AbortSignal.timeout(ASK_TIMEOUT_MS) });
		if ((await answer.text()).includes('n8nMetadata') || answer.headers.has('x-n8n-version')) return ' by another n8n on this machine, which is left alone';
	} catch {
		// Something else, or something silent.
	}
	return '';
}

async function commandFor(taken, ports) {
	const used = new Set(Object.values(ports));
	const options = [];
	for (const part of taken) {
		let port = ports[part] + 1;
		while (used.has(port) || !(await isFree(port))) port += 1;
		used.add(port);
		options.push(`${OPTIONS[part]} ${port}`);
	}
	return options.join(' ');
}

/** Looks at both families: another n8n usually listens on all addresses, and a second listener on loopback would steal its calls. */
async function isFree(port) {
	return (await canListen(port, LOOPBACK)) && (await canListen(port));
}

function canListen(port, host) {
	return new Promise((done) => {
		const server = net.createServer();
		server.once('error', () => done(false));
		server.listen({ port, host, exclusive: true }, () => server.close(() => done(true)));
	});
}
