import { withDeadline } from '../core/deadline.ts';
import type { HalyardEnv } from './bindings.ts';

/** How long KV may take while there is somebody else to ask. */
export const KV_PATIENCE_MS = 250;

/** Key of the copy of an environment's newest publication (JSON text of a published environment), in KV and in the bucket. */
export function environmentCopyKey(environmentId: number): string {
  return `environment:${environmentId}`;
}

/** Key that holds the environment id (decimal text) a key opens; `hash` is the SHA-256 of the whole key. */
export function environmentOfKey(hash: string): string {
  return `key:${hash}`;
}

type CopyTarget = {
  name: string;
  put: (key: string, text: string, version: number | null) => Promise<unknown>;
  delete: (key: string) => Promise<unknown>;
};

/** KV, and the bucket where one is bound. */
export function openCopyTargets({ ENVIRONMENTS: kv, COPIES: bucket }: HalyardEnv): CopyTarget[] {
  const targets: CopyTarget[] = [
    {
      name: 'kv',
      put: (key, text, version) => kv.put(key, text, version === null ? {} : { metadata: { version } }),
      delete: (key) => kv.delete(key),
    },
  ];
  if (bucket !== undefined) {
    targets.push({ name: 'bucket', put: (key, text) => bucket.put(key, text), delete: (key) => bucket.delete(key) });
  }
  return targets;
}

/** What KV holds; if it is away, slow or without it, what the bucket holds. Rejects only if KV failed and no bucket helps. */
export async function readCopied(env: HalyardEnv, key: string, cacheSeconds: number): Promise<string | null> {
  const { ENVIRONMENTS: kv, COPIES: bucket } = env;
  if (bucket === undefined) return kv.get(key, { cacheTtl: cacheSeconds });
  const read = kv.get(key, { cacheTtl: cacheSeconds });
  const found = await withDeadline(read, KV_PATIENCE_MS, 'KV').catch(() => null);
  return found ?? (await bucket.get(key).then((object) => object?.text() ?? null));
}
