import { withConnection } from '../../scripts/local/database.ts';
import { buildWorker } from '../../scripts/local/build-worker.ts';
import { openSink } from '../../worker/testing/fixtures/sink.ts';
import { configureSystem, sinkVariables } from '../../worker/testing/integrations/configure-system.ts';
import { SYSTEMS } from '../../worker/testing/integrations/systems.ts';
import { createMember } from '../../worker/testing/management/people.ts';
import { startTestServer, type TestServer } from '../../worker/testing/runtime/test-server.ts';
import { createWorkload } from '../engine/workload.ts';
import { storeWorkload } from '../http/store-workload.ts';
import { hasWrk, type Load } from '../http/wrk.ts';
import { writeResults } from '../report.ts';
import { compareHanging, type Side } from './hanging-reads.ts';

const IDENTITIES = Array.from({ length: 1_000 }, (_, index) => `/api/v1/identities/?identifier=reader-${index}`);

/** Reading flags tells nobody; the change of a flag tells these. */
const CHANGED = SYSTEMS.filter(({ tells }) => tells === 'changes').length;

/** Reads of SDKs in an environment whose integrations all hang, and in one like it that has none, by turns. */
if (hasWrk()) await run();
else {
  console.error('It needs the load generator wrk (Debian: apt-get install wrk).');
  process.exitCode = 1;
}

async function run(): Promise<void> {
  await buildWorker();
  const sink = await openSink();
  // The same server for both, so that no process is luckier than the other.
  const server = await startTestServer({ ownPostgres: true, variables: sinkVariables(sink) });
  try {
    const [plain, hanging] = [await addSide(server), await addSide(server)];
    sink.answer = ({ path }, response) => {
      response.end(JSON.stringify(path.startsWith('/slack/') ? { ok: true, access_token: 'token', channels: [] } : {}));
    };
    for (const system of SYSTEMS) await configureSystem({ server, sink, ...hanging }, system);
    // Accepts, reads what comes, and never answers.
    sink.answer = () => undefined;
    const rows = [];
    for (const name of ['GET flags', 'GET identities'] as const) {
      const loadOf = ({ clientKey }: Side): Load => ({
        url: `${server.url}/api/v1/${name === 'GET flags' ? 'flags' : 'identities'}/`,
        headers: { 'X-Environment-Key': clientKey },
        ...(name === 'GET flags' ? {} : { paths: IDENTITIES }),
      });
      rows.push(
        await compareHanging(name, name === 'GET flags' ? CHANGED : SYSTEMS.length, {
          server,
          sink,
          plain,
          hanging,
          loadOf,
        }),
      );
    }
    writeResults('hanging', rows, { receivers: SYSTEMS.map((system) => system.name) });
  } finally {
    await server.stop();
    await sink.close();
  }
}

async function addSide(server: TestServer): Promise<Side> {
  const { clientKey, environmentId } = await withConnection(server.databaseUrl, (client) =>
    storeWorkload(client, createWorkload('M', 'json')),
  );
  const { rows } = await server.db.query<{ project: number; organisation: number; state: number }>(
    `select e.project_id as project, e.organisation_id as organisation,
       (select min(id) from feature_states s where s.environment_id = e.id and s.feature_segment_id is null and s.identity_id is null)::int as state
     from environments e where e.id = $1`,
    [environmentId],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('the workload is not there');
  const { authorization } = await createMember(server.db, row.organisation, 'ADMIN');
  return { clientKey, projectId: row.project, stateId: row.state, authorization };
}
