import { afterAll, beforeAll, expect, test } from 'vitest';
import { createScene, type Scene } from '../../testing/fixtures/scene.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { sweepUsage } from './usage-sweep.service.ts';

const TABLES = [
  'applied_batches',
  'feature_evaluation_blocks',
  'api_usage_blocks',
  'feature_evaluation_hours',
  'api_usage_hours',
];

let management: Management;
let scene: Scene;
let flushed: number[];

beforeAll(async () => {
  management = await openManagement();
  scene = await createScene(management.pool);
});
afterAll(() => management.close());

async function insertAged(days: number) {
  const at = `date_trunc('hour', now() - interval '${days} days', 'UTC')`;
  await management.pool.query(`insert into applied_batches (id, applied_at) values ('aged-${days}', ${at})`);
  for (const table of ['api_usage_blocks', 'api_usage_hours']) {
    await management.pool.query(
      `insert into ${table} (organisation_id, environment_id, resource, block_start, count) values ($1, $2, 1, ${at}, 1)`,
      [scene.organisationId, scene.environmentId],
    );
  }
}

async function readAges(): Promise<Record<string, number[]>> {
  const ages: Record<string, number[]> = {};
  for (const table of TABLES) {
    const column = table === 'applied_batches' ? 'applied_at' : 'block_start';
    const { rows } = await management.pool.query<{ days: number }>(
      `select floor(extract(epoch from now() - ${column}) / 86400)::int as days from ${table} order by 1`,
    );
    ages[table] = rows.map(({ days }) => days);
  }
  return ages;
}

function sweep(settings: Record<string, string> = {}) {
  flushed = [];
  return sweepUsage({
    database: management.ports.database,
    setting: (name) => settings[name],
    usageBuffers: {
      flush: async (environmentId) => {
        flushed.push(environmentId);
        return 0;
      },
    },
  });
}

test('usage sweep: rows of every age, once, twice or at once → only what is too old goes, and what is set goes sooner', async () => {
  for (const days of [1, 29, 31, 89, 91, 729, 731]) await insertAged(days);
  await sweep();
  const kept = {
    applied_batches: [1, 29],
    api_usage_blocks: [1, 29, 31, 89],
    api_usage_hours: [1, 29, 31, 89, 91, 729],
    feature_evaluation_blocks: [],
    feature_evaluation_hours: [],
  };
  expect(await readAges()).toEqual(kept);
  expect(flushed).toEqual([scene.environmentId]);

  await Promise.all([sweep(), sweep(), sweep()]);
  expect(await readAges()).toEqual(kept);

  await sweep({
    RAW_ANALYTICS_DATA_RETENTION_DAYS: '0',
    BUCKETED_ANALYTICS_DATA_RETENTION_DAYS: '30',
    HOURLY_ANALYTICS_DATA_RETENTION_DAYS: '100',
  });
  expect(await readAges()).toMatchObject({
    applied_batches: [],
    api_usage_blocks: [1, 29],
    api_usage_hours: [1, 29, 31, 89, 91],
  });
});
