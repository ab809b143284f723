/** KV key of the copy of an environment's newest publication (JSON text of a published environment). */
export function environmentCopyKey(environmentId: number): string {
  return `environment:${environmentId}`;
}

/** KV key that holds the environment id (decimal text) a key opens; `hash` is the SHA-256 of the whole key. */
export function environmentOfKey(hash: string): string {
  return `key:${hash}`;
}
