import { runInstrument } from './options.ts';

const SECONDS = 10;
const SECONDS_WATCHED = 60;

/** What clients see while parts of the product are away: here, where they can be broken, or at a deployment that somebody else breaks. */
await runInstrument(async (options) => {
  if (options.url === null) {
    const { runOutages } = await import('./outage-local.ts');
    await runOutages(options.seconds ?? SECONDS, options.frozenReads);
  } else {
    const { watch } = await import('./outage-remote.ts');
    await watch(options.url, options, options.seconds ?? SECONDS_WATCHED);
  }
});
