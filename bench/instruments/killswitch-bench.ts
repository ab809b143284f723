import { runInstrument } from './options.ts';

/** How long readers still get the old answer after a change: here, or at a deployment. */
await runInstrument(async (options) => {
  if (options.url === null) await (await import('./killswitch-local.ts')).measureProduct();
  else await (await import('./killswitch-remote.ts')).measureDeployment(options.url, options);
});
