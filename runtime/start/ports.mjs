import http from 'node:http';
import net from 'node:net';
import { SetupFailure } from '../setup/failure.mjs';

const LOOPBACK = '127.0.0.1';
const ASK_TIMEOUT_MS = 5_000;

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
	const text = await ask(`http://${LOOPBACK}:${port}/rest/settings`);
	return text.includes('"settingsMode"') ? ' by another n8n on this machine, which is left alone' : '';
}

/** What is answered there; '' when that is nothing in time. */
function ask(url) {
	return new Promise((done) => {
		const request = http.get(url, { timeout: ASK_TIMEOUT_MS, agent: false }, (response) => {
			let text = '';
			response.on('data', (chunk) => (text += chunk));
			response.on('close', () => done(text));
		});
		request.on('timeout', () => request.destroy());
		request.on('error', () => done(''));
	});
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
