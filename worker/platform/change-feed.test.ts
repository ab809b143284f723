import { expect, test } from 'vitest';
import { FeedFull } from '../core/ports.ts';
import type { HalyardEnv } from './bindings.ts';
import { openChangeFeed } from './change-feed.ts';

function openFeed(status: number, more: Partial<HalyardEnv> = {}) {
  const answer = { status, webSocket: null, headers: new Headers() };
  const publisher = { fetch: () => Promise.resolve(answer) };
  return openChangeFeed({ PUBLISHER: { idFromName: String, get: () => publisher }, ...more } as unknown as HalyardEnv);
}

test('change feed: the publisher takes no more listeners → told apart from other failures', async () => {
  await expect(
    openFeed(503).listen(
      1,
      () => undefined,
      () => undefined,
    ),
  ).rejects.toBeInstanceOf(FeedFull);
  await expect(
    openFeed(500).listen(
      1,
      () => undefined,
      () => undefined,
    ),
  ).rejects.not.toBeInstanceOf(FeedFull);
});

test('change feed: one isolate → events are told once; several → once more after any of them may be behind', () => {
  expect(openFeed(101, { LOCATION_CACHE: 'off' }).repeatAfterMs).toBeNull();
  expect(openFeed(101).repeatAfterMs).toBeGreaterThan(5_000);
  expect(openFeed(101, { HALYARD_STREAM_SECONDS: '90' }).lifetimeMs).toBe(90_000);
});
