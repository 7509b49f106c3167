import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import process from 'node:process';

/** The owner renews its lock so often, in milliseconds … */
const RENEW_MS = 5_000;
/** … and counts as gone when it has not done so for this long, whatever its process id says (ids are used again). */
const STALE_MS = 60_000;
const POLL_MS = 1_000;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Takes the lock `file`, waiting while another living process holds it. A lock whose owner has died is taken over.
 * The lock file appears by a hard link to a finished file, so nobody ever reads a half-written one.
 * @param {(owner: {pid: number}, waitedMs: number) => void} [onWait] called about once a second while waiting
 * @returns {Promise<() => void>} releases the lock
 */
export async function takeLock(file, onWait) {
	const began = Date.now();
	for (;;) {
		const release = tryLock(file);
		if (release) return release;
		const owner = readOwner(file);
		if (owner === undefined) continue;
		if (isGone(owner)) {
			removeStale(file, owner);
			continue;
		}
		onWait?.(owner, Date.now() - began);
		await new Promise((done) => setTimeout(done, POLL_MS));
	}
}

function tryLock(file) {
	const id = `${process.pid}-${crypto.randomBytes(6).toString('hex')}`;
	const draft = `${file}.${id}`;
	fs.writeFileSync(draft, JSON.stringify({ id, pid: process.pid, host: os.hostname() }));
	try {
		fs.linkSync(draft, file);
	} catch (error) {
		if (error.code === 'EEXIST') return undefined;
		throw error;
	} finally {
		fs.rmSync(draft, { force: true });
	}
	const renewal = setInterval(() => {
		try {
			fs.utimesSync(file, new Date(), new Date());
		} catch {
			// Somebody removed the cache while it was being filled; the rename at the end will say so.
		}
	}, RENEW_MS);
	renewal.unref();
	const release = () => {
		clearInterval(renewal);
		for (const signal of SIGNALS) process.removeListener(signal, interrupted);
		if (readOwner(file)?.id === id) fs.rmSync(file, { force: true });
	};
	const interrupted = (signal) => {
		release();
		// Whoever else listens decides on the end.
		if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
	};
	for (const signal of SIGNALS) process.on(signal, interrupted);
	return release;
}

function readOwner(file) {
	try {
		const { mtimeMs } = fs.statSync(file);
		return { ...JSON.parse(fs.readFileSync(file, 'utf8')), renewedAt: mtimeMs };
	} catch (error) {
		if (error.code === 'ENOENT') return undefined;
		if (error instanceof SyntaxError) return { id: undefined, pid: 0, renewedAt: 0 };
		throw error;
	}
}

function isGone(owner) {
	if (Date.now() - owner.renewedAt > STALE_MS) return true;
	if (owner.host !== os.hostname()) return false;
	try {
		process.kill(owner.pid, 0);
		return false;
	} catch (error) {
		return error.code === 'ESRCH';
	}
}

/**
 * Two processes may find the same stale lock at once. Renaming picks one of them; a process that grabbed a fresh lock instead
 * puts it back. (Should a third one slip in between, two installs run side by side: each builds in a folder of its own and the
 * rename at the end lets one win, so that costs time and nothing else.)
 */
function removeStale(file, owner) {
	const grabbed = `${file}.stale-${process.pid}`;
	try {
		fs.renameSync(file, grabbed);
	} catch (error) {
		if (error.code === 'ENOENT') return;
		throw error;
	}
	if (readOwner(grabbed)?.id !== owner.id) {
		try {
			fs.linkSync(grabbed, file);
		} catch (error) {
			if (error.code !== 'EEXIST') throw error;
		}
	}
	fs.rmSync(grabbed, { force: true });
}
