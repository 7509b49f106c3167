/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only, never published */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drop, keep } from './keeper';

/** A new folder that is gone at the latest when this process is. */
export async function temporaryFolder(name: string): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), `altabots-${name}-`));
	keep('folder', folder);
	return folder;
}

export async function removeTemporaryFolder(folder: string): Promise<void> {
	await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
	drop('folder', folder);
}
