import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createScene } from '../fixtures/scene.ts';
import { addFeature } from '../fixtures/scene-features.ts';
import { openSink } from '../fixtures/sink.ts';
import { createMember } from '../management/people.ts';
import { startTestServer, type TestServer } from '../runtime/test-server.ts';
import { ReceiverLedger } from './flaky-receiver.ts';

const DELIVERIES = Number(process.env['HALYARD_LEDGER_DELIVERIES'] ?? 200);
const ENVIRONMENT_HOOKS = 6;
const ORGANISATION_HOOKS = 2;
/** Each change is told to all webhooks, and its audit row to those of the organisation. */
const EACH_CHANGE = ENVIRONMENT_HOOKS + 2 * ORGANISATION_HOOKS;
const CHANGES = Math.ceil(DELIVERIES / EACH_CHANGE);
const KILLS = Math.max(2, Math.min(20, Math.round(CHANGES / 50)));
const EDITORS = 4;
const DRAIN_MS = 60_000 + DELIVERIES * 60;

test(
  `webhooks: ${CHANGES * EACH_CHANGE} deliveries to flaky receivers, ${KILLS} times kill -9 → none is lost, repeats have the same id`,
  { timeout: 2 * DRAIN_MS },
  async () => {
    const sink = await openSink();
    const server = await startTestServer({ variables: { ALLOW_PRIVATE_DESTINATIONS: 'true' } });
    const ledger = new ReceiverLedger();
    ledger.install(sink);
    const stopTime = letTimePass(server);
    try {
      const { edit, paths } = await prepare(server, sink.url);
      const begun = Date.now();
      const acknowledged = await change(server, edit);
      const edited = Date.now();
      await expect.poll(() => countOpen(server), { timeout: DRAIN_MS, interval: 500 }).toBe(0);
      const drained = Date.now();

      const told = (path: string) => [...(ledger.taken.get(path)?.values() ?? [])].map(({ body }) => JSON.parse(body));
      const lost = paths.flatMap((path) => {
        const values = new Set(told(path).map(({ data }) => data.new_state?.feature_state_value));
        return acknowledged.filter((value) => !values.has(value)).map((value) => `${path}: ${value}`);
      });
      console.log(
        JSON.stringify({
          acknowledgedChanges: acknowledged.length,
          deliveries: ledger.deliveries,
          requests: ledger.requests,
          duplicates: ledger.duplicates,
          lost: lost.length,
          kills: KILLS,
          editSeconds: (edited - begun) / 1000,
          drainSeconds: (drained - edited) / 1000,
          faults: Object.fromEntries(ledger.faults),
        }),
      );
      expect(acknowledged.length).toBeGreaterThanOrEqual(CHANGES);
      expect(lost).toEqual([]);
      expect(paths.flatMap((path) => ledger.gapsOf(path))).toEqual([]);
      expect(ledger.contradictions).toEqual([]);
      expect(ledger.requests).toBeGreaterThan(ledger.deliveries);
    } finally {
      await stopTime();
      await server.stop();
      await sink.close();
    }
  },
);

type Edit = (feature: number, value: string) => Promise<number>;

async function prepare(server: TestServer, sinkUrl: string): Promise<{ edit: Edit; paths: string[] }> {
  const scene = await createScene(server.db);
  const admin = await createMember(server.db, scene.organisationId, 'ADMIN');
  const send = async (method: string, path: string, body: object) => {
    const response = await fetch(`${server.url}/api/v1/${path}`, {
      method,
      headers: { authorization: admin.authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
    await response.arrayBuffer();
    return response.status;
  };
  const stateIds: number[] = [];
  for (let index = 0; index < EDITORS; index += 1) stateIds.push((await addFeature(scene, `feature-${index}`)).stateId);
  const paths: string[] = [];
  const hook = async (root: string, name: string) => {
    paths.push(`/${name}`);
    expect(await send('POST', `${root}/webhooks/`, { url: `${sinkUrl}/${name}`, secret: 's' })).toBe(201);
  };
  for (let index = 0; index < ENVIRONMENT_HOOKS; index += 1)
    await hook(`environments/${scene.clientKey}`, `environment-${index}`);
  for (let index = 0; index < ORGANISATION_HOOKS; index += 1)
    await hook(`organisations/${scene.organisationId}`, `organisation-${index}`);
  const edit: Edit = (feature, value) =>
    send('PATCH', `environments/${scene.clientKey}/featurestates/${stateIds[feature]}/`, {
      feature_state_value: value,
    }).catch(() => 0);
  return { edit, paths };
}

/** Makes the changes while the runtime is killed now and then. Returns the values that were acknowledged. */
async function change(server: TestServer, edit: Edit): Promise<string[]> {
  const acknowledged: string[] = [];
  let next = 0;
  let kills = 0;
  const killing: Promise<void>[] = [];
  let isKilling = false;
  const editor = async (feature: number) => {
    while (acknowledged.length < CHANGES) {
      next += 1;
      if (!isKilling && acknowledged.length > ((kills + 1) * CHANGES) / (KILLS + 1)) {
        kills += 1;
        isKilling = true;
        killing.push(kill(server).finally(() => (isKilling = false)));
      }
      const value = `value-${next}`;
      if ((await edit(feature, value)) === 200) acknowledged.push(value);
      else await sleep(200);
    }
  };
  await Promise.all(Array.from({ length: EDITORS }, (_, feature) => editor(feature)));
  await Promise.all(killing);
  await kill(server);
  return acknowledged;
}

/** With the one runtime all senders die, so their leases may end. */
async function kill(server: TestServer): Promise<void> {
  await server.kill9Workerd();
  await server.db.query('update webhook_deliveries set next_attempt_at = now() where lease_id is not null');
}

/** Crons fire, and waits of hours pass within a second. */
function letTimePass(server: TestServer): () => Promise<void> {
  const end = new AbortController();
  const repeat = async (pause: number, work: () => Promise<unknown>) => {
    while (!end.signal.aborted) {
      await work().catch(() => undefined);
      await sleep(pause);
    }
  };
  const running = [
    repeat(1_000, async () => {
      await server.db.query(
        `update webhook_deliveries set next_attempt_at = now() where state = 'pending' and lease_id is null and next_attempt_at > now()`,
      );
      await server.db.query('update delivery_receivers set resume_at = null where resume_at is not null');
    }),
    ...[1, 2, 3].map(() => repeat(500, () => Promise.race([server.fireCron(), sleep(20_000)]))),
  ];
  return async () => {
    end.abort();
    await Promise.race([Promise.all(running), sleep(22_000)]);
  };
}

async function countOpen(server: TestServer): Promise<number> {
  const { rows } = await server.db.query(
    `select count(*)::int as n from webhook_deliveries where state <> 'delivered'`,
  );
  return rows[0].n;
}
