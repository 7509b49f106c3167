/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only, never published */
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * A process of its own, run by n8n's Node: `node load.js <n8n's folder> <folder of an installed package>` loads the package as n8n
 * does and prints what that took, `{ ms, heapKB }`, as JSON.
 */
interface Loader {
	loadAll(): Promise<void>;
}

async function load(n8nFolder: string, packageFolder: string): Promise<void> {
	const requireFromN8n = createRequire(join(n8nFolder, 'node_modules', 'n8n', 'package.json'));
	requireFromN8n('reflect-metadata');
	const { PackageDirectoryLoader } = requireFromN8n('n8n-core') as {
		PackageDirectoryLoader: new (folder: string) => Loader;
	};
	const loader = new PackageDirectoryLoader(packageFolder);
	globalThis.gc?.();
	const heap = process.memoryUsage().heapUsed;
	const begun = performance.now();
	await loader.loadAll();
	const ms = performance.now() - begun;
	globalThis.gc?.();
	process.stdout.write(`${JSON.stringify({ ms, heapKB: (process.memoryUsage().heapUsed - heap) / 1024 })}\n`);
}

void load(process.argv[2], process.argv[3]).then(() => process.exit(0));
