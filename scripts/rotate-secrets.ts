import { readSealingKeys } from '../worker/platform/sealing-keys.ts';
import { withConnection } from './local/database.ts';
import { ExpectedError } from './local/expected-error.ts';
import { printFailure } from './local/progress.ts';
import { rotateSecrets } from './local/rotate-secrets.ts';

/**
 * Brings every secret in the database under the first key of SEALING_KEYS: `npm run rotate-secrets`, with DATABASE_URL and the server's own
 * SEALING_KEYS, DJANGO_SECRET_KEY and DJANGO_SECRET_KEY_FALLBACKS. Ends with 1 if something still needs another key.
 */
async function main(): Promise<number> {
  const { DATABASE_URL: url, SEALING_KEYS, DJANGO_SECRET_KEY, SECRET_KEY, DJANGO_SECRET_KEY_FALLBACKS } = process.env;
  if (!url)
    throw new ExpectedError('Set DATABASE_URL to the database whose secrets are to be brought under another key.');
  const settings = { SEALING_KEYS, DJANGO_SECRET_KEY: DJANGO_SECRET_KEY ?? SECRET_KEY, DJANGO_SECRET_KEY_FALLBACKS };
  const keys = await readSealingKeys(settings).catch((error: unknown) => {
    throw new ExpectedError(error instanceof Error ? error.message : String(error));
  });
  console.log(`The current key is "${keys.current.id}".`);
  const { changed, failed, left } = await withConnection(url, (client) => rotateSecrets(client, keys, console.log));
  const outcome =
    left === 0 ? '✓ Nothing needs another key.' : `✗ ${left} rows still need another key; keep the old ones.`;
  console.log(`${changed} rows changed${failed === 0 ? '' : `, ${failed} that do not open`}. ${outcome}`);
  return left === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  printFailure(error);
  process.exitCode = 2;
}
