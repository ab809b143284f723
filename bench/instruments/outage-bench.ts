import { runInstrument } from './options.ts';
import { runOutages } from './outage-local.ts';
import { watch } from './outage-remote.ts';

const SECONDS = 10;
const SECONDS_WATCHED = 60;

/** What clients see while parts of the product are away: here, where they can be broken, or at a deployment that somebody else breaks. */
await runInstrument(async (options) => {
  if (options.url === null) await runOutages(options.seconds ?? SECONDS, options.frozenReads);
  else await watch(options.url, options, options.seconds ?? SECONDS_WATCHED);
});
