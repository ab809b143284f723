import { sweepOutbox } from './modules/environments/outbox-sweep.service.ts';
import { sweepMails } from './modules/mails/mails.service.ts';
import type { Deps } from './platform/deps.ts';

/** What the cron does each minute: whatever a killed process left undone. */
export async function sweep({ database, publishers, management }: Deps): Promise<void> {
  await Promise.all([sweepOutbox(database, publishers), sweepMails(management)]);
}
