import { expect, test } from 'vitest';
import type { PublishedEnvironment } from '../contract/published-environment.ts';
import { describeChange } from './change-feed.ts';

const state = (id: number, more: object = {}) => ({ feature: { id, name: `f${id}` }, enabled: true, ...more });

function published(changes: object = {}, projectChanges: object = {}): PublishedEnvironment {
  const project = {
    enable_realtime_updates: true,
    hide_disabled_flags: false,
    server_key_only_feature_ids: [] as number[],
    segments: [] as object[],
    ...projectChanges,
  };
  const document = {
    id: 1,
    name: 'e',
    hide_disabled_flags: null,
    feature_states: [state(1), state(2), state(3)],
    identity_overrides: [],
    updated_at: 'then',
    project,
    ...changes,
  };
  return { version: 1, document } as unknown as PublishedEnvironment;
}

const segment = (rules: string[], ids: number[]) => ({ id: 9, rules, feature_states: ids.map((id) => state(id)) });
const overrideOf = (id: number) => [{ identifier: 'ada', identity_features: [state(id)] }];

test('change: one flag → it is named, for everybody', () => {
  const after = published({ feature_states: [state(1), state(2, { enabled: false }), state(3)], updated_at: 'now' });
  expect(describeChange(published(), after)).toEqual({ everybody: true, features: ['f2'], identity_features: [] });
});

test('change: rule of a segment → the flags that it overrides are named, the segment is not', () => {
  const before = published({}, { segments: [segment(['old'], [1, 3])] });
  const after = published({}, { segments: [segment(['new'], [1, 3])] });
  expect(describeChange(before, after)).toEqual({ everybody: true, features: ['f1', 'f3'], identity_features: [] });
});

test('change: setting of the environment → all flags', () => {
  expect(describeChange(published(), published({ hide_disabled_flags: true }))?.features).toEqual(['f1', 'f2', 'f3']);
});

test('change: override of an identity → its flag and no identifier, not for everybody', () => {
  const change = describeChange(published(), published({ identity_overrides: overrideOf(2) }));
  expect(change).toEqual({ everybody: false, features: [], identity_features: ['f2'] });
});

test('change: flag that is for servers only, or becomes so → not named', () => {
  const hidden = { server_key_only_feature_ids: [2] };
  const after = published({ feature_states: [state(1), state(2, { enabled: false }), state(3)] }, hidden);
  for (const before of [published({}, hidden), published()]) {
    expect(describeChange(before, after)).toMatchObject({ everybody: true, features: [] });
  }
  expect(describeChange(published({}, hidden), published({ identity_overrides: overrideOf(2) }, hidden))).toEqual({
    everybody: false,
    features: [],
    identity_features: [],
  });
});

test('change: disabled flag where such are hidden → not named, unless some segment sees it', () => {
  const hiding = { hide_disabled_flags: true };
  const flags = (value: string) => ({
    feature_states: [state(1), state(2, { enabled: false, feature_state_value: value }), state(3)],
  });
  expect(describeChange(published(flags('a'), hiding), published(flags('b'), hiding))?.features).toEqual([]);
  const seen = { ...hiding, segments: [segment(['rule'], [2])] };
  expect(describeChange(published(flags('a'), seen), published(flags('b'), seen))?.features).toEqual(['f2']);
});

test('change: flag removed → named', () => {
  const change = describeChange(published(), published({ feature_states: [state(1), state(3)] }));
  expect(change?.features).toEqual(['f2']);
});

test('change: nothing but the time, realtime off, first publication, or gone → nobody is told', () => {
  const gone = { schema: 1 as const, environment_id: 1, version: 2, published_at: 0, gone: true as const };
  const off = published({ name: 'other' }, { enable_realtime_updates: false });
  expect(describeChange(published(), published({ updated_at: 'now' }))).toBeNull();
  expect(describeChange(published(), off)).toBeNull();
  expect(describeChange(null, published())).toBeNull();
  expect(describeChange(published(), gone)).toBeNull();
});
