import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { NO_LABELS, RESOURCES } from '../../core/ports.ts';
import { addFeature } from '../../testing/fixtures/scene-features.ts';
import { addEnvironment, createScene, type Scene } from '../../testing/fixtures/scene.ts';
import { playUsage, type UsageEvent } from '../../testing/fixtures/usage-days.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { createMember, type Person } from '../../testing/management/people.ts';
import { landUsage } from './usage-blocks.queries.ts';

const NOW = new Date('2026-03-10T10:20:00Z');
const FIRST = new Date('2026-03-06T00:00:00Z');
const BLOCK = new Date('2026-03-10T10:15:00Z').getTime();
const PERIOD = 'period=5d';

let management: Management;
let scene: Scene;
let other: Scene;
let admin: Person;
let featureId: number;
let events: UsageEvent[];

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  management = await openManagement();
  scene = await createScene(management.pool);
  other = await addEnvironment(scene);
  admin = await createMember(management.pool, scene.organisationId, 'ADMIN');
  featureId = (await addFeature(scene, 'banner')).id;
  await addFeature(scene, 'checkout');
  const environmentIds = [scene.environmentId, other.environmentId];
  const played = await playUsage(management.ports.database, {
    from: FIRST,
    to: new Date(BLOCK + 1),
    environmentIds,
    features: ['banner', 'checkout'],
  });
  events = played.events;
  const total = events.reduce((sum, { count }) => sum + count, 0);
  const perMillion = (played.statements / total) * 1_000_000;
  console.log(`${total} events in ${played.statements} statements: ${perMillion.toFixed(1)} per million`);
}, 120_000);
afterAll(async () => {
  vi.useRealTimers();
  await management.close();
});

const get = (path: string, as = admin.authorization) => management.call('GET', `/api/v1/${path}`, { as });
const usage = (query: string) => get(`organisations/${scene.organisationId}/usage-data/?${query}`);
const evaluations = (query: string) =>
  get(`projects/${scene.projectId}/features/${featureId}/evaluation-data/?${query}`);

const STEPS = {
  '15m': (time: number) => new Date(time).toISOString().replace('.000', ''),
  '1h': (time: number) => `${new Date(time).toISOString().slice(0, 13)}:00:00Z`,
  '24h': (time: number) => new Date(time).toISOString().slice(0, 10),
};

/** The sums of the events by step and, after it, whatever else tells them apart. */
function sumBy(list: UsageEvent[], keyOf: (event: UsageEvent) => string): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const event of list) sums[keyOf(event)] = (sums[keyOf(event)] ?? 0) + event.count;
  return sums;
}

type UsageRow = Record<'flags' | 'identities' | 'traits' | 'environment_document', number> & {
  day: string;
  labels: { user_agent: string | null } | null;
};

function flatten(rows: UsageRow[]): Record<string, number> {
  const lines = rows.flatMap((row) =>
    Object.keys(RESOURCES).map((name) => [
      `${row.day} ${name} ${row.labels?.user_agent ?? 'none'}`,
      row[name as keyof typeof RESOURCES],
    ]),
  );
  return Object.fromEntries(lines.filter(([, count]) => count !== 0)) as Record<string, number>;
}

const nameOf = (what: UsageEvent['what']) => Object.entries(RESOURCES).find(([, code]) => code === what)?.[0];
const requests = () => events.filter(({ what }) => typeof what === 'number');

test.each(Object.entries(STEPS))(
  'usage-data: several days in steps of %s → exactly what there was',
  async (step, show) => {
    const answer = await usage(`${PERIOD}&aggregate_every=${step}`);

    expect(answer.status).toBe(200);
    expect(flatten(answer.body as UsageRow[])).toEqual(
      sumBy(
        requests(),
        ({ blockStart, what, labels }) => `${show(blockStart)} ${nameOf(what)} ${labels.sdk ?? 'none'}`,
      ),
    );
  },
);

test.each(Object.entries(STEPS))('evaluation-data: in steps of %s → exactly what there was', async (step, show) => {
  const answer = await evaluations(`environment_id=${scene.environmentId}&${PERIOD}&aggregate_every=${step}`);

  const rows = answer.body as { day: string; count: number; labels: { user_agent: string } | null }[];
  const ofFeature = events.filter((event) => event.what === 'banner' && event.environmentId === scene.environmentId);
  expect(Object.fromEntries(rows.map((row) => [`${row.day} ${row.labels?.user_agent ?? 'none'}`, row.count]))).toEqual(
    sumBy(ofFeature, ({ blockStart, labels }) => `${show(blockStart)} ${labels.sdk ?? 'none'}`),
  );
});

test('usage: by environment, by label, in total, and in the old shapes → the same counts', async () => {
  const sum = (list: UsageEvent[]) => list.reduce((total, { count }) => total + count, 0);
  const sumRows = (body: unknown) => Object.values(flatten(body as UsageRow[])).reduce((total, n) => total + n, 0);

  const ofOther = await usage(`environment_id=${other.environmentId}&project_id=${scene.projectId}`);
  expect(sumRows(ofOther.body)).toBe(sum(requests().filter((event) => event.environmentId === other.environmentId)));
  const ofShop = await usage('client_application_name=shop&client_application_version=1.0');
  expect(sumRows(ofShop.body)).toBe(sum(requests().filter(({ labels }) => labels !== NO_LABELS)));
  const organisation = `organisations/${scene.organisationId}`;
  expect((await get(`${organisation}/usage-data/total-count/`)).body).toEqual({ count: sum(requests()) });
  expect((await get(`${organisation}/usage/`)).body).toEqual({ events: sum(requests()) });

  const { body } = await get(`${organisation}/influx-data/?${PERIOD}`);
  const { events_list: days } = body as { events_list: Record<string, number | string>[] };
  const ofFlags = requests().filter(({ what }) => what === RESOURCES.flags);
  expect(Object.fromEntries(days.map((day) => [day['name'], day['Flags']]))).toEqual(
    sumBy(ofFlags, ({ blockStart }) => STEPS['24h'](blockStart)),
  );
  const old = await get(
    `projects/${scene.projectId}/features/${featureId}/influx-data/?environment_id=${other.environmentId}&period=24h&aggregate_every=1h`,
  );
  const { events_list: hours } = old.body as { events_list: Record<string, number | string>[] };
  const lastDay = events.filter(
    ({ what, environmentId, blockStart }) =>
      what === 'banner' && environmentId === other.environmentId && blockStart >= Date.parse('2026-03-09T11:00:00Z'),
  );
  expect(Object.fromEntries(hours.map((hour) => [hour['datetime'], hour['banner']]))).toEqual(
    sumBy(lastDay, ({ blockStart }) => STEPS['1h'](blockStart)),
  );
});

test('usage: a batch landed again and again, also at once → counted once', async () => {
  const block = { environmentId: scene.environmentId, blockStart: BLOCK, labels: JSON.stringify(NO_LABELS), count: 5 };
  const rows = [
    { ...block, resource: 1 as const },
    { ...block, feature: 'banner', enabled: true },
    { ...block, feature: 'banner', enabled: false },
    { ...block, feature: 'not there', enabled: null },
    { ...block, environmentId: 2_000_000_000, resource: 1 as const },
  ];
  const read = async () => {
    const { body } = await evaluations(`environment_id=${scene.environmentId}&period=1h&aggregate_every=15m`);
    return (body as { day: string; count: number }[]).reduce((sum, { count }) => sum + count, 0);
  };
  const before = await read();
  const land = () => landUsage(management.ports.database, 'once', rows);
  await Promise.all([land(), land(), land()]);
  await land();

  expect(await read()).toBe(before + 10);
});

test('usage: too fine a step, a foreign or missing place, a reader who is no administrator → refused', async () => {
  expect(await usage('period=90_day_period&aggregate_every=15m')).toMatchObject({
    status: 400,
    body: { aggregate_every: [expect.any(String)] },
  });
  expect(await evaluations('period=1d')).toMatchObject({ status: 400, body: { environment_id: [expect.any(String)] } });
  const elsewhere = await createScene(management.pool);
  expect((await evaluations(`environment_id=${elsewhere.environmentId}`)).body).toEqual([]);
  expect((await usage(`environment_id=${elsewhere.environmentId}`)).body).toEqual([]);
  const member = await createMember(management.pool, scene.organisationId, 'USER');
  for (const path of ['usage-data/', 'usage-data/total-count/', 'influx-data/']) {
    expect((await get(`organisations/${scene.organisationId}/${path}`, member.authorization)).status).toBe(403);
  }
});
