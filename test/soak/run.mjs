/**
 * `npm run soak`: the package in a real n8n under a steady load, for as long as you like; see docs/reliability.md. Installs what is
 * missing. Ends with a verdict, and with a status other than 0 where a criterion is missed.
 *
 *     npm run soak                      10 minutes
 *     npm run soak -- --minutes 60
 *     npm run soak -- --rate 10         events per second; as it is 3, which two busy cores hold
 *     npm run soak -- --json FILE       every reading
 */
import { runCompiled } from '../../runtime/run-compiled.mjs';

await runCompiled('test/soak/main', 'soak');
