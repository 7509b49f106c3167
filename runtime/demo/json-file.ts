/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only, never published */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { DemoFailure } from './failure';

const OWNER_ONLY = 0o600;

/** Undefined where there is no such file. */
export async function readJson<T>(file: string): Promise<T | undefined> {
	const text = await readFile(file, 'utf8').catch(() => undefined);
	if (text === undefined) return undefined;
	try {
		return JSON.parse(text) as T;
	} catch {
		return await Promise.reject(
			new DemoFailure(
				`The file ${file} cannot be read as JSON.`,
				'Start with npm start -- --reset to begin afresh.',
			),
		);
	}
}

/** Whole or not at all, for a start may be interrupted at any moment; readable by its owner only. */
export async function writeJson(file: string, content: unknown): Promise<void> {
	await writeFile(`${file}.draft`, `${JSON.stringify(content, null, '\t')}\n`, { mode: OWNER_ONLY });
	await rename(`${file}.draft`, file);
}
