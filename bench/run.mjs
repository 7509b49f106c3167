/**
 * `npm run bench`: measures the package against its rivals on this machine; see docs/performance.md. Installs what is missing.
 *
 *     npm run bench                     everything: about an hour
 *     npm run bench -- --quick          contests A, D, E and F small, under five minutes; fails when an aim is missed
 *     npm run bench -- --json FILE      versions, settings and every sample
 *     npm run bench -- --only A,F       these contests
 *     npm run bench -- --plots FILE     draws the plots of docs/performance.md from such a JSON
 */
import { runCompiled } from '../runtime/run-compiled.mjs';

await runCompiled('bench/main', 'bench');
