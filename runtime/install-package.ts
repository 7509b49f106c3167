/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only, never published */
import { execFile } from 'node:child_process';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

interface Manifest {
	name: string;
	version: string;
	dependencies?: Record<string, string>;
	devDependencies?: unknown;
	peerDependencies?: unknown;
	optionalDependencies?: unknown;
}

/**
 * Installs a packed community package into n8n's folder for them, in n8n's own sequence (community-packages.service.js,
 * `downloadPackage`), except that the tarball comes from a file and npm is only called when there is something to fetch.
 * An earlier version of the package is replaced. n8n must not be running.
 * @param packages `<user folder>/.n8n/nodes`
 */
export async function installPackage(tarball: string, packages: string): Promise<void> {
	const unpacked = join(packages, 'unpacking');
	await rm(unpacked, { recursive: true, force: true });
	await mkdir(unpacked, { recursive: true });
	await run('tar', ['-xzf', tarball, '-C', unpacked, '--strip-components=1']);
	const { name, version, dependencies } = await stripManifest(join(unpacked, 'package.json'));

	const folder = join(packages, 'node_modules', name);
	await rm(folder, { recursive: true, force: true });
	await mkdir(dirname(folder), { recursive: true });
	await rename(unpacked, folder);
	if (Object.keys(dependencies ?? {}).length > 0) {
		const flags = ['--audit=false', '--fund=false', '--bin-links=false', '--install-strategy=shallow', '--ignore-scripts=true', '--package-lock=false'];
		await run('npm', ['install', ...flags], { cwd: folder });
	}
	await recordPackage(join(packages, 'package.json'), name, version);
}

async function stripManifest(file: string): Promise<Manifest> {
	const manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest;
	delete manifest.devDependencies;
	delete manifest.peerDependencies;
	delete manifest.optionalDependencies;
	await writeFile(file, JSON.stringify(manifest, null, 2));
	return manifest;
}

async function recordPackage(file: string, name: string, version: string): Promise<void> {
	const text = await readFile(file, 'utf8').catch(() => '{ "name": "installed-nodes", "private": true }');
	const record = JSON.parse(text) as { dependencies?: Record<string, string> };
	record.dependencies = { ...record.dependencies, [name]: version };
	await writeFile(file, JSON.stringify(record, null, 2));
}
