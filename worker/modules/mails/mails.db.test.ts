import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Mail, Mailer } from '../../core/context.ts';
import { readLink, signUpUser } from '../../testing/management/accounts.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { sweepMails } from './mails.service.ts';

let management: Management;
let carried: Mail[];
let mailer: Mailer;
let isDown: boolean;
beforeEach(async () => {
  carried = [];
  isDown = false;
  mailer = {
    carrier: 'provider',
    send: async (mail) => {
      if (isDown) throw new Error('the provider is down');
      carried.push(mail);
    },
  };
  management = await openManagement({ ports: { mailer } });
});
afterEach(() => management.close());

const reset = (email: string) => management.call('POST', '/api/v1/auth/users/reset_password/', { body: { email } });
const listRows = async () =>
  (await management.pool.query('select recipient, sealed_body, attempts, sent_at from mails order by created_at')).rows;
const makeDue = () =>
  management.pool.query(`update mails set due_at = now() - interval '1 second' where sent_at is null`);

test('mail: carried at once → sent once, and its text is gone from the database', async () => {
  const { email } = await signUpUser(management);
  await reset(email);
  expect(carried).toMatchObject([{ to: email }]);
  await sweepMails(management.ports);
  expect(carried).toHaveLength(1);
  expect(await listRows()).toEqual([{ recipient: email, sealed_body: null, attempts: 1, sent_at: expect.any(Date) }]);
});

test('mail: the provider is down → 204, sealed and kept; sweeps at once carry it exactly once when it is back', async () => {
  isDown = true;
  const { email } = await signUpUser(management);
  expect((await reset(email)).status).toBe(204);
  const [row] = await listRows();
  expect(row).toMatchObject({ attempts: 1, sent_at: null });
  expect(row.sealed_body).toMatch(/^v2\./);
  expect(row.sealed_body).not.toContain('http');
  isDown = false;
  await sweepMails(management.ports);
  expect(carried).toHaveLength(0);
  await makeDue();
  await Promise.all([1, 2, 3].map(() => sweepMails(management.ports)));
  expect(carried).toHaveLength(1);
});

test('mail: nobody could carry it for two days → its text is removed and it is not sent any more', async () => {
  isDown = true;
  const { email } = await signUpUser(management);
  await reset(email);
  await management.pool.query(`update mails set created_at = now() - interval '49 hours'`);
  await sweepMails(management.ports);
  isDown = false;
  await makeDue();
  await sweepMails(management.ports);
  expect(carried).toHaveLength(0);
  expect(await listRows()).toMatchObject([{ sealed_body: null, sent_at: null }]);
});

test('outbox: somebody carries mails → 404', async () => {
  expect((await management.call('GET', 'http://localhost/outbox/')).status).toBe(404);
});

test('outbox: on one machine → mails as a page and as JSON, text escaped; under a foreign name 404', async () => {
  mailer.carrier = 'outbox';
  const { email } = await signUpUser(management);
  await reset(email);
  const json = await management.call('GET', 'http://localhost:8787/outbox/?format=json');
  expect(json).toMatchObject({
    status: 200,
    body: [{ to: email, subject: expect.any(String), text: expect.any(String) }],
  });
  management.mails.push(...carried);
  const page = await management.call('GET', 'http://127.0.0.1:8787/outbox/');
  expect(page.status).toBe(200);
  expect(page.body).toContain(`href="${readLink(management, email).link}"`);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect((await management.call('GET', 'http://rebound.example.org/outbox/')).status).toBe(404);
});

test('version: → tells whether mails are carried', async () => {
  expect((await management.call('GET', '/version/')).body).toMatchObject({ has_email_provider: true });
  mailer.carrier = 'outbox';
  expect((await management.call('GET', '/version/')).body).toMatchObject({ has_email_provider: false });
});
