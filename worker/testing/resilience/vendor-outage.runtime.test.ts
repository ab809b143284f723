import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSink, type Sink } from '../fixtures/sink.ts';
import { openMailDouble, type MailDouble } from '../runtime/mail-double.ts';
import { startTestServer, type TestServer } from '../runtime/test-server.ts';

const MINUTES = '* * * * *';
const HOURS = '0 */8 * * *';
/** What nobody else's failure may add to an answer of ours. */
const ANSWER_LIMIT_MS = 2_000;
/** Less than the cron would take that waits for a carrier. */
const PUBLISHED_WITHIN_MS = 5_000;

let mail: MailDouble;
let telemetry: Sink;
let server: TestServer;

beforeAll(async () => {
  mail = openMailDouble();
  telemetry = await openSink();
  server = await startTestServer({
    seed: true,
    doubles: mail.doubles,
    variables: { TELEMETRY_URL: `${telemetry.url}/report`, ALLOW_PRIVATE_DESTINATIONS: 'true' },
  });
});
afterAll(async () => {
  await server.stop();
  await telemetry.close();
});

async function timed(path: string, init: RequestInit): Promise<{ status: number; ms: number }> {
  const begin = performance.now();
  const response = await fetch(`${server.url}/api/v1/${path}`, init);
  await response.arrayBuffer();
  return { status: response.status, ms: performance.now() - begin };
}

const post = (path: string, body: object) =>
  timed(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
const readFlags = () => timed('flags/', { headers: { 'x-environment-key': server.demo[0]!.clientKey } });

const signUp = (email: string) =>
  post('auth/users/', { email, password: 'correct horse battery staple', first_name: 'Ada', last_name: 'Lovelace' });

const makeDue = () => server.db.query(`update mails set due_at = now() - interval '1 second' where sent_at is null`);
const countOpen = async () =>
  (await server.db.query<{ n: number }>('select count(*)::int as n from mails where sent_at is null')).rows[0]!.n;

/** A change that only the cron will find. */
async function commitUnannounced(): Promise<void> {
  const id = server.demo[0]!.environmentId;
  await server.db.query(`select touch_environment($1, 'test', now() - interval '10 seconds')`, [id]);
}
async function countOutbox(): Promise<number> {
  const where = 'from outbox where environment_id = $1';
  const { rows } = await server.db.query(`select count(*)::int as n ${where}`, [server.demo[0]!.environmentId]);
  return rows[0].n;
}

test.each(['fails', 'hangs'] as const)(
  'the carrier of mails %s → what causes mails is answered at once, the cron publishes, and each mail is carried once when it is back',
  async (state) => {
    mail.state = state;
    mail.carried.length = 0;
    await server.db.query('delete from mails');
    const people = [1, 2, 3].map((number) => `${state}-${number}@example.com`);
    for (const email of people) {
      expect((await signUp(email)).status).toBe(201);
      const answer = await post('auth/users/reset_password/', { email });
      expect(answer.status).toBe(204);
      expect(answer.ms).toBeLessThan(ANSWER_LIMIT_MS);
    }
    await makeDue();
    await commitUnannounced();
    const sweeping = server.fireCron(MINUTES);
    await expect.poll(countOutbox, { timeout: PUBLISHED_WITHIN_MS }).toBe(0);
    expect(await readFlags()).toMatchObject({ status: 200 });
    if (state === 'fails') expect(await sweeping).toMatchObject({ outcome: 'ok' });
    else sweeping.catch(() => undefined);
    expect(mail.carried).toEqual([]);

    mail.state = 'carries';
    await makeDue();
    await Promise.all([server.fireCron(MINUTES), server.fireCron(MINUTES)]);
    expect(await countOpen()).toBe(0);
    const { rows } = await server.db.query<{ recipient: string }>('select recipient from mails order by 1');
    expect(mail.carried.toSorted()).toEqual(rows.map(({ recipient }) => recipient));
    expect(new Set(mail.carried)).toEqual(new Set(people));
  },
);

test('the receiver of telemetry never answers → flags and crons go on', async () => {
  telemetry.answer = () => undefined;
  const reporting = server.fireCron(HOURS);
  await expect.poll(() => telemetry.requests.length, { timeout: ANSWER_LIMIT_MS }).toBe(1);
  await commitUnannounced();
  expect(await server.fireCron(MINUTES)).toMatchObject({ outcome: 'ok' });
  expect(await countOutbox()).toBe(0);
  const { status, ms } = await readFlags();
  expect(status).toBe(200);
  expect(ms).toBeLessThan(ANSWER_LIMIT_MS);
  reporting.catch(() => undefined);
});
