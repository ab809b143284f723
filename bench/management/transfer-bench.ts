import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Pool } from 'pg';
import { migrateDatabase } from '../../drizzle/migrate.ts';
import { fillEnvironment, type Size } from '../../drizzle/testing/large-environment.ts';
import { buildWorker } from '../../scripts/local/build-worker.ts';
import { withConnection } from '../../scripts/local/database.ts';
import { startNeonBridge } from '../../scripts/local/neon-bridge.ts';
import { startPostgres } from '../../scripts/local/postgres.ts';
import { CONFIG_FILE, WORKER_FILE } from '../../scripts/local/project.ts';
import { startRuntime } from '../../scripts/local/runtime.ts';
import type { EnvironmentDocument } from '../../worker/contract/environment-document.ts';
import type { OrganisationExport } from '../../worker/contract/organisation-export.ts';
import type { OrganisationImport } from '../../worker/contract/transfers.ts';
import { withoutIds } from '../../worker/testing/fixtures/document-without-ids.ts';
import { createScene } from '../../worker/testing/fixtures/scene.ts';
import { createMember } from '../../worker/testing/management/people.ts';

const numberOf = (name: string, usual: number) => Number(process.env[name] ?? usual);
const FEATURES = numberOf('FEATURES', 1_000);
const SEGMENTS = numberOf('SEGMENTS', 500);
const SIZE: Size = {
  features: FEATURES,
  segments: SEGMENTS,
  overrides: Math.min(FEATURES, SEGMENTS),
  multivariate: Math.ceil(FEATURES / 10),
};

/**
 * Exports an organisation of 1,000 features and 500 segments from one server, imports it into an empty one, and compares the environment
 * documents that both serve. The product as it is built, in workerd, over Postgres; times in milliseconds of this machine.
 */
await buildWorker();
const folder = mkdtempSync(join(tmpdir(), 'halyard-bench-'));
chmodSync(folder, 0o711);
try {
  const source = await withServer('source', exportLarge);
  const target = await withServer('target', (server) => importAll(server, source.text));
  const isEqual = isDeepStrictEqual(withoutIds(source.document), withoutIds(target.document));
  console.table({
    export: { milliseconds: source.milliseconds, note: `${(source.text.length / 1e6).toFixed(2)} MB` },
    'import accepted → done, with the comparison': { milliseconds: target.importMilliseconds, note: target.note },
    'first environment document of the copy': { milliseconds: target.documentMilliseconds, note: '' },
    total: { milliseconds: source.milliseconds + target.importMilliseconds + target.documentMilliseconds, note: '' },
  });
  console.log(`environment documents equal but for ids: ${isEqual ? 'yes' : 'NO'}`);
  if (!isEqual || target.mismatches > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

type Server = { url: string; pool: Pool };

/** A server with a database of its own, for as long as the work takes. */
async function withServer<T>(name: string, work: (server: Server) => Promise<T>): Promise<T> {
  const postgres = await startPostgres({ folder: join(folder, name, 'postgres'), durable: true });
  await withConnection(postgres.urlOf(), (client) => migrateDatabase(client));
  const bridge = await startNeonBridge({ databaseUrl: postgres.urlOf() });
  const runtime = await startRuntime({
    configFile: CONFIG_FILE,
    scriptFile: WORKER_FILE,
    persistFolder: join(folder, name, 'state'),
    variables: { DATABASE_URL: postgres.urlOf(), NEON_LOCAL: bridge.host, DJANGO_SECRET_KEY: 'bench' },
    log: () => undefined,
  });
  const pool = new Pool({ connectionString: postgres.urlOf(), max: 2 });
  try {
    return await work({ url: runtime.url, pool });
  } finally {
    await pool.end();
    await runtime.stop();
    await bridge.close();
    await postgres.stop();
  }
}

async function exportLarge({ url, pool }: Server) {
  const scene = await createScene(pool);
  const client = await pool.connect();
  const tenant = scene as unknown as Parameters<typeof fillEnvironment>[1];
  await fillEnvironment(client, tenant, SIZE).finally(() => client.release());
  const admin = await createMember(pool, scene.organisationId, 'ADMIN');
  const document = await readDocument(url, scene.serverKey);
  const begin = performance.now();
  const response = await call(url, admin.authorization, 'POST', `organisations/${scene.organisationId}/export/`, {
    include_identities: true,
    include_server_keys: true,
  });
  const text = await response.text();
  return { text, document, milliseconds: Math.round(performance.now() - begin) };
}

async function importAll({ url, pool }: Server, text: string) {
  const { rows } = await pool.query(`insert into organisations (name) values ('Copy') returning id`);
  const organisationId = (rows[0] as { id: number }).id;
  const admin = await createMember(pool, organisationId, 'ADMIN');
  const path = `organisations/${organisationId}/imports/`;
  const document = JSON.parse(text) as OrganisationExport;
  const begin = performance.now();
  const begun = (await (await call(url, admin.authorization, 'POST', path, { document })).json()) as OrganisationImport;
  const done = await waitFor(url, admin.authorization, `${path}${begun.id}/`);
  const importMilliseconds = Math.round(performance.now() - begin);
  if (done.status !== 'SUCCESS' || done.report === null) throw new Error(`the import failed: ${done.error}`);
  const second = performance.now();
  const copy = await readDocument(url, document.projects[0]?.environments?.[0]?.server_keys?.[0]?.key ?? '');
  const { contexts, flags, mismatch_count: mismatches } = done.report.equivalence;
  return {
    document: copy,
    importMilliseconds,
    documentMilliseconds: Math.round(performance.now() - second),
    mismatches,
    note: `${contexts} contexts, ${flags} flags, ${mismatches} differ; ${done.report.issue_count} issues`,
  };
}

async function waitFor(url: string, authorization: string, path: string): Promise<OrganisationImport> {
  for (;;) {
    const found = (await (await call(url, authorization, 'GET', path)).json()) as OrganisationImport;
    if (found.status !== 'PROCESSING') return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function call(url: string, authorization: string, method: string, path: string, body?: unknown) {
  const response = await fetch(`${url}/api/v1/${path}`, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${(await response.text()).slice(0, 300)}`);
  return response;
}

async function readDocument(url: string, serverKey: string): Promise<EnvironmentDocument> {
  const response = await fetch(`${url}/api/v1/environment-document/`, { headers: { 'x-environment-key': serverKey } });
  if (!response.ok) throw new Error(`environment-document: ${response.status}`);
  return (await response.json()) as EnvironmentDocument;
}
