import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';

/** Megabytes and packages in a node_modules folder so far; without `du` (Windows) only the packages. */
export async function measurePackages(nodeModules) {
	const [megabytes, packages] = await Promise.all([measureMegabytes(nodeModules), countPackages(nodeModules)]);
	return { megabytes, packages };
}

/** `du` walks 300,000 files in about a second, which Node does not. Files vanish while npm works, so its exit code says nothing. */
function measureMegabytes(folder) {
	return new Promise((done) => {
		execFile('du', ['-sk', folder], (_error, stdout) => done(Math.round(Number.parseInt(stdout, 10) / 1024) || undefined));
	});
}

async function countPackages(nodeModules) {
	const names = await fs.readdir(nodeModules).catch(() => []);
	const counts = await Promise.all(
		names.map(async (name) => {
			if (name.startsWith('.')) return 0;
			return name.startsWith('@') ? (await fs.readdir(path.join(nodeModules, name)).catch(() => [])).length : 1;
		}),
	);
	return counts.reduce((sum, count) => sum + count, 0);
}
