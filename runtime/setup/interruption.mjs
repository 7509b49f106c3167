import process from 'node:process';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs `work(onChild)`; when a signal ends this process meanwhile, the children registered with `onChild` are killed with their
 * process groups and `cleanUp()` (synchronous) removes what was half made.
 */
export async function undoneWhenInterrupted(work, cleanUp) {
	const children = new Set();
	const onChild = (child) => {
		children.add(child);
		child.once('close', () => children.delete(child));
	};
	const interrupted = (signal) => {
		for (const child of children) killGroup(child);
		cleanUp();
		for (const name of SIGNALS) process.removeListener(name, interrupted);
		process.kill(process.pid, signal);
	};
	for (const name of SIGNALS) process.on(name, interrupted);
	try {
		return await work(onChild);
	} finally {
		for (const name of SIGNALS) process.removeListener(name, interrupted);
	}
}

function killGroup(child) {
	for (const target of [-child.pid, child.pid]) {
		try {
			process.kill(target, 'SIGKILL');
		} catch {
			// Ended by itself, or has no group of its own.
		}
	}
}
