import type { N8n } from '../../runtime/n8n';
import type { Inspector } from '../../runtime/inspector';
import axios from 'axios';

/** What n8n's process held at a moment; memory in bytes. */
export interface Reading {
	/** Milliseconds since 1970. */
	atMs: number;
	/** All that the system has given the process. */
	resident: number;
	/** Objects of the main isolate, with those that the collector has not come to yet. */
	heap: number;
	/** Open file descriptors, sockets included. */
	files: number;
	/** Sockets, timers and so on that libuv keeps for Node.js. */
	handles: number;
}

const METRICS: Record<Exclude<keyof Reading, 'atMs'>, string> = {
	resident: 'n8n_process_resident_memory_bytes',
	heap: 'n8n_nodejs_heap_size_used_bytes',
	files: 'n8n_process_open_fds',
	handles: 'n8n_nodejs_active_handles_total',
};

/** Reads n8n's own metrics, which N8N_METRICS=true makes it show. */
export async function read(n8n: N8n): Promise<Reading> {
	const { data } = await axios.get<string>(`${n8n.url}/metrics`, { proxy: false, timeout: 30_000 });
	const value = (name: string) => {
		const found = new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(data)?.[1];
		if (found === undefined) throw new Error(`n8n's metrics have no ${name}`);
		return Number(found);
	};
	return {
		atMs: Date.now(),
		resident: value(METRICS.resident),
		heap: value(METRICS.heap),
		files: value(METRICS.files),
		handles: value(METRICS.handles),
	};
}

/** Bytes of the objects that n8n still holds on to: right after a full collection nothing else is left. */
export async function heldHeap(inspector: Inspector): Promise<number> {
	await inspector.send('HeapProfiler.collectGarbage');
	const { usedSize } = (await inspector.send('Runtime.getHeapUsage')) as { usedSize: number };
	return usedSize;
}
