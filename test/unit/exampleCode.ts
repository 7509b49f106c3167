/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-dangerous-functions -- test code never ships */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { checkoutFolder } from '../../runtime/checkout';

const EXAMPLES = join(checkoutFolder(), 'examples');

/** What a Code node of `examples/<workflow>` runs: its files one behind another, `common/…` from `examples/build/`. */
export function codeOf(workflow: string, ...files: string[]): string {
	const pathOf = (file: string) =>
		file.startsWith('common/') ? join('build', file) : join(workflow, 'code', file);
	return files.map((file) => readFileSync(join(EXAMPLES, `${pathOf(file)}.js`), 'utf8')).join('\n');
}

/** The functions of such code, by their names. */
export function functionsOf<T>(code: string, ...names: Array<keyof T & string>): T {
	return new Function(`${code}; return { ${names.join(', ')} };`)() as T;
}
