import { afterEach, expect, test, vi } from 'vitest';
import type { HalyardEnv } from './bindings.ts';
import { openEnvironmentSource } from './environment-source.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

/** The location's cache, which all Workers of an account's zone share. */
function stubLocationCache(): void {
  const answers = new Map<string, string>();
  const match = (url: string) => Promise.resolve(answers.has(url) ? new Response(answers.get(url)) : undefined);
  const put = async (url: string, response: Response) => void answers.set(url, await response.text());
  vi.stubGlobal('caches', { default: { match, put } });
}

function openSource(deployment: string, newest: { version: number }) {
  const readNewerThan = (_: number, version: number) =>
    Promise.resolve(newest.version > version ? `version ${newest.version}` : null);
  const PUBLISHER = { idFromName: (name: string) => `${deployment}-${name}`, get: () => ({ readNewerThan }) };
  return openEnvironmentSource({ PUBLISHER } as unknown as HalyardEnv, () => Promise.resolve(null));
}

test('two deployments in one zone: one has nothing newer → the other still hears of its own version', async () => {
  stubLocationCache();
  const staging = openSource('staging', { version: 7 });
  const production = openSource('production', { version: 8 });
  expect(await staging.readNewerThan(1, 7, 'recent')).toBeNull();
  expect(await production.readNewerThan(1, 7, 'recent')).toBe('version 8');
});

function openCopies(kv: (key: string) => Promise<string | null>) {
  const bucket = { get: (key: string) => Promise.resolve({ text: () => Promise.resolve(`bucket ${key}`) }) };
  const env = { ENVIRONMENTS: { get: kv }, COPIES: bucket } as unknown as HalyardEnv;
  return openEnvironmentSource(env, () => Promise.resolve(null));
}

test('bucket bound: KV fails or has nothing → the copy comes from the bucket; KV has it → from KV', async () => {
  for (const kv of [() => Promise.reject(new Error('away')), () => Promise.resolve(null)]) {
    expect(await openCopies(kv).readCopy(7)).toBe('bucket environment:7');
  }
  expect(await openCopies(() => Promise.resolve('from KV')).readCopy(7)).toBe('from KV');
});

test('no bucket: KV fails → the source fails', async () => {
  const env = { ENVIRONMENTS: { get: () => Promise.reject(new Error('away')) } } as unknown as HalyardEnv;
  await expect(openEnvironmentSource(env, () => Promise.resolve(null)).readCopy(7)).rejects.toThrow('away');
});
