import { resolve } from 'node:path';
import { chooseListenAddress } from './local/listen-address.ts';
import { startHalyard } from './local/halyard.ts';
import { formatSeconds } from './local/progress.ts';
import { ROOT } from './local/project.ts';
import { runSession } from './local/session.ts';
import { readWorkerVariables } from './local/worker-variables.ts';

const begin = Date.now();
const dataFolder = resolve(ROOT, process.env['HALYARD_DATA'] || '.data');

await runSession(dataFolder, async (shutdown) => {
  const address = await chooseListenAddress(process.env);
  console.log('Halyard');
  const halyard = await startHalyard(
    {
      address,
      dataFolder,
      databaseUrl: process.env['DATABASE_URL'] || undefined,
      variables: readWorkerVariables(dataFolder, process.env),
      demo: process.env['HALYARD_DEMO'] !== '0',
      report: console.log,
    },
    shutdown,
  );
  console.log(
    `\nReady after ${formatSeconds(Date.now() - begin)}. Ctrl-C stops everything; the data stays in ${dataFolder}.\n`,
  );
  console.log(`  Dashboard   ${address.url}`);
  if (!halyard.hasUsers) console.log(`  First user  ${address.url}/api/v1/users/config/init/`);
  console.log(`  Outbox      ${address.url}/outbox/  (mails, while no mail provider is set)`);
  if (halyard.demoKey !== undefined) {
    console.log(`\n  curl -H 'X-Environment-Key: ${halyard.demoKey}' ${address.url}/api/v1/flags/\n`);
  }
});
