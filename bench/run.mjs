/**
 * `npm run bench`: measures the package against its rivals on this machine; see docs/performance.md. Installs what is missing.
 *
 *     npm run bench                     everything: about an hour
 *     npm run bench -- --quick          A, D, E and F small, with lazy acquire: under five minutes; exits 1 when an aim is missed
 *     npm run bench -- --json FILE      versions, settings and every sample
 *     npm run bench -- --only A,F       these contests
 *     npm run bench -- --rounds 40      of each comparison; as it is 20, and 6 in a quick run
 *     npm run bench -- --seconds 4      of a volley; as it is 2, and 1 in a quick run
 *     npm run bench -- --plots FILE     draws the plots of docs/performance.md from such a JSON
 */
import { runCompiled } from '../runtime/run-compiled.mjs';

await runCompiled('bench/main', 'bench');
