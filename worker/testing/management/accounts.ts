import { randomUUID } from 'node:crypto';
import type { Answer, Management } from './management.ts';

export const PASSWORD = 'correct horse battery';

/** What somebody who has not been here before types. */
export function newUser(more: object = {}) {
  return {
    email: `${randomUUID()}@example.com`,
    password: PASSWORD,
    first_name: 'Grace',
    last_name: 'Hopper',
    ...more,
  };
}

/** Posts below `/api/v1/auth/`, each time from an address of its own unless one is given. */
export function poster(management: () => Management) {
  return (path: string, body: unknown, as?: string, address: string = randomUUID()): Promise<Answer> =>
    management().call('POST', `/api/v1/auth/${path}`, { body, as, headers: { 'cf-connecting-ip': address } });
}

export type Account = { id: number; email: string; authorization: string };

/** Somebody who has signed up. */
export async function signUpUser(management: Management, more: object = {}): Promise<Account> {
  const { status, body } = await poster(() => management)('users/', newUser(more));
  if (status !== 201) throw new Error(`sign-up answered ${status}: ${JSON.stringify(body)}`);
  const { id, email, key } = body as { id: number; email: string; key: string };
  return { id, email, authorization: `Token ${key}` };
}

/** The uid and token of the newest mail to the address. */
export function readLink(management: Management, email: string): { uid: string; token: string; link: string } {
  const mail = management.mails.findLast(({ to }) => to === email);
  const link = /https?:\/\/\S+/.exec(mail?.text ?? '')?.[0];
  if (link === undefined) throw new Error(`no link was mailed to ${email}`);
  const [token = '', uid = ''] = link.split('/').toReversed();
  return { uid, token, link };
}

/** The audit rows of an organisation, oldest first. */
export async function listAudit(management: Management, organisationId: number) {
  const { rows } = await management.pool.query(
    'select log, related_object_type, change_type, author_id, before, after from audit_logs where organisation_id = $1 order by sequence',
    [organisationId],
  );
  return rows as Record<string, unknown>[];
}
