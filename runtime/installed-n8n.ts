import { runScript } from './script';

export interface InstalledN8n {
	folder: string;
	/** The Node that runs it: n8n 2.41 wants 24, whatever this process runs on. */
	node: string;
	n8nBin: string;
	version: string;
}

/** Installs a pinned n8n unless it is there: 0.1 s then, else about four minutes. */
export async function installedN8n(version: string, onProgress?: (line: string) => void): Promise<InstalledN8n> {
	return await runScript<InstalledN8n>('install.mjs', [version], onProgress);
}
