import type { Db } from '../../../drizzle/db.ts';
import type { OutboxMail } from '../../contract/accounts.ts';
import type { Context, Mail, ManagementPorts } from '../../core/context.ts';
import { notFound } from '../../core/errors.ts';
import { SEALED_PLACES } from '../../core/sealed-places.ts';
import { logEvent, logFailure } from '../../platform/log.ts';
import {
  claimMail,
  expireMails,
  insertMails,
  listDueMailIds,
  listNewestMails,
  markSent,
  postponeMail,
} from './mails.queries.ts';

/** How long a sender has a mail for itself; longer than sending can take. */
const LEASE_SECONDS = 120;
const LONGEST_PAUSE_SECONDS = 3_600;
const GIVE_UP_HOURS = 48;
const KEEP_DAYS = 30;
const A_SWEEP = 50;
const SHOWN = 100;

type MailPorts = Pick<ManagementPorts, 'database' | 'sealer' | 'mailer'>;

type MailWrite = { db: Db; context: Pick<Context, 'sealer'> };

/** Writes a mail in the transaction of its cause. Afterwards give the id to `deliverSoon`; should that fail, the sweep does it. */
export async function enqueueMail(write: MailWrite, mail: Mail): Promise<string> {
  const [id = ''] = await enqueueMails(write, [mail]);
  return id;
}

/** As `enqueueMail`, for many at once. */
export async function enqueueMails({ db, context }: MailWrite, mails: readonly Mail[]): Promise<string[]> {
  const rows = await Promise.all(
    mails.map(async ({ to, subject, text }) => {
      const id = crypto.randomUUID();
      const sealedBody = await context.sealer.seal(text, SEALED_PLACES.mail(id));
      return { id, recipient: to, subject: subject.slice(0, 200), sealedBody };
    }),
  );
  await insertMails(db, rows);
  return rows.map(({ id }) => id);
}

/** Sends the mail after the answer. */
export function deliverSoon(context: Context, id: string): void {
  const delivery = deliverMail(context, id).catch((error: unknown) => {
    logFailure('mail.delivery.failed', error, { mailId: id });
  });
  context.defer(delivery);
}

/** Sends the mails that are due, and forgets old ones. */
export async function sweepMails(ports: MailPorts): Promise<void> {
  try {
    for (const id of await listDueMailIds(ports.database.db, A_SWEEP)) await deliverMail(ports, id);
    await expireMails(ports.database.db, GIVE_UP_HOURS, KEEP_DAYS);
  } catch (error) {
    logFailure('mail.sweep.failed', error);
  }
}

/** The newest mails with their texts. Throws NOT_FOUND where somebody carries mails, or who asks is not at this machine. */
export async function listOutbox({ database, sealer, mailer, origin }: Context): Promise<OutboxMail[]> {
  // Other names could be a foreign page's own, made to lead here.
  const isHere = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(new URL(origin).hostname);
  if (mailer.carrier !== 'outbox' || !isHere) throw notFound();
  const rows = await listNewestMails(database.db, SHOWN);
  return Promise.all(
    rows.map(async ({ id, recipient, subject, sealedBody, createdAt }) => ({
      id,
      to: recipient,
      subject,
      // Another secret key than now may have sealed it.
      text: await sealer.open(sealedBody ?? '', SEALED_PLACES.mail(id)).catch(() => '(cannot be read)'),
      created_at: createdAt.toISOString(),
    })),
  );
}

async function deliverMail({ database: { db }, sealer, mailer }: MailPorts, id: string): Promise<void> {
  const row = await claimMail(db, id, LEASE_SECONDS);
  if (row === null) return;
  try {
    const text = await sealer.open(row.sealedBody ?? '', SEALED_PLACES.mail(id));
    await mailer.send({ to: row.recipient, subject: row.subject, text });
  } catch (error) {
    logFailure('mail.delivery.failed', error, { mailId: id, attempts: row.attempts });
    await postponeMail(db, id, Math.min(LONGEST_PAUSE_SECONDS, 15 * 2 ** row.attempts));
    return;
  }
  await markSent(db, id, mailer.carrier === 'outbox');
  logEvent('mail.delivered', { mailId: id, attempts: row.attempts });
}
