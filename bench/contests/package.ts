/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only, never published */
import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { checkoutFolder } from '../../runtime/checkout';
import { installPackage } from '../../runtime/install-package';
import { installedN8n } from '../../runtime/installed-n8n';
import { packedPackage } from '../../runtime/packed-package';
import { removeTemporaryFolder, temporaryFolder } from '../../runtime/temporary-folder';
import { figure, type Finding } from '../contest';
import type { BenchOptions } from '../options';

const run = promisify(execFile);

const PROCESSES = 15;

/** Contest G: what having the package costs an n8n that does not use it. */
export async function packageContest({ say }: BenchOptions): Promise<Finding[]> {
	const tarball = await packedPackage();
	const { folder: n8nFolder, node } = await installedN8n('2.41.1');
	const folder = await temporaryFolder('bench-package');
	try {
		await installPackage(tarball, folder);
		const script = join(checkoutFolder(), '.build', 'bench', 'package', 'load.js');
		const installed = join(folder, 'node_modules', 'n8n-nodes-altabots');
		// As n8n does: a package finds n8n-workflow there.
		const env = { ...process.env, NODE_PATH: join(n8nFolder, 'node_modules') };
		const loads: Array<{ ms: number; heapKB: number }> = [];
		for (let round = 0; round < PROCESSES; round++) {
			const { stdout } = await run(node, ['--expose-gc', script, n8nFolder, installed], { env });
			loads.push(JSON.parse(stdout.trim().split('\n').pop() ?? '') as { ms: number; heapKB: number });
			say(`package loaded in ${loads[round].ms.toFixed(1)} ms`);
		}
		const common = { contest: 'G', setting: `n8n 2.41.1, ${PROCESSES} processes` } as const;
		return [
			figure({
				...{ contest: 'G', title: 'packed size', setting: '', measure: 'kB', unit: 'kB' },
				...{ samples: [statSync(tarball).size / 1000], aim: { atMost: 60 } },
			}),
			figure({
				...{ ...common, title: 'loading the package', measure: 'ms', unit: 'ms' },
				...{ samples: loads.map(({ ms }) => ms), aim: { atMost: 15 } },
			}),
			figure({
				...{ ...common, title: 'heap that the loaded package takes', measure: 'kB', unit: 'kB' },
				...{ samples: loads.map(({ heapKB }) => heapKB), aim: null },
			}),
		];
	} finally {
		await removeTemporaryFolder(folder);
	}
}
