import { buildWorker } from '../../scripts/local/build-worker.ts';
import { startTestServer, type TestServer } from '../../worker/testing/runtime/test-server.ts';

/** The built product with the demo and realtime updates on, over a Postgres of its own. */
export async function startProduct(): Promise<TestServer> {
  await buildWorker();
  const server = await startTestServer({ seed: true, ownPostgres: true });
  await server.db.query('update projects set enable_realtime_updates = true');
  return server;
}

/** Commits a change of `dark_mode` in the demo's first environment. Nobody is told of it. */
export async function commitToggle(server: TestServer): Promise<void> {
  const environmentId = server.demo[0]?.environmentId;
  const client = await server.db.connect();
  try {
    await client.query('begin');
    await client.query(
      `update feature_states s set enabled = not s.enabled from features f where f.id = s.feature_id and f.name = 'dark_mode'
       and s.environment_id = $1 and s.identity_id is null and s.feature_segment_id is null`,
      [environmentId],
    );
    // As old as the cron's sweep takes it.
    await client.query(`select touch_environment($1, 'bench', now() - interval '10 seconds')`, [environmentId]);
    await client.query('commit');
  } finally {
    client.release();
  }
}
