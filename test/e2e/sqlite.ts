/* eslint-disable @n8n/community-nodes/no-restricted-imports -- test code never ships */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { N8n } from '../../runtime/n8n';
import { runScript } from '../../runtime/script';

const RUN = `const db = new (require('node:sqlite').DatabaseSync)(process.argv[1]);
	db.exec('PRAGMA busy_timeout = 10000');
	const rows = process.argv[2] === 'query' ? db.prepare(process.argv[3]).all() : db.exec(process.argv[3]);
	process.stdout.write(JSON.stringify(rows ?? []));
	db.close();`;

const MOST_BYTES = 1_000_000_000;

/** The SQLite database of a running or stopped n8n, by the Node.js that runs it: the one of the tests may be too old for `node:sqlite`. */
export class SqliteDatabase {
	private node: string | undefined;

	constructor(private readonly n8n: N8n) {}

	/** One or more statements. */
	async execute(sql: string): Promise<void> {
		await this.run('execute', sql);
	}

	/** The rows of one statement. */
	async query<T>(sql: string): Promise<T[]> {
		return JSON.parse(await this.run('query', sql)) as T[];
	}

	private async run(how: 'execute' | 'query', sql: string): Promise<string> {
		this.node ??= (await runScript<{ node: string }>('install.mjs', [this.n8n.version])).node;
		const file = join(this.n8n.userFolder, '.n8n', 'database.sqlite');
		const { stdout } = await promisify(execFile)(this.node, ['-e', RUN, file, how, sql], {
			maxBuffer: MOST_BYTES,
		});
		return stdout;
	}
}
