import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { migrateDatabase } from '../../drizzle/migrate.ts';
import { fillEnvironment, type Size } from '../../drizzle/testing/large-environment.ts';
import { buildWorker } from '../../scripts/local/build-worker.ts';
import { withConnection } from '../../scripts/local/database.ts';
import { startNeonBridge } from '../../scripts/local/neon-bridge.ts';
import { startPostgres } from '../../scripts/local/postgres.ts';
import { CONFIG_FILE, WORKER_FILE } from '../../scripts/local/project.ts';
import { startRuntime } from '../../scripts/local/runtime.ts';
import { createScene, type Scene } from '../../worker/testing/fixtures/scene.ts';
import { createMember } from '../../worker/testing/management/people.ts';
import { median, writeResults, type Row } from '../report.ts';

const ROUNDS = 9;

/** The limits of a project, and one of everything. */
const LARGE: Size = { features: 1_000, segments: 500, overrides: 1_000, multivariate: 100 };
const SMALL: Size = { features: 1, segments: 1, overrides: 1, multivariate: 0 };

type Place = { scene: Scene; authorization: string; stateId: number };

await buildWorker();
const folder = mkdtempSync(join(tmpdir(), 'halyard-bench-'));
chmodSync(folder, 0o711);
const postgres = await startPostgres({ folder: join(folder, 'postgres'), durable: true });
await withConnection(postgres.urlOf(), (client) => migrateDatabase(client));
const bridge = await startNeonBridge({ databaseUrl: postgres.urlOf() });
const runtime = await startRuntime({
  configFile: CONFIG_FILE,
  scriptFile: WORKER_FILE,
  persistFolder: join(folder, 'state'),
  variables: { DATABASE_URL: postgres.urlOf(), NEON_LOCAL: bridge.host, DJANGO_SECRET_KEY: 'bench' },
  log: () => undefined,
});
const pool = new Pool({ connectionString: postgres.urlOf(), max: 2 });
try {
  const [large, small] = [await prepare(LARGE), await prepare(SMALL)];
  await growLarge(large);
  writeResults('limits', [
    await compare(
      'features page of 1,000 (50 shown, with environment)',
      'of a project with one feature',
      large,
      small,
      listFeatures,
    ),
    await compare('segments page of 500 (all shown)', 'of a project with one segment', large, small, listSegments),
    await compare(
      'publish L: change acknowledged → served',
      'of an environment with one feature',
      large,
      small,
      publish,
    ),
  ]);
} finally {
  await pool.end();
  await runtime.stop();
  await bridge.close();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function prepare(size: Size): Promise<Place> {
  const scene = await createScene(pool);
  const { organisationId, projectId, environmentId } = scene;
  const client = await pool.connect();
  try {
    await fillEnvironment(
      client,
      { organisationId, projectId, environmentId } as Parameters<typeof fillEnvironment>[1],
      size,
    );
  } finally {
    client.release();
  }
  const admin = await createMember(pool, organisationId, 'ADMIN');
  const { rows } = await pool.query(
    'select id from feature_states where environment_id = $1 and feature_segment_id is null order by id limit 1',
    [environmentId],
  );
  return { scene, authorization: admin.authorization, stateId: Number(rows[0].id) };
}

/** More overrides (2,000 in all), a segment of 100 conditions, and ten values of 20,000 characters. */
async function growLarge({ scene }: Place): Promise<void> {
  const { projectId, environmentId } = scene;
  await pool.query(
    `with links as (
       insert into feature_segments (project_id, environment_id, feature_id, segment_id, priority)
       select $1, $2, f.id, s.id, 1
       from (select id, row_number() over (order by id) n from features where project_id = $1) f
       join (select id, row_number() over (order by id desc) n from segments where project_id = $1) s on s.n = 1 + f.n % 500 or s.n = 1 + (f.n + 100) % 500
       limit 1500
       on conflict do nothing returning id, feature_id),
     states as (
       insert into feature_states (project_id, environment_id, feature_id, feature_segment_id, enabled, live_from)
       select $1, $2, feature_id, id, true, now() from links returning id)
     insert into feature_state_values (feature_state_id, type, string_value) select id, 'unicode', 'override' from states`,
    [projectId, environmentId],
  );
  await pool.query(
    `insert into segment_conditions (segment_id, rule_id, operator, property, value)
     select r.segment_id, r.id, 'EQUAL', 'trait_' || n, 'value ' || n
     from (select * from segment_rules where parent_rule_id is not null and segment_id in (select min(id) from segments where project_id = $1)) r,
       generate_series(6, 100) n`,
    [projectId],
  );
  await pool.query(
    `update feature_state_values set type = 'unicode', integer_value = null, string_value = repeat('x', 20000)
     where feature_state_id in (select id from feature_states where environment_id = $1 order by id desc limit 10)`,
    [environmentId],
  );
}

async function compare(
  name: string,
  of: string,
  large: Place,
  small: Place,
  work: (place: Place, round: number) => Promise<void>,
): Promise<Row> {
  const times = { large: [] as number[], small: [] as number[] };
  for (let round = -2; round < ROUNDS; round += 1) {
    for (const [key, place] of [
      ['large', large],
      ['small', small],
    ] as const) {
      const begin = performance.now();
      await work(place, round);
      if (round >= 0) times[key].push(performance.now() - begin);
    }
  }
  const [ours, base] = [median(times.large), median(times.small)];
  console.log(`${name}: ${ours.toFixed(0)} ms, ${of}: ${base.toFixed(0)} ms`);
  return {
    name,
    ratio: ours / base,
    of,
    floor: null,
    aim: null,
    milliseconds: times.large,
    baseMilliseconds: times.small,
  };
}

async function call({ authorization }: Place, method: string, path: string, body?: unknown): Promise<void> {
  const response = await fetch(`${runtime.url}/api/v1/${path}`, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
}

function listFeatures(place: Place): Promise<void> {
  const { projectId, environmentId } = place.scene;
  return call(
    place,
    'GET',
    `projects/${projectId}/features/?page=1&page_size=50&sort_field=name&environment=${environmentId}`,
  );
}

function listSegments(place: Place): Promise<void> {
  return call(place, 'GET', `projects/${place.scene.projectId}/segments/?page_size=999`);
}

async function publish(place: Place, round: number): Promise<void> {
  const value = round + 1_000_000;
  await call(place, 'PUT', `environments/${place.scene.clientKey}/featurestates/${place.stateId}/`, {
    feature_state_value: value,
  });
  for (;;) {
    const response = await fetch(`${runtime.url}/api/v1/flags/`, {
      headers: { 'x-environment-key': place.scene.clientKey },
    });
    if ((await response.text()).includes(String(value))) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
