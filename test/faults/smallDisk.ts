/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- test code never ships */
import { execFile } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const MEGABYTES = 100;
/** From coarse to fine: at the end not one block is free. */
const PIECES = [1_048_576, 4_096].map((bytes) => Buffer.alloc(bytes, 1));

async function asRoot(...command: string[]): Promise<void> {
	const [program, ...args] = process.getuid?.() === 0 ? command : ['sudo', '--non-interactive', ...command];
	await promisify(execFile)(program, args);
}

/** A file system of its own that can be filled to the last block (a tmpfs: writing to it fails with ENOSPC as on any disk). */
export class SmallDisk {
	private constructor(private readonly folder: string) {}

	/** @throws with what to do where mounting is not permitted */
	static async mount(folder: string): Promise<SmallDisk> {
		await mkdir(folder, { recursive: true });
		const options = ['-t', 'tmpfs', '-o', `size=${MEGABYTES}m`, 'tmpfs'];
		await asRoot('mount', ...options, folder).catch(async ({ message }: Error) => {
			const needs =
				'A full disk needs a small file system, and mounting one needs Linux and root, or sudo without a password';
			return await Promise.reject(new Error(`${needs}: ${message}`));
		});
		return new SmallDisk(folder);
	}

	fill(): void {
		const file = openSync(this.filler, 'w');
		try {
			for (const piece of PIECES) writeUntilFull(file, piece);
		} finally {
			closeSync(file);
		}
	}

	async free(): Promise<void> {
		await rm(this.filler, { force: true });
	}

	async unmount(): Promise<void> {
		await asRoot('umount', '--lazy', this.folder);
	}

	private get filler(): string {
		return join(this.folder, 'filler');
	}
}

function writeUntilFull(file: number, piece: Buffer): void {
	try {
		while (writeSync(file, piece) > 0);
	} catch (error) {
		expect((error as { code?: string }).code).toBe('ENOSPC');
	}
}
