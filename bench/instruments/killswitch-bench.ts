import { measureProduct } from './killswitch-local.ts';
import { measureDeployment } from './killswitch-remote.ts';
import { runInstrument } from './options.ts';

/** How long readers still get the old answer after a change: here, or at a deployment. */
await runInstrument((options) => (options.url === null ? measureProduct() : measureDeployment(options.url, options)));
