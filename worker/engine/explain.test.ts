import { describe, expect, it } from 'vitest';
import { createDocument, createOption, createSegment, createState } from './document.test-support.ts';
import { compileEnvironment, evaluateIdentity, explainIdentity } from './index.ts';

const conditions = [
  { property_: '', operator: 'PERCENTAGE_SPLIT', value: '60' },
  { property_: 'age', operator: 'GREATER_THAN', value: '18' },
  { property_: 'name', operator: 'REGEX', value: '(?=a)' },
  { property_: 'name', operator: 'RESEMBLES', value: 'a' },
];
const colour = createState('colour', 'none', {
  django_id: 78986,
  multivariate_feature_state_values: [createOption(1, 'red', 40), createOption(2, 'blue', 40)],
});
const document = createDocument({
  feature_states: [createState('banner', 'standard'), colour],
  segments: [
    createSegment(12, conditions, [createState('banner', 'never', { feature_segment: { priority: 1 } })]),
    createSegment(13, conditions.slice(0, 2), [createState('banner', 'adult', { feature_segment: { priority: 2 } })]),
    { id: 14, name: 'empty', rules: [], feature_states: [createState('banner', 'nobody')] },
  ],
  identity_overrides: [{ identifier: 'vip', identity_features: [createState('banner', 'personal')] }],
});

describe('explainIdentity', () => {
  const environment = compileEnvironment(document);
  const trace = explainIdentity(environment, { identifier: 'x', key: '93', traits: { age: '42', name: 'anna' } });
  const [banner, variants] = trace.flags;

  it('segment trace: a split, a number as text, a refused pattern and no such operator → value, answer and problem', () => {
    expect(banner?.segments[0]?.segment.rules[0]?.conditions).toEqual([
      {
        property: '',
        operator: 'PERCENTAGE_SPLIT',
        operand: '60',
        value: '93',
        matched: true,
        split: { percentage: 27.655531106221243, threshold: 60 },
        problem: null,
      },
      {
        property: 'age',
        operator: 'GREATER_THAN',
        operand: '18',
        value: 42,
        matched: true,
        split: null,
        problem: null,
      },
      {
        property: 'name',
        operator: 'REGEX',
        operand: '(?=a)',
        value: 'anna',
        matched: false,
        split: null,
        problem: 'Invalid regular expression: look-ahead and look-behind are not supported.',
      },
      {
        property: 'name',
        operator: 'RESEMBLES',
        operand: 'a',
        value: 'anna',
        matched: false,
        split: null,
        problem: 'There is no operator "RESEMBLES".',
      },
    ]);
  });

  it('flag trace: three segments considered → strongest first, the first that matches applied', () => {
    const considered = banner?.segments.map(({ segment, priority, applied }) => [
      segment.name,
      priority,
      segment.matched,
      applied,
    ]);
    expect(considered).toEqual([
      ['segment-12', 1, false, false],
      ['segment-13', 2, true, true],
      ['empty', null, false, false],
    ]);
    expect(banner?.segments[2]?.segment.problem).toBe('The segment has no rules.');
    expect([banner?.decidedBy, banner?.reason, banner?.split]).toEqual([
      'segment',
      'TARGETING_MATCH; segment=segment-13',
      null,
    ]);
  });

  it('split trace: two variants → percentage, ranges and the one hit', () => {
    const [first, second] = variants?.split?.ranges ?? [];
    const percentage = variants?.split?.percentage as number;
    expect([first?.from, first?.to, second?.from, second?.to]).toEqual([0, 40, 40, 80]);
    expect([first?.hit, second?.hit]).toEqual([percentage < 40, percentage >= 40 && percentage < 80]);
    expect(variants?.split?.objectKey).toBe('78986');
  });

  it('identity override: explained → decides, and no segment is applied', () => {
    const [flag] = explainIdentity(environment, { identifier: 'vip', traits: { age: 42 } }).flags;
    expect([flag?.decidedBy, flag?.segments.some(({ applied }) => applied)]).toEqual(['identity', false]);
  });

  it('trace: of any identity → the outcomes of the evaluation', () => {
    for (let index = 0; index < 30; index++) {
      const identity = { identifier: index % 7 === 0 ? 'vip' : `user-${index}`, traits: { age: index } };
      const outcomes = explainIdentity(environment, identity).flags.map(({ outcome }) => outcome);
      expect(outcomes).toEqual(evaluateIdentity(environment, identity));
    }
  });

  it('trace: as JSON → loses nothing', () => {
    expect(JSON.parse(JSON.stringify(trace.flags[0]?.segments))).toEqual(trace.flags[0]?.segments);
  });
});
