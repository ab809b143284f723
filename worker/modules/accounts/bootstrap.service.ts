import type { Context, ManagementPorts } from '../../core/context.ts';
import { randomHex } from '../../core/random-hex.ts';
import { isOn } from '../../core/settings.ts';
import { sha256Hex } from '../../core/sha256.ts';
import { logEvent, logFailure } from '../../platform/log.ts';
import { recordAudit, transact, type Write } from '../audit/transact.service.ts';
import { deliverSoon, enqueueMail } from '../mails/mails.service.ts';
import { passwordResetMail } from './account-mails.ts';
import { insertPasswordReset } from './confirmations.queries.ts';
import { insertFirstOrganisation, insertFirstProject } from './first-start.queries.ts';
import { insertSuperuser } from './first-start.service.ts';
import { LINK_BYTES, LINK_SECONDS } from './link.service.ts';
import { linkTo } from './links.ts';
import { findSite } from './site.service.ts';
import { hasUsers, type User } from './users.queries.ts';

const MOST_NAME = 2_000;
/** Installations where there is nothing to do any more, so that this isolate asks the database once. */
const settled = new WeakSet<ManagementPorts>();

/**
 * Makes what ADMIN_EMAIL, ADMIN_PASSWORD, ORGANISATION_NAME and PROJECT_NAME ask for, unless somebody has an account. Never
 * throws: a request that comes before Postgres does must not fail for it, and the next one tries again.
 */
export async function bootstrapOnce(ports: ManagementPorts, request: Pick<Context, 'origin' | 'defer'>): Promise<void> {
  if (settled.has(ports)) return;
  try {
    await bootstrap({
      ...ports,
      ...request,
      actor: null,
      address: 'unknown',
      requestId: 'bootstrap',
      signsInTo: 'token',
      userAgent: '',
      now: () => new Date(),
    });
    settled.add(ports);
  } catch (error) {
    logFailure('installation.bootstrap.failed', error);
  }
}

async function bootstrap(context: Context): Promise<void> {
  const { setting, database, passwords } = context;
  const email = setting('ADMIN_EMAIL')?.trim();
  const password = setting('ADMIN_PASSWORD');
  const byMail = password === undefined && isOn(setting, 'ALLOW_ADMIN_INITIATION_VIA_CLI', false);
  if (!email || (password === undefined && !byMail)) return;
  if (!/^[^\s@]+@[^\s@]+$/.test(email) || email.length > 254) throw new Error('ADMIN_EMAIL is not an email address');
  if (await hasUsers(database.db)) return;
  const passwordHash = password === undefined ? null : await passwords.hash(password);
  const site = await findSite(context);
  await install(context, email, passwordHash, site);
}

/** Whoever comes second finds a user and leaves everything as it is. */
async function install(context: Context, email: string, passwordHash: string | null, site: string): Promise<void> {
  const mailId = await transact(context, async (write) => {
    const user = await insertSuperuser(write, email, passwordHash);
    if (user === null) return null;
    const name = context.setting('ORGANISATION_NAME')?.trim().slice(0, MOST_NAME);
    if (name) {
      const { id, uuid } = await insertFirstOrganisation(write.db, name, user.id);
      const log = `Organisation created: ${name}`;
      recordAudit(write, {
        organisationId: id,
        log,
        type: 'ORGANISATION',
        change: 'CREATE',
        objectId: id,
        objectUuid: uuid,
      });
      await addProject(write, id);
    }
    logEvent('installation.bootstrap.done', { userId: user.id });
    return passwordHash === null ? mailLink(write, user, site) : null;
  });
  if (mailId !== null) deliverSoon(context, mailId);
}

async function addProject(write: Write, organisationId: number): Promise<void> {
  const name = write.context.setting('PROJECT_NAME')?.trim().slice(0, MOST_NAME);
  if (!name) return;
  const { id, uuid } = await insertFirstProject(write.db, organisationId, name);
  const log = `Project created: ${name}`;
  recordAudit(write, {
    organisationId,
    projectId: id,
    log,
    type: 'PROJECT',
    change: 'CREATE',
    objectId: id,
    objectUuid: uuid,
  });
}

async function mailLink(write: Write, user: User, site: string): Promise<string> {
  const token = randomHex(LINK_BYTES);
  const tokenHash = await sha256Hex(token);
  await insertPasswordReset(write.db, { userId: user.id, tokenHash, seconds: LINK_SECONDS });
  return enqueueMail(write, passwordResetMail(user.email, linkTo(site, 'password-reset', user.id, token)));
}
