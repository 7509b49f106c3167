/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- test code never ships */
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where Debian keeps what PostgreSQL does not want in everybody's path. */
const DEBIAN_POSTGRESQL = '/usr/lib/postgresql';

/**
 * Finds a server's program.
 * @throws with the way to install it: a fault that cannot be tried is no fault that is survived
 */
export function ownBinary(program: string, install: string): string {
	const versions = existsSync(DEBIAN_POSTGRESQL) ? readdirSync(DEBIAN_POSTGRESQL) : [];
	const folders = [
		...(process.env.PATH ?? '').split(delimiter),
		...versions.map((version) => join(DEBIAN_POSTGRESQL, version, 'bin')),
	];
	const found = folders.map((folder) => join(folder, program)).find((file) => existsSync(file));
	if (found) return found;
	throw new Error(
		`The tests restart a server of their own, and there is no ${program} on this machine. Install it:\n  ${install}`,
	);
}
