import { expect, test } from 'vitest';
import * as engine from '../../../worker/engine/index.ts';
import { createProbe, hasSplit, readTraits } from './probe.ts';
import { newCondition, newRule, type DraftCondition, type SegmentDraft } from './segment-draft.ts';

const place = { api_key: 'key', name: 'Live' };
const draft = (...conditions: Partial<DraftCondition>[]): SegmentDraft => ({
  name: 'x',
  description: '',
  rules: [
    {
      ...newRule('ALL'),
      conditions: [],
      rules: [{ ...newRule('ANY'), conditions: conditions.map((one) => ({ ...newCondition(), ...one })) }],
    },
  ],
});
const isIn = (rules: SegmentDraft, traits: object, id = 7) =>
  createProbe(engine, place, id, rules)({ identifier: 'ada', traits: traits as Record<string, unknown> })?.matched;

test('probe: a rule that is not saved → who fits it, by traits and by the environment', () => {
  const plan = draft({ property: 'plan', value: 'pro' });
  expect([isIn(plan, { plan: 'pro' }), isIn(plan, { plan: 'free' }), isIn(plan, {})]).toEqual([true, false, false]);
  expect(isIn(draft({ property: '$.environment.name', value: 'Live' }), {})).toBe(true);
  expect(isIn(draft({ property: 'app', option: 'GREATER_THAN:semver', value: '1.9.0' }), { app: '1.10.0' })).toBe(true);
});

test('probe: a split → as the engine places people by the segment’s id', () => {
  const share = engine.percentageOf('7', 'key_ada');
  const split = (value: number) => draft({ option: 'PERCENTAGE_SPLIT', property: '', value: String(value) });
  expect([isIn(split(share + 0.1), {}), isIn(split(share - 0.1), {})]).toEqual([true, false]);
  expect([hasSplit(split(5)), hasSplit(draft({ property: 'p' }))]).toEqual([true, false]);
});

test('traits: nothing, an object, a list, no JSON', () => {
  expect(readTraits(' ')).toEqual({ traits: {} });
  expect(readTraits('{"a":1}')).toEqual({ traits: { a: 1 } });
  expect(Object.keys(readTraits('[1]'))).toEqual(['fault']);
  expect(Object.keys(readTraits('{a'))).toEqual(['fault']);
});
