import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Workload, WorkloadIdentity } from '../engine/workload.ts';
import { toUnleashExport, toUnleashFeatures, type UnleashFeature } from './unleash-features.ts';
import { startUnleashProcess, type UnleashProcess } from './unleash-process.ts';
import type { Load } from './wrk.ts';

export type Unleash = { load: Load; stop: () => Promise<void> };

const SERVE_PATIENCE = 30_000;
const IDENTITIES_ASKED = 50;

/**
 * unleash-server over an empty database, serving the workload. The load asks its frontend API for all flags of one
 * identity as the browser SDK does unless told otherwise: GET with the context in the query.
 */
export async function startUnleash(databaseUrl: string, workload: Workload): Promise<Unleash> {
  const features = toUnleashFeatures(workload.document);
  const server = await startWithFeatures(databaseUrl, features);
  try {
    const paths = workload.identities.map(toPath);
    const headers = { Authorization: server.frontendToken, Accept: 'application/json' };
    const load: Load = { url: `${server.url}/api/frontend`, headers, paths };
    await waitUntilServed(load, features);
    return { load, stop: server.stop };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function startWithFeatures(databaseUrl: string, features: UnleashFeature[]): Promise<UnleashProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'halyard-unleash-'));
  try {
    const file = join(folder, 'import.json');
    writeFileSync(file, toUnleashExport(features));
    return await startUnleashProcess(databaseUrl, file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The path and query of an identity's request, the parameters in the order in which the browser SDK writes them. */
function toPath({ identifier, traits }: WorkloadIdentity, index: number): string {
  const query = new URLSearchParams({
    sessionId: String(100_000_000 + index),
    appName: 'bench',
    environment: 'default',
    userId: identifier,
  });
  for (const [name, value] of Object.entries(traits)) query.append(`properties[${name}]`, String(value));
  return `/api/frontend?${query}`;
}

/**
 * The frontend API serves from memory, which follows the database a moment later and may have looked at it in the middle
 * of the import. A feature is enabled last, and each enabled one is on for some of the identities.
 */
async function waitUntilServed({ url, headers = {}, paths = [] }: Load, features: UnleashFeature[]): Promise<void> {
  const missing = new Set(features.filter(({ enabled }) => enabled).map(({ name }) => name));
  for (const begin = Date.now(); Date.now() - begin < SERVE_PATIENCE; await sleep(100)) {
    for (const path of paths.slice(0, IDENTITIES_ASKED)) {
      const response = await fetch(new URL(path, url), { headers });
      const { toggles = [] } = (await response.json()) as { toggles?: { name: string }[] };
      for (const { name } of toggles) missing.delete(name);
    }
    if (missing.size === 0) return;
  }
  throw new Error(`the frontend API of Unleash does not serve ${[...missing].join(', ')}`);
}
