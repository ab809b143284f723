import { expect, test } from 'vitest';
import type { HalyardEnv } from './bindings.ts';
import { openChangeFeed } from './change-feed.ts';

const openFeed = (variables: Partial<HalyardEnv>) => openChangeFeed(variables as HalyardEnv);

test('change feed: one isolate → events are told once; several → once more after any of them may be behind', () => {
  expect(openFeed({ LOCATION_CACHE: 'off' }).repeatAfterMs).toBeNull();
  expect(openFeed({}).repeatAfterMs).toBeGreaterThan(5_000);
  expect(openFeed({ HALYARD_STREAM_SECONDS: '90' }).lifetimeMs).toBe(90_000);
});
