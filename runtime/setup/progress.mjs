/**
 * Progress as text. Long steps call `onProgress(event)` with
 * `{ task, step, ms, megabytes?, packages?, done? }`: what is being set up, the step it is at, milliseconds since the step began,
 * megabytes and packages on disk so far, and `done: true` once, when the step has ended.
 */

/** "n8n 2.41.1: downloading packages … 1,240 MB, 1,480 packages, 1 min 20 s" */
export function describe({ task, step, ms, megabytes, packages, done }) {
	const facts = [];
	if (megabytes) facts.push(`${grouped(megabytes)} MB`);
	if (packages) facts.push(`${grouped(packages)} packages`);
	if (ms >= 1000) facts.push(duration(ms));
	return `${task}: ${step}${done ? ' done' : ' …'}${facts.length > 0 ? ` ${facts.join(', ')}` : ''}`;
}

/** Milliseconds as "12 s" or "1 min 20 s". */
export function duration(ms) {
	const seconds = Math.round(ms / 1000);
	return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Thousands separated as in "1,240", whatever the locale of the machine. */
function grouped(count) {
	return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Between two lines about the same step in a log that is no terminal, in milliseconds: a log stays short, a job does not look dead. */
const LOG_INTERVAL_MS = 15_000;

/** An `onProgress` that rewrites one line on a terminal, and elsewhere writes a line now and then, of each task if there are several. */
export function reportTo(stream) {
	const last = new Map();
	return (event) => {
		const text = describe(event);
		if (stream.isTTY) {
			stream.write(`\r\x1b[2K${text.slice(0, (stream.columns || 120) - 1)}${event.done ? '\n' : ''}`);
			return;
		}
		const { step, at } = last.get(event.task) ?? {};
		if (event.done || event.step !== step || Date.now() - at >= LOG_INTERVAL_MS) {
			last.set(event.task, { step: event.step, at: Date.now() });
			stream.write(`${text}\n`);
		}
	};
}

/**
 * Runs one step and reports it: at its start, every `everyMs` milliseconds with what `measure()` finds, and at its end.
 * @returns what `work()` returns
 */
export async function reportStep(onProgress, task, step, work, measure = async () => ({}), everyMs = 3_000) {
	const began = Date.now();
	const report = (facts) => onProgress?.({ task, step, ms: Date.now() - began, ...facts });
	let running = true;
	let timer;
	const tick = async () => {
		const facts = await measure().catch(() => ({}));
		if (!running) return;
		report(facts);
		timer = setTimeout(tick, everyMs);
	};
	report({});
	if (onProgress) timer = setTimeout(tick, everyMs);
	try {
		const result = await work();
		running = false;
		report({ ...(await measure().catch(() => ({}))), done: true });
		return result;
	} finally {
		running = false;
		clearTimeout(timer);
	}
}
