/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- test code never ships */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const FOLDER = resolve(__dirname, '../../test/fixtures/operations');

/** A call of an operation as a document shows it, and what the node makes of it. */
export interface OperationFixture {
	/** `resource.operation`, and an edition where there are several. */
	name: string;
	resource: string;
	operation: string;
	/** Document, date and section. */
	source: string;
	/** What must go out; values of a query are texts. */
	request: { method: string; path: string; query?: Record<string, string>; body?: unknown };
	/** The node's parameters beside resource and operation. */
	parameters: Record<string, unknown>;
	answer: unknown;
	/** The `json` of what comes out; `"*"` stands for any text. */
	items: Array<Record<string, unknown>>;
}

export function operationFixtures(): OperationFixture[] {
	return readdirSync(FOLDER).map((file) => {
		const name = file.replace(/\.json$/, '');
		const [resource, operation] = name.split('.');
		const fixture = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as OperationFixture;
		return { ...fixture, name, resource, operation };
	});
}
