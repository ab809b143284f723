import { expect, test } from 'vitest';
import type { EnvironmentSnapshot } from '../contract/published-environment.ts';
import { nextPublication, nextUpdatedAt, retryDelay, tombstone } from './publication.ts';

const NOW = Date.parse('2026-05-01T12:00:00Z');
const NOW_MICROSECONDS = NOW * 1000;

function snapshot(changes: Partial<EnvironmentSnapshot['document']> = {}): EnvironmentSnapshot {
  return {
    environment_id: 1,
    server_keys: [],
    features: [],
    feature_states: [],
    document: {
      id: 1,
      api_key: 'key',
      project: {
        id: 1,
        name: 'p',
        organisation: {
          id: 1,
          name: 'o',
          feature_analytics: false,
          stop_serving_flags: false,
          persist_trait_data: true,
        },
        hide_disabled_flags: false,
        segments: [],
        enable_realtime_updates: false,
        server_key_only_feature_ids: [],
      },
      feature_states: [],
      identity_overrides: [],
      name: 'e',
      allow_client_traits: true,
      updated_at: '2026-04-30T08:00:00.500000+00:00',
      hide_sensitive_data: false,
      hide_disabled_flags: null,
      use_identity_composite_key_for_hashing: true,
      use_identity_overrides_in_local_eval: true,
      ...changes,
    },
  };
}

test('first publication → version 1 with the time of the row', () => {
  const { record } = nextPublication({ version: 0, updatedAt: null }, snapshot(), NOW);
  expect(record).toMatchObject({ version: 1, schema: 1 });
  expect(record.document.updated_at).toBe('2026-04-30T08:00:00.500000+00:00');
});

test('next publication → next version with the time of now', () => {
  const last = { version: 4, updatedAt: NOW_MICROSECONDS - 60_000_000 };
  const { record } = nextPublication(last, snapshot(), NOW);
  expect(record.version).toBe(5);
  expect(record.document.updated_at).toBe('2026-05-01T12:00:00.000000+00:00');
});

test('publication within the same second, or after the clock went back → still a whole second later', () => {
  for (const updatedAt of [NOW_MICROSECONDS, NOW_MICROSECONDS + 3_600_000_000]) {
    expect(nextUpdatedAt({ version: 1, updatedAt }, 0, NOW)).toBe(updatedAt + 1_000_000);
  }
});

test('a snapshot that readers could not use → refused before it becomes a version', () => {
  const broken = snapshot({ feature_states: [{ enabled: 'yes' }] as never });
  expect(() => nextPublication({ version: 1, updatedAt: null }, broken, NOW)).toThrow();
});

test('an environment that is gone → a last version that says so', () => {
  expect(tombstone({ version: 6, updatedAt: null }, 1, NOW)).toMatchObject({ version: 7, gone: true });
});

test('retry delay → doubles from a second to five minutes, spread by a quarter', () => {
  expect(retryDelay(1, 0.5)).toBe(1_000);
  expect(retryDelay(4, 0.5)).toBe(8_000);
  expect(retryDelay(50, 0)).toBe(225_000);
  expect(retryDelay(50, 1)).toBe(375_000);
});
