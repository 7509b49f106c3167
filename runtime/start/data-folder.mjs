import fs from 'node:fs';
import path from 'node:path';
import { SetupFailure } from '../setup/failure.mjs';
import { takeLock } from '../setup/lock.mjs';

/** What `runtime/demo/` keeps in it; `.draft` and the like may follow a name. */
const OURS = ['demo.json', 'chats.json', 'n8n'];
const LOCK = 'running.lock';

/**
 * Makes the folder ours until `release()`, and empties it if asked to.
 * @returns {Promise<() => void>} release
 * @throws {SetupFailure} when it is in use, cannot be written, or `reset` would delete what is not ours
 */
export async function openDataFolder(folder, { reset }) {
	makeFolder(folder);
	const names = fs.readdirSync(folder);
	const foreign = names.filter((name) => ![...OURS, LOCK].some((own) => name === own || name.startsWith(`${own}.`)));
	if (foreign.length > 0) {
		throw new SetupFailure(`The folder ${folder} holds other files (${foreign.slice(0, 3).join(', ')}${foreign.length > 3 ? ', …' : ''}).`, 'Name an empty or new one with --data.');
	}
	const release = await takeLock(path.join(folder, LOCK), ({ pid }) => {
		throw new SetupFailure(
			`npm start is under way already (process ${pid}) with the data in ${folder}.`,
			'Use that one, or end it with Ctrl-C; for a second one beside it name another folder and other ports: npm start -- --data FOLDER --port 0 --simulator-port 0',
		);
	});
	if (reset) for (const name of OURS) fs.rmSync(path.join(folder, name), { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
	return () => {
		release();
		removeIfEmpty(folder);
	};
}

/** A start that came to nothing leaves nothing. */
function removeIfEmpty(folder) {
	try {
		fs.rmdirSync(folder);
	} catch {
		// Something is in it.
	}
}

function makeFolder(folder) {
	try {
		// The login lies in it.
		fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
		fs.accessSync(folder, fs.constants.W_OK);
	} catch (error) {
		throw new SetupFailure(`The folder ${folder} cannot be written (${error.code}).`, 'Name another one with --data.');
	}
}
