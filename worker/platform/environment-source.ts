import { withDeadline } from '../core/deadline.ts';
import type { EnvironmentSource } from '../core/ports.ts';
import { sha256Hex } from '../core/sha256.ts';
import type { HalyardEnv } from './bindings.ts';
import { environmentCopyKey, environmentOfKey, KV_PATIENCE_MS, readCopied } from './environment-copies.ts';

const KV_CACHE_SECONDS = 30;
const LOCATION_CACHE_SECONDS = 1;
/** With Postgres away too, a link that comes late is better than none. */
const LATE_LINK_MS = 1_500;
/** Keys that KV does not know cost a look into Postgres each; a flood of invented ones must not take it over. */
const MOST_LOOKUPS = 64;

/** Finds the environment that a key opens where no copy of the answer exists yet. */
type FindEnvironmentId = (key: string, hash: string) => Promise<number | null>;

/** Reads published environments: KV for keys and copies, the environment's publisher for anything newer. */
export function openEnvironmentSource(env: HalyardEnv, findEnvironmentId: FindEnvironmentId): EnvironmentSource {
  const isShared = env.LOCATION_CACHE !== 'off';
  const linkPatienceMs = env.COPIES === undefined ? KV_PATIENCE_MS : 2 * KV_PATIENCE_MS;
  let lookups = 0;
  return {
    async resolveKey(key) {
      const hash = await sha256Hex(key);
      const link = readCopied(env, environmentOfKey(hash), KV_CACHE_SECONDS);
      const known = await readId(link, linkPatienceMs);
      if (known !== null) return known;
      if (lookups >= MOST_LOOKUPS) throw new Error('too many look-ups of unknown keys at once');
      lookups += 1;
      try {
        return await findEnvironmentId(key, hash);
      } catch (error) {
        const late = await readId(link, LATE_LINK_MS);
        if (late === null) throw error;
        return late;
      } finally {
        lookups -= 1;
      }
    },
    readCopy: (environmentId) => readCopied(env, environmentCopyKey(environmentId), KV_CACHE_SECONDS),
    async readNewerThan(environmentId, version, extent) {
      // The object's id, because another deployment in the same zone has environments of the same number.
      const id = env.PUBLISHER.idFromName(String(environmentId));
      const versionUrl = `https://publisher.halyard.internal/${id.toString()}/version`;
      if (isShared && extent === 'recent' && (await readLocationVersion(versionUrl)) === version) return null;
      const publisher = env.PUBLISHER.get(id);
      const record = await publisher.readNewerThan(environmentId, version, extent);
      if (isShared && record === null && extent !== 'published') await writeLocationVersion(versionUrl, version);
      return record;
    },
  };
}

/** The id that a link holds; null if it holds none, fails or takes too long. */
async function readId(link: Promise<string | null>, patienceMs: number): Promise<number | null> {
  const text = await withDeadline(link, patienceMs, 'the link of a key').catch(() => null);
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}

/** The version that some isolate of this location learned from the publisher within the last second, or null. */
async function readLocationVersion(url: string): Promise<number | null> {
  const cached = await caches.default.match(url);
  return cached === undefined ? null : Number(await cached.text());
}

async function writeLocationVersion(url: string, version: number): Promise<void> {
  const headers = { 'cache-control': `max-age=${LOCATION_CACHE_SECONDS}` };
  await caches.default.put(url, new Response(String(version), { headers }));
}
