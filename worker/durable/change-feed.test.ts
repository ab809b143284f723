import { expect, test } from 'vitest';
import type { PublishedEnvironment } from '../contract/published-environment.ts';
import { isAnnounced } from './change-feed.ts';

function published(changes: object = {}, isRealtime = true): PublishedEnvironment {
  const project = { enable_realtime_updates: isRealtime };
  const document = {
    id: 1,
    name: 'e',
    feature_states: [],
    identity_overrides: [],
    updated_at: 'then',
    project,
    ...changes,
  };
  return { version: 1, document } as unknown as PublishedEnvironment;
}

test('announcement: a flag changed → told', () => {
  expect(isAnnounced(published(), published({ feature_states: [{ enabled: true }] }))).toBe(true);
});

test('announcement: only the overrides of identities or the time changed → not told', () => {
  const after = published({ identity_overrides: [{ identifier: 'a' }], updated_at: 'now' });
  expect(isAnnounced(published(), after)).toBe(false);
});

test('announcement: realtime updates are off → not told', () => {
  expect(isAnnounced(published(), published({ name: 'other' }, false))).toBe(false);
});

test('announcement: first publication, or the environment is gone → not told', () => {
  const gone = { schema: 1 as const, environment_id: 1, version: 2, published_at: 0, gone: true as const };
  expect(isAnnounced(null, published())).toBe(false);
  expect(isAnnounced(published(), gone)).toBe(false);
});
