import type { N8n } from '../../runtime/n8n';
import { http } from '../e2e/n8n';
import { pause } from './rounds';

const READY_WITHIN_MS = 120_000;
const POLL_MS = 250;

/**
 * What a container's restart policy does: starts again what has ended. Returns when each process answers that it is ready.
 * @returns how many had ended
 */
export async function supervise(processes: N8n[]): Promise<number> {
	const restarts = await Promise.all(processes.map(untilReady));
	return restarts.reduce((sum, one) => sum + one, 0);
}

async function untilReady(n8n: N8n): Promise<number> {
	const deadline = Date.now() + READY_WITHIN_MS;
	let restarts = 0;
	for (;;) {
		if (!n8n.running) {
			restarts++;
			await n8n.restart();
		}
		const answer = await http.get(`${n8n.url}/healthz/readiness`, { timeout: 2_000 }).catch(() => undefined);
		if (answer?.status === 200) return restarts;
		if (Date.now() > deadline)
			throw new Error(`n8n on port ${n8n.port} is not ready after ${READY_WITHIN_MS} ms`);
		await pause(POLL_MS);
	}
}
