/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- test code never ships */
import fastify from 'fastify';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { installedN8n } from '../../runtime/installed-n8n';
import { removeTemporaryFolder, temporaryFolder } from '../../runtime/temporary-folder';

const run = promisify(execFile);

interface Manifest {
	name: string;
	version: string;
}

interface Release {
	manifest: Manifest;
	file: string;
	content: Buffer;
}

/** An npm registry on loopback, for reading; what it gets to publish is the latest from then on. */
export class NpmRegistry {
	private readonly app = fastify();

	private readonly releases: Release[] = [];

	private constructor(private readonly folder: string) {
		this.app.get<{ Params: { name: string } }>('/:name', async ({ params }, reply) => {
			const releases = this.releases.filter(({ manifest }) => manifest.name === params.name);
			if (releases.length === 0) return await reply.code(404).send({ error: 'Not found' });
			return {
				name: params.name,
				'dist-tags': { latest: releases[releases.length - 1].manifest.version },
				versions: Object.fromEntries(
					releases.map((release) => [release.manifest.version, this.versionOf(release)]),
				),
			};
		});
		this.app.get<{ Params: { name: string; file: string } }>('/:name/-/:file', async ({ params }, reply) => {
			const release = this.releases.find(({ file }) => file === params.file);
			return await (release ? reply.send(release.content) : reply.code(404).send({ error: 'Not found' }));
		});
	}

	static async start(): Promise<NpmRegistry> {
		const registry = new NpmRegistry(await temporaryFolder('registry'));
		await registry.app.listen({ port: 0, host: '127.0.0.1' });
		return registry;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.app.server.address() as AddressInfo).port}`;
	}

	/** @param tarball what `npm pack` wrote */
	async publish(tarball: string): Promise<void> {
		const { stdout } = await run('tar', ['-xzOf', tarball, 'package/package.json']);
		const manifest = JSON.parse(stdout) as Manifest;
		this.releases.push({ manifest, file: basename(tarball), content: await readFile(tarball) });
	}

	/** The same package under another version number. Returns the tarball's path. */
	async packedAs(version: string, tarball: string): Promise<string> {
		const source = join(this.folder, version);
		await mkdir(source, { recursive: true });
		await run('tar', ['-xzf', tarball, '-C', source, '--strip-components=1']);
		const file = join(source, 'package.json');
		const manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest;
		await writeFile(file, JSON.stringify({ ...manifest, version }, null, 2));
		const { stdout } = await run(
			'npm',
			['pack', '--ignore-scripts', '--json', '--pack-destination', this.folder],
			{ cwd: source },
		);
		const [{ filename }] = JSON.parse(stdout) as Array<{ filename: string }>;
		return join(this.folder, filename);
	}

	/**
	 * The environment of an n8n that installs from here. n8n names the public registry in every call of npm, and lets only
	 * licensed instances name another; so what it finds as `npm` changes that one argument and calls npm.
	 */
	async environment(n8nVersion: string): Promise<Record<string, string>> {
		const launchers = join(this.folder, 'launchers');
		await mkdir(launchers, { recursive: true });
		const launcher = join(launchers, 'npm');
		const lines = [
			'#!/bin/sh',
			'for argument do',
			'  shift',
			'  case "$argument" in --registry=*) ;; *) set -- "$@" "$argument" ;; esac',
			'done',
			// Without its own folder, which stands first.
			`PATH="\${PATH#*:}" exec npm "$@" --registry=${this.url}`,
		];
		await writeFile(launcher, `${lines.join('\n')}\n`);
		await chmod(launcher, 0o755);
		const { node } = await installedN8n(n8nVersion);
		return {
			PATH: [launchers, dirname(node), process.env.PATH].join(':'),
			npm_config_cache: join(this.folder, 'cache'),
			npm_config_update_notifier: 'false',
		};
	}

	async stop(): Promise<void> {
		await this.app.close();
		await removeTemporaryFolder(this.folder);
	}

	private versionOf({ manifest, file, content }: Release) {
		return {
			...manifest,
			dist: {
				tarball: `${this.url}/${manifest.name}/-/${file}`,
				integrity: `sha512-${createHash('sha512').update(content).digest('base64')}`,
				shasum: createHash('sha1').update(content).digest('hex'),
			},
		};
	}
}
